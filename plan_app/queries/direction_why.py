"""Why a direction stands in the next digest of somebody, or why not."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from plan_app.domain import directions, windows
from plan_app.domain.directions import DirectionState
from plan_app.domain.holding import Hold
from plan_app.domain.recipients import Recipient
from plan_app.domain.working_days import Calendar
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

    `hold` keeps mail about it back; else it goes to `person` on `next_on`, after it was told on
    `told_on`, where it was.
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
    moment = _Moment(now, around, get_calendar())
    return [_why(direction, moment) for direction in found]


@dataclass(frozen=True, slots=True)
class _Moment:
    """What holds for all directions of the task now."""

    now: datetime
    around: Surroundings
    calendar: Calendar


def _why(direction: Direction, moment: _Moment) -> DirectionWhy:
    said = direction.asked_at, direction.answer_by
    who = matters.of_direction(direction).recipient(moment.around)
    if isinstance(who, Hold) or who.user_id is None:
        hold = who if isinstance(who, Hold) else Hold.NOBODY_REACHABLE
        return DirectionWhy(*said, hold=hold)
    told_on = _told_on(direction, who.user_id)
    return DirectionWhy(
        *said,
        recipient=who,
        person=db.session.get_one(User, who.user_id).addressed,
        next_on=_next(direction, who.user_id, told_on, moment),
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


def _next(direction: Direction, person: int, told_on: date | None, moment: _Moment) -> date:
    """The day of the digest that tells it, or reminds of it where it was told."""
    told = {} if told_on is None else {person: told_on}
    asked = replace(matters.of_direction(direction), told=told)
    if asked.untold(moment.around, moment.calendar) is not None:
        return _first(person, moment)
    return directions.next_reminder(
        direction.answer_by, moment.around.today, moment.around.plan.policy, moment.calendar
    )


def _first(person: int, moment: _Moment) -> date:
    """The first day on which the person may get a digest."""
    own, calendar = moment.around.plan.policy, moment.calendar
    day = windows.following(moment.now, own, calendar, settings().timezone).day
    busy = ledger.list_busy(day=day, daily_cap=own.daily_cap)
    return calendar.on_or_after(day + timedelta(days=1)) if person in busy else day
