"""What a task was before an import, as plain data, and putting it back."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import delete, select

from plan_app.domain.statuses import MilestoneState
from plan_app.extensions import Base, db
from plan_app.models import (
    Agency,
    DeadlineRevision,
    Milestone,
    SolutionGroup,
    Task,
    TextStatus,
)
from plan_app.services import search_texts

# What an import writes. All else of a task and its milestones it leaves alone.
_OF_TASK: Final = (
    "group_id", "title", "title_en", "description", "deliverable", "lead_agency_id",
    "responsible_agency_id", "coordinating_as_worded", "time_as_worded", "text_status",
    "text_checked_by_id", "text_checked_at", "text_import_id", "armed_at",
)  # fmt: skip
_OF_MILESTONE: Final = (
    "ordinal", "label", "label_en", "year", "is_fixed", "waiting_for", "due_date",
    "original_due_date", "deadline_revision", "is_pressing",
)  # fmt: skip
_DAYS: Final = frozenset({"due_date", "original_due_date"})
_INSTANTS: Final = frozenset({"text_checked_at", "armed_at"})
# Numbers are unique within the task and checked row by row: all leave their places first.
AWAY: Final = 100_000

Snapshot = dict[str, Any]


def take(task: Task) -> Snapshot:
    """The task as it is now."""
    return {
        "id": task.id,
        "values": _values(task, _OF_TASK),
        "coordinating": [each.id for each in task.coordinating_agencies],
        "milestones": [
            {"id": each.id, "values": _values(each, _OF_MILESTONE)} for each in task.milestones
        ],
    }


def note_after(snapshot: Snapshot, task: Task) -> None:
    """Write down how the import left the task, so that a later change is noticed."""
    snapshot["version"] = task.version
    snapshot["armed_at"] = _plain(task.armed_at)


def empty_places(task: Task, snapshot: Snapshot) -> None:
    """First half of putting back: what the import added goes, all others leave their places."""
    before = {each["id"] for each in snapshot["milestones"]}
    for milestone in list(task.milestones):
        if milestone.id not in before:
            task.milestones.remove(milestone)
            db.session.delete(milestone)
        milestone.ordinal += AWAY
        milestone.is_pressing = False


def put_back(
    task: Task,
    snapshot: Snapshot,
    agencies: Mapping[int, Agency],
    groups: Mapping[int, SolutionGroup],
    free: Collection[int],
) -> None:
    """Second half: every value as it was, what was removed there again, under its id if `free`.

    A task that was armed since stays armed.
    """
    is_armed_anew = _plain(task.armed_at) != snapshot["armed_at"]
    armed_at = task.armed_at
    values = dict(snapshot["values"])
    # By their rows: the search text is made of their names.
    task.group = groups[values.pop("group_id")]
    task.lead_agency = agencies[values.pop("lead_agency_id")]
    task.responsible_agency = agencies[values.pop("responsible_agency_id")]
    _set(task, values)
    if is_armed_anew:
        task.armed_at = armed_at
    task.coordinating_agencies = [agencies[each] for each in snapshot["coordinating"]]
    present = {each.id: each for each in task.milestones}
    for each in snapshot["milestones"]:
        milestone = present.get(each["id"])
        if milestone is None:
            milestone = Milestone(plan_id=task.plan_id, state=MilestoneState.NOT_STARTED)
            if each["id"] in free:
                milestone.id = each["id"]
            task.milestones.append(milestone)
        else:
            milestone.version += 1
        _set(milestone, each["values"])
    task.search_text = search_texts.of_task(task)
    task.version += 1


def forget_revisions(snapshots: list[Snapshot]) -> None:
    """Remove the revisions of dates that came after these snapshots."""
    for snapshot in snapshots:
        for milestone_id in snapshot.get("revised", ()):
            before = _of(snapshot, milestone_id)["deadline_revision"]
            db.session.execute(
                delete(DeadlineRevision).where(
                    DeadlineRevision.milestone_id == milestone_id,
                    DeadlineRevision.revision > before,
                )
            )


def free_ids(snapshots: list[Snapshot]) -> set[int]:
    """The ids of milestones in these snapshots that no milestone has now."""
    wanted = {each["id"] for snapshot in snapshots for each in snapshot["milestones"]}
    return wanted - set(db.session.scalars(select(Milestone.id).where(Milestone.id.in_(wanted))))


def _of(snapshot: Snapshot, milestone_id: int) -> dict[str, Any]:
    found: dict[str, Any] = next(
        each["values"] for each in snapshot["milestones"] if each["id"] == milestone_id
    )
    return found


def _values(row: Base, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: _plain(getattr(row, name)) for name in names}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _set(row: Base, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, _read(name, value))


def _read(name: str, value: Any) -> object:  # noqa: ANN401 (plain data)
    if value is None:
        return None
    if name in _DAYS:
        return date.fromisoformat(value)
    if name in _INSTANTS:
        return datetime.fromisoformat(value)
    return TextStatus(value) if name == "text_status" else value
