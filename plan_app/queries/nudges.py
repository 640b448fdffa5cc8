"""Whom a nudge of chosen milestones would reach, and why it would not."""

from collections.abc import Collection
from dataclasses import dataclass
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
from plan_app.models import Agency, LedgerRow, Milestone, OutboxMessage, Plan, Task, TextStatus
from plan_app.queries import deadlines
from plan_app.queries.circumstances import get_circumstances
from plan_app.queries.deadlines import DeadlineRow, Reading
from plan_app.queries.duties import SHOWN, Shown
from plan_app.queries.ledger import ABOUT_TASKS, SETTLED_OR_RESERVED
from plan_app.queries.recipients import Person, line_on, list_people

# A window of sending opens within these days, whatever the holidays.
LONGEST_CLOSED: Final = timedelta(days=30)
_SPLIT: Final = len(deadlines.COLUMNS)


@dataclass(frozen=True, slots=True, kw_only=True)
class NudgeRow:
    """One chosen milestone: who would be told (`recipient_id`), or why nobody (`why_not`)."""

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
    return Nudging(window, [_row(row, day) for row in rows if row.due_date is not None])


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


def _row(found: Row[Any], day: _Day) -> NudgeRow:
    row = DeadlineRow._make(found[:_SPLIT])
    shown = Shown._make(found[_SPLIT:-2])
    recipient = _recipient(row, day.line)
    return NudgeRow(
        duty=_duty(row, shown, recipient.part, day.reading),
        agency_name=found[-2],
        agency_name_en=found[-1],
        recipient_id=recipient.user_id,
        why_not=_why_not(row, recipient.user_id, day),
    )


def _recipient(row: DeadlineRow, line: Line) -> Recipient:
    """Owner, deputy or contact; a coordinator who stands in for nobody is not nudged."""
    if row.owner_id is None:
        return Recipient(None, DutyPart.OWNER)
    found = line.answers_for(row.owner_id, row.agency_id, row.plan_id)
    is_last = found.part is DutyPart.INSTEAD and found.user_id == line.coordinator(row.plan_id)
    return Recipient(None, DutyPart.INSTEAD) if is_last else found


def _why_not(row: DeadlineRow, person: int | None, day: _Day) -> Hold | Skip | None:
    """The first rule that keeps the row from being nudged, in a fixed order."""
    reading = day.reading
    if row.due >= reading.today:
        return Skip.NOT_OVERDUE
    hold = reading.hold_of(row, assume_on=True)
    if hold is not None:
        return hold
    if row.owner_id is None:
        return Hold.UNASSIGNED
    if person is None:
        return Hold.NOBODY_REACHABLE
    if row.milestone_id in day.told_today:
        return Skip.TOLD_TODAY
    submitted = row.milestone_id in reading.holds.extension_submitted
    last = day.told_on.get((row.milestone_id, person))
    if holding.is_slowed(last, today=reading.today, extension_submitted=submitted):
        return Hold.EXTENSION_SUBMITTED
    is_full = day.sent.get(person, 0) >= reading.plan.policy.daily_cap
    return Hold.DAILY_CAP if is_full else None


def _duty(row: DeadlineRow, shown: Shown, part: DutyPart, reading: Reading) -> Duty:
    return Duty(
        milestone_id=row.milestone_id,
        deadline_revision=row.revision,
        task_id=row.task_id,
        plan_id=row.plan_id,
        plan_slug=reading.plan.slug,
        number=row.number,
        title=shown.title,
        title_en=shown.title_en,
        label=shown.label,
        label_en=shown.label_en,
        agency_id=row.agency_id,
        owner_id=row.owner_id,
        due=row.due,
        days_late=(reading.today - row.due).days,
        threshold=None,
        last_reported_at=shown.last_reported_at,
        returned=shown.returned_on is not None,
        escalates_on=None,
        part=part,
        is_draft=row.text_status is TextStatus.DRAFT,
        after=shown.after,
    )
