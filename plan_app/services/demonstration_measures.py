"""Illustrative indicators and money of a few tasks, each marked as such; none is official."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final

from sqlalchemy import insert, literal, select

from plan_app.domain.measures import SOURCES, Direction, MeasureKind, Source, Wanted
from plan_app.extensions import db
from plan_app.models import (
    Measure,
    MeasureValue,
    Milestone,
    ProgressReport,
    Snapshot,
    SnapshotMeasure,
    Task,
)
from plan_app.queries.measures import NAMES, present
from plan_app.services import journal, measures
from plan_app.services.demonstration_people import Cast

NOTE: Final = "Số liệu minh họa, không phải số liệu của Kế hoạch"
# How much of a year's target the reports have reached, in turn.
_PARTS: Final = (Decimal("0.8"), Decimal("1.05"), Decimal("0.55"), Decimal("0.9"))


def _indicator(name: str, unit: str, amounts: Sequence[int], **facts: object) -> Wanted:
    return Wanted(
        kind=MeasureKind.INDICATOR,
        name=name,
        unit=unit,
        note=NOTE,
        targets=_by_year(amounts),
        **facts,  # type: ignore[arg-type]
    )


def _money(source: Source, amounts: Sequence[int]) -> Wanted:
    return Wanted(kind=MeasureKind.FUNDING, source=source, note=NOTE, targets=_by_year(amounts))


def _by_year(amounts: Sequence[int]) -> dict[int, Decimal]:
    return {year: Decimal(amount) for year, amount in enumerate(amounts, start=2024)}


# By the numbers of the tasks: from 2024 on, a number a year.
_OF_TASKS: Final = {
    16: (
        _indicator("Số lượt cán bộ, công chức được tập huấn", "lượt người", (100, 100, 100, 100)),
        _money(Source.PROVINCIAL_BUDGET, (50, 50, 50, 50)),
    ),
    68: (
        _indicator(
            "Diện tích rừng được cấp chứng chỉ", "ha", (1000, 1500, 2000, 2500),
            baseline=Decimal(500), baseline_year=2023,
        ),
        _money(Source.PROVINCIAL_BUDGET, (1000, 1200, 1200, 1500)),
        _money(Source.SOCIAL, (500, 500, 800, 800)),
    ),
    83: (
        _indicator(
            "Tỷ lệ chất thải rắn sinh hoạt chôn lấp trực tiếp", "%", (60, 50, 40, 30),
            direction=Direction.DOWN,
        ),
        _money(Source.ODA, (2000, 3000, 3000, 2000)),
    ),
}  # fmt: skip


def write(tasks: Sequence[Task], cast: Cast, *, now: datetime) -> None:
    """Define the measures, and let the last report of each milestone say what was reached."""
    for task in tasks:
        made = [measures.create(task, each) for each in _OF_TASKS.get(task.number, ())]
        db.session.flush()
        for measure in made:
            _record(measure, cast, now=now)
        reports = _last_reports(task) if made else []
        for turn, report in enumerate(reports):
            _report(report, made, _PARTS[turn % len(_PARTS)])
    db.session.flush()
    for snapshot in db.session.scalars(select(Snapshot)):
        _freeze(snapshot, tasks[0].plan_id)


def _freeze(snapshot: Snapshot, plan_id: int) -> None:
    """What closing a round keeps of them, as it was known on its day."""
    known = present(Task.plan_id == plan_id, until=snapshot.day).order_by(None)
    statement = insert(SnapshotMeasure).from_select(
        [*NAMES, "snapshot_id"], known.add_columns(literal(snapshot.id))
    )
    db.session.execute(statement)


def _report(report: ProgressReport, made: Sequence[Measure], part: Decimal) -> None:
    year = report.milestone.year or report.reported_on.year
    db.session.add_all(
        MeasureValue(
            report_id=report.id,
            measure_id=measure.id,
            year=year,
            amount=(target.amount * part).quantize(Decimal("0.1")),
        )
        for measure in made
        for target in measure.targets
        if target.year == year
    )


def _last_reports(task: Task) -> list[ProgressReport]:
    return list(
        db.session.scalars(
            select(ProgressReport)
            .join(Milestone, Milestone.id == ProgressReport.milestone_id)
            .where(
                Milestone.task_id == task.id,
                ProgressReport.superseded_by_id.is_(None),
                ProgressReport.retracted_at.is_(None),
            )
            .order_by(ProgressReport.id)
        )
    )


def _record(measure: Measure, cast: Cast, *, now: datetime) -> None:
    journal.record(
        "measure_added",
        now=now,
        actor_id=cast.coordinators[0].id,
        plan_id=measure.task.plan_id,
        task_id=measure.task_id,
        subject=("measure", measure.id),
        text=f"{SOURCES[measure.source] if measure.source else measure.name}\n{NOTE}",
    )
