"""The calendar: one day, and the official list of a year."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, TextAreaField
from wtforms.validators import NumberRange

from plan_app.forms.base import Form
from plan_app.forms.fields import Day, Line, Required, at_most, choice
from plan_app.forms.policy import WholeNumber

OFF, WORKING = "off", "working"


class CalendarDayForm(Form):
    """One day; `seen` names what was entered for it when the form was made."""

    seen = HiddenField()
    day = Day(_l("Ngày"), [Required(_l("Đề nghị nhập ngày."))])
    kind = RadioField(
        _l("Là"),  # type: ignore[arg-type]
        choices=[choice(OFF, _l("Ngày nghỉ")), choice(WORKING, _l("Ngày làm việc"))],
        validate_choice=False,
        validators=[Required(_l("Đề nghị chọn ngày nghỉ hoặc ngày làm việc."))],
    )
    name = Line(
        _l("Tên ngày"), [Required(_l("Đề nghị ghi tên ngày, ví dụ: Tết Nguyên đán.")), at_most(120)]
    )
    source = Line(
        _l("Nguồn (số, ngày văn bản)"),
        [Required(_l("Đề nghị ghi văn bản quy định.")), at_most(200)],
    )

    @property
    def is_working(self) -> bool:
        """Whether the day is worked."""
        return bool(self.kind.data == WORKING)


class RemoveDayForm(Form):
    """The day to take out, as the page showed it."""

    seen = HiddenField()
    day = HiddenField()


class CalendarListForm(Form):
    """A year's list; `confirmed` names the preview that was shown."""

    confirmed = HiddenField()
    year = WholeNumber(
        _l("Năm"),
        [NumberRange(2000, 2200, _l("Đề nghị nhập năm, ví dụ: 2027."))],  # type: ignore[arg-type]
    )
    source = Line(
        _l("Nguồn (số, ngày văn bản)"),
        [Required(_l("Đề nghị ghi văn bản quy định.")), at_most(200)],
    )
    days = TextAreaField(
        _l("Danh sách ngày"),  # type: ignore[arg-type]
        [Required(_l("Đề nghị dán danh sách ngày.")), at_most(20_000)],
    )
    is_complete = BooleanField(
        _l("Danh sách đầy đủ của cả năm; ngày không có trong danh sách theo tuần làm việc")  # type: ignore[arg-type]
    )
