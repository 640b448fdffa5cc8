"""Milestones one by one: of a state, of a figure, due in some days; the longest waiting first."""

from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, func, select

from plan_app.extensions import db
from plan_app.models import Agency, Milestone, Task
from plan_app.queries import conditions, rows
from plan_app.queries.conditions import ListFilter
from plan_app.queries.rows import PAGE_SIZE, MilestoneRow

_NEVER: Final = date.max
_ALL: Final = ListFilter()


# By the day of their report, the oldest first; unreported by due date.
SORTS: Final[dict[str, tuple[Any, ...]]] = {
    "waited": (func.coalesce(Milestone.reported_on, Milestone.due_date, _NEVER), Milestone.id),
    "number": (Task.number, Milestone.ordinal),
    "agency": (Agency.official_order, Task.number, Milestone.ordinal),
    "due": (Milestone.due_date.is_(None), Milestone.due_date, Milestone.id),
}
DEFAULT_SORT: Final = "waited"


def list_page(
    plan_id: int,
    *,
    today: date,
    wanted: ListFilter = _ALL,
    sort: str = DEFAULT_SORT,
    page: int | None = 1,
) -> list[MilestoneRow]:
    """Thirty milestones of the filter, or all without a page."""
    columns = SORTS[sort.removeprefix("-")]
    statement = (
        rows.joined(select(*rows.COLUMNS).select_from(Milestone))
        .where(*_conditions(plan_id, today, wanted))
        .order_by(*(column.desc() if sort.startswith("-") else column for column in columns))
    )
    if page is not None:
        statement = statement.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    return [MilestoneRow(**rows.of_columns(row)) for row in db.session.execute(statement)]


def count(plan_id: int, *, today: date, wanted: ListFilter = _ALL) -> int:
    """How many milestones the filter leaves."""
    counted = (
        select(func.count())
        .select_from(Milestone)
        .join(Task, Task.id == Milestone.task_id)
        .where(*_conditions(plan_id, today, wanted))
    )
    return db.session.scalar(counted) or 0


def _conditions(plan_id: int, today: date, wanted: ListFilter) -> list[ColumnElement[bool]]:
    return [
        Milestone.plan_id == plan_id,
        *conditions.of_task(wanted, plan_id),
        *conditions.of_milestone(wanted, today),
    ]
