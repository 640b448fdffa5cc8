"""What tasks are measured by, year by year: as it stands, or as a round's closing froze it.

Both have the same columns, as the milestones of `queries.round_rows` have.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import groupby
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, Subquery, and_, select, union
from sqlalchemy.orm import selectinload

from plan_app.domain import measures as rules
from plan_app.domain.measures import Direction, Measured, MeasureKind, Source
from plan_app.errors import NotFound
from plan_app.extensions import db
from plan_app.models import (
    Measure,
    MeasureTarget,
    MeasureValue,
    ProgressReport,
    SnapshotMeasure,
    Task,
)
from plan_app.queries.cache import remember
from plan_app.queries.versions import Version


class Extra(StrEnum):
    """The columns about measures that a list of tasks has where they are asked for."""

    INDICATORS = "indicators"
    FUNDING = "funding"
    BOTH = "both"

    @property
    def kinds(self) -> tuple[MeasureKind, ...]:
        """The kinds of measures, a column each."""
        if self is Extra.BOTH:
            return (MeasureKind.INDICATOR, MeasureKind.FUNDING)
        return (MeasureKind.INDICATOR if self is Extra.INDICATORS else MeasureKind.FUNDING,)


NAMES: Final = tuple(
    column.key for column in SnapshotMeasure.__mapper__.columns if column.key != "snapshot_id"
)
_OF_MEASURE: Final = frozenset(NAMES) - {"measure_id", "year", "target", "value"}


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureRow:
    """One measure of a task in one year: what is to be reached, and the last value reported."""

    measure_id: int
    task_id: int
    kind: MeasureKind
    name: str
    unit: str
    direction: Direction
    baseline: Decimal | None
    baseline_year: int | None
    source: Source | None
    note: str
    year: int
    target: Decimal | None
    value: Decimal | None

    @property
    def share(self) -> Decimal | None:
        """How much of the target is reached, in percent."""
        return rules.share(self.target, self.value, self.direction)

    @property
    def is_reached(self) -> bool | None:
        """Whether the value is as good as the target; None while one is not known."""
        return rules.is_reached(self.target, self.value, self.direction)


@dataclass(frozen=True, slots=True)
class TaskMeasure:
    """A measure with its years, the first one first."""

    first: MeasureRow
    years: tuple[MeasureRow, ...]

    def of(self, year: int) -> MeasureRow | None:
        """What there is of one year."""
        return next((row for row in self.years if row.year == year), None)


@dataclass(frozen=True, slots=True)
class Reported:
    """What one report says of one measure."""

    kind: MeasureKind
    name: str
    unit: str
    source: Source | None
    year: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class OnTaskPage:
    """The measures of a task, and what each of its reports says of them."""

    measures: Sequence[TaskMeasure]
    reported: Mapping[int, Sequence[Reported]]


def present(*chosen: ColumnElement[bool], until: date | None = None) -> Select[Any]:
    """The measures in force of the tasks in `chosen`, in the columns `NAMES`, indicators first.

    A value is the last one of its year whose report counts, and came in by the day `until`.
    """
    reported = and_(
        ProgressReport.id == MeasureValue.report_id,
        ProgressReport.superseded_by_id.is_(None),
        ProgressReport.retracted_at.is_(None),
        *([ProgressReport.reported_on <= until] if until else []),
    )
    years = _years(reported)
    found: dict[str, Any] = {
        "measure_id": Measure.id,
        "year": years.c.year,
        "target": MeasureTarget.amount,
        "value": select(MeasureValue.amount)
        .join(ProgressReport, reported)
        .where(MeasureValue.measure_id == years.c.measure_id, MeasureValue.year == years.c.year)
        .order_by(ProgressReport.reported_at.desc(), ProgressReport.id.desc())
        .limit(1)
        .correlate(years)
        .scalar_subquery(),
    }
    found |= {name: getattr(Measure, name) for name in _OF_MEASURE}
    return (
        select(*(found[name].label(name) for name in NAMES))
        .select_from(Measure)
        .join(Task, Task.id == Measure.task_id)
        .join(years, years.c.measure_id == Measure.id)
        .outerjoin(
            MeasureTarget,
            and_(MeasureTarget.measure_id == Measure.id, MeasureTarget.year == years.c.year),
        )
        .where(Measure.withdrawn_at.is_(None), *chosen)
        .order_by(Task.number, Measure.kind.desc(), Measure.id, years.c.year)
    )


def frozen(snapshot_id: int) -> Select[Any]:
    """The same of a snapshot."""
    columns = (getattr(SnapshotMeasure, name) for name in NAMES)
    return (
        select(*columns)
        .where(SnapshotMeasure.snapshot_id == snapshot_id)
        .order_by(
            SnapshotMeasure.task_id,
            SnapshotMeasure.kind.desc(),
            SnapshotMeasure.measure_id,
            SnapshotMeasure.year,
        )
    )


def list_rows(statement: Select[Any]) -> list[MeasureRow]:
    """What the statement, of the columns `NAMES`, finds."""
    return [MeasureRow(**row._mapping) for row in db.session.execute(statement)]


def list_of_plan(
    plan_id: int, *, agency_id: int | None = None, until: date | None = None
) -> list[MeasureRow]:
    """The measures of the plan, or of the tasks of one agency, as of the day `until`."""
    own = [] if agency_id is None else [Task.responsible_agency_id == agency_id]
    return list_rows(present(Task.plan_id == plan_id, *own, until=until))


def list_of_task(task_id: int) -> list[TaskMeasure]:
    """The measures in force of the task, indicators first, in the order of their making."""
    return by_measure(list_rows(present(Measure.task_id == task_id)))


def of_tasks(
    task_ids: Collection[int], *, snapshot_id: int | None = None
) -> dict[int, list[TaskMeasure]]:
    """The measures in force by the tasks' ids; of a snapshot those that it froze."""
    if not task_ids:
        return {}
    if snapshot_id is None:
        return _by_task(list_rows(present(Measure.task_id.in_(task_ids))))
    of_snapshot = frozen(snapshot_id).where(SnapshotMeasure.task_id.in_(task_ids))
    return _by_task(list_rows(of_snapshot))


def of_plan(plan_id: int) -> dict[int, list[TaskMeasure]]:
    """The same of every task of the plan as it stands."""
    return _by_task(list_of_plan(plan_id))


def _by_task(rows: Iterable[MeasureRow]) -> dict[int, list[TaskMeasure]]:
    found: dict[int, list[TaskMeasure]] = defaultdict(list)
    for measure in by_measure(rows):
        found[measure.first.task_id].append(measure)
    return dict(found)


def by_measure(rows: Iterable[MeasureRow]) -> list[TaskMeasure]:
    """The rows, which stand by measure and year, measure by measure."""
    groups = (tuple(own) for _id, own in groupby(rows, key=lambda row: row.measure_id))
    return [TaskMeasure(own[0], own) for own in groups]


def of_report(report_id: int) -> Measured:
    """What the report says of the measures of its task that are in force."""
    rows = db.session.execute(
        select(MeasureValue.measure_id, MeasureValue.year, MeasureValue.amount)
        .join(Measure, Measure.id == MeasureValue.measure_id)
        .where(MeasureValue.report_id == report_id, Measure.withdrawn_at.is_(None))
        .order_by(MeasureValue.measure_id)
    ).all()
    year = rows[0].year if rows else None
    return Measured(year, tuple((row.measure_id, row.amount) for row in rows))


def values_of_task(task_id: int) -> dict[int, list[Reported]]:
    """What each report of the task says of its measures, withdrawn ones too, by report."""
    return _reported(Measure.task_id == task_id)


def values_of(report_ids: Collection[int]) -> dict[int, list[Reported]]:
    """The same of these reports."""
    return _reported(MeasureValue.report_id.in_(report_ids)) if report_ids else {}


def _reported(chosen: ColumnElement[bool]) -> dict[int, list[Reported]]:
    rows = db.session.execute(
        select(
            MeasureValue.report_id,
            Measure.kind,
            Measure.name,
            Measure.unit,
            Measure.source,
            MeasureValue.year,
            MeasureValue.amount,
        )
        .join(Measure, Measure.id == MeasureValue.measure_id)
        .where(chosen)
        .order_by(MeasureValue.report_id, MeasureValue.measure_id)
    )
    found: dict[int, list[Reported]] = defaultdict(list)
    for report_id, *said in rows:
        found[report_id].append(Reported(*said))
    return dict(found)


def on_task_page(task_id: int, *, version: Version) -> OnTaskPage:
    """What the page of the task shows; kept by version."""
    return remember(
        ("measures", task_id, version),
        lambda: OnTaskPage(list_of_task(task_id), values_of_task(task_id)),
    )


def among_tasks(task_ids: Collection[int]) -> set[int]:
    """Those of the tasks that have a measure in force."""
    chosen = Measure.task_id.in_(task_ids), Measure.withdrawn_at.is_(None)
    return set(db.session.scalars(select(Measure.task_id).where(*chosen).distinct()))


def list_withdrawn(task_id: int) -> list[Measure]:
    """The withdrawn measures of the task, the last one first."""
    return list(
        db.session.scalars(
            select(Measure)
            .where(Measure.task_id == task_id, Measure.withdrawn_at.is_not(None))
            .order_by(Measure.withdrawn_at.desc(), Measure.id.desc())
        )
    )


def get_measure(measure_id: int, *, plan_id: int) -> Measure:
    """The measure with its targets; raises NotFound outside the plan."""
    found = db.session.scalar(
        select(Measure)
        .join(Measure.task)
        .where(Measure.id == measure_id, Task.plan_id == plan_id)
        .options(selectinload(Measure.targets))
    )
    if found is None:
        raise NotFound
    return found


def _years(reported: ColumnElement[bool]) -> Subquery:
    """The years that are spoken of at each measure: planned, or reported."""
    return union(
        select(MeasureTarget.measure_id, MeasureTarget.year),
        select(MeasureValue.measure_id, MeasureValue.year).join(ProgressReport, reported),
    ).subquery("years")
