"""Workbooks (.xlsx) as offices print and filter them, written line by line.

Each sheet has a title block, a frozen head with filters, and a print set-up. Lines go to a
temporary file as they come, so a workbook of any length takes the same memory. Texts are texts,
whatever they begin with; there are no formulas.
"""

import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum, StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, BinaryIO, Final, cast

from flask_babel import gettext as _

from plan_app.presentation.spreadsheets import begins_a_formula

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

MIME_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FONT: Final = "Times New Roman"
MOST_LETTERS: Final = 32_767
# Ink and paper of the tones that chips have on pages; the word stands in the cell beside them.
TONES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "done": ("#17693a", "#e2f2e7"),
        "done-late": ("#17693a", "#f1f5e4"),
        "within": ("#1b5795", "#e3edf8"),
        "soon": ("#8a4600", "#fdebd3"),
        "late": ("#b01c1c", "#fde5e3"),
        "none": ("#4c585b", "#e9ebe9"),
        "plain": ("#1e2b2d", "#ffffff"),
    }
)
_HEAD_PAPER: Final = "#e4eeec"
_LINES: Final = "#9aa5a3"
_MARGINS: Final = {"left": 0.6, "right": 0.5, "top": 0.6, "bottom": 0.7}
# Programs do not agree on fitting the height of a line by themselves, so it is reckoned here:
# letters on a unit of a column's width, on the safe side, and points.
_LETTERS_ON_UNIT: Final = 1.1
_BOLD_LETTERS_ON_UNIT: Final = 0.9
_LINE_HEIGHT: Final = 15.5
_MOST_HEIGHT: Final = 409
_PIXELS_ON_UNIT: Final = 7.2
_PIXELS_ON_LINE: Final = 20


class Paper(StrEnum):
    """What a sheet is printed on: lists lying, summaries standing."""

    A4 = "A4"
    A3 = "A3"


_PAPERS: Final[Mapping[Paper, int]] = MappingProxyType({Paper.A4: 9, Paper.A3: 8})


@dataclass(frozen=True, slots=True)
class Toned:
    """A word in a colour of its own; `tone` is a key of `TONES`."""

    word: str
    tone: str


class Entry(Enum):
    """A cell that somebody is to fill in; what is typed there stays text, zeros in front too."""

    EMPTY = "empty"


Cell = str | int | Decimal | date | datetime | Toned | Entry | None


@dataclass(frozen=True, slots=True)
class Column:
    """A head and how wide its column is, in letters. `is_number`: its head stands right, too."""

    head: str
    width: float
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet: its name, the lines above its head (the first one large), its columns.

    `is_summary`: it is printed on one page, and nobody filters it.
    """

    name: str
    above: Sequence[str]
    columns: Sequence[Column]
    paper: Paper = Paper.A4
    is_summary: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a table came to stand, for charts: lines and columns counted from 0."""

    table: Table
    sheet: "Worksheet"
    head: int
    last: int
    end: int

    def column(self, number: int) -> list[Any]:
        """The cells of one column between head and total, as charts ask for them."""
        return [self.table.name, self.head + 1, number, self.last, number]


def made(fill: Callable[["Book"], None]) -> BinaryIO:
    """The workbook that `fill` fills, in a temporary file that stands at its beginning."""
    from xlsxwriter import Workbook

    file = cast("BinaryIO", tempfile.TemporaryFile(suffix=".xlsx"))  # noqa: SIM115 (handed on)
    try:
        with Workbook(file, _OPTIONS) as workbook:
            fill(Book(workbook))
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


_OPTIONS: Final = {
    "constant_memory": True,
    "default_format_properties": {"font_name": FONT, "font_size": 11},
    "remove_timezone": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


class Book:
    """A workbook being written: one table after the other, each from its first line to its last."""

    def __init__(self, workbook: "Workbook") -> None:
        self._workbook = workbook
        self._formats: dict[tuple[str, bool], Format] = {}

    def describe(self, title: str, author: str) -> None:
        """Title and author as a file's properties show them."""
        self._workbook.set_properties({"title": title, "author": author})

    def write(
        self,
        table: Table,
        rows: Iterable[Sequence[Cell]],
        total: Callable[[], Sequence[Cell]] | None = None,
    ) -> Placed:
        """Write a sheet; `total`, asked after the last row, is its last line in bold."""
        sheet = self._workbook.add_worksheet(table.name)
        self._set_up(sheet, table)
        head = self._above(sheet, table)
        heights = _Heights(table.columns)
        sheet.set_row(head, heights.of_head())
        for column, each in enumerate(table.columns):
            kind = "head-number" if each.is_number else "head"
            sheet.write_string(head, column, each.head, self._format(kind))
        line = head
        for line, row in enumerate(rows, head + 1):
            sheet.set_row(line, heights.of(row))
            self._row(sheet, line, row)
        last = line
        if total is not None:
            line += 1
            self._row(sheet, line, total(), bold=True)
        self._finish(sheet, table, head, last, line)
        return Placed(table, sheet, head, last, line)

    def chart(self, kind: str) -> Any:  # noqa: ANN401 (untyped in its stubs)
        """A chart of the office's own kind, of bars lying one after the other."""
        return self._workbook.add_chart({"type": kind, "subtype": "stacked"})

    def place_chart(self, placed: Placed, chart: Any, *, lines: int) -> None:  # noqa: ANN401
        """Put the chart below the table, as wide as it is; it is printed with it."""
        width = sum(each.width for each in placed.table.columns) * _PIXELS_ON_UNIT
        chart.set_size({"width": int(width), "height": lines * _PIXELS_ON_LINE})
        top = placed.end + 2
        placed.sheet.insert_chart(top, 0, chart, {"object_position": 2})
        placed.sheet.print_area(0, 0, top + lines, len(placed.table.columns) - 1)

    def offer(self, placed: Placed, column: int, choices: "Sequence[str] | Placed") -> None:
        """Let a column be filled from a list; other words may be typed all the same.

        `choices` is the list, or a table whose first column is.
        """
        source: object = choices
        if isinstance(choices, Placed):
            name = choices.table.name.replace("'", "''")
            source = f"='{name}'!$A${choices.head + 2}:$A${choices.last + 1}"
        placed.sheet.data_validation(
            placed.head + 1,
            column,
            placed.last,
            column,
            {"validate": "list", "source": source, "error_type": "information"},
        )

    def _set_up(self, sheet: "Worksheet", table: Table) -> None:
        if not table.is_summary:
            sheet.set_landscape()
        sheet.set_paper(_PAPERS[table.paper])
        sheet.set_margins(**_MARGINS)
        sheet.fit_to_pages(1, 1 if table.is_summary else 0)
        sheet.center_horizontally()
        page = _("Trang %(page)s/%(pages)s", page="&P", pages="&N")
        sheet.set_footer(f'&L&"{FONT}"&9{_safe(table.above[0])}&R&"{FONT}"&9{page}')
        for column, each in enumerate(table.columns):
            sheet.set_column(column, column, each.width)

    def _above(self, sheet: "Worksheet", table: Table) -> int:
        """The title block; gives the line of the head, below an empty one."""
        last = len(table.columns) - 1
        width = sum(each.width for each in table.columns)
        for line, text in enumerate(table.above):
            lines = _lines(text, width * _LETTERS_ON_UNIT)
            sheet.set_row(line, _LINE_HEIGHT * lines + (6 if line == 0 else 0))
            kind = self._format("above" if line else "title")
            if last:
                sheet.merge_range(line, 0, line, last, "", kind)
            sheet.write_string(line, 0, _text(text), kind)
        return len(table.above) + 1

    def _row(
        self, sheet: "Worksheet", line: int, row: Sequence[Cell], *, bold: bool = False
    ) -> None:
        for column, value in enumerate(row):
            kind = self._format(_kind(value), bold=bold)
            if isinstance(value, Toned):
                value = value.word
            if value is None or value == "" or isinstance(value, Entry):
                sheet.write_blank(line, column, None, kind)
            elif isinstance(value, str):
                sheet.write_string(line, column, _text(value), kind)
            elif isinstance(value, date):
                sheet.write_datetime(line, column, cast("datetime", value), kind)
            else:
                sheet.write_number(line, column, float(value), kind)

    def _finish(self, sheet: "Worksheet", table: Table, head: int, last: int, end: int) -> None:
        right = len(table.columns) - 1
        sheet.freeze_panes(head + 1, 1)
        sheet.repeat_rows(head)
        if not table.is_summary:
            sheet.autofilter(head, 0, max(last, head + 1), right)
        sheet.print_area(0, 0, end, right)
        # A year or a telephone number is no number that was typed wrongly.
        sheet.ignore_errors({"number_stored_as_text": _range(head, end, right)})

    def _format(self, kind: str, *, bold: bool = False) -> "Format":
        if (kind, bold) not in self._formats:
            facts = _properties(kind) | ({"bold": True} if bold else {})
            self._formats[kind, bold] = self._workbook.add_format(facts)
        return self._formats[kind, bold]


class _Heights:
    """How high lines must be for their texts, in points."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._columns = columns

    def of_head(self) -> float:
        """The height of the line of heads, with room for the arrow of the filter."""
        most = max(
            _lines(each.head, (each.width - 2) * _BOLD_LETTERS_ON_UNIT) for each in self._columns
        )
        return _LINE_HEIGHT * most + 6

    def of(self, row: Sequence[Cell]) -> float:
        """The height of a line with these cells."""
        most = 1
        for column, value in zip(self._columns, row, strict=True):
            text = value.word if isinstance(value, Toned) else value
            if isinstance(text, str) and text:
                most = max(most, _lines(text, column.width * _LETTERS_ON_UNIT))
        return min(_LINE_HEIGHT * most + 2, _MOST_HEIGHT)


def _lines(text: str, letters: float) -> int:
    """On how many lines a text stands when its words are not broken."""
    count = 0
    for part in text.split("\n"):
        count, used = count + 1, 0
        for word in part.split(" "):
            if used and used + 1 + len(word) > letters:
                count, used = count + 1, len(word)
            else:
                used += len(word) + (1 if used else 0)
    return count


def _kind(value: Cell) -> str:
    """The format of a cell, by what it holds."""
    match value:
        case Entry():
            return "entry"
        case Toned():
            return f"tone-{value.tone}"
        case str():
            return "quoted" if begins_a_formula(value) else "text"
        case datetime():
            return "moment"
        case date():
            return "day"
        case int():
            return "number"
        case Decimal():
            return "number" if value == value.to_integral_value() else "amount"
    return "text"


def _properties(kind: str) -> dict[str, Any]:
    if kind == "title":
        return {"bold": True, "font_size": 14, "valign": "vcenter", "text_wrap": True}
    if kind == "above":
        return {"valign": "top", "text_wrap": True}
    framed = {"border": 1, "border_color": _LINES, "valign": "top"}
    if kind.startswith("tone-"):
        ink, paper = TONES[kind.removeprefix("tone-")]
        return framed | {"text_wrap": True, "font_color": ink, "bg_color": paper}
    return framed | _KINDS[kind]


_HEAD: Final = {"bold": True, "bg_color": _HEAD_PAPER, "text_wrap": True, "valign": "vcenter"}
_KINDS: Final[Mapping[str, dict[str, Any]]] = MappingProxyType(
    {
        "head": _HEAD | {"align": "center"},
        "head-number": _HEAD | {"align": "right", "indent": 1},
        "text": {"text_wrap": True},
        "entry": {"text_wrap": True, "num_format": "@"},
        # Excel keeps such a text as text even when somebody edits it.
        "quoted": {"text_wrap": True, "quote_prefix": True},
        "number": {"align": "right", "indent": 1, "num_format": "#,##0"},
        "amount": {"align": "right", "indent": 1, "num_format": "#,##0.0##"},
        "day": {"align": "center", "num_format": "dd/mm/yyyy"},
        "moment": {"align": "center", "text_wrap": True, "num_format": "dd/mm/yyyy hh:mm"},
    }
)


def _text(value: str) -> str:
    """The text as a cell holds it: not longer than a cell can be, and never read as XML."""
    if len(value) > MOST_LETTERS:
        value = f"{value[: MOST_LETTERS - 1]}…"
    # In this shape the library would take a text for the XML of a text of several formats.
    return f"{value} " if value.startswith("<r>") and value.endswith("</r>") else value


def _safe(text: str) -> str:
    """For a footer, where & begins a code; a footer holds 255 letters."""
    return text[:100].replace("&", "&&")


def _range(head: int, end: int, right: int) -> str:
    from xlsxwriter.utility import xl_range

    return str(xl_range(head, 0, end, right))
