"""The indicators and money of a task's entry: as measures, and what is wrong with them."""

from collections.abc import Iterator
from typing import Final

from plan_app.domain import measures as rules
from plan_app.domain.measures import TARGET, MeasureKind, MeasureWrong, Wanted
from plan_app.imports.seed_entries import FundingEntry, IndicatorEntry, PlanEntry, TaskEntry
from plan_app.imports.yaml_places import Path

_PLANNED: Final = {"indicators": "targets", "funding": "planned"}


def measures_of(task: TaskEntry) -> tuple[Wanted, ...]:
    """The measures of the entry, indicators first."""
    return (*map(_indicator, task.indicators), *map(_money, task.funding))


def wrong(path: Path, task: TaskEntry, plan: PlanEntry) -> Iterator[tuple[Path, str]]:
    """The place and the sentence of the first thing wrong with each measure."""
    for name, wanted in (
        ("indicators", map(_indicator, task.indicators)),
        ("funding", map(_money, task.funding)),
    ):
        for n, each in enumerate(wanted):
            try:
                rules.check(each, first_year=plan.first_year, last_year=plan.last_year)
            except MeasureWrong as error:
                field = error.field or ""
                year = field.removeprefix(TARGET)
                below = (_PLANNED[name], year) if field.startswith(TARGET) else (field,)
                yield (*path, name, n, *below), error.message


def _indicator(entry: IndicatorEntry) -> Wanted:
    return Wanted(
        kind=MeasureKind.INDICATOR,
        name=entry.name,
        unit=entry.unit,
        direction=entry.direction,
        baseline=entry.baseline,
        baseline_year=entry.baseline_year,
        note=entry.note,
        targets=entry.targets,
    )


def _money(entry: FundingEntry) -> Wanted:
    return Wanted(
        kind=MeasureKind.FUNDING, source=entry.source, note=entry.note, targets=entry.planned
    )
