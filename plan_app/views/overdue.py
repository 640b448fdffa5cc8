from flask import Blueprint, render_template

from plan_app.access import requires
from plan_app.domain.permissions import Permission

pages = Blueprint("overdue", __name__)


@pages.get("/p/<plan>/overdue")
@requires(Permission.SEE_PLAN)
def show() -> str:
    """The list."""
    return render_template("home/show.html")
