"""The home page of a plan, and the short addresses that lead to the person's plan."""

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from plan_app import clock
from plan_app.access import actor, person, requires, signed_in
from plan_app.domain.permissions import Permission
from plan_app.domain.roles import Role
from plan_app.errors import N_, NotAllowed
from plan_app.extensions import settings
from plan_app.presentation import first_run as wording
from plan_app.presentation import navigation
from plan_app.queries import plans
from plan_app.views import first_run, home_parts, home_rounds

pages = Blueprint("home", __name__)


@pages.get("/")
@signed_in
def lead() -> Response | str:
    """To the person's plan."""
    return _lead_to("home.show")


@pages.get("/overdue")
@signed_in
def lead_to_overdue() -> Response | str:
    """To the overdue list of the person's plan."""
    return _lead_to("overdue.show")


@pages.get("/tasks")
@signed_in
def lead_to_tasks() -> Response | str:
    """To the tasks of the person's plan."""
    return _lead_to("task_list.show")


@pages.get("/p/<plan>/")
@requires(Permission.SEE_PLAN)
def show() -> str:
    """What the person has to do now; for all but plain owners, how the plan stands."""
    who, today = actor(), clock.today(settings().timezone)
    owns = Role.OWNER in who.roles or bool(who.stands_in_for)
    is_owner_only = who.roles == {Role.OWNER} and not who.is_administrator
    found = first_run.find() if who.may(Permission.INVITE_OWNERS) else None
    of_rounds = (
        home_rounds.find(g.plan, who, g.version, today, overview=not is_owner_only)
        if g.rounds
        else home_rounds.OfRounds()
    )
    return render_template(
        "home/show.html",
        heading=navigation.home_word(who),
        first_run=found,
        first_run_lines=wording.lines(found, who) if found else [],
        overview=None if is_owner_only else home_parts.overview(g.plan.id, g.version, today),
        of_rounds=of_rounds,
        attention=home_parts.attention(g.plan.id, who, today),
        work=home_parts.work(g.plan, who, g.version, today) if owns else None,
        now=clock.now(),
        today=today,
    )


def _lead_to(endpoint: str) -> Response | str:
    plan = plans.find_first_of(person())
    if plan is None:
        return _without_plan()
    query = request.query_string.decode()
    return redirect(url_for(endpoint, plan=plan.slug) + (f"?{query}" if query else ""))


def _without_plan() -> str:
    """Nothing is loaded yet; or the person has no place in what is."""
    if plans.has_plans():
        raise NotAllowed(
            N_(
                "Tài khoản này chưa được giao vai trò trong kế hoạch nào. Vai trò do chuyên viên "
                "tổng hợp hoặc quản trị hệ thống giao trên trang Người dùng."
            )
        )
    return render_template("home/no_plan.html", is_administrator=person().is_administrator)
