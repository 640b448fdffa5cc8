"""The switch of the language, for everybody, signed in or not."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from plan_app.access import public
from plan_app.presentation import language
from plan_app.presentation.catalogue import LANGUAGES
from plan_app.presentation.language import COOKIE
from plan_app.views import errors, switching

pages = Blueprint("languages", __name__)


@pages.post("/language")
@public
def choose() -> Response:
    """Show the pages in this language in this browser; the person's setting stays as it is."""
    chosen = request.form.get("language", "")
    if chosen not in LANGUAGES:
        return errors.page(400)
    language.switch(chosen)
    return switching.remember(switching.lead_back(), COOKIE, chosen)


def forget(answer: Response) -> Response:
    """Follow the person's setting again, which has just been chosen."""
    return switching.forget(answer, COOKIE)
