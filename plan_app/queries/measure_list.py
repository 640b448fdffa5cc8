"""Every measure of a plan in one list: with its task, who answers, target and last value."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select

from plan_app.domain import vietnamese
from plan_app.domain.measures import MeasureKind, Source
from plan_app.extensions import db
from plan_app.models import Agency, Measure, Task, User
from plan_app.queries import measures
from plan_app.queries.cache import remember_large
from plan_app.queries.ids import among
from plan_app.queries.measures import MeasureRow, TaskMeasure
from plan_app.queries.versions import Version


class ListedMeasure(NamedTuple):
    """A measure in force, without its years."""

    id: int
    kind: MeasureKind
    name: str
    unit: str
    source: Source | None
    number: int
    title: str
    title_en: str
    agency_order: int
    agency: str
    agency_en: str
    owner: str | None
    owner_honorific: str | None
    owner_order: str | None

    def says(self, word: str, named: str) -> bool:
        """Whether the folded word stands in it, which is `named` so; digits are a task's number."""
        if word.isdecimal():
            return int(word) == self.number
        said = (named, self.title, self.agency, self.owner or "")
        return word in vietnamese.fold(" ".join(said))


@dataclass(frozen=True, slots=True)
class YearOf:
    """What there is of one year, and the last value that was reported of any."""

    year: MeasureRow | None
    last: MeasureRow | None


def list_all(plan_id: int, *, version: Version) -> Sequence[ListedMeasure]:
    """The measures in force by task, indicators first; kept by version."""
    return remember_large(("all measures", plan_id, version), lambda: _read(plan_id))


def years_of(measure_ids: Collection[int], year: int) -> dict[int, YearOf]:
    """What there is of `year` by the measures' ids."""
    if not measure_ids:
        return {}
    found = measures.by_measure(
        measures.list_rows(measures.present(among(Measure.id, measure_ids)))
    )
    return {each.first.measure_id: YearOf(each.of(year), _last(each)) for each in found}


def _last(measure: TaskMeasure) -> MeasureRow | None:
    reported = [row for row in measure.years if row.value is not None]
    return reported[-1] if reported else None


def _read(plan_id: int) -> list[ListedMeasure]:
    found = db.session.execute(
        select(
            Measure.id,
            Measure.kind,
            Measure.name,
            Measure.unit,
            Measure.source,
            Task.number,
            Task.title,
            Task.title_en,
            Agency.official_order,
            Agency.name,
            Agency.name_en,
            User.full_name,
            User.honorific,
            User.sort_key,
        )
        .join(Task, Task.id == Measure.task_id)
        .join(Agency, Agency.id == Task.responsible_agency_id)
        .outerjoin(User, User.id == Task.owner_id)
        .where(Task.plan_id == plan_id, Measure.withdrawn_at.is_(None))
        .order_by(Task.number, Measure.kind.desc(), Measure.id)
    )
    return [ListedMeasure._make(row) for row in found]
