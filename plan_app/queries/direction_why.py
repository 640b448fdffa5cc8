"""Why a direction stands in the next digest of somebody, or why not."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from plan_app.domain import windows
from plan_app.domain.directions import DirectionState
from plan_app.domain.holding import Hold
from plan_app.domain.recipients import Recipient
from plan_app.extensions import db, settings
from plan_app.models import Direction, DirectionMail, OutboxMessage, Task, User
from plan_app.queries import deadlines, ledger, matters
from plan_app.queries.askings import Surroundings
from plan_app.queries.calendar import get_calendar
from plan_app.queries.holds import get_holds
from plan_app.queries.ledger import GOING_OR_GONE
from plan_app.queries.recipients import get_line


@dataclass(frozen=True, slots=True)
class DirectionWhy:
    """A direction of the task that asks for an answer.

    `hold` keeps mail about it back; else it goes to `person` on `next_on`, None where it was told,
    on `told_on`.
    """

    written_at: datetime
    answer_by: date
    hold: Hold | None = None
    recipient: Recipient | None = None
    person: str = ""
    next_on: date | None = None
    told_on: date | None = None


def list_why(task: Task, *, now: datetime) -> list[DirectionWhy]:
    """What digests do about the task's directions; a query where there are none."""
    found = db.session.scalars(
        select(Direction)
        .where(Direction.task_id == task.id, Direction.state == DirectionState.OPEN)
        .order_by(Direction.answer_by, Direction.id)
    ).all()
    if not found:
        return []
    today = now.astimezone(settings().timezone).date()
    plan = deadlines.row_of(task.plan)
    around = Surroundings(plan, today, get_line(today=today), get_holds(today=today))
    return [_why(direction, around, now) for direction in found]


def _why(direction: Direction, around: Surroundings, now: datetime) -> DirectionWhy:
    said = direction.asked_at, direction.answer_by
    who = matters.of_direction(direction).recipient(around)
    if isinstance(who, Hold) or who.user_id is None:
        hold = who if isinstance(who, Hold) else Hold.NOBODY_REACHABLE
        return DirectionWhy(*said, hold=hold)
    told_on = _told_on(direction, who.user_id)
    return DirectionWhy(
        *said,
        recipient=who,
        person=db.session.get_one(User, who.user_id).addressed,
        next_on=_next(who.user_id, around, now) if told_on is None else None,
        told_on=told_on,
    )


def _told_on(direction: Direction, person: int) -> date | None:
    return db.session.scalar(
        select(func.max(OutboxMessage.local_day))
        .join(DirectionMail, DirectionMail.message_id == OutboxMessage.id)
        .where(
            DirectionMail.direction_id == direction.id,
            DirectionMail.revision == direction.revision,
            DirectionMail.recipient_id == person,
            OutboxMessage.state.in_(GOING_OR_GONE),
        )
    )


def _next(person: int, around: Surroundings, now: datetime) -> date:
    """The first day on which the person may get a digest."""
    own, zone, calendar = around.plan.policy, settings().timezone, get_calendar()
    day = windows.following(now, own, calendar, zone).day
    busy = ledger.list_busy(day=day, daily_cap=own.daily_cap)
    return calendar.on_or_after(day + timedelta(days=1)) if person in busy else day
