"""A plan as its seed file says it: the agencies, the groups and the tasks with their timing.

Built by `imports.seed_file`, which has checked it, and written by `services.seeding`. Agencies
are named by their codes.
"""

from dataclasses import dataclass
from datetime import date

from plan_app.domain.measures import Wanted


@dataclass(frozen=True, slots=True)
class AgencySeed:
    """A body of the administration, or a group of bodies (`is_group`)."""

    code: str
    name: str
    name_en: str
    short_name: str
    order: int
    is_group: bool = False
    is_confirmed: bool = True
    valid_to: date | None = None
    successor: str | None = None
    succession_date: date | None = None


@dataclass(frozen=True, slots=True)
class Once:
    """One final date."""

    due: date


@dataclass(frozen=True, slots=True)
class Yearly:
    """One result a year, due on the same day and month. `first` and `last` are years, if given."""

    day: int
    month: int
    first: int | None = None
    last: int | None = None


@dataclass(frozen=True, slots=True)
class Ongoing:
    """Work without a date."""


@dataclass(frozen=True, slots=True)
class WaitingFor:
    """Work without a date until the guidance of `whom` comes."""

    whom: str


@dataclass(frozen=True, slots=True)
class Step:
    """A dated step. One that is not fixed is an internal date of the standing agency."""

    label: str
    label_en: str
    due: date
    is_fixed: bool = True


Timing = Once | Yearly | Ongoing | WaitingFor | tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class TaskSeed:
    """One task: the agency as decided (`lead`) and the one responsible now are two facts."""

    number: int
    title: str
    title_en: str
    deliverable: str
    lead: str
    responsible: str
    coordinating: tuple[str, ...]
    coordinating_as_worded: str
    time_as_worded: str
    timing: Timing
    is_draft: bool
    # The number of the task that comes first.
    after: int | None = None
    measures: tuple[Wanted, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupSeed:
    """A group of tasks, by its ordinal."""

    ordinal: int
    title: str
    title_en: str
    tasks: tuple[TaskSeed, ...]


@dataclass(frozen=True, slots=True)
class PlanSeed:
    """A whole plan. `standing_agency` coordinates it."""

    slug: str
    title: str
    title_en: str
    decision_number: str
    decision_date: date
    issued_by: str
    first_year: int
    last_year: int
    standing_agency: str
    agencies: tuple[AgencySeed, ...]
    groups: tuple[GroupSeed, ...]

    @property
    def tasks(self) -> tuple[TaskSeed, ...]:
        """The tasks of all groups."""
        return tuple(task for group in self.groups for task in group.tasks)


@dataclass(frozen=True, slots=True)
class MilestoneSeed:
    """A milestone that the timing of a task asks for."""

    label: str
    label_en: str
    year: int | None
    due: date | None
    is_fixed: bool = True
    waiting_for: str | None = None


def milestones(timing: Timing, *, issued: date, last_year: int) -> list[MilestoneSeed]:
    """Return what the timing of a task asks for, in order; at least one.

    Yearly results begin in the year in which the plan was issued and end in its last year, unless
    the timing gives its own years. All other work but that in steps has one milestone without a
    label: it is the task itself.
    """
    match timing:
        case Once(due):
            return [MilestoneSeed("", "", None, due)]
        case Yearly():
            first, last = timing.first or issued.year, timing.last or last_year
            return [_result_of(year, timing) for year in range(first, last + 1)]
        case Ongoing():
            return [MilestoneSeed("", "", None, None)]
        case WaitingFor(whom):
            return [MilestoneSeed("", "", None, None, waiting_for=whom)]
        case _:
            return [
                MilestoneSeed(step.label, step.label_en, None, step.due, step.is_fixed)
                for step in timing
            ]


def _result_of(year: int, timing: Yearly) -> MilestoneSeed:
    return MilestoneSeed(
        label=f"Kết quả năm {year}",
        label_en=f"Result of {year}",
        year=year,
        due=date(year, timing.month, timing.day),
    )
