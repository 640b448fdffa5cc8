"""The plan as an appendix is compared with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class PlanMilestone:
    """A milestone that is there. `is_worked_on`: moved or reported; `is_used`: has a history."""

    id: int
    label: str
    year: int | None
    due_date: date | None
    waiting_for: str | None
    is_fixed: bool
    is_worked_on: bool
    is_used: bool


@dataclass(frozen=True, slots=True)
class PlanTask:
    """A task that is there; agencies by code, `group` by ordinal.

    `is_assigned`: it has an owner, or somebody moved it to another agency.
    """

    id: int
    number: int
    group: int
    title: str
    description: str
    deliverable: str
    lead: str
    responsible: str
    coordinating: tuple[str, ...]
    coordinating_as_worded: str
    time: str
    is_draft: bool
    is_assigned: bool
    milestones: tuple[PlanMilestone, ...]


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """The plan to compare with: `groups` are titles by ordinal, `agencies` names by code.

    `successors` are those who have taken over by today, by the code of who ended.
    """

    tasks: tuple[PlanTask, ...]
    groups: Mapping[int, str]
    agencies: Mapping[str, str]
    successors: Mapping[str, str]

    def of_today(self, code: str) -> str:
        """Who answers today for what was given to this agency."""
        seen = {code}
        while (following := self.successors.get(code)) is not None and following not in seen:
            seen.add(following)
            code = following
        return code
