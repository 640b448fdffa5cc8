"""Reads of requests for more time: one, those of a task, the coordinator's queue."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import contains_eager, joinedload

from plan_app.domain.extensions import OPEN, PENDING, ExtensionState
from plan_app.errors import NotFound
from plan_app.extensions import db
from plan_app.models import Agency, Cause, ExtensionRequest, Milestone, Task
from plan_app.queries import conditions, rows
from plan_app.queries.conditions import ListFilter
from plan_app.queries.rows import PAGE_SIZE, MilestoneRow


class Turn(StrEnum):
    """Values of the state's filter that stand for several states: whose turn it is, or all."""

    COORDINATOR = "pending"
    AGENCY = "agency"
    ANYBODY = "all"


@dataclass(frozen=True, slots=True)
class ExtensionFilter:
    """What the queue is narrowed to: words and agency of the task, and where requests stand."""

    words: str = ""
    agency: int | None = None
    state: Turn | ExtensionState = Turn.COORDINATOR


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionRow(MilestoneRow):
    """A request with the milestone it is about."""

    extension_id: int
    standing: ExtensionState
    is_fixed: bool
    requested_at: datetime
    requested_due_date: date
    due_date_before: date | None
    granted_due_date: date | None
    cause: Cause | None
    reason: str
    document: str | None
    document_date: date | None


_OWN: Final = (
    ExtensionRequest.id.label("extension_id"),
    ExtensionRequest.state.label("standing"),
    Milestone.is_fixed,
    ExtensionRequest.requested_at,
    ExtensionRequest.requested_due_date,
    ExtensionRequest.due_date_before,
    ExtensionRequest.granted_due_date,
    ExtensionRequest.cause.label("cause"),
    ExtensionRequest.reason,
    ExtensionRequest.document,
    ExtensionRequest.document_date,
)
SORTS: Final[dict[str, tuple[Any, ...]]] = {
    "asked": (ExtensionRequest.requested_at, ExtensionRequest.id),
    "number": (Task.number, ExtensionRequest.id),
    "agency": (Agency.official_order, Task.number, ExtensionRequest.id),
    "due": (Milestone.due_date, ExtensionRequest.id),
    "wanted": (ExtensionRequest.requested_due_date, ExtensionRequest.id),
}
DEFAULT_SORT: Final = "asked"


def get_extension(extension_id: int, *, plan_id: int) -> ExtensionRequest:
    """The request with its people, its milestone and the task; raises NotFound."""
    found = (
        db.session.scalars(
            select(ExtensionRequest)
            .join(ExtensionRequest.milestone)
            .join(Milestone.task)
            .where(ExtensionRequest.id == extension_id, Milestone.plan_id == plan_id)
            .options(
                joinedload(ExtensionRequest.requested_by),
                joinedload(ExtensionRequest.decided_by),
                _of_task().joinedload(Task.coordinating_agencies),
                _of_task().joinedload(Task.responsible_agency),
            )
        )
        .unique()
        .one_or_none()
    )
    if found is None:
        raise NotFound
    return found


def find_open(milestone_id: int) -> ExtensionRequest | None:
    """The request of the milestone that nobody has decided yet."""
    return db.session.scalar(
        select(ExtensionRequest).where(
            ExtensionRequest.milestone_id == milestone_id, ExtensionRequest.state.in_(OPEN)
        )
    )


def counting(plan_id: int) -> Select[tuple[int]]:
    """How many requests of the plan wait for the coordinator."""
    return _counted(plan_id, ExtensionFilter())


def count_rows(plan_id: int, wanted: ExtensionFilter) -> int:
    """How many requests the filter leaves."""
    return db.session.scalar(_counted(plan_id, wanted)) or 0


def list_rows(
    plan_id: int, wanted: ExtensionFilter, *, sort: str = DEFAULT_SORT, page: int | None = 1
) -> list[ExtensionRow]:
    """Thirty requests of the filter, or all without a page."""
    columns = SORTS[sort.removeprefix("-")]
    chosen = select(*rows.COLUMNS, *_OWN).select_from(Milestone)
    statement = (
        rows.joined(chosen.join(ExtensionRequest, ExtensionRequest.milestone_id == Milestone.id))
        .where(*_conditions(plan_id, wanted))
        .order_by(*(column.desc() if sort.startswith("-") else column for column in columns))
    )
    if page is not None:
        statement = statement.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    return [ExtensionRow(**row._mapping) for row in db.session.execute(statement)]


def list_agencies(plan_id: int) -> list[tuple[int, str, str]]:
    """Id, name and English name of the agencies that have asked, in official order."""
    found = db.session.execute(
        select(Agency.id, Agency.name, Agency.name_en)
        .where(
            Agency.id.in_(
                select(Task.responsible_agency_id)
                .join(Milestone, Milestone.task_id == Task.id)
                .join(ExtensionRequest, ExtensionRequest.milestone_id == Milestone.id)
                .where(Task.plan_id == plan_id)
            )
        )
        .order_by(Agency.official_order)
    )
    return [(row.id, row.name, row.name_en) for row in found]


def _of_task() -> Any:  # noqa: ANN401 (a loader option)
    return contains_eager(ExtensionRequest.milestone).contains_eager(Milestone.task)


def _counted(plan_id: int, wanted: ExtensionFilter) -> Select[tuple[int]]:
    return (
        select(func.count(ExtensionRequest.id))
        .join(Milestone, Milestone.id == ExtensionRequest.milestone_id)
        .join(Task, Task.id == Milestone.task_id)
        .where(*_conditions(plan_id, wanted))
    )


def _conditions(plan_id: int, wanted: ExtensionFilter) -> list[ColumnElement[bool]]:
    of_task = ListFilter(words=wanted.words, agency=wanted.agency)
    return [
        Milestone.plan_id == plan_id,
        *conditions.of_task(of_task, plan_id),
        *_standing(wanted.state),
    ]


def _standing(state: Turn | ExtensionState) -> list[ColumnElement[bool]]:
    match state:
        case Turn.COORDINATOR:
            return [ExtensionRequest.state.in_(PENDING)]
        case Turn.AGENCY:
            return [ExtensionRequest.state.in_(OPEN - PENDING)]
        case Turn.ANYBODY:
            return []
        case _:
            return [ExtensionRequest.state == state]
