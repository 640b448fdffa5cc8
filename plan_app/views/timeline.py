"""The timeline of the plan's tasks, drawn here: no script is needed to see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from types import MappingProxyType
from typing import Final

from flask import Blueprint, g, get_template_attribute, render_template, request
from markupsafe import Markup

from plan_app import clock
from plan_app.access import requires
from plan_app.domain import timelines
from plan_app.domain.permissions import Permission
from plan_app.domain.timelines import Window, Zoom
from plan_app.extensions import settings
from plan_app.presentation import timeline as drawing
from plan_app.presentation import timeline_signs as signs
from plan_app.presentation.language import language
from plan_app.presentation.listing import Pages
from plan_app.queries import task_list, timeline
from plan_app.queries.cache import remember_large
from plan_app.views import asked as addresses
from plan_app.views import listing
from plan_app.views import task_list as list_page
from plan_app.views.listing import Asked

pages = Blueprint("timeline", __name__)

# The filters of the list of tasks; there are no further columns.
FIELDS: Final = tuple(name for name in list_page.FIELDS if name != listing.COLUMNS)
ZOOM, BEGIN = "zoom", "begin"
_WINDOW: Final[Mapping[str, addresses.Reader]] = MappingProxyType(
    {ZOOM: Zoom, BEGIN: addresses.number}
)


@dataclass(frozen=True, slots=True)
class Table:
    """The rows as HTML, and the signs that occur in them with their words."""

    legend: Sequence[tuple[str, str]]
    rows: Markup


@pages.get("/p/<plan>/timeline")
@requires(Permission.SEE_PLAN)
def show() -> str:
    """The tasks that the address asks for, each with its milestones on a line."""
    now = clock.now()
    today = now.astimezone(settings().timezone).date()
    asked = listing.read(FIELDS, task_list.SORTS, timeline.DEFAULT_SORT, kept=_WINDOW)
    window = _window(asked, today)
    total = task_list.count(g.plan.id, today=today, wanted=asked.wanted, version=g.version)
    page = Pages(asked.page, total, timeline.PAGE_SIZE)
    return render_template(
        "tasks/timeline.html",
        asked=asked,
        axis=drawing.axis(window, today),
        conditions=listing.conditions(asked, FIELDS, version=g.version),
        filter_form=listing.filter_form(asked, FIELDS, version=g.version, shown=list_page.SHOWN),
        neighbours=timelines.neighbours(window, g.plan.first_year, g.plan.last_year),
        now=now,
        page=page,
        table=_table(asked, window, page, today),
        today=today,
        zooms=signs.zooms(),
    )


def _window(asked: Asked, today: date) -> Window:
    return timelines.window(
        asked.found.get(ZOOM, Zoom.YEAR),
        g.plan.first_year,
        g.plan.last_year,
        begin=asked.found.get(BEGIN),
        today=today,
    )


def _table(asked: Asked, window: Window, page: Pages, today: date) -> Table:
    """Made once for each state of the data: everybody sees the same."""
    what = (asked.wanted, asked.sort, page.number, window)
    where = (g.plan.id, request.script_root, language())
    key = ("timeline", *what, *where, today, g.version)
    return remember_large(key, lambda: _draw(asked, window, page, today))


def _draw(asked: Asked, window: Window, page: Pages, today: date) -> Table:
    tasks = timeline.list_page(
        g.plan.id, today=today, wanted=asked.wanted, sort=asked.sort, page=page.number
    )
    lanes = [drawing.lane(window, each.milestones, each.time_as_worded, today) for each in tasks]
    kinds = frozenset(kind for lane in lanes for kind in lane.kinds)
    draw = get_template_attribute("tasks/_timeline.html", "timeline_rows")
    by_group = asked.sort.removeprefix("-") == "group"
    pairs = list(zip(tasks, lanes, strict=True))
    bodies = (
        [list(rows) for _, rows in groupby(pairs, lambda pair: pair[0].group_ordinal)]
        if by_group
        else [pairs]
    )
    return Table(signs.legend(kinds), draw(bodies, by_group))
