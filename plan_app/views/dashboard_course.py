"""The course of a plan for its charts and their tables: each number with the list of its rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup

from plan_app.domain import quarters
from plan_app.domain.deadlines import Figure
from plan_app.domain.quarters import Forecast, Quarter
from plan_app.domain.statuses import MilestoneState
from plan_app.models import Plan
from plan_app.presentation import words
from plan_app.presentation.charts import Mark
from plan_app.presentation.formatters import count, day
from plan_app.queries.course import Course


@dataclass(frozen=True, slots=True)
class Line:
    """A quarter: the sums until its end, `done` up to today and None ahead, and what is due in it.

    `due` counts all, also what is suspended or withdrawn.
    """

    quarter: Quarter
    planned: Mark
    done: Mark | None
    completed: Mark
    within: Mark
    late: Mark
    due: Mark

    @property
    def label(self) -> str:
        """The year where it begins; the quarters between have no label."""
        return str(self.quarter.year) if self.quarter.number == 1 else ""


@dataclass(frozen=True, slots=True)
class Charts:
    """The charts as SVG; None where they would have nothing to show."""

    curve: Markup | None
    piles: Markup | None


def lines(plan: Plan, course: Course, today: date) -> list[Line]:
    """The quarters since the plan was issued, or since its first date, to the end of its years."""
    shown = _quarters(plan, course)
    begun = [min(quarter.last, today) for quarter in shown if quarter.first <= today]
    planned = quarters.added_up(course.planned, [quarter.last for quarter in shown])
    done = quarters.added_up(course.done, begun)
    return [
        Line(
            quarter,
            _planned(sum_, quarter.last),
            None if until is None or so_far is None else _done(so_far, until),
            *_due(quarter, course.due.get(quarter, {})),
        )
        for quarter, sum_, until, so_far in zip_longest(shown, planned, begun, done)
    ]


def forecast(plan: Plan, course: Course, today: date) -> Forecast | None:
    """What will be done by the end of each quarter from the present one on, at this pace."""
    ahead = [each.last for each in _quarters(plan, course) if each.last > today]
    return quarters.forecast(
        course.done, ahead, since=plan.decision_date, today=today, most=course.total
    )


def draw(lines: Sequence[Line], coming: Forecast | None) -> Charts:
    """Both charts, where there is anything to draw."""
    # Only a page with charts waits for the library that draws them.
    from plan_app.presentation import course_charts

    labels = [line.label for line in lines]
    planned = [line.planned for line in lines]
    done = [line.done for line in lines if line.done]
    curve = piles = None
    if any(mark.number for mark in (*planned, *done)):
        said = _("Số mốc theo kế hoạch ban đầu và số mốc đã hoàn thành, cộng dồn theo quý")
        curve = course_charts.curve(said, labels, planned, done, _ahead(lines, done, coming))
    if any(line.due.number for line in lines):
        layers = [[line.completed for line in lines], [line.within for line in lines],
                  [line.late for line in lines]]  # fmt: skip
        said = _("Số mốc đến hạn theo quý: đã hoàn thành, trong hạn, quá hạn")
        piles = course_charts.piles(said, labels, layers)
    return Charts(curve, piles)


def _ahead(
    lines: Sequence[Line], done: Sequence[Mark], coming: Forecast | None
) -> Sequence[int | None]:
    """The values of the third line, which begins where the second one ends."""
    if coming is None or not done:
        return ()
    before: list[int | None] = [None] * (len(lines) - len(coming.values))
    return [*before, *coming.values]


def _quarters(plan: Plan, course: Course) -> list[Quarter]:
    begin = min([Quarter.of(plan.decision_date), *course.due])
    first = max(begin, Quarter(plan.first_year, 1))
    return list(quarters.between(first, Quarter(plan.last_year, 4)))


def _planned(number: int, until: date) -> Mark:
    said = _(
        "Theo kế hoạch ban đầu đến %(day)s: %(count)s mốc", day=day(until), count=count(number)
    )
    return Mark(number, _rows(planned=day(until)), said)


def _done(number: int, until: date) -> Mark:
    last = day(until)
    said = _("Đã hoàn thành đến %(day)s: %(count)s mốc", day=last, count=count(number))
    return Mark(number, _rows(done=last), said)


def _due(quarter: Quarter, figures: Mapping[Figure, int]) -> tuple[Mark, Mark, Mark, Mark]:
    completed = sum(
        figures.get(each, 0) for each in (Figure.COMPLETED_ON_TIME, Figure.COMPLETED_LATE)
    )
    state = words.state(MilestoneState.COMPLETED)
    within, late = Figure.OPEN_WITHIN_TIME, Figure.OPEN_OVERDUE
    return (
        _of_quarter(quarter, completed, state, state=MilestoneState.COMPLETED.value),
        _of_quarter(quarter, figures.get(within, 0), words.figure(within), figure=within.value),
        _of_quarter(quarter, figures.get(late, 0), words.figure(late), figure=late.value),
        _of_quarter(quarter, sum(figures.values()), _("Tổng số")),
    )


def _of_quarter(quarter: Quarter, number: int, word: str, **narrowed: str) -> Mark:
    address = _rows(**narrowed, since=day(quarter.first), until=day(quarter.last))
    said = _(
        "%(quarter)s, %(word)s: %(count)s mốc",
        quarter=words.quarter(quarter),
        word=word[0].lower() + word[1:],
        count=count(number),
    )
    return Mark(number, address, said)


def _rows(**narrowed: Any) -> str:  # noqa: ANN401 (as url_for takes them)
    return url_for("milestone_list.show", **narrowed)
