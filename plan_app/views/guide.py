"""The guide, for everybody: also for those who cannot sign in."""

from flask import Blueprint, render_template, request

from plan_app.access import public
from plan_app.domain import vietnamese
from plan_app.presentation.guide import get_guide
from plan_app.presentation.language import language

pages = Blueprint("guide", __name__)
LONGEST_QUESTION = 100


@pages.get("/help")
@public
def show() -> str:
    """The whole guide, or the sections that hold the words asked for."""
    words = vietnamese.normalise(request.args.get("q", ""))[:LONGEST_QUESTION].strip()
    guide = get_guide(language())
    return render_template("guide/show.html", guide=guide, words=words, found=guide.find(words))
