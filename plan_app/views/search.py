"""The search of a plan: from the head of every page, with a page for what was found."""

from flask import Blueprint, g, render_template, request

from plan_app import clock
from plan_app.access import actor, requires
from plan_app.domain import searching
from plan_app.domain.permissions import Permission
from plan_app.extensions import settings
from plan_app.queries import search
from plan_app.views.asked import words

pages = Blueprint("search", __name__)


@pages.get("/p/<plan>/search")
@requires(Permission.SEE_PLAN)
def show() -> str:
    """Tasks, agencies, people and documents of these words, as far as they are for this person."""
    term = words(request.args.get("term", ""))
    sought = searching.read(term)
    found = None
    if sought.words:
        today = clock.today(settings().timezone)
        found = search.find(g.plan.id, sought, actor=actor(), today=today, version=g.version)
    return render_template(
        "search/show.html",
        term=term,
        sought=sought,
        found=found,
        today=clock.today(settings().timezone),
        keeps_people=actor().may(Permission.INVITE_OWNERS),
    )
