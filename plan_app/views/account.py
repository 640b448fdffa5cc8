"""The person's own account: who they are here, and in which browsers they are signed in."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from plan_app import clock
from plan_app.access import person, signed_in
from plan_app.accounts import browser
from plan_app.forms import Form
from plan_app.models import UserSession
from plan_app.presentation import browsers
from plan_app.presentation.formatters import count
from plan_app.presentation.listing import in_order
from plan_app.queries import sessions as session_queries
from plan_app.services import sessions
from plan_app.services.transaction import transaction
from plan_app.views import asked as addresses

_SORTS: Final[Mapping[str, Callable[[UserSession], Any]]] = MappingProxyType(
    {
        "browser": lambda each: browsers.describe(each.browser).casefold(),
        "began": lambda each: (each.created_at, each.id),
        "ends": lambda each: each.expires_at,
    }
)
pages = Blueprint("account", __name__)


@pages.get("/account")
@signed_in
def show() -> str:
    """Name, agency, position, and the signed-in browsers."""
    asked = addresses.read({}, _SORTS, "-began")
    found = session_queries.list_live(person(), now=clock.now())
    return render_template(
        "account/show.html",
        user=person(),
        asked=asked,
        sessions=in_order(found, asked.sort, _SORTS),
        current=browser.session_id(),
        browsers=browsers,
        form=Form(),
    )


@pages.post("/account/sessions/<int:session>/revoke")
@signed_in
def revoke(session: int) -> Response:
    """End one of one's own sessions."""
    user_id = person().id
    with transaction():
        sessions.revoke(session, user_id=user_id, now=clock.now())
    flash(_("Đã kết thúc phiên đăng nhập."))
    return redirect(url_for("account.show"), 303)


@pages.post("/account/sessions/revoke-others")
@signed_in
def revoke_others() -> Response:
    """End all of one's own sessions but this one."""
    user_id = person().id
    with transaction():
        ended = sessions.revoke_others(user_id=user_id, but=browser.session_id(), now=clock.now())
    flash(_("Đã kết thúc %(number)s phiên đăng nhập khác.", number=count(ended)))
    return redirect(url_for("account.show"), 303)
