"""Text files with separators (.csv): the encoding and the separator are found, not asked."""

import csv
import io
from collections.abc import Sequence
from typing import Final

from plan_app.errors import N_
from plan_app.imports.appendix import heads
from plan_app.imports.appendix.refusals import FileRefused
from plan_app.imports.appendix.sheets import MOST_COLUMNS, MOST_LINES, Line, Sheet, cell_text

_SEPARATORS: Final = (";", ",", "\t", "|")
_NOT_UNICODE: Final = (
    N_("Không đọc được bảng mã của tệp CSV."),
    N_("Đề nghị lưu lại tệp ở dạng CSV UTF-8 (trong Excel: Lưu thành, CSV UTF-8)."),
)


def read(data: bytes) -> list[Sheet]:
    """The one table of the file, its sheet without a name; raises FileRefused."""
    text, is_certain = _decoded(data)
    tables = [_sheet(text, separator) for separator in _SEPARATORS]
    found = [table for table in tables if table and heads.find(table.lines)]
    if found:
        return [max(found, key=_width)]
    usable = [table for table in tables if table]
    if not is_certain:
        raise FileRefused(*_NOT_UNICODE)
    if not usable:
        raise FileRefused(
            N_("Tệp CSV sai dấu ngoặc kép: có ô mở ngoặc mà không đóng."),
            N_("Đề nghị lưu lại tệp từ Excel ở dạng CSV UTF-8."),
        )
    return [max(usable, key=_width)]


def _decoded(data: bytes) -> tuple[str, bool]:
    """The text, and whether its encoding is certain."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return _as(data, "utf-16"), True
    if b"\0" in data[:4000]:
        return _as(data, "utf-16-le" if data[1:2] == b"\0" else "utf-16-be"), True
    try:
        return data.decode("utf-8-sig"), True
    except UnicodeDecodeError:
        return _as(data, "cp1258"), False


def _as(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise FileRefused(*_NOT_UNICODE) from error
    if "\0" in text:
        raise FileRefused(*_NOT_UNICODE)
    return text


def _sheet(text: str, separator: str) -> Sheet | None:
    """The table as this separator parts it, or None when its quotes do not close.

    Lines are numbered as a spreadsheet shows them: one with line breaks in its cells is one.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    lines: list[Line] = []
    try:
        for number, row in enumerate(reader, 1):
            cells = tuple(cell_text(cell) for cell in row[:MOST_COLUMNS])
            if any(cells):
                lines.append(Line(number, cells))
            if len(lines) > MOST_LINES:
                raise FileRefused(
                    N_("Bảng có hơn 5.000 dòng có nội dung."),
                    N_("Đề nghị chỉ giữ bảng của Phụ lục, hoặc chia thành nhiều tệp."),
                )
    except csv.Error:
        return None
    return Sheet("", tuple(lines))


def _width(sheet: Sheet) -> tuple[int, int]:
    head = heads.find(sheet.lines)
    known = sum(each is not None for each in head.columns) if head else 0
    return known, _most(sheet.lines)


def _most(lines: Sequence[Line]) -> int:
    return max((len(line.cells) for line in lines), default=0)
