"""What people choose of their mail."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectField

from plan_app.domain.preferences import EARLY_LEADS, WEEKDAYS, Preferences
from plan_app.forms import Form
from plan_app.forms.fields import choice
from plan_app.presentation.holding import WEEKDAYS as NAMES

NONE = ""


class PreferencesForm(Form):
    """How often, how early, and what is optional; `seen` says from what the form was made."""

    seen = HiddenField()
    digest_weekday = SelectField(
        _l("Nhận thư nhắc việc"),  # type: ignore[arg-type]
        choices=[
            choice(NONE, _l("Các ngày làm việc, khi có việc cần nhắc")),
            *(choice(str(day), _l(NAMES[day])) for day in WEEKDAYS),
        ],
    )
    early_lead = SelectField(
        _l("Nhắc sớm trước thời hạn"),  # type: ignore[arg-type]
        choices=[
            choice(NONE, _l("Không nhắc sớm")),
            *(choice(str(lead), _l("%(days)s ngày", days=lead)) for lead in EARLY_LEADS),
        ],
    )
    skips_roll_up = BooleanField(_l("Không nhận bản tổng hợp tuần"))  # type: ignore[arg-type]

    def ask_for(self, *, roll_up: bool) -> None:
        """Leave out what is not this person's."""
        if not roll_up:
            del self.skips_roll_up

    def chosen(self, kept: Preferences) -> Preferences:
        """What was chosen; what was not asked stays as it is kept."""
        asked = "skips_roll_up" in self
        return Preferences(
            digest_weekday=_number(self.digest_weekday.data),
            early_lead=_number(self.early_lead.data),
            skips_roll_up=bool(self.skips_roll_up.data) if asked else kept.skips_roll_up,
        )


def shown(kept: Preferences) -> dict[str, Any]:
    """The choices as the fields show them."""
    return {
        "digest_weekday": NONE if kept.digest_weekday is None else str(kept.digest_weekday),
        "early_lead": NONE if kept.early_lead is None else str(kept.early_lead),
        "skips_roll_up": kept.skips_roll_up,
    }


def _number(typed: str | None) -> int | None:
    return int(typed) if typed else None
