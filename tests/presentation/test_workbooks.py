"""A workbook as an office needs it: filters, print, dates, numbers; and text that is only text."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from openpyxl.worksheet.worksheet import Worksheet

from plan_app.presentation import workbooks
from plan_app.presentation.workbooks import Book, Cell, Column, Entry, Paper, Table, Toned
from tests import workbooks as look

COLUMNS = [Column("Số", 6, is_number=True), Column("Nội dung", 20)]


def written(rows: list[list[Cell]], **facts: object) -> Worksheet:
    """The sheet that these rows become."""
    above = ["DANH SÁCH", "Toàn bộ"]
    table = Table("Danh sách", above, COLUMNS, **facts)  # type: ignore[arg-type]
    with workbooks.made(lambda book: write(book, table, rows)) as file:
        return look.opened(file.read()).worksheets[0]


def write(book: Book, table: Table, rows: list[list[Cell]]) -> None:
    book.write(table, rows)


@pytest.fixture(autouse=True)
def _app(app: Flask) -> None:
    assert app


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+84 237",
        "-5",
        "@SUM(A1)",
        "\t=1",
        "0237",
        "2025",
        "1e5",
        "http://a.example.org",
        "<r><t>đỏ</t></r>",
        "{=1}",
        "a & b < c",
        " hai đầu ",
    ],
)
def test_a_text_stays_the_text_it_is(text: str) -> None:
    cell = written([[1, text]])["B5"]

    assert cell.data_type in {"s", "inlineStr"}
    assert str(cell.value).rstrip() == text.rstrip()
    assert cell.hyperlink is None
    assert bool(cell.quotePrefix) is (text[0] in "=+-@\t")


def test_days_numbers_and_states_are_what_they_are() -> None:
    sheet = written(
        [
            [1234, datetime(2026, 12, 7, 7, 30, tzinfo=UTC)],
            [5, date(2026, 1, 2)],
            [0, Toned("Quá hạn", "late")],
        ]
    )

    assert (sheet["A5"].value, sheet["A5"].alignment.horizontal) == (1234, "right")
    assert str(sheet["B5"].value) == "2026-12-07 07:30:00"
    assert f"{sheet['B6'].value:%d/%m/%Y}" == "02/01/2026"
    assert sheet["B6"].number_format == "dd/mm/yyyy"
    late = sheet["B7"]
    assert (late.value, late.font.color.rgb, late.fill.fgColor.rgb) == (
        "Quá hạn", "FFB01C1C", "FFFDE5E3"
    )  # fmt: skip
    assert {cell.font.name for row in sheet.iter_rows() for cell in row} == {"Times New Roman"}


def test_a_list_is_filtered_frozen_and_printed_lying_with_its_head_on_every_page() -> None:
    sheet = written([[n, "Nội dung"] for n in range(3)], paper=Paper.A3)

    assert sheet.freeze_panes == "B5"
    assert sheet.auto_filter.ref == "A4:B7"
    assert sheet.print_title_rows == "$4:$4"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 8)
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (None, 0)
    assert sheet.sheet_properties.pageSetUpPr
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.oddFooter
    assert "Trang &P/&N" in str(sheet.oddFooter.right.text)
    assert sheet["A4"].alignment.wrap_text


def test_a_summary_is_one_page_standing_without_filters() -> None:
    sheet = written([[1, "a"]], is_summary=True)

    assert sheet.auto_filter.ref is None
    assert sheet.page_setup.orientation in {None, "portrait"}
    assert sheet.page_setup.paperSize == 9


def test_a_list_without_rows_is_a_sheet_all_the_same() -> None:
    sheet = written([])

    assert [cell.value for cell in sheet[4]] == ["Số", "Nội dung"]


def test_a_line_is_as_high_as_its_longest_text_needs() -> None:
    sheet = written([[1, "ngắn"], [2, "dài " * 30], [3, "một\nhai\nba"], [4, "x " * 20_000]])
    low, high, lines, most = (sheet.row_dimensions[n].height for n in (5, 6, 7, 8))

    assert low < lines < high < most == pytest.approx(409, abs=1)


def test_a_text_longer_than_a_cell_is_cut_with_a_sign() -> None:
    value = str(written([[1, "ạ" * 40_000]])["B5"].value)

    assert len(value) == workbooks.MOST_LETTERS
    assert value.endswith("…")


def test_what_is_typed_into_an_entry_stays_text() -> None:
    assert written([[1, Entry.EMPTY]])["B5"].number_format == "@"


def test_a_workbook_that_fails_leaves_nothing_open() -> None:
    def fail(_book: Book) -> None:
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        workbooks.made(fail)
