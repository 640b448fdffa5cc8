"""What people have edited on the pages since a plan was seeded: the file never takes it back.

The journal tells it: each act names its columns, and each renumbering its numbers.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import select

from plan_app.extensions import db
from plan_app.models import Agency, JournalEntry, JournalHead, Plan, SolutionGroup, Task
from plan_app.services.seed_comparison import Reason

_OF_MILESTONES: Final = frozenset(
    {"milestone_added", "milestone_renamed", "milestones_reordered", "milestone_removed"}
)
_OF_GROUPS: Final = frozenset({"group_added", "group_edited", "group_removed"})
_OF_TASKS: Final = frozenset(
    {
        "agency_changed",
        "dependency_changed",
        "task_created",
        "task_placed",
        "task_removed",
        "task_text_edited",
        "text_unchecked",
    }
)
_OF_MEASURES: Final = frozenset(
    {"measure_added", "measure_edited", "measure_withdrawn", "measure_restored"}
)
_OF_PLAN: Final = _OF_MILESTONES | _OF_MEASURES | _OF_GROUPS | _OF_TASKS | {"plan_edited"}
_OF_AGENCIES: Final = frozenset({"agency_edited"})
_COLUMNS: Final = {"successor_id": "successor"}

Fields = defaultdict[int, set[str]]


@dataclass(slots=True)
class Edits:
    """Columns by the ids of their rows, and the numbers that people gave or took.

    A file matches by number: a number that somebody moved, gave or freed stands for another
    task (or group) on the pages than in the file.
    """

    plans: Fields = field(default_factory=lambda: defaultdict(set))
    groups: Fields = field(default_factory=lambda: defaultdict(set))
    tasks: Fields = field(default_factory=lambda: defaultdict(set))
    agencies: Fields = field(default_factory=lambda: defaultdict(set))
    moved: set[int] = field(default_factory=set)
    # Tasks whose milestones were added, named, ordered or removed by hand.
    with_own_milestones: set[int] = field(default_factory=set)
    # Tasks whose indicators or money were defined, changed or withdrawn by hand.
    with_own_measures: set[int] = field(default_factory=set)
    numbers: set[int] = field(default_factory=set)
    ordinals: set[int] = field(default_factory=set)

    def kept_of(self, row: Plan | SolutionGroup | Task | Agency) -> dict[str, Reason]:
        """The columns of the row that stay, each with the reason."""
        rows = {Plan: self.plans, SolutionGroup: self.groups, Task: self.tasks}
        return dict.fromkeys(rows.get(type(row), self.agencies)[row.id], Reason.EDITED)


def read(plan: Plan | None) -> Edits:
    """Everything that people edited of the plan, and of the agencies of the installation."""
    edits = Edits()
    for entry in _entries(None, _OF_AGENCIES):
        columns = entry.data["fields"]
        edits.agencies[entry.subject_id or 0].update(_COLUMNS.get(each, each) for each in columns)
    if plan is not None:
        for entry in _entries(plan.id, _OF_PLAN):
            _note(edits, entry)
    return edits


def _entries(plan_id: int | None, actions: frozenset[str]) -> Iterator[JournalEntry]:
    yield from db.session.scalars(
        select(JournalEntry)
        .join(JournalHead, JournalHead.id == JournalEntry.head_id)
        .where(JournalHead.plan_id == plan_id, JournalEntry.action.in_(actions))
        .order_by(JournalEntry.sequence)
    )


def _note(edits: Edits, entry: JournalEntry) -> None:
    if entry.action == "plan_edited":
        edits.plans[entry.subject_id or 0].update(entry.data["fields"])
    elif entry.action in _OF_GROUPS:
        edits.ordinals |= _numbers(entry.data, "ordinal")
        edits.groups[entry.subject_id or 0].update(entry.data.get("fields", ()))
    elif entry.action in _OF_MILESTONES:
        edits.with_own_milestones.add(entry.task_id or 0)
    elif entry.action in _OF_MEASURES:
        edits.with_own_measures.add(entry.task_id or 0)
    elif entry.action == "agency_changed":
        edits.moved.add(entry.task_id or 0)
    elif entry.action == "text_unchecked":
        edits.tasks[entry.task_id or 0].add("text_status")
    else:
        edits.numbers |= _numbers(entry.data, "number")
        edits.tasks[entry.task_id or 0].update(entry.data.get("fields", ()))


def _numbers(data: dict[str, Any], name: str) -> set[int]:
    """The number that was given or freed, or both where one was exchanged for another."""
    found = (data.get(name), data.get("old", {}).get(name), data.get("new", {}).get(name))
    return {each for each in found if each is not None}
