"""The tasks whose texts were not yet compared with the appendix, with all that is compared."""

from collections.abc import Collection
from datetime import date
from typing import Final

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from plan_app.extensions import db
from plan_app.models import Agency, Milestone, SolutionGroup, Task
from plan_app.queries import conditions, task_list
from plan_app.queries.conditions import ListFilter

PAGE_SIZE: Final = 50
SORTS: Final = ("number", "group", "agency")


def list_page(
    plan_id: int,
    *,
    today: date,
    wanted: ListFilter,
    sort: str = task_list.DEFAULT_SORT,
    page: int | None = 1,
) -> list[Task]:
    """Fifty tasks of the filter, or all without a page; `sort` is one of `SORTS`."""
    statement = (
        select(Task)
        .join(Milestone, (Milestone.task_id == Task.id) & Milestone.is_pressing)
        .join(SolutionGroup, SolutionGroup.id == Task.group_id)
        .join(Agency, Agency.id == Task.responsible_agency_id)
        .where(
            Task.plan_id == plan_id,
            *conditions.of_task(wanted, plan_id),
            *conditions.of_milestone(wanted, today),
        )
        .order_by(*task_list.order(sort))
    )
    if page is not None:
        statement = statement.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    return _with_texts(statement)


def list_by_ids(plan_id: int, ids: Collection[int]) -> list[Task]:
    """These tasks of the plan, by number; what is not there is left out."""
    return _with_texts(select(Task).where(Task.plan_id == plan_id, Task.id.in_(ids)))


def _with_texts(statement: Select[tuple[Task]]) -> list[Task]:
    return list(
        db.session.scalars(
            statement.options(
                joinedload(Task.group),
                joinedload(Task.lead_agency),
                joinedload(Task.responsible_agency),
                selectinload(Task.coordinating_agencies),
            ).order_by(Task.number)
        )
    )
