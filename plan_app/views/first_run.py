"""The first-run checklist: what must be done before the plan reminds anybody."""

from flask import Blueprint, g, render_template

from plan_app import clock
from plan_app.access import actor, requires
from plan_app.domain.first_run import FirstRun
from plan_app.domain.permissions import Permission
from plan_app.extensions import settings
from plan_app.presentation import first_run as wording
from plan_app.queries.first_run import get_first_run
from plan_app.views.context import reminder_health

pages = Blueprint("first_run", __name__, url_prefix="/p/<plan>")


@pages.get("/first-run")
@requires(Permission.INVITE_OWNERS)
def show() -> str:
    """Every step with what is missing, who can do it and where."""
    found = find()
    return render_template("first_run/show.html", found=found, lines=wording.lines(found, actor()))


def find() -> FirstRun:
    """The checklist of the page's plan, as it stands now."""
    today = clock.today(settings().timezone)
    return get_first_run(g.plan, version=g.version, health=reminder_health(), today=today)
