"""The six counts of the official figures, over tasks and over the milestones of a period."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select, true

from plan_app.domain.deadlines import Figure
from plan_app.domain.periods import Span
from plan_app.extensions import db
from plan_app.models import Milestone, Task
from plan_app.queries import conditions
from plan_app.queries.cache import remember
from plan_app.queries.versions import Version

Counts = dict[Figure, int]


@dataclass(frozen=True, slots=True)
class Cell:
    """How many tasks (or milestones) of one group and one agency are in one figure."""

    group_id: int
    agency_id: int
    figure: Figure
    number: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The counts, from which every sum is taken; so they always add up."""

    cells: tuple[Cell, ...]

    @property
    def total(self) -> int:
        """The number of all that was counted."""
        return sum(cell.number for cell in self.cells)

    def counts(self, *, group_id: int | None = None, agency_id: int | None = None) -> Counts:
        """All six figures in official order, zeros included, of a group, an agency, or all."""
        counts: Counter[Figure] = Counter()
        for cell in self.cells:
            if group_id in {None, cell.group_id} and agency_id in {None, cell.agency_id}:
                counts[cell.figure] += cell.number
        return {figure: counts[figure] for figure in Figure}

    def by_group(self, figure: Figure) -> dict[int, int]:
        """The groups (ids) that have any in `figure`, with the number."""
        return self._by(figure, "group_id")

    def by_agency(self, figure: Figure) -> dict[int, int]:
        """The agencies (ids) that have any in `figure`, with the number."""
        return self._by(figure, "agency_id")

    def _by(self, figure: Figure, key: str) -> dict[int, int]:
        counts: Counter[int] = Counter()
        for cell in self.cells:
            if cell.figure is figure:
                counts[getattr(cell, key)] += cell.number
        return dict(counts)


def count_tasks(plan_id: int, *, version: Version, today: date) -> Figures:
    """The figures over the plan's tasks, each by its pressing milestone; kept by version."""
    return remember(
        ("figures of tasks", plan_id, version, today),
        lambda: _count(plan_id, today),
    )


def count_milestones(
    plan_id: int, *, first: date, last: date, version: Version, today: date
) -> Figures:
    """The figures over the milestones due from `first` to `last`; undated ones are in none."""
    return remember(
        ("figures of milestones", plan_id, first, last, version, today),
        lambda: _count(plan_id, today, Span(first, last)),
    )


def count_figures(plan_id: int, *, today: date) -> Counts:
    """The six counts over the plan's tasks, counted now, for mails."""
    return _count(plan_id, today).counts()


def counting(plan_id: int, *, span: Span | None, today: date) -> Select[tuple[int, int, str, int]]:
    """The cells of the tasks, or of the milestones due in a span: group, agency, slug, number."""
    counted = (
        Milestone.is_pressing == true()
        if span is None
        else Milestone.due_date.between(span.first, span.last)
    )
    figure = conditions.figure(today).label("figure")
    return (
        select(Task.group_id, Task.responsible_agency_id, figure, func.count())
        .join(Milestone, Milestone.task_id == Task.id)
        .where(Milestone.plan_id == plan_id, counted)
        .group_by(Task.group_id, Task.responsible_agency_id, figure)
    )


def of_rows(rows: Iterable[tuple[int, int, str, int]]) -> Figures:
    """The figures of the rows of `counting`."""
    return Figures(tuple(Cell(group, agency, Figure(slug), n) for group, agency, slug, n in rows))


def _count(plan_id: int, today: date, span: Span | None = None) -> Figures:
    return of_rows(db.session.execute(counting(plan_id, span=span, today=today)).tuples())
