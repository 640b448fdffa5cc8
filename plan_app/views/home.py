"""The home page of a plan, and the short addresses that lead to the person's plan."""

from datetime import date

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from plan_app import clock
from plan_app.access import actor, person, requires, signed_in
from plan_app.domain import periods
from plan_app.domain.periods import Span
from plan_app.domain.permissions import Permission
from plan_app.domain.roles import Role
from plan_app.errors import N_, NotAllowed
from plan_app.extensions import settings
from plan_app.forms.periods import PeriodForm
from plan_app.presentation import first_run as wording
from plan_app.presentation import navigation, words
from plan_app.queries import home, plans
from plan_app.queries.first_run import stand
from plan_app.queries.home import News
from plan_app.views import home_parts, home_rounds
from plan_app.views.context import reminder_health

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
    of_rounds = (
        home_rounds.find(g.plan, who, g.version, today, overview=not is_owner_only)
        if g.rounds
        else home_rounds.OfRounds()
    )
    form = _period_form()
    news = home.get_news(
        g.plan.id,
        today=today,
        with_attention=who.may(Permission.CONFIRM),
        with_checklist=who.may(Permission.INVITE_OWNERS),
        directed=(who.user_id, clock.now()) if who.may(Permission.DIRECT) else None,
        owner_ids={who.user_id, *who.stands_in_for} if owns else (),
    )
    return render_template(
        "home/show.html",
        heading=navigation.home_word(who),
        **_overview(form.read(), news, today),
        of_rounds=of_rounds,
        period_form=form,
        attention=news.attention,
        directed=news.directed,
        asked_directions=news.asked,
        work=home_parts.work(g.plan, who, g.version, today) if owns else None,
        now=clock.now(),
        today=today,
    )


def _overview(span: Span | None, news: News, today: date) -> dict[str, object]:
    """How the plan stands, for all but plain owners; the checklist for those who prepare it."""
    who, prepares = actor(), news.running is not None
    if who.roles == {Role.OWNER} and not who.is_administrator:
        return {}
    found = home.get_overview(
        g.plan.id, span=span, version=g.version, today=today, with_checklist=prepares
    )
    values: dict[str, object] = {"overview": home_parts.overview(found, span)}
    if news.running is not None:
        health = reminder_health()
        checklist = stand(g.plan, news.running, found.counted, health=health, today=today)
        values |= {"first_run": checklist, "first_run_lines": wording.lines(checklist, who)}
    return values


def _period_form() -> PeriodForm:
    """Which days the figures are of, as the address says."""
    form = PeriodForm(formdata=request.args)
    offered = periods.of_years(g.plan.first_year, g.plan.last_year)
    form.offer([(each.slug, words.period(each)) for each in offered])
    return form


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
