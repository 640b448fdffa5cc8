"""Why a reminder goes or not: for each milestone the next one, or the rule that holds it back."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import select

from plan_app.domain import holding, preferences, reminders, windows
from plan_app.domain.duties import DutyPart
from plan_app.domain.holding import Hold, HoldFacts
from plan_app.domain.policy import ReminderPolicy
from plan_app.domain.reasons import Why
from plan_app.domain.recipients import NOBODY, Line, Recipient
from plan_app.domain.statuses import OPEN
from plan_app.domain.working_days import Calendar
from plan_app.extensions import db, settings
from plan_app.models import Milestone, Task, TextStatus, User
from plan_app.queries import deadlines, ledger
from plan_app.queries.cache import remember
from plan_app.queries.calendar import get_calendar
from plan_app.queries.deadlines import Reading
from plan_app.queries.duties import list_duties
from plan_app.queries.holds import get_holds
from plan_app.queries.recipients import get_deputies, get_line
from plan_app.queries.task_mails import LedgerEntry, TaskMails
from plan_app.queries.versions import Version

# Before any threshold that there is.
NEVER: Final = -(10**6)


@dataclass(slots=True)
class _Moment:
    """What one look needs, each read once."""

    now: datetime
    task: Task
    version: Version
    reading: Reading
    told: Mapping[int, list[LedgerEntry]]
    _line: Line | None = None

    @property
    def calendar(self) -> Calendar:
        return self.reading.calendar

    def recipient_on(self, day: date) -> Recipient:
        """Who answers for the (assigned) task on `day`, by what is known today."""
        line = self.line
        if day != self.reading.today:
            key = "deputies", day, self.version
            line = line.with_deputies(remember(key, lambda: get_deputies(day=day)))
        task = self.task
        return line.answers_for(task.owner_id or 0, task.responsible_agency_id, task.plan_id)

    @property
    def line(self) -> Line:
        if self._line is None:
            self._line = get_line(today=self.reading.today)
        return self._line

    def policy(self) -> ReminderPolicy:
        """The task's, with the earlier lead that its owner wishes, if any."""
        own = self.reading.standing(self.task.policy_override).policy
        early = self.line.early_lead_of.get(self.task.owner_id or 0, 0)
        is_owners = self.recipient_on(self.reading.today).user_id == self.task.owner_id
        if not is_owners or early <= own.longest_lead:
            return own
        return replace(own, leads=(early, *own.leads))

    def name_of(self, person: int) -> str:
        owner = self.task.owner
        if owner is not None and owner.id == person:
            return owner.addressed
        return remember(
            ("name", person, self.version), lambda: db.session.get_one(User, person).addressed
        )

    def closed(self) -> Hold | None:
        zone = settings().timezone
        return windows.closed(self.now, self.reading.plan.policy, self.calendar, zone)


def find_task(plan_id: int, number: int) -> Task | None:
    """The task with this number in the plan."""
    return db.session.scalar(select(Task).where(Task.plan_id == plan_id, Task.number == number))


def list_why(task: Task, mails: TaskMails, *, now: datetime, version: Version) -> list[Why]:
    """The reasons of all milestones of a task, in their order.

    What people entered is kept under `version`, the version of the task's plan.
    """
    moment = _moment(task, mails, now=now, version=version)
    return [_why(milestone, moment) for milestone in task.milestones]


def find_why(task: Task, mails: TaskMails, *, now: datetime, version: Version) -> Why | None:
    """The reason of the milestone that stands for the task; None when the task has none."""
    moment = _moment(task, mails, now=now, version=version)
    pressing = [milestone for milestone in task.milestones if milestone.is_pressing]
    return _why(pressing[0], moment) if pressing else None


def _moment(task: Task, mails: TaskMails, *, now: datetime, version: Version) -> _Moment:
    today = now.astimezone(settings().timezone).date()
    # Calendar, calls and pauses change by people's acts alone, or with a new program.
    reading = Reading(
        plan=deadlines.row_of(task.plan),
        today=today,
        calendar=remember(("calendar", version), get_calendar),
        holds=remember(("holds", today, version), lambda: get_holds(today=today)),
        demonstration=settings().demo,
    )
    return _Moment(now, task, version, reading, mails.told)


def _why(milestone: Milestone, moment: _Moment) -> Why:
    entries = moment.told.get(milestone.id, [])
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
    if moment.task.responsible_agency.is_group and milestone.state in OPEN:
        why.members = moment.line.roll_up(milestone.id, moment.task.responsible_agency_id)
    facts = _hold_facts(milestone, moment)
    reading = moment.reading
    why.hold = holding.of_milestone(facts, today=reading.today, demonstration=reading.demonstration)
    if why.hold is Hold.PROMISED:
        why.until = facts.look_again_on
    elif why.hold is Hold.PAUSED and facts.paused_until is not None:
        why.until = facts.paused_until + timedelta(days=1)
    elif why.hold is None and moment.task.owner_id is None and not why.is_asking:
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
    recipient = _first_asked(why, milestone, moment)
    if recipient.user_id is None or why.due is None:
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
    is_member = recipient.part is DutyPart.MEMBER or moment.task.owner_id is None
    why.recipient = recipient if is_member else moment.recipient_on(day)
    if why.recipient.user_id is not None:
        why.person = moment.name_of(why.recipient.user_id)


def _first_asked(why: Why, milestone: Milestone, moment: _Moment) -> Recipient:
    """Who is reminded first: the owner, or one of those who are asked for members of a group.

    Of a group nobody who was told already stands before somebody who was not.
    """
    task, today = moment.task, moment.reading.today
    own = moment.recipient_on(today) if task.owner_id is not None else NOBODY
    if not why.is_asking:
        return own
    asked = moment.line.asks(milestone.id, task.responsible_agency_id, task.plan_id)
    people = [own, *(recipient for _, recipient in asked)]
    told: dict[int, int] = {}
    for entry in moment.told.get(milestone.id, []):
        if entry.revision == milestone.deadline_revision:
            before = told.get(entry.recipient_id, entry.told.threshold)
            told[entry.recipient_id] = max(before, entry.told.threshold)
    reached = [each for each in people if each.user_id is not None]
    return min(reached, key=lambda each: told.get(each.user_id or 0, NEVER), default=NOBODY)


def _following(
    due: date, milestone: Milestone, moment: _Moment, person: int, start: date
) -> tuple[int, date]:
    """The threshold told next from `start` on, and the day on which it is crossed."""
    told = _strongest_told(milestone, moment, person)
    return reminders.following(due, told, start, moment.policy(), moment.calendar)


def _strongest_told(milestone: Milestone, moment: _Moment, person: int) -> int | None:
    told = [
        entry.told.threshold
        for entry in moment.told.get(milestone.id, [])
        if (entry.revision, entry.recipient_id) == (milestone.deadline_revision, person)
    ]
    return max(told, default=None)


def _passing_hold(milestone: Milestone, moment: _Moment, person: int) -> tuple[Hold | None, date]:
    """The rule that lets a due reminder wait, and the first day on which it no longer does."""
    today, calendar = moment.reading.today, moment.calendar
    told_on = [
        entry.told.day
        for entry in moment.told.get(milestone.id, [])
        if entry.recipient_id == person
    ]
    last = max(told_on, default=None)
    submitted = milestone.id in moment.reading.holds.extension_submitted
    if last is not None and holding.is_slowed(last, today=today, extension_submitted=submitted):
        return Hold.EXTENSION_SUBMITTED, last + timedelta(days=holding.EXTENSION_PACE_DAYS)
    weekly = _weekly(milestone, moment, person)
    if weekly is not None:
        return Hold.WEEKDAY, weekly
    hold = moment.closed() or _busy(moment, person)
    return hold, today if hold is None else calendar.add(today, 1)


def _weekly(milestone: Milestone, moment: _Moment, person: int) -> date | None:
    """The day of the person's next weekly digest, where the reminder waits for it."""
    today, weekday = moment.reading.today, moment.line.weekday_of.get(person)
    if weekday is None or milestone.due_date is None:
        return None
    last = preferences.last_digest_day(today, weekday, moment.calendar)
    told = _strongest_told(milestone, moment, person)
    _, crossed = reminders.following(
        milestone.due_date, told, today, moment.policy(), moment.calendar
    )
    if not preferences.waits(crossed, last):
        return None
    mine = list_duties(today=today, calendar=moment.calendar, recipient_ids=[person])
    if preferences.presses((duty.due for duty in mine.get(person, [])), today):
        return None
    return preferences.next_digest_day(today, weekday, moment.calendar)


def _busy(moment: _Moment, person: int) -> Hold | None:
    reading = moment.reading
    return ledger.list_busy(day=reading.today, daily_cap=reading.plan.policy.daily_cap).get(person)
