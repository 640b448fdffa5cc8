"""Milestones in one state: above all those that wait for a coordinator's confirmation."""

from flask import Blueprint, g, render_template

from plan_app import clock
from plan_app.access import requires
from plan_app.domain.permissions import Permission
from plan_app.domain.statuses import MilestoneState
from plan_app.extensions import settings
from plan_app.presentation.listing import Pages
from plan_app.queries import milestone_list
from plan_app.views import listing

pages = Blueprint("milestone_list", __name__)


@pages.get("/p/<plan>/milestones")
@requires(Permission.SEE_PLAN)
def show() -> str:
    """Those in the state of the address, the longest waiting first."""
    asked = listing.read(("state",), {}, "")
    state = asked.wanted.state
    if not isinstance(state, MilestoneState):
        state = MilestoneState.AWAITING_CONFIRMATION
    page = Pages(asked.page, milestone_list.count_in_state(g.plan.id, state=state))
    return render_template(
        "milestones/list.html",
        asked=asked,
        page=page,
        rows=milestone_list.list_in_state(g.plan.id, state=state, page=page.number),
        state=state,
        today=clock.today(settings().timezone),
    )
