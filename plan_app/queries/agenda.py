"""What stands on the days of an agenda: deadlines, reporting rounds, days off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final, NamedTuple

from sqlalchemy import ColumnElement, func, or_, select

from plan_app.domain.agenda import Whose, days_of
from plan_app.domain.rounds import RoundState
from plan_app.domain.statuses import OPEN, MilestoneState
from plan_app.domain.working_days import Calendar
from plan_app.extensions import db, settings
from plan_app.models import (
    AgencyContact,
    ContactKind,
    JournalEntry,
    JournalHead,
    Milestone,
    ReportingRound,
    Task,
    TextStatus,
    agency_member,
)
from plan_app.queries import calendar, conditions, rows
from plan_app.queries.conditions import ListFilter
from plan_app.queries.rows import MilestoneRow

# So many deadlines are in a feed at most, the earliest first.
MOST_IN_FEED: Final = 2_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose deadlines, and which of them.

    `people` are those whose tasks are one's own: oneself, and for whom one stands in. `agency`
    is asked for by its id.
    """

    whose: Whose = Whose.PLAN
    people: frozenset[int] = frozenset()
    agency: int | None = None
    narrowed: ListFilter = field(default_factory=ListFilter)


@dataclass(frozen=True, slots=True)
class RoundDay:
    """A reporting round on the day on which it opens, or is due to be closed."""

    id: int
    name: str
    closes_at: datetime
    is_closing: bool


@dataclass(slots=True)
class Day:
    """A day with what is read of it; `total` counts the deadlines that are not read too.

    `name` is what the calendar of the administration calls a day that differs from the week.
    """

    date: date
    is_working: bool
    name: str = ""
    differs: bool = False
    deadlines: list[MilestoneRow] = field(default_factory=list)
    total: int = 0
    rounds: list[RoundDay] = field(default_factory=list)

    @property
    def more(self) -> int:
        """How many deadlines are not shown."""
        return self.total - len(self.deadlines)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say of it."""
        return not (self.deadlines or self.rounds or self.differs)


def read_days(
    plan_id: int, first: date, last: date, wanted: Wanted, *, today: date, shown: int | None = None
) -> dict[date, Day]:
    """Every day of the span, with at most `shown` deadlines each; three queries."""
    named = calendar.list_days(first, last)
    week = Calendar({each.day: each.is_working for each in named})
    found = {day: Day(day, week.is_working(day)) for day in days_of(first, last)}
    for each in named:
        found[each.day].name, found[each.day].differs = each.name, True
    for due, row, total in _list_deadlines(plan_id, first, last, wanted, today=today, shown=shown):
        found[due].deadlines.append(row)
        found[due].total = total
    for this in _list_rounds(plan_id, first, last):
        _put(found, this)
    return found


def _list_deadlines(
    plan_id: int, first: date, last: date, wanted: Wanted, *, today: date, shown: int | None
) -> list[tuple[date, MilestoneRow, int]]:
    """Milestones by day and number, each after its day and with how many that has."""
    day = Milestone.due_date
    order = (Task.number, Milestone.ordinal)
    chosen = (
        select(
            Milestone.id,
            func.row_number().over(partition_by=day, order_by=order).label("place"),
            func.count().over(partition_by=day).label("total"),
        )
        .join(Task, Task.id == Milestone.task_id)
        .where(*_conditions(plan_id, wanted, today), day.between(first, last))
        .subquery()
    )
    statement = (
        rows.joined(select(*rows.COLUMNS, chosen.c.total).select_from(Milestone))
        .join(chosen, chosen.c.id == Milestone.id)
        .order_by(day, *order)
    )
    if shown is not None:
        statement = statement.where(chosen.c.place <= shown)
    return [
        (row.due_date, MilestoneRow(**rows.of_columns(row)), row.total)
        for row in db.session.execute(statement)
    ]


def _conditions(plan_id: int, wanted: Wanted, today: date) -> list[ColumnElement[bool]]:
    # All states by their names: so the index by plan, state and date serves every agenda.
    any_state = [] if wanted.narrowed.state else [Milestone.state.in_(tuple(MilestoneState))]
    return [
        Milestone.plan_id == plan_id,
        *any_state,
        *_whose(wanted),
        *conditions.of_task(wanted.narrowed, plan_id),
        *conditions.of_milestone(wanted.narrowed, today),
    ]


def _whose(wanted: Wanted) -> list[ColumnElement[bool]]:
    """Of a task of a group of agencies: also for its members, and for those who are asked."""
    if wanted.whose is Whose.PLAN:
        return []
    groups = select(agency_member.c.group_id)
    if wanted.whose is Whose.AGENCY:
        has_member = groups.where(agency_member.c.member_id == wanted.agency)
        agency = Task.responsible_agency_id
        return [or_(agency == wanted.agency, agency.in_(has_member))]
    asked = groups.join(
        AgencyContact, AgencyContact.agency_id == agency_member.c.member_id
    ).where(
        AgencyContact.kind == ContactKind.CONTACT, AgencyContact.user_id.in_(wanted.people)
    )  # fmt: skip
    return [or_(Task.owner_id.in_(wanted.people), Task.responsible_agency_id.in_(asked))]


def _list_rounds(plan_id: int, first: date, last: date) -> Sequence[ReportingRound]:
    begin, end = (_midnight(day) for day in (first, last + timedelta(days=1)))
    closing = (ReportingRound.closes_at >= begin) & (ReportingRound.closes_at < end)
    return db.session.scalars(
        select(ReportingRound)
        .where(
            ReportingRound.plan_id == plan_id,
            ReportingRound.state != RoundState.CANCELLED,
            or_(ReportingRound.opens_on.between(first, last), closing),
        )
        .order_by(ReportingRound.id)
    ).all()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=settings().timezone)


def _put(found: Mapping[date, Day], this: ReportingRound) -> None:
    """The round on its two days, where they are in the span."""
    closes_on = this.closes_at.astimezone(settings().timezone).date()
    for day, is_closing in ((this.opens_on, False), (closes_on, True)):
        if day in found:
            found[day].rounds.append(RoundDay(this.id, this.name, this.closes_at, is_closing))


class FeedDeadline(NamedTuple):
    """An open deadline as a feed tells of it. `changed_at`: the last act about its task."""

    milestone_id: int
    number: int
    title: str
    title_en: str
    label: str
    label_en: str
    due: date
    state: MilestoneState
    group_ordinal: int
    group_title: str
    group_title_en: str
    agency_name: str
    agency_name_en: str
    text_status: TextStatus
    task_version: int
    version: int
    changed_at: datetime | None

    @property
    def is_draft(self) -> bool:
        """Whether the text was not yet compared with the decision's appendix."""
        return self.text_status is TextStatus.DRAFT


class FeedRound(NamedTuple):
    """The open reporting round as a feed tells of it."""

    id: int
    name: str
    opens_on: date
    closes_at: datetime
    version: int
    opened_at: datetime
    changed_at: datetime | None


_BY_NAME: Final = {column.key: column for column in rows.COLUMNS}
_FEED_COLUMNS: Final = (
    *(_BY_NAME[name] for name in ("milestone_id", "number", "title", "title_en", "label",
                                  "label_en", "due_date", "state", "group_ordinal",
                                  "group_title", "group_title_en", "agency_name",
                                  "agency_name_en", "text_status")),
    Task.version.label("task_version"),
    Milestone.version,
    select(func.max(JournalEntry.at))
    .where(JournalEntry.task_id == Task.id)
    .correlate(Task)
    .scalar_subquery(),
)  # fmt: skip


def list_feed(plan_id: int, wanted: Wanted, *, today: date) -> list[FeedDeadline]:
    """What is open and has a date, the earliest first.

    Drafts are for nobody outside of the demonstration.
    """
    checked = [] if settings().demo else [Task.text_status == TextStatus.CHECKED]
    order = (Milestone.due_date, Task.number, Milestone.id)
    # First which ones: the last act is looked for of those alone.
    chosen = (
        select(Milestone.id)
        .join(Task, Task.id == Milestone.task_id)
        .where(
            *_conditions(plan_id, wanted, today),
            *checked,
            Milestone.state.in_(OPEN),
            Milestone.due_date.is_not(None),
        )
        .order_by(*order)
        .limit(MOST_IN_FEED)
        .subquery()
    )
    statement = (
        rows.joined(select(*_FEED_COLUMNS).select_from(Milestone))
        .join(chosen, chosen.c.id == Milestone.id)
        .order_by(*order)
    )
    return [FeedDeadline._make(row) for row in db.session.execute(statement)]


def find_feed_round(plan_id: int) -> FeedRound | None:
    """The round that is open, of which there is one at a time."""
    # Backwards through the plan's journal: it was opened some months ago at most.
    changed = (
        select(JournalEntry.at)
        .join(JournalHead, JournalHead.id == JournalEntry.head_id)
        .where(
            JournalHead.plan_id == plan_id,
            JournalEntry.subject_kind == "reporting_round",
            JournalEntry.subject_id == ReportingRound.id,
            JournalEntry.action.in_(("round_opened", "round_changed", "round_reopened")),
        )
        .order_by(JournalEntry.sequence.desc())
        .limit(1)
        .correlate(ReportingRound)
        .scalar_subquery()
    )
    row = db.session.execute(
        select(
            ReportingRound.id,
            ReportingRound.name,
            ReportingRound.opens_on,
            ReportingRound.closes_at,
            ReportingRound.version,
            ReportingRound.opened_at,
            changed,
        ).where(ReportingRound.plan_id == plan_id, ReportingRound.state == RoundState.OPEN)
    ).first()
    return None if row is None else FeedRound._make(row)


def find_last_act(plan_id: int) -> datetime | None:
    """When something was last done in the plan, or to people and agencies."""
    last = (JournalEntry.head_id == JournalHead.id) & (
        JournalEntry.sequence == JournalHead.sequence
    )
    heads = (JournalHead.plan_id == plan_id) | JournalHead.plan_id.is_(None)
    return db.session.scalar(
        select(func.max(JournalEntry.at)).select_from(JournalHead).join(JournalEntry, last)
        .where(heads)
    )  # fmt: skip
