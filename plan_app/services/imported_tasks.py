"""New tasks of an appendix, many at once: whole statements, because rows one by one are slow."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Table, select

from plan_app.domain.deadlines import pressing
from plan_app.domain.seed_plan import MilestoneSeed
from plan_app.extensions import Base, db
from plan_app.models import Task, task_coordination
from plan_app.services import imported_milestones, many_rows

TASKS: Final[Table] = Base.metadata.tables[Task.__tablename__]


@dataclass(frozen=True, slots=True)
class New:
    """A task to come: its columns, the ids of who coordinates, its milestones in their order."""

    columns: dict[str, Any]
    coordinating: Sequence[int]
    milestones: Sequence[MilestoneSeed]


def insert_all(plan_id: int, new: Sequence[New]) -> list[int]:
    """Write the tasks with their milestones; gives their ids in the same order."""
    if not new:
        return []
    many_rows.add(TASKS, [{"plan_id": plan_id, **each.columns} for each in new])
    rows = db.session.execute(select(Task.number, Task.id).where(Task.plan_id == plan_id))
    ids: dict[int, int] = dict(rows.tuples().all())
    found = [ids[each.columns["number"]] for each in new]
    parts, milestones = [], []
    for task_id, each in zip(found, new, strict=True):
        parts += [{"task_id": task_id, "agency_id": agency} for agency in each.coordinating]
        of_task = {"task_id": task_id, "plan_id": plan_id}
        milestones += [row | of_task for row in _milestones(each)]
    many_rows.add(task_coordination, parts)
    many_rows.add(imported_milestones.MILESTONES, milestones)
    return found


def _milestones(new: New) -> list[dict[str, Any]]:
    facts = [imported_milestones.facts_of(each, n) for n, each in enumerate(new.milestones, 1)]
    chosen = pressing(facts)
    return [
        imported_milestones.columns(each)
        | {"ordinal": n, "is_pressing": chosen is not None and chosen.ordinal == n}
        for n, each in enumerate(new.milestones, 1)
    ]
