"""Workbooks (.xlsx): values and merged cells of each sheet; formulas are never computed.

openpyxl reads line by line; its reader of that kind knows no merged cells, so they are taken from
the XML itself, where they stand as plain references after the lines.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import Any, Final

from plan_app.domain.appendix import Problem, Weight, said
from plan_app.errors import N_
from plan_app.imports.appendix.packages import Package
from plan_app.imports.appendix.refusals import FileRefused
from plan_app.imports.appendix.sheets import (
    MOST_COLUMNS,
    MOST_LINES,
    NOTHING,
    Line,
    Sheet,
    cell_text,
)

MOST_SHEETS: Final = 40
MOST_EMPTY_LINES: Final = 50_000
MOST_MERGED: Final = 50_000
_MERGED: Final = re.compile(
    rb"<(?:\w+:)?mergeCell\s[^>]*?ref\s*=\s*[\"']([A-Z]{1,3})(\d+):([A-Z]{1,3})(\d+)"
)
_LINK_TO_CLICK: Final = frozenset({b"relationships/hyperlink"})
# For each line and column that a merged cell lies over: the line and column where it begins.
_Merged = Mapping[tuple[int, int], tuple[int, int]]


def read(package: Package) -> list[Sheet]:
    """The visible sheets that hold something, in the order of the workbook."""
    import openpyxl

    _refuse_links(package)
    try:
        source = package.with_only(_needed(package))
        book = openpyxl.load_workbook(source, read_only=True, keep_links=False)
        found = [each for each in book.worksheets if each.sheet_state == "visible"]
        if len(found) > MOST_SHEETS:
            raise FileRefused(*_TOO_MANY_SHEETS)
        sheets = [_sheet(each, package) for each in found]
    except FileRefused:
        raise
    except Exception as error:  # openpyxl lets through whatever the XML broke.
        raise FileRefused(
            N_("Tệp Excel bị hỏng hoặc không đúng chuẩn .xlsx."),
            N_("Đề nghị mở bằng Excel, lưu lại thành .xlsx rồi tải lên."),
        ) from error
    return [sheet for sheet in sheets if sheet.lines]


_TOO_MANY_SHEETS: Final = (
    N_("Tệp có quá 40 trang tính."),
    N_("Đề nghị chỉ giữ các trang tính của Phụ lục."),
)
_TOO_MANY_LINES: Final = (
    N_("Bảng có hơn 5.000 dòng có nội dung."),
    N_("Đề nghị chỉ giữ bảng của Phụ lục, hoặc chia thành nhiều tệp."),
)


def _needed(package: Package) -> list[str]:
    """All but pictures, drawings and what is embedded."""
    return [
        name
        for name in package.names
        if name.endswith((".xml", ".rels"))
        and not re.search(r"drawing|media|embed|charts?/|comments|custom|theme|printer", name, re.I)
    ]


def _refuse_links(package: Package) -> None:
    for name in package.names:
        if name.endswith(".rels"):
            package.refuse_outer_links(name, _LINK_TO_CLICK)


def _sheet(sheet: Any, package: Package) -> Sheet:  # noqa: ANN401 (untyped in its stubs)
    # The size that a sheet states of itself may be a million lines of sixteen thousand cells.
    sheet.reset_dimensions()
    problems: list[Problem] = []
    rows = _trimmed(dict(_rows(sheet, problems)))
    path = str(sheet._worksheet_path).lstrip("/")
    merged = _merged(package.part(path), rows)
    lines = (_line(number, rows, merged) for number in sorted(rows))
    return Sheet(sheet.title, tuple(lines), tuple(problems))


def _rows(
    sheet: Any,  # noqa: ANN401
    problems: list[Problem],
) -> Iterator[tuple[int, tuple[str, ...]]]:
    empty = lines = 0
    for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), 1):
        cells = tuple(_text(cell, sheet.title, problems) if cell.value is not None else ""
                      for cell in row)  # fmt: skip
        if not any(cells):
            empty += 1
            if empty > MOST_EMPTY_LINES:
                problems.append(_left_unread(sheet.title, number))
                return
            continue
        lines += 1
        if lines > MOST_LINES:
            raise FileRefused(*_TOO_MANY_LINES)
        empty = 0
        yield number, cells


def _trimmed(rows: Mapping[int, tuple[str, ...]]) -> dict[int, tuple[str, ...]]:
    """The lines, each as wide as the last column that holds something."""
    used = (n for cells in rows.values() for n, text in enumerate(cells, 1) if text)
    width = max(used, default=0)
    return {number: cells[:width] for number, cells in rows.items()}


def _left_unread(sheet: str, number: int) -> Problem:
    return Problem(
        sheet,
        number,
        "",
        said(N_("Có hơn 50.000 dòng trống liền nhau; phần sau đó không được đọc.")),
        said(N_("Nếu phía dưới còn nhiệm vụ, đề nghị xóa các dòng trống.")),
        Weight.DOUBT,
    )


def _text(cell: Any, sheet: str, problems: list[Problem]) -> str:  # noqa: ANN401 (two kinds of cell)
    """The text that the office sees; of a formula nothing, and a problem."""
    if cell.data_type == "f":
        problems.append(_formula(cell, sheet))
        return ""
    value = cell.value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{value:.10g}"
    if isinstance(value, datetime | date):
        return _date_text(value, str(cell.number_format))
    return "" if isinstance(value, time) else cell_text(str(value))


def _date_text(value: date, form: str) -> str:
    """A real date as its form shows it: a year or a month alone is not a day."""
    letters = re.sub(r"\[[^\]]*\]|\"[^\"]*\"|\\.", "", form).lower()
    if "d" in letters:
        return f"{value:%d/%m/%Y}"
    if "m" in letters and "h" not in letters:
        return f"{value:%m/%Y}"
    return f"{value:%Y}" if "y" in letters else f"{value:%d/%m/%Y}"


def _formula(cell: Any, sheet: str) -> Problem:  # noqa: ANN401 (two kinds of cell)
    return Problem(
        sheet,
        cell.row,
        cell.column_letter,
        said(N_("Ô chứa công thức; hệ thống không tính công thức.")),
        said(N_("Đề nghị chép cả cột rồi dán lại dạng giá trị (Dán đặc biệt, Giá trị).")),
    )


def _merged(xml: bytes, rows: Mapping[int, tuple[str, ...]]) -> _Merged:
    """Where merged cells lie, for lines that hold something only."""
    found: dict[tuple[int, int], tuple[int, int]] = {}
    numbers = sorted(rows)
    for count, match in enumerate(_MERGED.finditer(xml)):
        if count >= MOST_MERGED:
            break
        left, right = _column(match[1]), min(_column(match[3]), MOST_COLUMNS - 1)
        top, bottom = int(match[2]), int(match[4])
        if top not in rows or (bottom - top > MOST_LINES):
            continue
        for number in _between(numbers, top, bottom):
            for column in range(left, right + 1):
                found[number, column] = (top, left)
    return found


def _between(numbers: list[int], top: int, bottom: int) -> list[int]:
    from bisect import bisect_left, bisect_right

    return numbers[bisect_left(numbers, top) : bisect_right(numbers, bottom)]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _line(number: int, rows: Mapping[int, tuple[str, ...]], merged: _Merged) -> Line:
    cells = rows[number]
    above: dict[int, str] = {}
    beside: dict[int, str] = {}
    if merged:
        for column in range(len(cells)):
            top, left = merged.get((number, column), (number, column))
            text = rows[top][left] if left < len(rows[top]) else ""
            if top < number and left == column:
                above[column] = text
            elif left < column:
                beside[column] = text
    return Line(number, cells, above or NOTHING, beside or NOTHING)
