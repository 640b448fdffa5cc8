"""When reminders go: the policy of a plan, and the days of a single task."""

from collections.abc import Sequence
from typing import Any, Final

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, StringField, SubmitField

from plan_app.domain.policy import OF_TASK, ReminderPolicy
from plan_app.forms.base import Form
from plan_app.forms.fields import Clock, Line, Version, choice
from plan_app.presentation.holding import WEEKDAYS
from plan_app.presentation.policy import LABELS

# A roll-up of Saturday or Sunday would find no working day left in its week.
_WORKING_WEEKDAYS: Final = 5


class DayNumbers(StringField):
    """Numbers of days like `30, 7, 1`; `data` is a list of whole numbers, empty for none."""

    def __init__(self, label: object, validators: Sequence[Any] = (), **options: Any) -> None:  # noqa: ANN401 (WTForms' options)
        options.setdefault("render_kw", {"inputmode": "numeric", "autocomplete": "off"})
        super().__init__(label, validators, **options)  # type: ignore[arg-type]

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed, between commas, semicolons or spaces."""
        typed = (valuelist[0] if valuelist else "").replace(",", " ").replace(";", " ").split()
        self.data: Any = []
        if not all(word.isdecimal() for word in typed):
            raise ValueError(
                str(_l("Đề nghị nhập các số cách nhau bằng dấu phẩy, ví dụ: 30, 7, 1."))
            )
        self.data = [int(word) for word in typed]

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return ", ".join(map(str, self.data or ()))


class WholeNumber(StringField):
    """A whole number; which ones are possible is the policy's to say."""

    def __init__(self, label: object, validators: Sequence[Any] = (), **options: Any) -> None:  # noqa: ANN401 (WTForms' options)
        options.setdefault("render_kw", {"inputmode": "numeric", "autocomplete": "off"})
        super().__init__(label, validators, **options)  # type: ignore[arg-type]

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed."""
        typed = valuelist[0].strip() if valuelist else ""
        self.data: Any = None
        if not typed.isdecimal():
            raise ValueError(str(_l("Đề nghị nhập một số nguyên.")))
        self.data = int(typed)

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else str(self.data)


class PolicyForm(Form):
    """The whole policy; `seen` names the one it was made from, `preview` only looks ahead."""

    seen = HiddenField()
    leads = DayNumbers(_l(LABELS["leads"]))
    overdue = DayNumbers(_l(LABELS["overdue"]))
    then_every = WholeNumber(_l(LABELS["then_every"]))
    window_from = Clock(_l(LABELS["window_from"]))
    window_to = Clock(_l(LABELS["window_to"]))
    roll_up_weekday = SelectField(
        _l(LABELS["roll_up_weekday"]),  # type: ignore[arg-type]
        coerce=int,
        choices=[choice(str(n), _l(word)) for n, word in enumerate(WEEKDAYS[:_WORKING_WEEKDAYS])],
    )
    escalation_agency = WholeNumber(_l(LABELS["escalation_agency"]))
    escalation_notice = WholeNumber(_l(LABELS["escalation_notice"]))
    escalation_province = WholeNumber(_l(LABELS["escalation_province"]))
    daily_cap = WholeNumber(_l(LABELS["daily_cap"]))
    digest_length = WholeNumber(_l(LABELS["digest_length"]))
    round_leads = DayNumbers(_l(LABELS["round_leads"]))
    round_review = WholeNumber(_l(LABELS["round_review"]))
    round_closing_first = Line(_l(LABELS["round_closing_first"]))
    round_closing_second = Line(_l(LABELS["round_closing_second"]))
    round_closing_time = Clock(_l(LABELS["round_closing_time"]))
    preview = SubmitField(_l("Xem trước 14 ngày tới"))  # type: ignore[arg-type]

    def values(self) -> dict[str, Any]:
        """What was chosen, by field of the policy."""
        return {name: self._fields[name].data for name in LABELS}


class TaskDaysForm(Form):
    """The days of one task."""

    version = Version()
    leads = DayNumbers(_l(LABELS["leads"]))
    overdue = DayNumbers(_l(LABELS["overdue"]))
    then_every = WholeNumber(_l(LABELS["then_every"]))

    def values(self) -> dict[str, Any]:
        """What was chosen, by field of the policy."""
        return {name: self._fields[name].data for name in sorted(OF_TASK)}


def shown(policy: ReminderPolicy) -> dict[str, Any]:
    """The policy as the fields show it."""
    facts = {name: getattr(policy, name) for name in LABELS}
    for name in ("window_from", "window_to", "round_closing_time"):
        facts[name] = facts[name].strftime("%H:%M")
    return facts
