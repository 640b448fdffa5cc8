"""What a task was before an import, as plain data, and putting it back."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from plan_app.models import Agency, SolutionGroup, Task, TextStatus
from plan_app.queries.present_milestones import PresentMilestone
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
Snapshot = dict[str, Any]


def take(task: Task, milestones: Sequence[PresentMilestone] | None) -> Snapshot:
    """The task as it is now; without `milestones` where they stay as they are."""
    return {
        "id": task.id,
        "values": _values(task, _OF_TASK),
        "coordinating": [each.id for each in task.coordinating_agencies],
        "milestones": [_milestone(each) for each in milestones or ()],
        "has_milestones": milestones is not None,
    }


def note_after(snapshot: Snapshot, task: Task) -> None:
    """Write down how the import left the task, so that a later change is noticed."""
    snapshot["version"] = task.version
    snapshot["armed_at"] = _plain(task.armed_at)


def put_back(
    task: Task,
    snapshot: Snapshot,
    agencies: Mapping[int, Agency],
    groups: Mapping[int, SolutionGroup],
) -> None:
    """Every value of the task as it was. One that was armed since stays armed."""
    is_armed_anew = _plain(task.armed_at) != snapshot["armed_at"]
    armed_at = task.armed_at
    values = dict(snapshot["values"])
    # By their rows: the search text is made of their names.
    task.group = groups[values.pop("group_id")]
    task.lead_agency = agencies[values.pop("lead_agency_id")]
    task.responsible_agency = agencies[values.pop("responsible_agency_id")]
    for name, value in values.items():
        setattr(task, name, _read(name, value))
    if is_armed_anew:
        task.armed_at = armed_at
    task.coordinating_agencies = [agencies[each] for each in snapshot["coordinating"]]
    task.search_text = search_texts.of_task(task)
    task.version += 1


def milestones_of(snapshot: Snapshot) -> dict[int, dict[str, Any]] | None:
    """The columns of its milestones by their ids; None where they stayed as they were."""
    if not snapshot.get("has_milestones", True):
        return None
    return {
        each["id"]: {name: _read(name, value) for name, value in each["values"].items()}
        for each in snapshot["milestones"]
    }


def _milestone(present: PresentMilestone) -> dict[str, Any]:
    return {"id": present.id, "values": _values(present, _OF_MILESTONE)}


def _values(row: Task | PresentMilestone, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: _plain(getattr(row, name)) for name in names}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _read(name: str, value: Any) -> object:  # noqa: ANN401 (plain data)
    if value is None:
        return None
    if name in _DAYS:
        return date.fromisoformat(value)
    if name in _INSTANTS:
        return datetime.fromisoformat(value)
    return TextStatus(value) if name == "text_status" else value
