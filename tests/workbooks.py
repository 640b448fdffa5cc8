"""Workbooks as tests look into them."""

import io
from typing import Any

import openpyxl
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from werkzeug.test import TestResponse

from plan_app.extensions import db
from plan_app.presentation.workbooks import MIME_TYPE
from tests.pages import Client

HEAD = 6


def opened(data: bytes) -> Workbook:
    """The workbook of these bytes."""
    return openpyxl.load_workbook(io.BytesIO(data))


def workbook(*rows: tuple[object, ...]) -> bytes:
    """A workbook of these lines; an empty one stays empty."""
    book = openpyxl.Workbook()
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            book.worksheets[0].cell(number, column).value = value  # type: ignore[assignment]
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def fetched(browser: Client, address: str) -> Workbook:
    """The workbook at the address."""
    return opened(answer(browser, address).get_data())


def answer(browser: Client, address: str) -> TestResponse:
    """What a request for the workbook is answered with."""
    db.session.commit()
    with browser.browser.application.app_context():
        found = browser.browser.get(address)
    assert (found.status_code, found.mimetype) == (200, MIME_TYPE)
    return found


def lines(sheet: Worksheet, head: int = HEAD) -> list[dict[str, Any]]:
    """The lines below the head, by its words."""
    heads, *rows = sheet.iter_rows(min_row=head, values_only=True)
    return [dict(zip(map(str, heads), row, strict=True)) for row in rows]


def charts(book: Workbook) -> dict[str, int]:
    """How many charts stand on the sheets that have any."""
    found = {sheet.title: len(sheet._charts) for sheet in book.worksheets}  # type: ignore[attr-defined]
    return {name: number for name, number in found.items() if number}
