"""The signed-in browser: a random token in the signed cookie, its digest in the database.

The cookie alone is not enough: its session must be live in the table, so that a person can
see and end their sessions, and an end takes effect at the next request.
"""

import hashlib
import secrets
from typing import Any, Final
from urllib.parse import urlsplit

from flask import Flask, Response, flash, g, request, session
from flask_babel import gettext as _
from flask_login import LoginManager, user_logged_out
from flask_security import user_authenticated
from werkzeug.datastructures import MultiDict

from plan_app import clock
from plan_app.access import person
from plan_app.accounts.datastore import Start
from plan_app.forms import returned
from plan_app.models import User
from plan_app.queries import sessions as session_queries
from plan_app.queries.sessions import LiveSession
from plan_app.services import sessions
from plan_app.services.transaction import transaction

TOKEN: Final = "browser"  # noqa: S105 (the name in the cookie)


def init_app(app: Flask, login_manager: LoginManager) -> None:
    """Recognise people by their sessions; open one on signing in, end it on signing out."""
    login_manager.user_loader(_load_person)  # type: ignore[no-untyped-call]
    user_authenticated.connect(_note_start, app)
    user_logged_out.connect(_end, app)
    app.before_request(_give_back)
    app.after_request(_forget_sent)


def digest(token: str) -> str:
    """What the table knows of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _load_person(uniquifier: str) -> User | None:
    """Flask-Login's loader: the active person of the cookie's live session."""
    found = session_queries.find_live(
        token_digest=digest(session.get(TOKEN, "")), uniquifier=uniquifier, now=clock.now()
    )
    if found is None:
        return None
    user, g.live_session = found
    # What Flask-Security's own loader notes; without it its pages know no session.
    g.fs_authn_via, g.fs_paa = "session", session.get("fs_paa", 0)
    return user


def _note_start(app: Flask, user: User, **_facts: Any) -> None:  # noqa: ANN401 (a signal's)
    token = secrets.token_urlsafe(32)
    session[TOKEN] = token
    session.permanent = True
    kept = returned.unpack(request.form.get("returned", ""))
    app.extensions["security"].datastore.note_start(
        Start(
            user_id=user.id,
            token_digest=digest(token),
            browser=request.user_agent.string,
            returned=sessions.Returned(*kept) if kept else None,
        )
    )


def _end(app: Flask, **_facts: Any) -> None:  # noqa: ANN401, ARG001 (a signal's)
    session.pop(TOKEN, None)
    live: LiveSession | None = g.pop("live_session", None)
    if live is not None:
        with transaction():
            sessions.end(live.id, now=clock.now())


def _give_back() -> None:
    """On the page that asked to sign in again: hand the form what was typed."""
    if "returned" not in request.args or not person().is_authenticated:
        return
    live: LiveSession = g.live_session
    if live.returned_to == request.path:
        g.returned_fields = MultiDict(session_queries.list_returned_fields(live.id))
        flash(_("Nội dung đã nhập được giữ lại. Đề nghị kiểm tra và bấm Gửi lại."))


def _forget_sent(response: Response) -> Response:
    """Once the form was sent again with success, nothing of it is kept."""
    live: LiveSession | None = g.get("live_session")
    if live is None or request.method != "POST" or response.status_code not in {302, 303}:
        return response
    if request.endpoint == "languages.choose":
        return response  # It shows the form again; nothing of it was sent.
    page = urlsplit(request.referrer or "").path.removeprefix(request.script_root)
    if live.returned_to in {request.path, page}:
        with transaction():
            sessions.forget_returned(live.id)
    return response


def session_id() -> int:
    """The session of this request; only where somebody is signed in."""
    live: LiveSession = g.live_session
    return live.id
