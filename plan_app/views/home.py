"""The home page of a plan, and the short addresses that lead to the person's plan."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from plan_app.access import person, requires, signed_in
from plan_app.domain.permissions import Permission
from plan_app.queries import plans

pages = Blueprint("home", __name__)


@pages.get("/")
@signed_in
def lead() -> Response:
    """To the person's plan."""
    return _lead_to("home.show")


@pages.get("/overdue")
@signed_in
def lead_to_overdue() -> Response:
    """To the overdue list of the person's plan."""
    return _lead_to("overdue.show")


@pages.get("/tasks")
@signed_in
def lead_to_tasks() -> Response:
    """To the tasks of the person's plan."""
    return _lead_to("task_list.show")


def _lead_to(endpoint: str) -> Response:
    plan = plans.find_first_of(person())
    if plan is None:
        abort(403)
    query = request.query_string.decode()
    return redirect(url_for(endpoint, plan=plan.slug) + (f"?{query}" if query else ""))


@pages.get("/p/<plan>/")
@requires(Permission.SEE_PLAN)
def show() -> str:
    """What the person has to do now, or how the plan stands."""
    return render_template("home/show.html")
