"""How much a request may bring: little everywhere, a file where a view says so.

Set before anything reads the form, because the check against forgery already does.
"""

from collections.abc import Callable
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Final, TypeVar, cast

import flask
from flask import Flask, current_app, request, session

from plan_app.domain import papers

View = TypeVar("View", bound=Callable[..., Any])

# A file somewhat too large is still refused in its form, with everything else that was typed.
MOST_BYTES: Final = 20 * 1024 * 1024
# What a file may have, and what people are told: as `imports.appendix` has it.
FILE_BYTES: Final = 10 * 1024 * 1024
# Of a form with papers. What is larger than a file may be is read and thrown away, so that the
# form comes back with all that was typed; only a request above this is not read at all.
MOST_BYTES_WITH_PAPERS: Final = 256 * 1024 * 1024
# The other fields and the lines between the parts of the form.
_REST: Final = 64 * 1024
_IN_MEMORY: Final = 256 * 1024


class Request(flask.Request):
    """A request whose files hold at most `most_bytes_of_file` each, where that is set."""

    most_bytes_of_file: int | None = None

    def _get_file_stream(self, *arguments: Any, **options: Any) -> IO[bytes]:  # noqa: ANN401 (Werkzeug's signature)
        if self.most_bytes_of_file is None:
            return super()._get_file_stream(*arguments, **options)
        return cast("IO[bytes]", _Capped(self.most_bytes_of_file))


class _Capped(SpooledTemporaryFile[bytes]):
    """A file that keeps its first bytes, on the disk when they are many, and drops the rest."""

    def __init__(self, most: int) -> None:
        super().__init__(max_size=_IN_MEMORY)
        self._left = most

    def write(self, data: Any) -> int:  # noqa: ANN401 (any bytes)
        kept = data[: self._left]
        self._left -= len(kept)
        super().write(kept)
        return len(data)


def takes_file(view: View) -> View:
    """The route takes a file of up to `MOST_BYTES`."""
    view.takes_file = True  # type: ignore[attr-defined]
    return view


def takes_papers(view: View) -> View:
    """The route takes a form with papers; see `forms.papers`."""
    view.takes_papers = True  # type: ignore[attr-defined]
    return view


def init_app(app: Flask) -> None:
    """Widen the limit before every request to such a route."""
    app.request_class = Request
    app.before_request(_widen)


def told_limit() -> int | None:
    """How many bytes the page takes, as a person is told; None without a limit."""
    if _takes("takes_papers"):
        return papers.MOST_BYTES
    return FILE_BYTES if _takes("takes_file") else request.max_content_length


def _takes(mark: str) -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return bool(getattr(view, mark, False))


def _widen() -> None:
    if _takes("takes_file"):
        request.max_content_length = MOST_BYTES + _REST
    if _takes("takes_papers"):
        request.max_content_length = MOST_BYTES_WITH_PAPERS
        # One byte more shows that a file is too large. Nothing of a stranger's file is kept;
        # what was typed is read all the same and survives signing in.
        most = papers.MOST_BYTES + 1 if "_user_id" in session else 0
        cast("Request", request).most_bytes_of_file = most
