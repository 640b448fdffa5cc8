"""The whole plan, task by task and milestone by milestone, read as it is taken."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import aliased

from plan_app.domain.permissions import Actor
from plan_app.models import (
    Agency,
    Milestone,
    ProgressReport,
    SolutionGroup,
    Task,
    task_coordination,
)
from plan_app.queries import overdue, rows
from plan_app.queries.rows import MilestoneRow

_LEAD: Final = aliased(Agency)
_COORDINATING: Final = aliased(Agency)
_WORDED: Final = (
    Task.description,
    Task.deliverable,
    Task.coordinating_as_worded,
    Task.time_as_worded,
    _LEAD.name.label("lead_name"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedTask(MilestoneRow):
    """A task as the decision words it, and its pressing milestone.

    `coordinating` is the wording, or the names of the agencies in official order.
    """

    description: str
    deliverable: str
    lead_name: str
    coordinating: str
    time: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedMilestone(MilestoneRow):
    """A milestone with its last report's day; `difficulties` only for those who may see them."""

    difficulties: str | None


def stream_tasks(plan_id: int) -> Iterator[PlannedTask]:
    """Every task by group and number, in one query: a row of it for each coordinating agency."""
    statement = _tasks(plan_id)
    found = rows.stream(statement)
    for _id, of_task in groupby(found, key=lambda row: row.task_id):
        yield _task(list(of_task))


def stream_milestones(plan_id: int, *, actor: Actor) -> Iterator[PlannedMilestone]:
    """Every milestone, by group, number and order."""
    mine = rows.takes_part(actor.agency_ids).label("takes_part")
    statement = (
        rows.joined(select(*rows.COLUMNS, ProgressReport.difficulties, mine).select_from(Milestone))
        .outerjoin(ProgressReport, ProgressReport.id == overdue.last_report())
        .where(Milestone.plan_id == plan_id)
        .order_by(SolutionGroup.ordinal, Task.number, Milestone.ordinal)
    )
    for row in rows.stream(statement):
        sees = rows.may_see_details(actor, row)
        yield PlannedMilestone(
            **rows.of_columns(row), difficulties=row.difficulties if sees else None
        )


def _tasks(plan_id: int) -> Select[Any]:
    return (
        rows.joined(
            select(
                *rows.COLUMNS, *_WORDED, _COORDINATING.name.label("coordinating_name")
            ).select_from(Milestone)
        )
        .join(_LEAD, _LEAD.id == Task.lead_agency_id)
        .outerjoin(task_coordination, task_coordination.c.task_id == Task.id)
        .outerjoin(_COORDINATING, _COORDINATING.id == task_coordination.c.agency_id)
        .where(Milestone.plan_id == plan_id, Milestone.is_pressing)
        .order_by(
            SolutionGroup.ordinal,
            Task.number,
            _COORDINATING.official_order,
            _COORDINATING.id,
        )
    )


def _task(found: list[Row[Any]]) -> PlannedTask:
    first = found[0]
    names = [row.coordinating_name for row in found if row.coordinating_name]
    return PlannedTask(
        **rows.of_columns(first),
        description=first.description,
        deliverable=first.deliverable,
        lead_name=first.lead_name,
        coordinating=first.coordinating_as_worded or "; ".join(names),
        time=first.time_as_worded,
    )
