"""One page before a meeting: the official figures, what has changed, what burns, the years."""

from flask import Blueprint, g, render_template, request

from plan_app import clock
from plan_app.access import actor, requires
from plan_app.domain.permissions import Permission
from plan_app.extensions import settings
from plan_app.queries import home, overdue
from plan_app.queries.conditions import ListFilter
from plan_app.views import dashboard_lines, dashboard_parts, home_parts

pages = Blueprint("dashboard", __name__)


@pages.get("/p/<plan>/dashboard")
@requires(Permission.SEE_PLAN)
def show() -> str:
    """The plan as it stands, beside the figures closed last; in the words of permissions."""
    now = clock.now()
    today = now.astimezone(settings().timezone).date()
    plan, who, version = g.plan, actor(), g.version
    found = home.get_overview(
        plan.id, span=None, version=version, today=today, with_checklist=False
    )
    late = overdue.list_rows(plan.id, actor=who, today=today, wanted=ListFilter())
    closed = dashboard_parts.find_closed(plan, version) if g.rounds else None
    return render_template(
        "dashboard/show.html",
        overview=home_parts.overview(found, None),
        closed=closed,
        changes=dashboard_parts.changes(plan.id, who, closed, version, today),
        longest=late[: dashboard_parts.LONGEST],
        matters=dashboard_parts.matters(plan, who, late, found.choices, version, today),
        course=dashboard_lines.course(today, with_forecast=request.args.get("forecast") == "1"),
        groups=dashboard_lines.groups(found, today),
        agencies=dashboard_lines.agencies(found, today, request.args.get("sort", "")),
        now=now,
        today=today,
    )
