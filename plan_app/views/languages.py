"""The switch of the language, for everybody, signed in or not."""

from typing import Any, Final

from flask import Blueprint, current_app, redirect, request
from werkzeug.wrappers import Response

from plan_app.access import public
from plan_app.presentation.catalogue import LANGUAGES
from plan_app.presentation.language import COOKIE
from plan_app.views import errors
from plan_app.views.addresses import can_be_opened

pages = Blueprint("languages", __name__)

_YEAR_SECONDS: Final = 366 * 24 * 3600


@pages.post("/language")
@public
def choose() -> Response | tuple[str, int]:
    """Show the pages in this language in this browser; the person's setting stays as it is."""
    chosen, page = request.form.get("language", ""), request.form.get("page", "")
    if chosen not in LANGUAGES:
        return errors.page(400)
    path = page if can_be_opened(page.partition("?")[0]) else "/"
    answer = redirect(request.script_root + path, 303)
    answer.set_cookie(COOKIE, chosen, max_age=_YEAR_SECONDS, **_ours())
    return answer


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
