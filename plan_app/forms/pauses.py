"""Pausing reminders: for whom, how long, why."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, ValidationError

from plan_app.errors import NC_
from plan_app.forms.base import Form
from plan_app.forms.fields import Day, Paragraph, Required, Several, at_most, choice

ALL, SOME = "all", "some"


class PauseForm(Form):
    """`confirmed` names the pause whose preview was shown; another one is previewed first."""

    confirmed = HiddenField()
    scope = RadioField(
        _l("Tạm dừng nhắc việc đối với"),  # type: ignore[arg-type]
        choices=[choice(SOME, _l("Các cơ quan được chọn")), choice(ALL, _l("Toàn bộ kế hoạch"))],
        validate_choice=False,
        validators=[Required(_l("Đề nghị chọn phạm vi tạm dừng."))],
    )
    agencies = Several(_l(NC_("pages", "Cơ quan")), validate_choice=False)  # type: ignore[arg-type]
    first_day = Day(_l("Từ ngày"), [Required(_l("Đề nghị nhập ngày bắt đầu."))])
    last_day = Day(_l("Đến hết ngày"), [Required(_l("Đề nghị nhập ngày kết thúc."))])
    reason = Paragraph(_l("Lý do"), [Required(_l("Đề nghị nêu lý do.")), at_most(500)])

    def offer(self, agencies: Sequence[tuple[int, str]]) -> None:
        """Fill the boxes."""
        self.agencies.choices = [choice(str(id_), name) for id_, name in agencies]

    def validate_agencies(self, field: Any) -> None:  # noqa: ANN401 (WTForms' signature)
        """Some are chosen, unless all are meant."""
        if self.scope.data != ALL and not self.agency_ids:
            raise ValidationError(_("Đề nghị chọn ít nhất một cơ quan."))
        known = {value for value, *_rest in field.iter_choices()}
        if not set(field.data or ()) <= known:
            raise ValidationError(_("Không có cơ quan này."))

    @property
    def agency_ids(self) -> tuple[int, ...]:
        """The chosen agencies, none for the whole plan."""
        if self.scope.data == ALL:
            return ()
        return tuple(int(each) for each in self.agencies.data or () if each.isdecimal())


class EndForm(Form):
    """Only the token: ending a pause needs no more."""
