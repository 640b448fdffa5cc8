"""Whom a round asks today: the people behind tasks without a report, and who checks figures."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import NamedTuple, Protocol

from sqlalchemy import ColumnElement, Select, func, select

from plan_app.domain import askings, holding, rounds
from plan_app.domain.askings import Asking, RoundDays, Told
from plan_app.domain.holding import Hold, HoldFacts
from plan_app.domain.mailing import UNSETTLED, MessageKind, MessageState
from plan_app.domain.recipients import Line
from plan_app.domain.rounds import RoundPart, RoundState
from plan_app.domain.statuses import MilestoneState
from plan_app.domain.working_days import Calendar
from plan_app.extensions import db, settings
from plan_app.models import Milestone, OutboxMessage, ReportingRound, RoundMail, Task, TextStatus
from plan_app.queries import round_rows
from plan_app.queries.days import Day
from plan_app.queries.deadlines import PlanRow
from plan_app.queries.holds import Holds
from plan_app.queries.rounds import Round

# The numbers of tasks by agency and owner.
Numbers = Mapping[tuple[int, int], Sequence[int]]

_GOING_OR_GONE = (*sorted(UNSETTLED), MessageState.ACCEPTED)


class SilentTask(NamedTuple):
    """A task of a plan; `is_silent`: it is asked for and has no report in the round."""

    task_id: int
    number: int
    title: str
    title_en: str
    agency_id: int
    owner_id: int | None
    text_status: TextStatus
    is_armed: bool
    milestone_id: int
    state: MilestoneState
    due: date | None
    last_reported_at: datetime | None
    is_silent: bool

    @property
    def is_draft(self) -> bool:
        """Whether the text was not yet compared with the decision's appendix."""
        return self.text_status is TextStatus.DRAFT


class AboutTask(Protocol):
    """What decides whether mail about a task may go to whoever answers for it."""

    @property
    def is_draft(self) -> bool:
        """Whether the text was not yet compared with the decision's appendix."""
        ...

    @property
    def is_armed(self) -> bool:
        """Whether a coordinator has confirmed what would go for it."""
        ...

    @property
    def agency_id(self) -> int:
        """The agency responsible now."""
        ...

    @property
    def owner_id(self) -> int | None:
        """Its owner."""
        ...


class HeldTask(NamedTuple):
    """A task without a report of which nobody is told, and why."""

    number: int
    task: SilentTask
    reason: Hold


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What decides about the mails of a plan on one day, besides reminders of deadlines.

    `assume_on`: as if reminders were on and every task armed.
    """

    plan: PlanRow
    today: date
    line: Line
    holds: Holds
    assume_on: bool = False

    def hold_of(self, task: AboutTask) -> Hold | None:
        """The rule that keeps mail about the task back; None when it may go to somebody."""
        facts = HoldFacts(
            reminders_on=self.assume_on or self.plan.reminders_on,
            is_draft=task.is_draft,
            is_armed=self.assume_on or task.is_armed,
        )
        hold = holding.of_task(facts, demonstration=settings().demo)
        if hold is not None:
            return hold
        if self.is_paused(task.agency_id):
            return Hold.PAUSED
        return Hold.UNASSIGNED if task.owner_id is None else None

    def is_paused(self, agency_id: int) -> bool:
        """Whether nothing goes to the agency today."""
        until = self.holds.pause_of(self.plan.id, agency_id)
        return until is not None and self.today <= until


class Share(NamedTuple):
    """The tasks of one owner at one agency of which mail may go, and how many are silent."""

    agency_id: int
    owner_id: int | None
    silent: int


@dataclass(slots=True)
class Audience:
    """Who is asked on a day: tasks by person, agencies by who speaks for them, what is held."""

    silent: dict[int, list[SilentTask]] = field(default_factory=dict)
    reviewers: dict[int, list[int]] = field(default_factory=dict)
    held: list[HeldTask] = field(default_factory=list)

    def compose(self, days: RoundDays, today: date, told: Told) -> list[Asking]:
        """The mails of the day."""
        silent = {person: [task.number for task in own] for person, own in self.silent.items()}
        return askings.compose(days, today, silent=silent, reviewers=self.reviewers, told=told)


def get_audience(tasks: Iterable[SilentTask], around: Surroundings) -> Audience:
    """Sort the tasks of the plan by who answers for them today."""
    found = Audience()
    owners: dict[int, set[int]] = {}
    for task in tasks:
        hold = around.hold_of(task)
        if hold is None or hold is Hold.UNASSIGNED:
            owners.setdefault(task.agency_id, set()).update(filter(None, (task.owner_id,)))
        if task.is_silent:
            _add(found, task, hold, around)
    for agency, people in sorted(owners.items()):
        for person in around.line.speaks_for(agency, around.plan.id, people):
            found.reviewers.setdefault(person, []).append(agency)
    return found


@dataclass(slots=True)
class Crowd:
    """The same without the tasks: of whom each person answers for silent ones, who speaks for
    which agencies."""

    owners: dict[int, set[tuple[int, int]]] = field(default_factory=dict)
    reviewers: dict[int, list[int]] = field(default_factory=dict)

    def due(self, days: RoundDays, today: date, told: Told) -> set[int]:
        """To whom a mail goes on the day."""
        return askings.due(days, today, silent=self.owners, reviewers=self.reviewers, told=told)


def get_crowd(shares: Iterable[Share], around: Surroundings) -> Crowd:
    """Sort the shares of the plan by who answers for them today; as `get_audience` of tasks."""
    found = Crowd()
    owners: dict[int, set[int]] = {}
    for agency, owner, silent in shares:
        if around.is_paused(agency):
            continue
        owners.setdefault(agency, set()).update(filter(None, (owner,)))
        if silent and owner is not None:
            person = around.line.answers_for(owner, agency, around.plan.id).user_id
            if person is not None:
                found.owners.setdefault(person, set()).add((agency, owner))
    for agency, people in sorted(owners.items()):
        for person in around.line.speaks_for(agency, around.plan.id, people):
            found.reviewers.setdefault(person, []).append(agency)
    return found


def list_mails(
    crowd: Crowd, days: RoundDays, today: date, told: Told, numbers: Callable[[set[int]], Numbers]
) -> list[Asking]:
    """The mails of the day; `numbers`, of the silent tasks of owners, are asked for if any goes."""
    people = crowd.due(days, today, told)
    pairs_of = {each: crowd.owners[each] for each in people & crowd.owners.keys()}
    owners = {owner for pairs in pairs_of.values() for _agency, owner in pairs}
    known = numbers(owners) if owners else {}
    silent = {
        each: [number for pair in pairs for number in known.get(pair, ())]
        for each, pairs in pairs_of.items()
    }
    reviewers = {each: crowd.reviewers[each] for each in people & crowd.reviewers.keys()}
    return askings.compose(days, today, silent=silent, reviewers=reviewers, told=told)


def list_numbers(
    plan_id: int, owners: Collection[int], *, since: datetime, assume_on: bool = False
) -> Numbers:
    """The numbers of the silent tasks of these owners of which mail may go."""
    found: dict[tuple[int, int], list[int]] = {}
    rows = db.session.execute(
        select(Task.responsible_agency_id, Task.owner_id, Task.number).where(
            Task.plan_id == plan_id,
            Task.owner_id.in_(owners),
            *_may_be_told(assume_on=assume_on),
            round_rows.owes(),
            Task.id.not_in(round_rows.reported_since(since)),
        )
    )
    for agency, owner, number in rows:
        found.setdefault((agency, owner or 0), []).append(number)
    return found


def list_due(day: Day) -> tuple[list[Asking], dict[int, datetime]]:
    """The mails about rounds that are due at the moment, and when their rounds close (by id)."""
    open_plans = {plan.id: plan for plan in day.open}
    running = _list_running(open_plans, day.now)
    found: list[Asking] = []
    for each in running:
        plan = open_plans[each.plan_id]
        days = days_of(each, plan, day.calendar)
        if days.is_running(day.today):
            around = Surroundings(plan, day.today, day.line, day.holds)
            since = since_of(each)
            crowd = get_crowd(list_shares(plan, since=since), around)
            numbers = partial(list_numbers, plan.id, since=since)
            found += list_mails(crowd, days, day.today, get_told(each.id), numbers)
    return found, {each.id: each.closes_at for each in running}


def days_of(this: ReportingRound, plan: PlanRow, calendar: Calendar) -> RoundDays:
    """When the round asks, by the plan's policy."""
    closes_on = this.closes_at.astimezone(settings().timezone).date()
    return RoundDays(
        round_id=this.id,
        plan_id=this.plan_id,
        opens_on=this.opens_on,
        closes_on=closes_on,
        reminders=rounds.reminder_days(closes_on, plan.policy, calendar),
        review=rounds.review_day(closes_on, plan.policy, calendar),
    )


def since_of(this: ReportingRound | Round) -> datetime:
    """From when on reports are reports in the round."""
    return rounds.counting_since(this.opens_on, settings().timezone)


def list_tasks(plan_id: int, *, since: datetime) -> Sequence[SilentTask]:
    """Every task of the plan, by number, with whether the round lacks its report."""
    rows = db.session.execute(_tasks(since).where(Task.plan_id == plan_id).order_by(Task.number))
    return [SilentTask._make(row) for row in rows]


def list_shares(plan: PlanRow, *, since: datetime, assume_on: bool = False) -> Sequence[Share]:
    """The tasks of the plan counted by owner and agency, without those of which nobody is told."""
    if not (assume_on or plan.reminders_on):
        return []
    rows = db.session.execute(_shares(plan.id, since, assume_on=assume_on))
    return [Share._make(row) for row in rows]


def list_silent_of(this: ReportingRound | Round, owners: Collection[int]) -> Sequence[SilentTask]:
    """The tasks of these owners that lack a report in the round."""
    wanted = _tasks(since_of(this)).where(
        Task.plan_id == this.plan_id,
        Task.owner_id.in_(owners),
        round_rows.owes(),
        ~round_rows.has_report(since_of(this)),
    )
    return [SilentTask._make(row) for row in db.session.execute(wanted.order_by(Task.number))]


def find_task(this: ReportingRound, task_id: int) -> SilentTask | None:
    """One task, with whether the round lacks its report."""
    row = db.session.execute(_tasks(since_of(this)).where(Task.id == task_id)).first()
    return None if row is None else SilentTask._make(row)


def get_told(round_id: int) -> Told:
    """What is told of the round, or on its way."""
    rows = db.session.execute(
        select(RoundMail.recipient_id, RoundMail.part, RoundMail.agency_id, OutboxMessage.local_day)
        .join(OutboxMessage, OutboxMessage.id == RoundMail.message_id)
        .where(RoundMail.round_id == round_id, OutboxMessage.state.in_(_GOING_OR_GONE))
    )
    told = Told()
    for person, part, agency, day in rows:
        if part is RoundPart.REVIEW:
            told.reviews.add((person, agency))
        else:
            told.on[person] = max(day, told.on.get(person, day))
    return told


def list_waiting(round_id: int) -> list[int]:
    """The messages on their way that tell of the round and of nothing else."""
    wanted = (
        select(RoundMail.message_id)
        .join(OutboxMessage, OutboxMessage.id == RoundMail.message_id)
        .where(
            RoundMail.round_id == round_id,
            OutboxMessage.kind == MessageKind.ROUND,
            OutboxMessage.state.in_((MessageState.PLANNED, MessageState.RETRY)),
        )
        .distinct()
    )
    return list(db.session.scalars(wanted))


def _shares(
    plan_id: int, since: datetime, *, assume_on: bool
) -> Select[tuple[int, int | None, int]]:
    is_silent = round_rows.owes() & Task.id.not_in(round_rows.reported_since(since))
    return (
        select(Task.responsible_agency_id, Task.owner_id, func.count().filter(is_silent))
        .where(Task.plan_id == plan_id, *_may_be_told(assume_on=assume_on))
        .group_by(Task.responsible_agency_id, Task.owner_id)
    )


def _may_be_told(*, assume_on: bool) -> list[ColumnElement[bool]]:
    """`holding.of_task` in SQL; a test compares them."""
    found: list[ColumnElement[bool]] = []
    if not settings().demo:
        found.append(Task.text_status != TextStatus.DRAFT)
    if not assume_on:
        found.append(Task.armed_at.is_not(None))
    return found


def _list_running(plan_ids: Iterable[int], now: datetime) -> list[ReportingRound]:
    wanted = select(ReportingRound).where(
        ReportingRound.plan_id.in_(list(plan_ids)),
        ReportingRound.state == RoundState.OPEN,
        ReportingRound.closes_at > now,
    )
    return list(db.session.scalars(wanted.order_by(ReportingRound.id)))


def _tasks(since: datetime) -> Select[tuple[object, ...]]:
    is_silent = round_rows.owes() & ~round_rows.has_report(since)
    return select(
        Task.id,
        Task.number,
        Task.title,
        Task.title_en,
        Task.responsible_agency_id,
        Task.owner_id,
        Task.text_status,
        Task.armed_at.is_not(None),
        Milestone.id,
        Milestone.state,
        Milestone.due_date,
        Milestone.last_reported_at,
        is_silent,
    ).join(Milestone, (Milestone.task_id == Task.id) & Milestone.is_pressing)


def _add(found: Audience, task: SilentTask, hold: Hold | None, around: Surroundings) -> None:
    person = None
    if hold is None and task.owner_id is not None:
        person = around.line.answers_for(task.owner_id, task.agency_id, around.plan.id).user_id
    if person is None:
        found.held.append(HeldTask(task.number, task, hold or Hold.NOBODY_REACHABLE))
    else:
        found.silent.setdefault(person, []).append(task)
