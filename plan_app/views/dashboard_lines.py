"""The larger parts of the dashboard as HTML: charts with their tables, groups and agencies.

Each is made once for a version of the data, a day, a language and what was asked for.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from flask import g, render_template, request, url_for
from markupsafe import Markup

from plan_app.access import actor
from plan_app.domain.deadlines import Figure
from plan_app.domain.permissions import Permission
from plan_app.domain.progress import percentages
from plan_app.presentation.charts import Share, shares
from plan_app.presentation.language import language
from plan_app.queries.cache import remember
from plan_app.queries.choices import Choice
from plan_app.queries.course import get_course
from plan_app.queries.figures import Counts
from plan_app.queries.home import Overview
from plan_app.views import dashboard_course

WORST: Final = "overdue"


@dataclass(frozen=True, slots=True)
class Line:
    """A group or an agency with its figures; `argument` narrows the list of tasks to it."""

    choice: Choice
    shares: Sequence[Share]
    total: int
    argument: Mapping[str, int]

    def address(self, **narrowed: Any) -> str:  # noqa: ANN401 (as url_for takes them)
        """The tasks of a figure, or all of them."""
        return url_for("task_list.show", **{**narrowed, **self.argument})


def groups(found: Overview, today: date) -> Markup:
    """The figures of each group, by ordinal."""

    def make() -> str:
        lines = [
            _line(each, found.figures.counts(group_id=each.id), {"group": each.ordinal})
            for each in found.choices.groups
        ]
        return render_template("dashboard/_groups.html", lines=lines)

    return _kept("groups", today, make)


def agencies(found: Overview, today: date, sort: str) -> Markup:
    """The figures of each agency in official order; a coordinator may see the worst first."""
    may_sort = actor().may(Permission.CONFIRM)
    is_sorted = may_sort and sort == WORST

    def make() -> str:
        lines = [
            _line(each, found.figures.counts(agency_id=each.id), {"agency": each.id})
            for each in found.choices.agencies
        ]
        if is_sorted:
            lines.sort(key=_overdue, reverse=True)
        return render_template(
            "dashboard/_agencies.html", lines=lines, may_sort=may_sort, is_sorted=is_sorted
        )

    return _kept("agencies", today, make, may_sort, is_sorted)


def course(today: date, *, with_forecast: bool) -> Markup:
    """What was wanted and done since the plan was issued, and what is due by quarter."""

    def make() -> str:
        found = get_course(g.plan.id, version=g.version, today=today)
        lines = dashboard_course.lines(g.plan, found, today)
        forecast = dashboard_course.forecast(g.plan, found, today) if with_forecast else None
        return render_template(
            "dashboard/_course.html",
            lines=lines,
            course=found,
            charts=dashboard_course.draw(lines, forecast),
            forecast=forecast,
            with_forecast=with_forecast,
        )

    return _kept("course", today, make, with_forecast)


def _line(choice: Choice, counts: Counts, argument: Mapping[str, int]) -> Line:
    laid = shares(counts, percentages(counts))
    return Line(choice, laid, sum(counts.values()), argument)


def _overdue(line: Line) -> int:
    return next(share.number for share in line.shares if share.figure is Figure.OPEN_OVERDUE)


def _kept(part: str, today: date, make: Callable[[], str], *asked: object) -> Markup:
    key = ("dashboard", part, g.plan.id, g.version, today, language(), request.script_root, asked)
    return remember(key, lambda: Markup(make()))  # noqa: S704 (a template of ours)
