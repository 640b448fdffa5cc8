"""The milestones of many tasks as they were before an import."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from plan_app.domain.statuses import MilestoneState
from plan_app.extensions import db
from plan_app.models import DeadlineRevision, Milestone
from plan_app.queries.ids import among
from plan_app.queries.present_milestones import PresentMilestone, list_present
from plan_app.services import appendix_snapshots, imported_milestones, many_rows
from plan_app.services.appendix_snapshots import Snapshot
from plan_app.services.imported_milestones import MILESTONES, REVISIONS, Rows

Columns = Mapping[str, Any]


def put_back(plan_id: int, snapshots: Sequence[Snapshot]) -> None:
    """Every column as it was; what the import added goes, what it removed comes again.

    A removed one comes under its id where that is free.
    """
    before = {each["id"]: appendix_snapshots.milestones_of(each) for each in snapshots}
    altered = {task_id: known for task_id, known in before.items() if known is not None}
    _forget_revisions(snapshots, altered)
    rows, missing = Rows(), []
    present = list_present(plan_id, altered)
    for task_id, known in altered.items():
        _compare(present[task_id], known, rows)
        there = {each.id for each in present[task_id]}
        missing += [
            {"id": id_, **_new(plan_id, task_id), **columns}
            for id_, columns in known.items()
            if id_ not in there
        ]
    imported_milestones.write(rows)
    _insert(missing)


def _compare(present: Sequence[PresentMilestone], known: Mapping[int, Columns], rows: Rows) -> None:
    """Gather what has to be written so that those that are there are again as they were."""
    for each in present:
        columns = known.get(each.id)
        if columns is None:
            rows.removed.append(each.id)
        elif any(getattr(each, name) != value for name, value in columns.items()):
            place = columns["ordinal"], columns["is_pressing"]
            if place != (each.ordinal, each.is_pressing):
                rows.moving.append(each.id)
            rows.changed.append({"id": each.id, **columns, "version": each.version + 1})


def _new(plan_id: int, task_id: int) -> dict[str, Any]:
    return {"plan_id": plan_id, "task_id": task_id, "state": MilestoneState.NOT_STARTED}


def _insert(rows: Sequence[Mapping[str, Any]]) -> None:
    taken = set(
        db.session.scalars(
            select(Milestone.id).where(among(Milestone.id, [row["id"] for row in rows]))
        )
    )
    many_rows.add(MILESTONES, [row for row in rows if row["id"] not in taken])
    under_others = [row for row in rows if row["id"] in taken]
    many_rows.add(
        MILESTONES, [{name: row[name] for name in row if name != "id"} for row in under_others]
    )


def _forget_revisions(
    snapshots: Sequence[Snapshot], before: Mapping[int, Mapping[int, Columns]]
) -> None:
    """Remove the revisions of dates that came after these snapshots."""
    revised = {
        id_: before[each["id"]][id_]["deadline_revision"]
        for each in snapshots
        for id_ in each.get("revised", ())
    }
    found = db.session.execute(
        select(DeadlineRevision.id, DeadlineRevision.milestone_id, DeadlineRevision.revision).where(
            among(DeadlineRevision.milestone_id, revised)
        )
    )
    later = [id_ for id_, milestone_id, revision in found if revision > revised[milestone_id]]
    many_rows.remove(REVISIONS, later)
