"""The list of tasks, each with its pressing milestone."""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Select, func, select

from plan_app.extensions import db
from plan_app.models import Agency, Milestone, SolutionGroup, Task, User
from plan_app.queries import conditions, rows
from plan_app.queries.cache import remember
from plan_app.queries.conditions import ListFilter
from plan_app.queries.rows import MilestoneRow
from plan_app.queries.versions import Version

SORTS: Final[dict[str, tuple[Any, ...]]] = {
    "number": (Task.number,),
    "group": (SolutionGroup.ordinal, Task.number),
    "due": (Milestone.due_date.is_(None), Milestone.due_date, Task.number),
    "agency": (Agency.official_order, Task.number),
    "owner": (Task.owner_id.is_(None), User.sort_key, Task.number),
}
# A plan numbers its tasks through its groups, so that the rows stand by group all the same.
DEFAULT_SORT: Final = "number"
# Built once: putting forty columns together takes longer than reading them.
_ROWS: Final = rows.joined(select(*rows.COLUMNS)).where(Milestone.is_pressing)


def list_page(
    plan_id: int, *, today: date, wanted: ListFilter, sort: str = DEFAULT_SORT, page: int | None = 1
) -> list[MilestoneRow]:
    """Thirty tasks, or all without a page; `sort` is a key of `SORTS`, "-" for the other way."""
    statement = _statement(plan_id, today, wanted, sort, page)
    return [MilestoneRow(**rows.of_columns(row)) for row in db.session.execute(statement)]


def stream(
    plan_id: int, *, today: date, wanted: ListFilter, sort: str = DEFAULT_SORT
) -> Iterator[MilestoneRow]:
    """All tasks of the list, read as they are taken: however many there are, few are held."""
    statement = _statement(plan_id, today, wanted, sort, None)
    for row in rows.stream(statement):
        yield MilestoneRow(**rows.of_columns(row))


# A statement is a value: put together for one request, it serves the next that asks the same.
@lru_cache(maxsize=64)
def _statement(
    plan_id: int, today: date, wanted: ListFilter, sort: str, page: int | None
) -> Select[Any]:
    found = ids(plan_id, today, wanted, sort)
    if page is not None:
        found = rows.page_of(found, page)
    return _ROWS.where(Task.id.in_(found)).order_by(*order(sort))


def count(plan_id: int, *, today: date, wanted: ListFilter, version: Version) -> int:
    """How many tasks the filter leaves; kept by version."""
    key = ("number of tasks", plan_id, today, wanted, version)
    return remember(key, lambda: _count(plan_id, today, wanted))


def _count(plan_id: int, today: date, wanted: ListFilter) -> int:
    found = ids(plan_id, today, wanted, "").order_by(None).subquery()
    return db.session.scalar(select(func.count()).select_from(found)) or 0


def ids(plan_id: int, today: date, wanted: ListFilter, sort: str) -> Select[Any]:
    """The ids of the tasks in their order, joined to no more than filter and sort ask for."""
    of_milestone = conditions.of_milestone(wanted, today)
    statement = select(Task.id).where(
        Task.plan_id == plan_id, *conditions.of_task(wanted, plan_id), *of_milestone
    )
    key = sort.removeprefix("-")
    if of_milestone or key == "due":
        statement = statement.join(
            Milestone, (Milestone.task_id == Task.id) & Milestone.is_pressing
        )
    if key == "group":
        statement = statement.join(SolutionGroup, SolutionGroup.id == Task.group_id)
    if key == "agency":
        statement = statement.join(Agency, Agency.id == Task.responsible_agency_id)
    if key == "owner":
        statement = statement.outerjoin(User, User.id == Task.owner_id)
    return statement.order_by(*order(sort))


def order(sort: str) -> list[Any]:
    """The columns of a sort; "-" before its key turns them round."""
    columns = SORTS.get(sort.removeprefix("-"), ())
    return [column.desc() if sort.startswith("-") else column for column in columns]
