"""Why somebody is asked about a task in the open round, or why not."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from plan_app.domain import rounds as rules
from plan_app.domain.holding import Hold
from plan_app.domain.recipients import Recipient
from plan_app.domain.rounds import RoundState
from plan_app.extensions import db, settings
from plan_app.models import ReportingRound, Task, User
from plan_app.queries import askings, deadlines
from plan_app.queries.askings import SilentTask, Surroundings
from plan_app.queries.calendar import get_calendar
from plan_app.queries.holds import get_holds
from plan_app.queries.recipients import get_line


@dataclass(frozen=True, slots=True)
class RoundWhy:
    """What the open round `name` does about a task.

    `is_silent`: its report is missing. `hold` keeps mail about it back; else it goes to `person`
    on `next_on`, None where all that may go was told, the last time on `told_on`.
    """

    name: str
    closes_at: datetime
    is_silent: bool
    hold: Hold | None = None
    next_on: date | None = None
    recipient: Recipient | None = None
    person: str = ""
    told_on: date | None = None


def find_why(task: Task, *, now: datetime) -> RoundWhy | None:
    """What the plan's open round does about the task; None without one."""
    this = db.session.scalar(
        select(ReportingRound).where(
            ReportingRound.plan_id == task.plan_id, ReportingRound.state == RoundState.OPEN
        )
    )
    found = askings.find_task(this, task.id) if this is not None else None
    if this is None or found is None:
        return None
    if not found.is_silent or this.closes_at <= now:
        return RoundWhy(this.name, this.closes_at, is_silent=found.is_silent)
    return _find_next(this, task, found, now.astimezone(settings().timezone).date())


def _find_next(this: ReportingRound, task: Task, found: SilentTask, today: date) -> RoundWhy:
    plan = deadlines.row_of(task.plan)
    around = Surroundings(plan, today, get_line(today=today), get_holds(today=today))
    hold = around.hold_of(found)
    if hold is not None or found.owner_id is None:
        return RoundWhy(this.name, this.closes_at, is_silent=True, hold=hold)
    recipient = around.line.answers_for(found.owner_id, found.agency_id, plan.id)
    if recipient.user_id is None:
        return RoundWhy(this.name, this.closes_at, is_silent=True, hold=Hold.NOBODY_REACHABLE)
    calendar = get_calendar()
    days = askings.days_of(this, plan, calendar)
    told_on = askings.get_told(this.id).on.get(recipient.user_id)
    following = rules.next_asking(today, told_on, opens_on=days.opens_on, days=days.reminders)
    return RoundWhy(
        name=this.name,
        closes_at=this.closes_at,
        is_silent=True,
        next_on=following and calendar.on_or_after(following),
        recipient=recipient,
        person=db.session.get_one(User, recipient.user_id).addressed,
        told_on=told_on,
    )
