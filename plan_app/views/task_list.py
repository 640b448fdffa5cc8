from flask import Blueprint, render_template

from plan_app.access import requires
from plan_app.domain.permissions import Permission

pages = Blueprint("task_list", __name__)


@pages.get("/p/<plan>/tasks")
@requires(Permission.SEE_PLAN)
def show() -> str:
    """The list."""
    return render_template("home/show.html")
