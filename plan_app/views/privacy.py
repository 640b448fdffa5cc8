"""The notice about personal data, for everybody: also for who has only been invited."""

from flask import Blueprint, render_template

from plan_app.access import public
from plan_app.services.sessions import LIFETIME

pages = Blueprint("privacy", __name__)


@pages.get("/privacy")
@public
def show() -> str:
    """What is stored about people, why, how long, and who sees it."""
    return render_template("privacy/show.html", session_days=LIFETIME.days)
