"""How work stands to its first date and to its present one."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from plan_app.domain import deadlines
from plan_app.domain.deadlines import MilestoneFacts
from plan_app.domain.statuses import MilestoneState
from plan_app.presentation import formatters


@dataclass(frozen=True, slots=True)
class Lateness:
    """Words for both dates."""

    original: str
    current: str


def of_both(facts: MilestoneFacts, original: date | None, today: date) -> Lateness | None:
    """None where the date was never changed: then there is only one to be late against."""
    if original is None or facts.due is None or original == facts.due:
        return None
    first = deadlines.against(facts, original)
    return Lateness(_standing(first, today), _standing(facts, today))


def _standing(facts: MilestoneFacts, today: date) -> str:
    late = deadlines.days_late(facts, today) or deadlines.completed_late_by(facts)
    if late:
        return _("quá hạn %(days)s ngày", days=formatters.count(late))
    return _("đúng hạn") if facts.state is MilestoneState.COMPLETED else _("trong hạn")
