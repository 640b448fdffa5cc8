"""What the switches of every page share: the way back to it, and a cookie of this browser."""

from typing import Any, Final

from flask import current_app, make_response, redirect, request
from werkzeug.wrappers import Response

from plan_app.access import person
from plan_app.accounts import browser
from plan_app.forms import returned
from plan_app.services import sessions
from plan_app.services.transaction import transaction
from plan_app.views.addresses import can_be_opened, giving_back
from plan_app.views.sign_in import sign_in_page

_YEAR_SECONDS: Final = 366 * 24 * 3600


def lead_back() -> Response:
    """To the page that has the switch, with what was typed there."""
    page = request.form.get("page", "")
    path = page if can_be_opened(page.partition("?")[0]) else "/"
    kept = returned.unpack(request.form.get("typed", ""))
    if kept is None:
        return redirect(request.script_root + path, 303)
    return _with_what_was_typed(sessions.Returned(*kept), path)


def remember(answer: Response, cookie: str, value: str) -> Response:
    """Keep the choice in this browser for a year."""
    answer.set_cookie(cookie, value, max_age=_YEAR_SECONDS, **_ours())
    return answer


def forget(answer: Response, cookie: str) -> Response:
    """Keep it no longer."""
    answer.delete_cookie(cookie, **_ours())
    return answer


def _with_what_was_typed(kept: sessions.Returned, path: str) -> Response:
    """The page of the form with what was sent to it; for who is not signed in, first that page."""
    if not person().is_authenticated:
        packed = request.form["typed"]
        return make_response(sign_in_page(giving_back(kept.address), packed, 200))
    with transaction():
        sessions.keep_returned(browser.session_id(), kept)
    page = path if path.partition("?")[0] == kept.address else kept.address
    return redirect(giving_back(page), 303)


def _ours() -> dict[str, Any]:
    """Where the cookie is sent: to this site, below its path, and over TLS where there is TLS."""
    return {
        "path": request.script_root or "/",
        "httponly": True,
        "samesite": "Lax",
        "secure": current_app.config["SESSION_COOKIE_SECURE"],
    }
