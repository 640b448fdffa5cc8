"""The course of a plan over its years: what was wanted by when, what was done, what is due."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Select, func, literal, select, union_all

from plan_app.domain.deadlines import Figure
from plan_app.domain.quarters import Quarter
from plan_app.extensions import db
from plan_app.models import Milestone
from plan_app.queries import conditions
from plan_app.queries.cache import remember
from plan_app.queries.versions import Version

_PLANNED, _DONE, _DUE = "planned", "done", "due"
Days = Mapping[date, int]


@dataclass(frozen=True, slots=True)
class Course:
    """Numbers of milestones by day, and by quarter of the present date and figure.

    `planned` are those that the plan as issued wanted on the day, without what was withdrawn;
    `done` those completed, by the day that counts. Neither holds what has no day.
    """

    planned: Days
    done: Days
    due: Mapping[Quarter, Mapping[Figure, int]]

    @property
    def total(self) -> int:
        """How many the plan wants in all, of those with a day."""
        return sum(self.planned.values())


def get_course(plan_id: int, *, version: Version, today: date) -> Course:
    """The course as it is known today, in one query; kept by version."""
    return remember(("course", plan_id, version, today), lambda: _read(plan_id, today))


def _read(plan_id: int, today: date) -> Course:
    days: dict[str, Counter[date]] = defaultdict(Counter)
    due: dict[Quarter, Counter[Figure]] = defaultdict(Counter)
    for kind, day, slug, number in db.session.execute(union_all(*_parts(plan_id, today))):
        if kind == _DUE:
            due[Quarter.of(day)][Figure(slug)] += number
        else:
            days[kind][day] += number
    return Course(days[_PLANNED], days[_DONE], due)


def _parts(plan_id: int, today: date) -> list[Select[Any]]:
    planned, done = conditions.planned_day(), conditions.done_day()
    figure = conditions.figure(today)
    counted: Final = (
        select(literal(_DUE), Milestone.due_date, figure, func.count())
        .where(Milestone.due_date.is_not(None))
        .group_by(Milestone.due_date, figure),
        select(literal(_PLANNED), planned, literal(""), func.count())
        .where(planned.is_not(None), conditions.is_planned())
        .group_by(planned),
        select(literal(_DONE), done, literal(""), func.count())
        .where(conditions.is_done())
        .group_by(done),
    )
    return [each.where(Milestone.plan_id == plan_id) for each in counted]
