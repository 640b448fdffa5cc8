"""Milestones in one state: above all those that wait for a coordinator's confirmation."""

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
from plan_app.views import download as files
from plan_app.views import listing, task_file

pages = Blueprint("milestone_list", __name__)

FIELDS: Final = ("q", "group", "agency", "state")


@pages.get("/p/<plan>/milestones")
@requires(Permission.SEE_PLAN)
def show() -> str:
    """Those in the state of the address, the longest waiting first."""
    asked, state = _asked()
    total = milestone_list.count_in_state(g.plan.id, state=state, wanted=asked.wanted)
    page = Pages(asked.page, total)
    return render_template(
        "milestones/list.html",
        asked=asked,
        filter_form=listing.filter_form(asked, FIELDS, version=g.version, shown=len(FIELDS)),
        page=page,
        rows=milestone_list.list_in_state(
            g.plan.id, state=state, wanted=asked.wanted, sort=asked.sort, page=page.number
        ),
        state=state,
        may_confirm=actor().may(Permission.CONFIRM),
        today=clock.today(settings().timezone),
    )


@pages.get("/p/<plan>/milestones.csv")
@requires(Permission.SEE_PLAN)
def download() -> Response:
    """All of them as a file for spreadsheets."""
    today = clock.today(settings().timezone)
    asked, state = _asked()
    rows = milestone_list.list_in_state(
        g.plan.id, state=state, wanted=asked.wanted, sort=asked.sort, page=None
    )
    text = task_file.write_milestones(rows, today)
    return files.answer(text, named=_("Mốc thực hiện"), plain_name="milestones", today=today)


def _asked() -> tuple[listing.Asked, MilestoneState]:
    asked = listing.read(FIELDS, milestone_list.SORTS, milestone_list.DEFAULT_SORT)
    state = asked.wanted.state
    if not isinstance(state, MilestoneState):
        state = MilestoneState.AWAITING_CONFIRMATION
    return asked, state
