"""Whom a nudge of chosen milestones would reach, and why it would not."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Row, func, select

from plan_app.domain import holding, windows
from plan_app.domain.duties import Duty, DutyPart
from plan_app.domain.holding import Hold
from plan_app.domain.mailing import MessageKind
from plan_app.domain.nudges import Skip
from plan_app.domain.recipients import Line, Recipient
from plan_app.domain.windows import Window
from plan_app.extensions import db, settings
from plan_app.models import Agency, LedgerRow, Milestone, OutboxMessage, Plan, Task
from plan_app.queries import deadlines
from plan_app.queries.circumstances import get_circumstances
from plan_app.queries.deadlines import DeadlineRow, Reading
from plan_app.queries.duties import SHOWN, Shown, duty_of
from plan_app.queries.ledger import ABOUT_TASKS, SETTLED_OR_RESERVED
from plan_app.queries.recipients import Person, line_on, list_people

# A window of sending opens within these days, whatever the holidays.
LONGEST_CLOSED: Final = timedelta(days=30)
_SPLIT: Final = len(deadlines.COLUMNS)


@dataclass(frozen=True, slots=True, kw_only=True)
class NudgeRow:
    """One chosen milestone: who would be told (`recipient_id`), or why nobody (`why_not`).

    Of a group of agencies there is one for each person who is asked.
    """

    duty: Duty
    agency_name: str
    agency_name_en: str
    recipient_id: int | None
    why_not: Hold | Skip | None


@dataclass(frozen=True, slots=True)
class Nudging:
    """What a nudge would do in `window`, the next in which mail can leave; rows by number."""

    window: Window
    rows: list[NudgeRow]

    def recipients(self) -> set[int]:
        """Everybody who would be told, and whom a rule keeps from it."""
        return {row.recipient_id for row in self.rows if row.recipient_id is not None}

    def by_person(self) -> dict[int, list[Duty]]:
        """The duties that each recipient would be told of, the most urgent first."""
        found: dict[int, list[Duty]] = {}
        for row in sorted(self.rows, key=lambda each: (each.duty.due, each.duty.number)):
            if row.recipient_id is not None and row.why_not is None:
                found.setdefault(row.recipient_id, []).append(row.duty)
        return found


@dataclass(slots=True)
class _Day:
    """What decides on the day of the window."""

    reading: Reading
    line: Line
    told_on: dict[tuple[int, int], date]
    told_today: set[int]
    sent: dict[int, int]


def get_nudging(plan: Plan, milestone_ids: Collection[int], *, now: datetime) -> Nudging:
    """Read in four queries, however many are chosen; what is not of the plan is left out.

    Whether reminders are on, and whether the task is armed, does not matter: the coordinator
    sees every mail before it goes.
    """
    own, zone = deadlines.row_of(plan), settings().timezone
    today = now.astimezone(zone).date()
    found = get_circumstances(plan.id, first=today, last=today + LONGEST_CLOSED)
    window = windows.following(now, own.policy, found.calendar, zone)
    holds = found.holds.on(window.day)
    reading = Reading(own, window.day, found.calendar, holds, settings().demo)
    line = line_on(window.day, found.line, found.absences)
    told_on, told_today = _told(milestone_ids, window.day)
    day = _Day(reading, line, told_on, told_today, _sent(window.day))
    rows = db.session.execute(
        select(*deadlines.COLUMNS, *SHOWN, Agency.name, Agency.name_en)
        .join(Task, Task.id == Milestone.task_id)
        .join(Agency, Agency.id == Task.responsible_agency_id)
        .where(Milestone.plan_id == plan.id, Milestone.id.in_(milestone_ids))
        .order_by(Task.number, Milestone.ordinal)
    )
    return Nudging(
        window, [each for row in rows if row.due_date is not None for each in _rows(row, day)]
    )


def list_names(nudging: Nudging) -> dict[int, Person]:
    """The recipients, also of rows that are not told, by their ids."""
    return list_people(nudging.recipients())


def count_nudges(plan_id: int, *, day: date) -> int:
    """The nudges of the day, whatever became of them."""
    found = db.session.scalar(
        select(func.count()).where(
            OutboxMessage.kind == MessageKind.NUDGE,
            OutboxMessage.plan_id == plan_id,
            OutboxMessage.local_day == day,
        )
    )
    return found or 0


def count_owners(plan_id: int) -> int:
    """How many people own tasks of the plan."""
    owners = select(func.count(Task.owner_id.distinct())).where(Task.plan_id == plan_id)
    return db.session.scalar(owners) or 0


def _told(
    milestone_ids: Collection[int], day: date
) -> tuple[dict[tuple[int, int], date], set[int]]:
    """When people were last told of these milestones, and those that were told of on `day`."""
    rows = db.session.execute(
        select(LedgerRow.milestone_id, LedgerRow.recipient_id, func.max(OutboxMessage.local_day))
        .join(OutboxMessage, OutboxMessage.id == LedgerRow.message_id)
        .where(LedgerRow.milestone_id.in_(milestone_ids), LedgerRow.state.in_(SETTLED_OR_RESERVED))
        .group_by(LedgerRow.milestone_id, LedgerRow.recipient_id)
    )
    told_on = {(milestone, person): last for milestone, person, last in rows}
    return told_on, {milestone for (milestone, _), last in told_on.items() if last == day}


def _sent(day: date) -> dict[int, int]:
    """How many mails about tasks each person has on `day`."""
    rows = db.session.execute(
        select(OutboxMessage.recipient_id, func.count())
        .where(OutboxMessage.local_day == day, OutboxMessage.kind.in_(ABOUT_TASKS))
        .group_by(OutboxMessage.recipient_id)
    ).tuples()
    return dict(rows.all())


def _rows(found: Row[Any], day: _Day) -> Iterator[NudgeRow]:
    """The row of the milestone's owner; of a group of agencies one of each person asked for it.

    The owner of a group's task stands beside those; where there is none, they stand alone.
    """
    row = DeadlineRow._make(found[:_SPLIT])
    shown = Shown._make(found[_SPLIT:-2])
    asked = _asked(row, day)
    recipient = _recipient(row, day.line)
    if row.owner_id is not None or not asked:
        members = asked.pop(recipient.user_id or 0, 0)
        yield _row(row, shown, found, recipient, day, members)
    for person, members in sorted(asked.items()):
        yield _row(row, shown, found, Recipient(person, DutyPart.MEMBER), day, members)


def _row(
    row: DeadlineRow,
    shown: Shown,
    found: Row[Any],
    recipient: Recipient,
    day: _Day,
    members: int,
) -> NudgeRow:
    return NudgeRow(
        duty=replace(duty_of(row, shown, recipient.part, day.reading), members=members),
        agency_name=found[-2],
        agency_name_en=found[-1],
        recipient_id=recipient.user_id,
        why_not=_why_not(row, recipient, day),
    )


def _asked(row: DeadlineRow, day: _Day) -> dict[int, int]:
    """For how many members of a group each person is asked; no coordinator in their place."""
    found: dict[int, int] = {}
    for member, (person, part) in day.line.asks(row.milestone_id, row.agency_id, row.plan_id):
        is_paused = day.reading.holds.pause_of(row.plan_id, member)
        if person is not None and part is DutyPart.MEMBER and not is_paused:
            found[person] = found.get(person, 0) + 1
    return found


def _recipient(row: DeadlineRow, line: Line) -> Recipient:
    """Owner, deputy or contact; a coordinator who stands in for nobody is not nudged."""
    if row.owner_id is None:
        return Recipient(None, DutyPart.OWNER)
    found = line.answers_for(row.owner_id, row.agency_id, row.plan_id)
    is_last = found.part is DutyPart.INSTEAD and found.user_id == line.coordinator(row.plan_id)
    return Recipient(None, DutyPart.INSTEAD) if is_last else found


def _why_not(row: DeadlineRow, recipient: Recipient, day: _Day) -> Hold | Skip | None:
    """The first rule that keeps the row from being nudged, in a fixed order.

    Once a day a milestone is told of; of a group's, each of those who are asked.
    """
    reading, (person, part) = day.reading, recipient
    if row.due >= reading.today:
        return Skip.NOT_OVERDUE
    hold = reading.hold_of(row, assume_on=True)
    if hold is not None:
        return hold
    if row.owner_id is None and part is not DutyPart.MEMBER:
        return Hold.UNASSIGNED
    if person is None:
        return Hold.NOBODY_REACHABLE
    if _is_told_today(row, person, day):
        return Skip.TOLD_TODAY
    submitted = row.milestone_id in reading.holds.extension_submitted
    last = day.told_on.get((row.milestone_id, person))
    if holding.is_slowed(last, today=reading.today, extension_submitted=submitted):
        return Hold.EXTENSION_SUBMITTED
    is_full = day.sent.get(person, 0) >= reading.plan.policy.daily_cap
    return Hold.DAILY_CAP if is_full else None


def _is_told_today(row: DeadlineRow, person: int, day: _Day) -> bool:
    if row.agency_id in day.line.members_of:
        return day.told_on.get((row.milestone_id, person)) == day.reading.today
    return row.milestone_id in day.told_today
