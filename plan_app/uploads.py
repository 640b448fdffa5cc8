"""How much a request may bring: little everywhere, a file where a view says so.

Set before anything reads the form, because the check against forgery already does.
"""

from collections.abc import Callable
from typing import Any, Final, TypeVar

from flask import Flask, current_app, request

View = TypeVar("View", bound=Callable[..., Any])

# A file somewhat too large is still refused in its form, with everything else that was typed.
MOST_BYTES: Final = 20 * 1024 * 1024
# What a file may have, and what people are told: as `imports.appendix` has it.
FILE_BYTES: Final = 10 * 1024 * 1024
# The other fields and the lines between the parts of the form.
_REST: Final = 64 * 1024


def takes_file(view: View) -> View:
    """The route takes a file of up to `MOST_BYTES`."""
    view.takes_file = True  # type: ignore[attr-defined]
    return view


def init_app(app: Flask) -> None:
    """Widen the limit before every request to such a route."""
    app.before_request(_widen)


def told_limit() -> int | None:
    """How many bytes the page takes, as a person is told; None without a limit."""
    return FILE_BYTES if _takes_file() else request.max_content_length


def _widen() -> None:
    if _takes_file():
        request.max_content_length = MOST_BYTES + _REST


def _takes_file() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return bool(getattr(view, "takes_file", False))
