"""The switch of the language, for everybody, signed in or not."""

from typing import Any, Final

from flask import Blueprint, current_app, make_response, redirect, request
from werkzeug.wrappers import Response

from plan_app.access import person, public
from plan_app.accounts import browser
from plan_app.forms import returned
from plan_app.presentation import language
from plan_app.presentation.catalogue import LANGUAGES
from plan_app.presentation.language import COOKIE
from plan_app.services import sessions
from plan_app.services.transaction import transaction
from plan_app.views import errors
from plan_app.views.addresses import can_be_opened, giving_back
from plan_app.views.sign_in import sign_in_page

pages = Blueprint("languages", __name__)

_YEAR_SECONDS: Final = 366 * 24 * 3600


@pages.post("/language")
@public
def choose() -> Response:
    """Show the pages in this language in this browser; the person's setting stays as it is."""
    chosen, page = request.form.get("language", ""), request.form.get("page", "")
    if chosen not in LANGUAGES:
        return errors.page(400)
    path = page if can_be_opened(page.partition("?")[0]) else "/"
    kept = returned.unpack(request.form.get("typed", ""))
    if kept is None:
        answer: Response = redirect(request.script_root + path, 303)
    else:
        answer = _with_what_was_typed(sessions.Returned(*kept), path, chosen)
    answer.set_cookie(COOKIE, chosen, max_age=_YEAR_SECONDS, **_ours())
    return answer


def _with_what_was_typed(kept: sessions.Returned, path: str, chosen: str) -> Response:
    """The page of the form with what was sent to it; for who is not signed in, first that page."""
    if not person().is_authenticated:
        language.switch(chosen)
        packed = request.form["typed"]
        return make_response(sign_in_page(giving_back(kept.address), packed, 200))
    with transaction():
        sessions.keep_returned(browser.session_id(), kept)
    page = path if path.partition("?")[0] == kept.address else kept.address
    return redirect(giving_back(page), 303)


def forget(answer: Response) -> Response:
    """Follow the person's setting again, which has just been chosen."""
    answer.delete_cookie(COOKIE, **_ours())
    return answer


def _ours() -> dict[str, Any]:
    """Where the cookie is sent: to this site, below its path, and over TLS where there is TLS."""
    return {
        "path": request.script_root or "/",
        "httponly": True,
        "samesite": "Lax",
        "secure": current_app.config["SESSION_COOKIE_SECURE"],
    }
