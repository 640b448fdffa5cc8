"""Reads of wishes to be relieved of tasks: the open one of a task, the coordinator's queue."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased, joinedload

from plan_app.domain.reliefs import ReliefState
from plan_app.errors import NotFound
from plan_app.extensions import db
from plan_app.models import Agency, ReliefRequest, Task, User
from plan_app.queries import conditions
from plan_app.queries.conditions import ListFilter
from plan_app.queries.rows import PAGE_SIZE, addressed


class Every(StrEnum):
    """The value of the state's filter that stands for all."""

    STATE = "all"


@dataclass(frozen=True, slots=True)
class ReliefFilter:
    """What the queue is narrowed to: words and agency of the task, and where wishes stand."""

    words: str = ""
    agency: int | None = None
    state: ReliefState | Every = ReliefState.REQUESTED


class ReliefRow(NamedTuple):
    """A wish with its task, who asked and who owns the task now."""

    id: int
    number: int
    title: str
    title_en: str
    agency_name: str
    agency_name_en: str
    person: str
    honorific: str
    telephone: str
    requested_at: datetime
    reason: str
    suggested: str
    state: ReliefState
    words: str
    owner: str | None


SORTS: Final[dict[str, tuple[Any, ...]]] = {
    "asked": (ReliefRequest.requested_at, ReliefRequest.id),
    "number": (Task.number, ReliefRequest.id),
    "agency": (Agency.official_order, Task.number, ReliefRequest.id),
}
DEFAULT_SORT: Final = "asked"


def find_open(task_id: int) -> ReliefRequest | None:
    """The wish about the task that nobody has answered yet."""
    return db.session.scalar(
        select(ReliefRequest)
        .where(ReliefRequest.task_id == task_id, ReliefRequest.state == ReliefState.REQUESTED)
        .options(joinedload(ReliefRequest.requested_by))
    )


def get_relief(relief_id: int, *, plan_id: int) -> ReliefRequest:
    """The wish with its task and who asked; raises NotFound outside the plan."""
    found = db.session.scalar(
        select(ReliefRequest)
        .join(Task, Task.id == ReliefRequest.task_id)
        .where(ReliefRequest.id == relief_id, Task.plan_id == plan_id)
        .options(joinedload(ReliefRequest.requested_by), joinedload(ReliefRequest.task))
    )
    if found is None:
        raise NotFound
    return found


def counting(plan_id: int) -> Select[tuple[int]]:
    """How many wishes of the plan wait for a coordinator."""
    return _listed(select(func.count(ReliefRequest.id)), plan_id, ReliefFilter())


def count_rows(plan_id: int, wanted: ReliefFilter) -> int:
    """How many wishes the filter leaves."""
    return db.session.scalar(_listed(select(func.count(ReliefRequest.id)), plan_id, wanted)) or 0


def list_rows(
    plan_id: int, wanted: ReliefFilter, *, sort: str = DEFAULT_SORT, page: int | None = 1
) -> list[ReliefRow]:
    """Thirty wishes of the filter, or all without a page."""
    owner = aliased(User)
    columns = SORTS[sort.removeprefix("-")]
    chosen = select(
        ReliefRequest.id,
        Task.number,
        Task.title,
        Task.title_en,
        Agency.name,
        Agency.name_en,
        User.full_name,
        User.honorific,
        User.telephone,
        ReliefRequest.requested_at,
        ReliefRequest.reason,
        ReliefRequest.suggested,
        ReliefRequest.state,
        ReliefRequest.words,
        addressed(owner),
    )
    statement = (
        _listed(chosen, plan_id, wanted)
        .join(Agency, Agency.id == Task.responsible_agency_id)
        .join(User, User.id == ReliefRequest.requested_by_id)
        .outerjoin(owner, owner.id == Task.owner_id)
        .order_by(*(column.desc() if sort.startswith("-") else column for column in columns))
    )
    if page is not None:
        statement = statement.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    return [ReliefRow._make(row) for row in db.session.execute(statement)]


def list_agencies(plan_id: int) -> list[tuple[int, str, str]]:
    """Id, name and English name of the agencies with such a wish, in official order."""
    found = db.session.execute(
        select(Agency.id, Agency.name, Agency.name_en)
        .where(
            Agency.id.in_(
                select(Task.responsible_agency_id)
                .join(ReliefRequest, ReliefRequest.task_id == Task.id)
                .where(Task.plan_id == plan_id)
            )
        )
        .order_by(Agency.official_order)
    )
    return [(row.id, row.name, row.name_en) for row in found]


def _listed(chosen: Select[Any], plan_id: int, wanted: ReliefFilter) -> Select[Any]:
    of_task = ListFilter(words=wanted.words, agency=wanted.agency)
    found = (
        chosen.select_from(ReliefRequest)
        .join(Task, Task.id == ReliefRequest.task_id)
        .where(Task.plan_id == plan_id, *conditions.of_task(of_task, plan_id))
    )
    if isinstance(wanted.state, Every):
        return found
    return found.where(ReliefRequest.state == wanted.state)
