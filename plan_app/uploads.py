"""How much a request may bring: little everywhere, a file where a view says how large.

Set before anything reads the form, because the check against forgery already does.
"""

from collections.abc import Callable
from typing import Any, Final, TypeVar

from flask import Flask, current_app, request

View = TypeVar("View", bound=Callable[..., Any])

# The other fields and the lines between the parts of the form.
_REST: Final = 64 * 1024


def takes_file(most: int) -> Callable[[View], View]:
    """The route takes a file of up to `most` bytes."""

    def mark(view: View) -> View:
        view.most_bytes = most  # type: ignore[attr-defined]
        return view

    return mark


def init_app(app: Flask) -> None:
    """Widen the limit before every request to such a route."""
    app.before_request(_widen)


def _widen() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    most: int | None = getattr(view, "most_bytes", None)
    if most is not None:
        request.max_content_length = most + _REST
