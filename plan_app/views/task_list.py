"""The list of tasks."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Final

from flask import Blueprint, Response, g, render_template
from flask_babel import gettext as _

from plan_app import clock
from plan_app.access import actor, requires
from plan_app.domain.permissions import Permission
from plan_app.domain.saved_filters import Place
from plan_app.extensions import settings
from plan_app.presentation import task_workbook
from plan_app.presentation.listing import Pages
from plan_app.presentation.measures import NO_COLUMNS, ExtraColumns
from plan_app.queries import measures, task_list
from plan_app.queries.choices import read_choices
from plan_app.queries.moments import one_moment
from plan_app.queries.rows import may_report
from plan_app.views import download as files
from plan_app.views import listing, task_file
from plan_app.views.listing import Asked
from plan_app.views.saved_links import above

pages = Blueprint("task_list", __name__)

FIELDS: Final = (
    "q", "group", "agency", "timeliness", "state", "owner", "figure", "year", "text", "columns"
)  # fmt: skip
SHOWN: Final = 4


@pages.get("/p/<plan>/tasks")
@requires(Permission.SEE_PLAN)
def show() -> str:
    """The tasks that the address asks for."""
    today = clock.today(settings().timezone)
    asked = listing.read(FIELDS, task_list.SORTS, task_list.DEFAULT_SORT)
    total = task_list.count(g.plan.id, today=today, wanted=asked.wanted, version=g.version)
    page = Pages(asked.page, total)
    rows = task_list.list_page(
        g.plan.id, today=today, wanted=asked.wanted, sort=asked.sort, page=page.number
    )
    return render_template(
        "tasks/list.html",
        as_html=listing.rows_as_html("tasks/_row.html", "task_row", today=today),
        asked=asked,
        filter_form=listing.filter_form(asked, FIELDS, version=g.version, shown=SHOWN),
        saved=above(Place.TASKS, asked),
        page=page,
        rows=rows,
        may_update=partial(may_report, actor()),
        extra=_extra(asked, today, [row.task_id for row in rows]),
        today=today,
    )


@pages.get("/p/<plan>/tasks.csv")
@requires(Permission.SEE_PLAN)
def download() -> Response:
    """All tasks that the address asks for, as a file for spreadsheets."""
    today = clock.today(settings().timezone)
    asked = listing.read(FIELDS, task_list.SORTS, task_list.DEFAULT_SORT)
    rows = task_list.list_page(
        g.plan.id, today=today, wanted=asked.wanted, sort=asked.sort, page=None
    )
    text = task_file.write_milestones(rows, today, _extra(asked, today))
    return files.answer(text, named=_("Nhiệm vụ"), plain_name="tasks", today=today)


@pages.get("/p/<plan>/tasks.xlsx")
@requires(Permission.SEE_PLAN)
def download_workbook() -> Response:
    """All tasks that the address asks for, as a workbook with their totals."""
    asked = listing.read(FIELDS, task_list.SORTS, task_list.DEFAULT_SORT)
    origin = listing.origin(asked, FIELDS, version=g.version)
    rows = task_list.stream(g.plan.id, today=origin.today, wanted=asked.wanted, sort=asked.sort)
    with one_moment():
        extra = _extra(asked, origin.today)
        file = task_workbook.make(rows, read_choices(g.plan.id), origin, extra)
    return files.workbook(file, named=_("Nhiệm vụ"), plain_name="tasks", today=origin.today)


def _extra(asked: Asked, today: date, task_ids: Sequence[int] | None = None) -> ExtraColumns:
    """The columns about measures that the address asks for; of all tasks without ids."""
    if asked.extra is None:
        return NO_COLUMNS
    year = asked.wanted.year or today.year
    found = measures.of_plan(g.plan.id) if task_ids is None else measures.of_tasks(task_ids)
    return ExtraColumns(asked.extra.kinds, year, found)
