"""The answers to errors: what happened, what the person can do, and what they had typed.

A page for people; for programs that ask for JSON a problem (RFC 9457), for files plain text.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from flask import Flask, Response, current_app, make_response, render_template, request
from flask_babel import gettext as _
from sqlalchemy.exc import DatabaseError, OperationalError, ProgrammingError
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

from plan_app import uploads
from plan_app.errors import NotAllowed, NotFound, PlanError, RuleBroken, StaleEdit
from plan_app.forms.returned import may_be_kept
from plan_app.presentation import errors as wording
from plan_app.presentation import language
from plan_app.presentation.errors import Words

_STATUS: Final[Mapping[type[PlanError], int]] = MappingProxyType(
    {NotAllowed: 403, NotFound: 404, RuleBroken: 400, StaleEdit: 409}
)
# Their pages must not ask the database anything, not even who is signed in.
_BARE: Final = frozenset({500, 503})
# What may go well when it is sent again as it was.
_PASSING: Final = frozenset({429, 500, 503})
_HEADERS: Final = frozenset({"Allow", "Retry-After"})
_SECONDS_UNTIL_AGAIN: Final = "30"


def init_app(app: Flask) -> None:
    """Answer every error; what has no words of its own is a 500 or a 400."""
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(PlanError, _answer_plan)
    app.register_error_handler(OperationalError, _answer_database)
    app.register_error_handler(ProgrammingError, _answer_database)


def page(status: int, sentence: str = "") -> Response:
    """The answer for `status`, with a sentence more exact than the usual one where there is one."""
    return _answer(status, wording.words_of(status), sentence)


def asks_for_json() -> bool:
    """Whether a program asks: it prefers JSON to a page."""
    accepted = request.accept_mimetypes
    return accepted["application/json"] > accepted["text/html"]


def _answer(status: int, words: Words, sentence: str = "") -> Response:
    if status in _BARE:
        language.ask_nobody()
    return _written(status, words, sentence)


def _written(status: int, words: Words, sentence: str) -> Response:
    said = {
        "heading": _(words.heading),
        "sentence": _(sentence or words.sentence),
        "advice": _(words.advice),
    }
    if asks_for_json() or request.path.endswith(".json"):
        problem = {"title": said["heading"], "status": status,
                   "detail": said["sentence"], "advice": said["advice"]}  # fmt: skip
        answer = Response(current_app.json.dumps(problem), content_type="application/problem+json")
    elif request.path.endswith(".csv"):
        answer = Response("\n".join([*said.values(), ""]), content_type="text/plain; charset=utf-8")
    else:
        template = "errors/bare.html" if status in _BARE else "errors/error.html"
        answer = make_response(render_template(template, status=status, **said, **_sent(status)))
    answer.status_code = status
    return answer


def _sent(status: int) -> dict[str, object]:
    """What the person had sent: `typed` to be copied, `again` to be sent as it was."""
    fields = _fields()
    kept = [(name, value) for name, value in fields.items(multi=True) if may_be_kept(name)]
    can_go = status in _PASSING and not any("password" in name for name in fields)
    token = [("csrf_token", fields["csrf_token"])] if "csrf_token" in fields else []
    return {
        "typed": wording.typed(value for _name, value in kept),
        "again": [*token, *kept] if kept and can_go else [],
    }


def _fields() -> MultiDict[str, str]:
    try:
        return request.form
    except HTTPException:
        # Too large to be read at all.
        return MultiDict()


def _answer_http(error: HTTPException) -> Response | HTTPException:
    status = error.code or 500
    if status < 400:
        # Redirects of the router are answers, not errors.
        return error
    limit = uploads.told_limit()
    answer = page(status, wording.too_large(limit) if status == 413 and limit else "")
    for name, value in error.get_headers():
        if name in _HEADERS:
            answer.headers[name] = value
    return answer


def _answer_plan(error: PlanError) -> Response:
    status = next(_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS)
    # What was not found may be a slug; only the other errors carry sentences for people.
    return page(status, "" if status == 404 else error.message)


def _answer_database(error: DatabaseError) -> Response:
    """Busy or away: try again later. Without its tables: the installation is not finished."""
    if _lacks_tables(error):
        current_app.logger.error("The database is not the one of this version: %s", error.orig)
        return _answer(503, wording.NO_DATABASE)
    if isinstance(error, ProgrammingError):
        current_app.logger.error("A statement was wrong: %s", error.orig, exc_info=error)
        return page(500)
    current_app.logger.error("The database did not answer: %s", error.orig)
    answer = page(503)
    answer.headers["Retry-After"] = _SECONDS_UNTIL_AGAIN
    return answer


def _lacks_tables(error: DatabaseError) -> bool:
    """SQLite says so in words, PostgreSQL by the class of its error (42P01, 42703)."""
    said = str(error.orig)
    missing = getattr(error.orig, "sqlstate", None) in {"42P01", "42703"}
    return missing or said.startswith(("no such table", "no such column"))
