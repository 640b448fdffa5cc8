"""The overdue list: on the page, on paper, as a file."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from flask import (
    Blueprint,
    Response,
    g,
    get_template_attribute,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from markupsafe import Markup

from plan_app import clock
from plan_app.access import actor, requires
from plan_app.domain.permissions import Permission
from plan_app.domain.saved_filters import Place
from plan_app.extensions import settings
from plan_app.forms.nudges import NudgeForm
from plan_app.presentation import overdue_workbook, spreadsheets
from plan_app.presentation.listing import Pages
from plan_app.queries import overdue
from plan_app.queries.moments import one_moment
from plan_app.queries.overdue import AgencyTotal, OverdueRow
from plan_app.queries.versions import get_version
from plan_app.views import download as files
from plan_app.views import listing, overdue_file, picking
from plan_app.views.editing import INVALID, Answer
from plan_app.views.listing import Asked
from plan_app.views.saved_links import above

pages = Blueprint("overdue", __name__)

FIELDS: Final = ("q", "group", "agency", "owner", "state", "year", "text")
SHOWN: Final = 3
# The button that leads to the nudge.
NUDGE: Final = "nudge"


@pages.get("/p/<plan>/overdue")
@requires(Permission.SEE_PLAN)
def show() -> str:
    """What is overdue, the longest first; with `print=1` all of it."""
    return _list(NudgeForm())


@pages.post("/p/<plan>/overdue")
@requires(Permission.STEER_REMINDERS)
def change() -> Answer:
    """The list with other ticks, at another place of it, or on to the nudge of what is ticked."""
    form = NudgeForm()
    asked = listing.read(FIELDS, overdue.SORTS, overdue.DEFAULT_SORT)
    if elsewhere := picking.filtered_otherwise(asked, FIELDS):
        return elsewhere
    step = request.form.get("step")
    if step == picking.ALL:
        picking.tick(form.picks, _nudgeable(_rows(asked, _today(), None))[: form.picks.LIMIT])
    if step == picking.NONE:
        form.picks.data = ()
    if step != NUDGE:
        return _list(form)
    if not form.validate():
        return _list(form), INVALID
    # The same form goes on to the preview.
    return redirect(url_for("nudges.nudge"), 307)


def _nudgeable(rows: Sequence[OverdueRow]) -> list[tuple[int]]:
    """The boxes of the rows that can be ticked."""
    return [(row.milestone_id,) for row in rows if row.is_nudgeable(_today())]


def _list(form: NudgeForm) -> str:
    today = _today()
    asked = listing.read(FIELDS, overdue.SORTS, overdue.DEFAULT_SORT)
    totals = overdue.list_totals(g.plan.id, today=today, wanted=asked.wanted, version=g.version)
    page = Pages(asked.page, sum(each.milestones for each in totals))
    on_paper = request.args.get("print") == "1"
    rows = _rows(asked, today, None if on_paper else page.number)
    # What was ticked comes along as soon as the list was sent once.
    in_form = request.method == "POST" or bool(form.picks.data)
    make_filters = listing.filter_fields if in_form else listing.filter_form
    return render_template(
        "overdue/list.html",
        as_html=listing.rows_as_html("overdue/_row.html", "overdue_row", today=today),
        asked=asked,
        conditions=listing.conditions(asked, FIELDS, version=g.version),
        filter_form=make_filters(asked, FIELDS, version=g.version, shown=SHOWN),
        next_due=None if totals else overdue.find_next_due(g.plan.id, today=today),
        now=clock.now(),
        on_paper=on_paper,
        may_nudge=actor().may(Permission.STEER_REMINDERS) and not on_paper,
        nudge_form=form,
        picked=set(form.picks.ids),
        elsewhere=form.picks.elsewhere(row.milestone_id for row in rows),
        limit=form.picks.LIMIT,
        in_form=in_form,
        page=page,
        rows=rows,
        saved=above(Place.OVERDUE, asked),
        summary=_summary(totals),
        today=today,
        totals_table=listing.kept(
            f"overdue by agency, {today}", asked, g.version, lambda: _totals_table(totals, asked)
        ),
    )


@pages.get("/p/<plan>/overdue.csv")
@requires(Permission.SEE_PLAN)
def download() -> Response:
    """All rows of the list as a file, with the same filters."""
    today = _today()
    asked = listing.read(FIELDS, overdue.SORTS, overdue.DEFAULT_SORT)
    text = overdue_file.write(_rows(asked, today, None), today=today, zone=settings().timezone)
    name = _("Nhiệm vụ quá hạn đến ngày %(day)s.csv", day=today.strftime("%d-%m-%Y"))
    return Response(
        text,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": spreadsheets.attachment(name, f"overdue-{today}.csv")},
    )


@pages.get("/p/<plan>/overdue.xlsx")
@requires(Permission.SEE_PLAN)
def download_workbook() -> Response:
    """All rows of the list as a workbook with their totals."""
    asked = listing.read(FIELDS, overdue.SORTS, overdue.DEFAULT_SORT)
    origin = listing.origin(asked, FIELDS, version=g.version)
    of, today, wanted = g.plan.id, origin.today, asked.wanted
    with one_moment():
        version = get_version(of)
        file = overdue_workbook.make(
            overdue.stream(of, actor=actor(), today=today, wanted=wanted, sort=asked.sort),
            overdue.list_group_totals(of, today=today, wanted=wanted, version=version),
            overdue.list_totals(of, today=today, wanted=wanted, version=version),
            origin,
        )
    named = _("Nhiệm vụ quá hạn đến ngày")
    return files.workbook(file, named=named, plain_name="overdue", today=origin.today)


def _today() -> date:
    return clock.today(settings().timezone)


def _totals_table(totals: Sequence[AgencyTotal], asked: Asked) -> Markup:
    table: Markup = get_template_attribute("overdue/_totals.html", "totals_table")(totals, asked)
    return table


def _rows(asked: Asked, today: date, page: int | None) -> list[OverdueRow]:
    return overdue.list_rows(
        g.plan.id, actor=actor(), today=today, wanted=asked.wanted, sort=asked.sort, page=page
    )


def _summary(totals: Sequence[AgencyTotal]) -> dict[str, int]:
    return {
        "tasks": sum(each.tasks for each in totals),
        "milestones": sum(each.milestones for each in totals),
        "agencies": len(totals),
        "new_tasks": sum(each.new_tasks for each in totals),
    }
