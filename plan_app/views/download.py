"""Files for spreadsheets as answers."""

from datetime import date

from flask import Response

from plan_app.presentation import spreadsheets


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
