"""Files for spreadsheets as answers."""

from datetime import date
from typing import BinaryIO

from flask import Response, send_file

from plan_app.presentation import spreadsheets
from plan_app.presentation.workbooks import MIME_TYPE


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
    response = send_file(file, mimetype=MIME_TYPE)
    response.headers["Content-Disposition"] = spreadsheets.attachment(
        saved, f"{plain_name}-{today}.xlsx"
    )
    response.cache_control.no_store = True
    return response
