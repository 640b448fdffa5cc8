"""Why a reminder goes or not: for each milestone the next one, or the rule that holds it back."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select

from plan_app.domain import holding, reminders, windows
from plan_app.domain.holding import Hold, HoldFacts
from plan_app.domain.reasons import Told, Why
from plan_app.domain.recipients import Line, Recipient
from plan_app.domain.working_days import Calendar
from plan_app.extensions import db, settings
from plan_app.models import LedgerRow, Milestone, OutboxMessage, Task, TextStatus, User
from plan_app.queries import deadlines, ledger
from plan_app.queries.calendar import get_calendar
from plan_app.queries.deadlines import Reading
from plan_app.queries.holds import get_holds
from plan_app.queries.recipients import get_line


@dataclass(slots=True)
class _Moment:
    """What one look needs, each read once."""

    now: datetime
    task: Task
    reading: Reading
    ledger: dict[int, list["_LedgerEntry"]]
    _lines: dict[date, Line] = field(default_factory=dict)

    @property
    def calendar(self) -> Calendar:
        return self.reading.calendar

    def recipient_on(self, day: date) -> Recipient:
        """Who answers for the (assigned) task on `day`."""
        if day not in self._lines:
            self._lines[day] = get_line(today=day)
        task = self.task
        return self._lines[day].answers_for(
            task.owner_id or 0, task.responsible_agency_id, task.plan_id
        )

    def closed(self) -> Hold | None:
        zone = settings().timezone
        return windows.closed(self.now, self.reading.plan.policy, self.calendar, zone)


class _LedgerEntry(NamedTuple):
    milestone_id: int
    revision: int
    recipient_id: int
    told: Told


def find_task(plan_id: int, number: int) -> Task | None:
    """The task with this number in the plan."""
    return db.session.scalar(select(Task).where(Task.plan_id == plan_id, Task.number == number))


def list_why(task: Task, *, now: datetime) -> list[Why]:
    """The reasons of all milestones of a task, in their order."""
    today = now.astimezone(settings().timezone).date()
    reading = Reading(
        plan=deadlines.row_of(task.plan),
        today=today,
        calendar=get_calendar(),
        holds=get_holds(today=today),
        demonstration=settings().demo,
    )
    entries = _list_entries([milestone.id for milestone in task.milestones])
    moment = _Moment(now, task, reading, entries)
    found = [_why(milestone, moment) for milestone in task.milestones]
    _name_people(found)
    return found


def _list_entries(milestones: list[int]) -> dict[int, list[_LedgerEntry]]:
    """What is reserved or told of each milestone, the latest last."""
    rows = db.session.execute(
        select(
            LedgerRow.milestone_id,
            LedgerRow.deadline_revision,
            LedgerRow.recipient_id,
            LedgerRow.threshold,
            OutboxMessage.local_day,
            User.full_name,
            OutboxMessage.state,
        )
        .join(OutboxMessage, OutboxMessage.id == LedgerRow.message_id)
        .join(User, User.id == LedgerRow.recipient_id)
        .where(
            LedgerRow.milestone_id.in_(milestones),
            LedgerRow.state.in_(ledger.SETTLED_OR_RESERVED),
        )
        .order_by(OutboxMessage.local_day, LedgerRow.threshold)
    ).tuples()
    found: dict[int, list[_LedgerEntry]] = {}
    for milestone, revision, person, threshold, day, name, state in rows:
        entry = _LedgerEntry(milestone, revision, person, Told(threshold, day, name, state))
        found.setdefault(milestone, []).append(entry)
    return found


def _why(milestone: Milestone, moment: _Moment) -> Why:
    entries = moment.ledger.get(milestone.id, [])
    why = Why(
        milestone_id=milestone.id,
        ordinal=milestone.ordinal,
        label=milestone.label,
        label_en=milestone.label_en,
        state=milestone.state,
        due=milestone.due_date,
        waiting_for=milestone.waiting_for,
        told=entries[-1].told if entries else None,
    )
    facts = _hold_facts(milestone, moment)
    reading = moment.reading
    why.hold = holding.of_milestone(facts, today=reading.today, demonstration=reading.demonstration)
    if why.hold is Hold.PROMISED:
        why.until = facts.look_again_on
    elif why.hold is Hold.PAUSED and facts.paused_until is not None:
        why.until = facts.paused_until + timedelta(days=1)
    elif why.hold is None and moment.task.owner_id is None:
        why.hold = Hold.UNASSIGNED
    if why.hold is None or why.until is not None:
        _find_next(why, milestone, moment)
    return why


def _hold_facts(milestone: Milestone, moment: _Moment) -> HoldFacts:
    task, holds = moment.task, moment.reading.holds
    return HoldFacts(
        reminders_on=moment.reading.plan.reminders_on,
        is_draft=task.text_status is TextStatus.DRAFT,
        is_armed=task.armed_at is not None,
        state=milestone.state,
        due=milestone.due_date,
        waiting_for=milestone.waiting_for,
        look_again_on=holds.look_again_on.get(milestone.id),
        paused_until=holds.pause_of(task.plan_id, task.responsible_agency_id),
    )


def _find_next(why: Why, milestone: Milestone, moment: _Moment) -> None:
    """Fill in the next reminder, and the passing rule that keeps it from going now."""
    today = moment.reading.today
    recipient = moment.recipient_on(today)
    if recipient.user_id is None or moment.task.owner_id is None or why.due is None:
        why.hold = why.hold or Hold.NOBODY_REACHABLE
        return
    start = moment.calendar.on_or_after(why.until) if why.until else today
    threshold, day = _following(why.due, milestone, moment, recipient.user_id, start)
    if why.hold is None and day > today:
        told = _strongest_told(milestone, moment, recipient.user_id)
        why.hold = Hold.NOT_YET_DUE if told is None else Hold.ALREADY_TOLD
    elif why.hold is None:
        why.hold, first = _passing_hold(milestone, moment, recipient.user_id)
        start = first if why.hold is None else moment.calendar.on_or_after(first)
        threshold, day = _following(why.due, milestone, moment, recipient.user_id, start)
    day = moment.calendar.on_or_after(max(day, start))
    opens = windows.of_day(day, moment.reading.plan.policy, settings().timezone).opens
    why.threshold, why.next_at = threshold, max(opens, moment.now)
    why.recipient = moment.recipient_on(day)


def _following(
    due: date, milestone: Milestone, moment: _Moment, person: int, start: date
) -> tuple[int, date]:
    """The threshold told next from `start` on, and the day on which it is crossed."""
    policy = moment.reading.standing(moment.task.policy_override).policy
    told = _strongest_told(milestone, moment, person)
    return reminders.following(due, told, start, policy, moment.calendar)


def _strongest_told(milestone: Milestone, moment: _Moment, person: int) -> int | None:
    told = [
        entry.told.threshold
        for entry in moment.ledger.get(milestone.id, [])
        if (entry.revision, entry.recipient_id) == (milestone.deadline_revision, person)
    ]
    return max(told, default=None)


def _passing_hold(milestone: Milestone, moment: _Moment, person: int) -> tuple[Hold | None, date]:
    """The rule that lets a due reminder wait, and the first day on which it no longer does."""
    today, calendar = moment.reading.today, moment.calendar
    told_on = [
        entry.told.day
        for entry in moment.ledger.get(milestone.id, [])
        if entry.recipient_id == person
    ]
    last = max(told_on, default=None)
    submitted = milestone.id in moment.reading.holds.extension_submitted
    if last is not None and holding.is_slowed(last, today=today, extension_submitted=submitted):
        return Hold.EXTENSION_SUBMITTED, last + timedelta(days=holding.EXTENSION_PACE_DAYS)
    hold = moment.closed() or _busy(moment, person)
    return hold, today if hold is None else calendar.add(today, 1)


def _busy(moment: _Moment, person: int) -> Hold | None:
    reading = moment.reading
    return ledger.list_busy(day=reading.today, daily_cap=reading.plan.policy.daily_cap).get(person)


def _name_people(found: list[Why]) -> None:
    wanted = {why.recipient.user_id for why in found if why.recipient is not None}
    rows = db.session.execute(select(User.id, User.full_name).where(User.id.in_(wanted)))
    names: dict[int | None, str] = dict(rows.tuples().all())
    for why in found:
        if why.recipient is not None:
            why.person = names.get(why.recipient.user_id)
