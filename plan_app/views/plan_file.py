"""The whole plan as a file."""

from flask import Blueprint, Response, g
from flask_babel import gettext as _

from plan_app import clock
from plan_app.access import actor, requires
from plan_app.domain.permissions import Permission
from plan_app.extensions import settings
from plan_app.presentation import plan_workbook
from plan_app.presentation.plan_sheets import Origin
from plan_app.queries import measures, whole_plan
from plan_app.queries.choices import read_choices
from plan_app.queries.moments import one_moment
from plan_app.views import download

pages = Blueprint("plan_file", __name__)


@pages.get("/p/<plan>/plan.xlsx")
@requires(Permission.SEE_PLAN)
def show() -> Response:
    """Tasks, milestones and totals; what was edited in it can be read again as an appendix."""
    origin = Origin(g.plan, clock.now(), settings().timezone)
    with one_moment():
        file = plan_workbook.make(
            whole_plan.stream_tasks(g.plan.id),
            whole_plan.stream_milestones(g.plan.id, actor=actor()),
            read_choices(g.plan.id),
            origin,
            measures.of_plan(g.plan.id),
        )
    return download.workbook(file, named=_("Kế hoạch"), plain_name="plan", today=origin.today)
