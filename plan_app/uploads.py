"""How much a request may bring: little everywhere, a file where a view says so.

Set before anything reads the form, because the check against forgery already does.
"""

from collections.abc import Callable
from typing import Any, Final, TypeVar

from flask import Flask, current_app, request

View = TypeVar("View", bound=Callable[..., Any])

MOST_BYTES: Final = 20 * 1024 * 1024
# The other fields and the lines between the parts of the form.
_REST: Final = 64 * 1024


def takes_file(view: View) -> View:
    """The route takes a file of up to `MOST_BYTES`."""
    view.takes_file = True  # type: ignore[attr-defined]
    return view


def init_app(app: Flask) -> None:
    """Widen the limit before every request to such a route."""
    app.before_request(_widen)


def _widen() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "takes_file", False):
        request.max_content_length = MOST_BYTES + _REST
