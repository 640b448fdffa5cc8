"""The overdue list: its rows, its totals by agency, and what comes next when it is empty."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Row, ScalarSelect, Select, case, func, select

from plan_app.domain.mailing import MessageState
from plan_app.domain.permissions import Actor
from plan_app.domain.statuses import MilestoneState
from plan_app.extensions import db
from plan_app.models import (
    Agency,
    CallNote,
    Cause,
    LedgerRow,
    Milestone,
    OutboxMessage,
    ProgressReport,
    SolutionGroup,
    Task,
    User,
)
from plan_app.queries import conditions, rows
from plan_app.queries.cache import remember
from plan_app.queries.calls import last_call
from plan_app.queries.conditions import ListFilter
from plan_app.queries.ledger import GOING_OR_GONE
from plan_app.queries.rows import MilestoneRow
from plan_app.queries.versions import Version
from plan_app.queries.week_before import get_week_before

# The columns each sort looks at; the longest overdue first unless another is asked for. Those
# of the default are the index (plan_id, open_due) and nothing else, so that it stays flat.
SORTS: Final[dict[str, tuple[Any, ...]]] = {
    "due": (Milestone.open_due, Milestone.id),
    "number": (Task.number, Milestone.open_due, Milestone.id),
    "group": (SolutionGroup.ordinal, Milestone.open_due, Milestone.id),
    "agency": (Agency.official_order, Milestone.open_due, Milestone.id),
    "owner": (Task.owner_id.is_(None), User.sort_key, Milestone.open_due, Milestone.id),
}
DEFAULT_SORT: Final = "due"


@dataclass(frozen=True, slots=True, kw_only=True)
class OverdueRow(MilestoneRow):
    """An overdue milestone, with the last words of the agency and the last reminder of it.

    `difficulties`, `reminder_state` and the last call are None for people who may not see them,
    and where there are none. `reminded_at` is when the mail was settled, or made while it is
    under way.
    """

    sees_details: bool
    result: str | None
    difficulties: str | None
    reminded_at: datetime | None
    reminder_state: MessageState | None
    reminded_on: date | None = None
    cause: Cause | None = None
    cause_confirmed: bool = False
    cause_words: str | None = None
    cause_asked_on: date | None = None
    called_at: datetime | None = None
    promised: str | None = None
    look_again_on: date | None = None

    def is_promised(self, today: date) -> bool:
        """Whether the last call holds the reminder back today."""
        return self.look_again_on is not None and today < self.look_again_on

    def is_reminded(self, today: date) -> bool:
        """Whether a mail of today tells of it, or will."""
        return self.reminded_on == today and self.reminder_state in GOING_OR_GONE

    def is_nudgeable(self, today: date) -> bool:
        """Whether a nudge would reach somebody: not promised, told today, or reported."""
        held = self.is_promised(today) or self.is_reminded(today)
        awaits = self.state is MilestoneState.AWAITING_CONFIRMATION
        return not held and not awaits and self.owner_id is not None

    @property
    def last_words(self) -> str:
        """What the agency said last: its difficulties for who may see them, else the result."""
        return self.difficulties or self.result or ""


@dataclass(frozen=True, slots=True)
class AgencyTotal:
    """How much of one agency is overdue; `new_tasks` were not overdue seven days ago."""

    agency_id: int
    name: str
    name_en: str
    milestones: int
    tasks: int
    new_tasks: int


@dataclass(frozen=True, slots=True)
class GroupTotal:
    """How much of one group is overdue; `new_tasks` as of agencies."""

    ordinal: int
    title: str
    title_en: str
    milestones: int
    tasks: int
    new_tasks: int


@dataclass(frozen=True, slots=True)
class NextDue:
    """The task that is due next, and when."""

    number: int
    due: date


def last_report() -> ScalarSelect[int]:
    """The id of the report of the milestone of the row that counts, the last one."""
    return (
        select(ProgressReport.id)
        .where(
            ProgressReport.milestone_id == Milestone.id,
            ProgressReport.superseded_by_id.is_(None),
            ProgressReport.retracted_at.is_(None),
        )
        .order_by(ProgressReport.reported_at.desc(), ProgressReport.id.desc())
        .limit(rows.written(1))
        .correlate(Milestone)
        .scalar_subquery()
    )


def _last_reminder() -> ScalarSelect[int]:
    return (
        select(func.max(LedgerRow.message_id))
        .where(LedgerRow.milestone_id == Milestone.id)
        .correlate(Milestone)
        .scalar_subquery()
    )


# Built once: putting forty columns together takes longer than reading them.
_ROWS: Final = (
    rows.joined(
        select(
            *rows.COLUMNS,
            ProgressReport.result,
            ProgressReport.difficulties,
            OutboxMessage.state.label("reminder_state"),
            func.coalesce(OutboxMessage.settled_at, OutboxMessage.created_at).label("reminded_at"),
            OutboxMessage.local_day.label("reminded_on"),
            Milestone.cause.label("cause"),
            Milestone.cause_confirmed,
            Milestone.cause_words,
            Milestone.cause_asked_on,
            CallNote.called_at,
            CallNote.promised,
            CallNote.look_again_on,
        ).select_from(Milestone)
    )
    .outerjoin(ProgressReport, ProgressReport.id == last_report())
    .outerjoin(OutboxMessage, OutboxMessage.id == _last_reminder())
    .outerjoin(CallNote, CallNote.id == last_call())
)


def list_rows(
    plan_id: int,
    *,
    actor: Actor,
    today: date,
    wanted: ListFilter,
    sort: str = DEFAULT_SORT,
    page: int | None = 1,
) -> list[OverdueRow]:
    """Thirty rows of the list, or all of them without a `page`, for print and for the file.

    `sort` is a key of `SORTS`, with "-" for the other way.
    """
    statement = _statement(plan_id, actor.agency_ids, today, wanted, sort, page)
    return [_row(actor, row) for row in db.session.execute(statement)]


def stream(
    plan_id: int, *, actor: Actor, today: date, wanted: ListFilter, sort: str = DEFAULT_SORT
) -> Iterator[OverdueRow]:
    """All rows of the list, read as they are taken: however many there are, few are held."""
    statement = _statement(plan_id, actor.agency_ids, today, wanted, sort, None)
    for row in rows.stream(statement):
        yield _row(actor, row)


def list_totals(
    plan_id: int, *, today: date, wanted: ListFilter, version: Version
) -> tuple[AgencyTotal, ...]:
    """The agencies that have overdue milestones, in official order; kept by version."""
    key = ("overdue by agency", plan_id, today, wanted, version)
    return remember(key, lambda: _totals(plan_id, today, wanted, version))


def list_group_totals(
    plan_id: int, *, today: date, wanted: ListFilter, version: Version
) -> tuple[GroupTotal, ...]:
    """The groups that have overdue milestones, by ordinal; kept by version."""
    key = ("overdue by group", plan_id, today, wanted, version)
    return remember(key, lambda: _group_totals(plan_id, today, wanted, version))


def find_next_due(plan_id: int, *, today: date) -> NextDue | None:
    """The open task with the nearest date from today on."""
    row = db.session.execute(
        select(Task.number, Milestone.open_due)
        .join(Task, Task.id == Milestone.task_id)
        .where(Milestone.plan_id == plan_id, Milestone.open_due >= today)
        .order_by(Milestone.open_due, Milestone.id)
        .limit(1)
    ).one_or_none()
    return NextDue(row.number, row.open_due) if row else None


# A statement is a value: put together for one request, it serves the next that asks the same.
@lru_cache(maxsize=64)
def _statement(
    plan_id: int,
    agency_ids: frozenset[int],
    today: date,
    wanted: ListFilter,
    sort: str,
    page: int | None,
) -> Select[Any]:
    ids = _ids(plan_id, today, wanted, sort)
    if page is not None:
        ids = rows.page_of(ids, page)
    mine = rows.takes_part(agency_ids).label("takes_part")
    return _ROWS.add_columns(mine).where(Milestone.id.in_(ids)).order_by(*_order(sort))


def _ids(plan_id: int, today: date, wanted: ListFilter, sort: str) -> Select[Any]:
    """The ids of the rows in their order, joined to no more than filter and sort ask for."""
    of_task = conditions.of_task(wanted, plan_id)
    statement = select(Milestone.id).where(
        Milestone.plan_id == plan_id,
        conditions.is_overdue(today),
        *conditions.of_milestone(wanted, today),
        *of_task,
    )
    key = sort.removeprefix("-")
    if of_task or key != DEFAULT_SORT:
        statement = rows.joined(statement)
    return statement.order_by(*_order(sort))


def _order(sort: str) -> list[Any]:
    columns = SORTS[sort.removeprefix("-")]
    return [column.desc() if sort.startswith("-") else column for column in columns]


def _row(actor: Actor, row: Row[Any]) -> OverdueRow:
    sees = rows.may_see_details(actor, row)
    return OverdueRow(
        **rows.of_columns(row),
        sees_details=sees,
        result=row.result,
        difficulties=row.difficulties if sees else None,
        reminded_at=row.reminded_at if sees else None,
        reminder_state=row.reminder_state if sees else None,
        reminded_on=row.reminded_on if sees else None,
        cause=row.cause if sees else None,
        cause_confirmed=row.cause_confirmed if sees else False,
        cause_words=row.cause_words if sees else None,
        cause_asked_on=row.cause_asked_on if sees else None,
        called_at=row.called_at if sees else None,
        promised=row.promised if sees else None,
        look_again_on=row.look_again_on if sees else None,
    )


def _totals(
    plan_id: int, today: date, wanted: ListFilter, version: Version
) -> tuple[AgencyTotal, ...]:
    totals = db.session.execute(
        _counted((Agency.id, Agency.name, Agency.name_en), plan_id, today, wanted, version)
        .group_by(Agency.official_order)
        .order_by(Agency.official_order, Agency.id)
    )
    return tuple(AgencyTotal(*total) for total in totals)


def _group_totals(
    plan_id: int, today: date, wanted: ListFilter, version: Version
) -> tuple[GroupTotal, ...]:
    columns = (SolutionGroup.ordinal, SolutionGroup.title, SolutionGroup.title_en)
    counted = _counted(columns, plan_id, today, wanted, version).order_by(SolutionGroup.ordinal)
    return tuple(GroupTotal(*total) for total in db.session.execute(counted))


def _counted(
    by: tuple[Any, ...], plan_id: int, today: date, wanted: ListFilter, version: Version
) -> Select[Any]:
    """What is overdue, counted by these columns: milestones, tasks, new tasks."""
    week = remember(
        ("week before", plan_id, today, version), lambda: get_week_before(plan_id, today=today)
    )
    is_new = week.is_new(today)
    return (
        select(
            *by,
            func.count(),
            func.count(Milestone.task_id.distinct()),
            func.sum(case((is_new, 1), else_=0)),
        )
        .select_from(Milestone)
        .join(Task, Task.id == Milestone.task_id)
        .join(Agency, Agency.id == Task.responsible_agency_id)
        .join(SolutionGroup, SolutionGroup.id == Task.group_id)
        .where(
            Milestone.plan_id == plan_id,
            conditions.is_overdue(today),
            *conditions.of_milestone(wanted, today),
            *conditions.of_task(wanted, plan_id),
        )
        .group_by(*by)
    )
