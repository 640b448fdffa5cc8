"""What comparing an appendix with the plan has found."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from plan_app.domain.appendix import AppendixRow, Problem, Weight
from plan_app.domain.appendix_choices import Unknown
from plan_app.domain.appendix_plan import PlanTask
from plan_app.domain.seed_plan import MilestoneSeed


class Standing(StrEnum):
    """What a row would do to the plan."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    ERROR = "error"
    MISSING = "missing"


class Kept(StrEnum):
    """Why something of the plan stays although the file says otherwise."""

    NUMBER = "number"
    ASSIGNED = "assigned"
    MOVED = "moved"
    IN_USE = "in_use"
    FIXED = "fixed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that the row says otherwise; `label` names the milestone it is about.

    `field` is the column of the task, `milestone` for a whole milestone, or `due_date`.
    """

    field: str
    old: str
    new: str
    label: str = ""
    kept: Kept | None = None


@dataclass(frozen=True, slots=True)
class MilestoneStep:
    """One milestone of the task as it shall be, in its order.

    `id` is None for a new one. `wanted` is None for one that the file lacks; it is removed unless
    `stays`. `takes_dates`: the timing of the file counts, and not that of the plan.
    """

    id: int | None
    wanted: MilestoneSeed | None
    stays: bool = False
    takes_dates: bool = True


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """A row beside its task; `row` is None for a task that the file lacks.

    `values` are what is to be set, by the fields of `PlanTask`. `steps` are None when the
    milestones stay as they are. `namesake` is the number of another task with the row's title.
    """

    standing: Standing
    row: AppendixRow | None
    task: PlanTask | None
    values: Mapping[str, object]
    steps: tuple[MilestoneStep, ...] | None = None
    differences: tuple[Difference, ...] = ()
    problems: tuple[Problem, ...] = ()
    namesake: int | None = None

    @property
    def number(self) -> int:
        """The number of the task, or that of the row."""
        if self.task is not None:
            return self.task.number
        return self.row.number if self.row else 0

    @property
    def title(self) -> str:
        """The title as the file has it, or the plan."""
        return self.row.title if self.row else self.task.title if self.task else ""

    @property
    def kept(self) -> tuple[Difference, ...]:
        """What stays although the file says otherwise."""
        return tuple(each for each in self.differences if each.kept)


@dataclass(frozen=True, slots=True)
class GroupChange:
    """A solution group whose title the file has otherwise, or a new one (`old` empty)."""

    ordinal: int
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """The whole file beside the whole plan."""

    rows: tuple[ComparedRow, ...]
    groups: tuple[GroupChange, ...]
    errors: tuple[Problem, ...]
    undecided: tuple[Unknown, ...] = ()

    def count(self, standing: Standing) -> int:
        """How many rows stand so."""
        return sum(each.standing is standing for each in self.rows)

    @property
    def can_be_written(self) -> bool:
        """Whether no error stands in the way and there are tasks in the file."""
        weighty = any(each.weight is Weight.ERROR for each in self.errors)
        rows = [each for each in self.rows if each.row is not None]
        return bool(rows) and not (weighty or self.undecided or self.count(Standing.ERROR))

    @property
    def digest(self) -> str:
        """Names exactly this comparison, so that a plan that changed meanwhile is noticed."""
        seen = [
            (each.standing, each.number, each.values, each.steps, each.differences)
            for each in self.rows
        ]
        return hashlib.sha256(repr((seen, self.groups)).encode()).hexdigest()[:32]
