"""Files for spreadsheets as answers."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import BinaryIO, Final

from flask import Response

from plan_app.presentation import spreadsheets
from plan_app.presentation.workbooks import MIME_TYPE

_PIECE: Final = 64 * 1024


def answer(text: str, *, named: str, plain_name: str, today: date) -> Response:
    """The file to be saved as `named` and the day; `plain_name` for browsers that know ASCII."""
    saved = f"{named} {today.strftime('%d-%m-%Y')}.csv"
    return Response(
        text,
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": spreadsheets.attachment(saved, f"{plain_name}-{today}.csv")
        },
    )


def workbook(file: BinaryIO, *, named: str, plain_name: str, today: date) -> Response:
    """The workbook, sent piece by piece from its temporary file, which is gone afterwards."""
    saved = f"{named} {today.strftime('%d-%m-%Y')}.xlsx"
    response = Response(
        _pieces(file),
        mimetype=MIME_TYPE,
        headers={
            "Content-Disposition": spreadsheets.attachment(saved, f"{plain_name}-{today}.xlsx"),
            "Cache-Control": "no-store",
        },
    )
    # Nobody reads on when only the head was asked for.
    response.call_on_close(file.close)
    return response


# Whatever the file holds, a browser that shows it all the same runs nothing of it.
SANDBOX: Final = "default-src 'none'; sandbox; frame-ancestors 'none'; base-uri 'none'"


def attached(path: Path, *, name: str, plain_name: str, mime_type: str) -> Response:
    """A file that somebody brought, sent piece by piece, to be saved under its name."""
    file = path.open("rb")
    response = Response(
        _pieces(file),
        mimetype=mime_type,
        headers={
            "Content-Disposition": spreadsheets.attachment(name, plain_name),
            "Content-Length": str(path.stat().st_size),
            "Content-Security-Policy": SANDBOX,
            "Cache-Control": "private, no-store",
        },
    )
    response.call_on_close(file.close)
    return response


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while piece := file.read(_PIECE):
            yield piece
