"""The form of an absence, and of what people keep themselves."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectField

from plan_app.forms import Form
from plan_app.forms.assignments import Choice
from plan_app.forms.fields import Day, Line, Required, at_most, choice
from plan_app.forms.people import LANGUAGES


class AbsenceForm(Form):
    """From when to when, and who handles the tasks."""

    first_day = Day(_l("Vắng mặt từ ngày"), [Required(_l("Đề nghị nhập ngày bắt đầu."))])
    last_day = Day(_l("Đến hết ngày"), [Required(_l("Đề nghị nhập ngày kết thúc."))])
    deputy_id = SelectField(
        _l("Người xử lý thay"),  # type: ignore[arg-type]
        [Required(_l("Đề nghị chọn người xử lý thay."))],
    )

    def offer(self, deputies: Sequence[Choice]) -> None:
        """Fill the choices."""
        self.deputy_id.choices = [
            choice("", _("Đề nghị chọn")),
            *(choice(str(id_), word) for id_, word in deputies),
        ]


class ProfileForm(Form):
    """What people keep themselves; `seen` says from what the form was made."""

    seen = HiddenField()
    telephone = Line(_l("Điện thoại công vụ"), [at_most(40)])
    language = SelectField(_l("Ngôn ngữ"), choices=LANGUAGES)  # type: ignore[arg-type]
    letter_keys = BooleanField(_l("Dùng phím tắt một phím (/, j, k, ?)"))  # type: ignore[arg-type]
