"""The home page of a plan, and the short addresses that lead to the person's plan."""

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from plan_app import clock
from plan_app.access import actor, person, requires, signed_in
from plan_app.domain.permissions import Permission
from plan_app.domain.roles import Role
from plan_app.extensions import settings
from plan_app.presentation import navigation
from plan_app.queries import plans
from plan_app.views import home_parts

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


@pages.get("/p/<plan>/")
@requires(Permission.SEE_PLAN)
def show() -> str:
    """What the person has to do now; for all but plain owners, how the plan stands."""
    who, now, today = actor(), clock.now(), clock.today(settings().timezone)
    owns = Role.OWNER in who.roles or bool(who.stands_in_for)
    is_owner_only = who.roles == {Role.OWNER} and not who.is_administrator
    return render_template(
        "home/show.html",
        heading=navigation.home_word(who),
        overview=None if is_owner_only else home_parts.overview(g.plan.id, today, g.version),
        attention=home_parts.attention(g.plan.id, who, today, now),
        work=home_parts.work(g.plan, who, today, g.version) if owns else None,
        now=now,
        today=today,
    )


def _lead_to(endpoint: str) -> Response:
    plan = plans.find_first_of(person())
    if plan is None:
        abort(403)
    query = request.query_string.decode()
    return redirect(url_for(endpoint, plan=plan.slug) + (f"?{query}" if query else ""))
