"""Milestones one by one: above all those that wait for a coordinator's confirmation."""

from dataclasses import replace
from typing import Final

from flask import Blueprint, Response, g, render_template
from flask_babel import gettext as _

from plan_app import clock
from plan_app.access import actor, requires
from plan_app.domain.permissions import Permission
from plan_app.domain.statuses import MilestoneState
from plan_app.extensions import settings
from plan_app.presentation.listing import Pages
from plan_app.queries import milestone_list
from plan_app.queries.conditions import ListFilter
from plan_app.views import download as files
from plan_app.views import listing, task_file

pages = Blueprint("milestone_list", __name__)

# What an address may choose by; without any of it the queue of the coordinators is meant.
CHOOSING: Final = ("state", "figure", "since", "until", "change", "changed", "planned", "done")
FIELDS: Final = ("q", "group", "agency", *CHOOSING)
SHOWN: Final = 4


@pages.get("/p/<plan>/milestones")
@requires(Permission.SEE_PLAN)
def show() -> str:
    """Those of the address, the longest waiting first."""
    today = clock.today(settings().timezone)
    asked, wanted = _asked()
    page = Pages(asked.page, milestone_list.count(g.plan.id, today=today, wanted=wanted))
    return render_template(
        "milestones/list.html",
        asked=asked,
        filter_form=listing.filter_form(asked, FIELDS, version=g.version, shown=SHOWN),
        page=page,
        rows=milestone_list.list_page(
            g.plan.id, today=today, wanted=wanted, sort=asked.sort, page=page.number
        ),
        state=wanted.state,
        today=today,
        may_confirm=actor().may(Permission.CONFIRM),
    )


@pages.get("/p/<plan>/milestones.csv")
@requires(Permission.SEE_PLAN)
def download() -> Response:
    """All of them as a file for spreadsheets."""
    today = clock.today(settings().timezone)
    asked, wanted = _asked()
    rows = milestone_list.list_page(
        g.plan.id, today=today, wanted=wanted, sort=asked.sort, page=None
    )
    text = task_file.write_milestones(rows, today)
    return files.answer(text, named=_("Mốc thực hiện"), plain_name="milestones", today=today)


def _asked() -> tuple[listing.Asked, ListFilter]:
    asked = listing.read(FIELDS, milestone_list.SORTS, milestone_list.DEFAULT_SORT)
    wanted = asked.wanted
    if not set(CHOOSING) & set(asked.values):
        wanted = replace(wanted, state=MilestoneState.AWAITING_CONFIRMATION)
    return asked, wanted
