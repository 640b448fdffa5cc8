"""The style sheet for the margins of printed pages."""

from flask import Blueprint, Response, g

from plan_app import clock
from plan_app.access import requires
from plan_app.domain.permissions import Permission
from plan_app.extensions import settings
from plan_app.presentation import print_margins
from plan_app.presentation.language import in_language

pages = Blueprint("print_margins", __name__, url_prefix="/p/<plan>")


@pages.get("/print.css")
@requires(Permission.SEE_PLAN)
def show() -> Response:
    """The title of the plan, the day and the page; pages name the day, so it is kept for one."""
    title = in_language(g.plan.title, g.plan.title_en)
    sheet = print_margins.stylesheet(title, clock.today(settings().timezone))
    answer = Response(sheet, mimetype="text/css")
    answer.headers["Cache-Control"] = "private, max-age=86400"
    return answer
