"""Which day and time to rehearse; sent by GET, because nothing is changed."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import ValidationError

from plan_app.forms.base import Form
from plan_app.forms.fields import Clock, Day, Required


class RehearsalForm(Form):
    """A day and a local time."""

    class Meta(Form.Meta):
        """A link to a rehearsal carries no token: opening it changes nothing."""

        csrf = False

    day = Day(_l("Ngày"), [Required(_l("Đề nghị nhập ngày."))])
    time = Clock(_l("Giờ"), [Required(_l("Đề nghị nhập giờ."))])

    def validate_time(self, field: Any) -> None:  # noqa: ANN401 (WTForms' signature)
        """A time of day."""
        hour, colon, minute = field.data.partition(":")
        is_time = colon and hour.isdecimal() and minute.isdecimal()
        if not is_time or int(hour) > 23 or int(minute) > 59:
            raise ValidationError(str(_l("Giờ phải được ghi theo dạng 07:30.")))
