"""The tasks of the list with all their milestones, for the timeline."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import select

from plan_app.domain.deadlines import MilestoneFacts
from plan_app.extensions import db
from plan_app.models import Agency, Milestone, SolutionGroup, Task
from plan_app.queries import rows, task_list
from plan_app.queries.conditions import ListFilter
from plan_app.queries.moments import one_moment

PAGE_SIZE: Final = 500
# By group, within it by number.
DEFAULT_SORT: Final = "group"

_TASKS: Final = (
    select(
        Task.id.label("task_id"),
        Task.number,
        Task.title,
        Task.title_en,
        Task.time_as_worded,
        SolutionGroup.ordinal.label("group_ordinal"),
        SolutionGroup.title.label("group_title"),
        SolutionGroup.title_en.label("group_title_en"),
        Agency.name.label("agency_name"),
        Agency.name_en.label("agency_name_en"),
    )
    .join(SolutionGroup, SolutionGroup.id == Task.group_id)
    .join(Agency, Agency.id == Task.responsible_agency_id)
)
_MILESTONES: Final = select(
    Milestone.task_id,
    Milestone.id,
    Milestone.ordinal,
    Milestone.label,
    Milestone.label_en,
    Milestone.state,
    Milestone.due_date,
    Milestone.original_due_date,
    Milestone.reported_on,
    Milestone.confirmed_on,
    Milestone.waiting_for,
    Milestone.is_pressing,
).order_by(Milestone.task_id, Milestone.ordinal)


@dataclass(frozen=True, slots=True)
class TimelineMilestone:
    """A milestone as far as it is drawn."""

    facts: MilestoneFacts
    original_due_date: date | None
    is_pressing: bool
    label: str
    label_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineTask:
    """A task with its milestones by their ordinals."""

    task_id: int
    number: int
    title: str
    title_en: str
    time_as_worded: str
    group_ordinal: int
    group_title: str
    group_title_en: str
    agency_name: str
    agency_name_en: str
    milestones: Sequence[TimelineMilestone]


def list_page(
    plan_id: int, *, today: date, wanted: ListFilter, sort: str = DEFAULT_SORT, page: int = 1
) -> list[TimelineTask]:
    """`PAGE_SIZE` tasks; `sort` is a key of `task_list.SORTS`, "-" for the other way."""
    ids = rows.page_of(task_list.ids(plan_id, today, wanted, sort), page, PAGE_SIZE)
    with one_moment():
        # Read first: with the ids at hand, PostgreSQL does not go through all of a large plan.
        found = db.session.scalars(ids).all()
        tasks = {row.task_id: row for row in db.session.execute(_TASKS.where(Task.id.in_(found)))}
        milestones = _list_milestones(found)
    return [TimelineTask(**tasks[each]._mapping, milestones=milestones[each]) for each in found]


def _list_milestones(task_ids: Sequence[int]) -> dict[int, list[TimelineMilestone]]:
    found: dict[int, list[TimelineMilestone]] = defaultdict(list)
    for row in db.session.execute(_MILESTONES.where(Milestone.task_id.in_(task_ids))):
        facts = MilestoneFacts(
            state=row.state,
            due=row.due_date,
            reported_on=row.reported_on,
            confirmed_on=row.confirmed_on,
            waiting_for=row.waiting_for,
            ordinal=row.ordinal,
            id=row.id,
        )
        found[row.task_id].append(
            TimelineMilestone(
                facts, row.original_due_date, row.is_pressing, row.label, row.label_en
            )
        )
    return found
