"""The table that agencies send back when they name their people: CSV, or pasted cells.

A workbook is turned into such a text by `people_workbook`.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from plan_app.domain import vietnamese
from plan_app.errors import N_, RuleBroken

MOST_ROWS: Final = 500
# What a spreadsheet pastes and saves; the first with which a line of heads is found is the one.
_SEPARATORS: Final = ("\t", ";", ",")
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
# Folded, without punctuation. What is not here is passed over (STT, ghi chú).
_HEADS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "xung ho": "honorific",
        "ong ba": "honorific",
        "ho ten": "full_name",
        "ho va ten": "full_name",
        "chuc vu": "position",
        "chuc danh": "position",
        "phong": "division",
        "phong ban": "division",
        "phong don vi": "division",
        "co quan": "agency",
        "ten co quan": "agency",
        "don vi": "agency",
        "thu cong vu": "email",
        "thu dien tu": "email",
        "dia chi thu": "email",
        "dia chi thu cong vu": "email",
        "email": "email",
        "e mail": "email",
        "dien thoai": "telephone",
        "dien thoai cong vu": "telephone",
        "so dien thoai": "telephone",
        "vai tro": "function",
        "form of address": "honorific",
        "full name": "full_name",
        "position": "position",
        "division": "division",
        "agency": "agency",
        "official e mail": "email",
        "telephone": "telephone",
        "office telephone": "telephone",
        "role": "function",
    }
)
_NEEDED: Final = frozenset({"full_name", "email"})
NO_HEADS: Final = N_(
    "Không tìm thấy dòng tiêu đề có các cột Họ tên và Thư công vụ; đề nghị kiểm tra bảng."
)
TOO_MANY: Final = N_("Bảng có quá 500 người; đề nghị chia thành nhiều bảng.")


class FileNotUsable(RuleBroken):
    """The file or the pasted text is no table that can be read."""

    def __init__(self, message: str, field: str = "text") -> None:
        super().__init__(message, field=field)


@dataclass(frozen=True, slots=True)
class RawPerson:
    """One line of the table as it was written; `line` counts from 1, empty cells are ""."""

    line: int
    full_name: str = ""
    email: str = ""
    honorific: str = ""
    position: str = ""
    division: str = ""
    agency: str = ""
    telephone: str = ""
    function: str = ""


def decode(data: bytes) -> str:
    """The text of a file in UTF-8 or UTF-16; raises FileNotUsable."""
    try:
        return data.decode("utf-16" if data.startswith(_UTF_16) else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileNotUsable(
            N_("Tệp không phải UTF-8 hoặc UTF-16; đề nghị lưu lại thành CSV UTF-8."), field="file"
        ) from error


def read(text: str) -> list[RawPerson]:
    """The people of the table; lines above the heads and empty lines are passed over.

    Raises FileNotUsable when there are no heads (họ tên, thư công vụ), no or too many people.
    """
    for separator in _SEPARATORS:
        rows = _split(text, separator)
        for place, (_, cells) in enumerate(rows):
            columns = columns_of(cells)
            if columns:
                return _people(rows[place + 1 :], columns)
    raise FileNotUsable(NO_HEADS)


def columns_of(cells: Sequence[str]) -> list[str]:
    """What each cell of the line of heads is the head of, "" for what is passed over.

    Empty when it is not the line of heads.
    """
    columns = [_HEADS.get(_plain(cell), "") for cell in cells]
    return columns if set(columns) >= _NEEDED else []


def _split(text: str, separator: str) -> list[tuple[int, list[str]]]:
    """The cells of each line with the line's number."""
    reader = csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=separator)
    try:
        return [(reader.line_num, cells) for cells in reader]
    except csv.Error as error:
        raise FileNotUsable(N_("Bảng có ô quá dài hoặc sai dấu ngoặc kép.")) from error


def _plain(cell: str) -> str:
    folded = vietnamese.fold(cell)
    return " ".join("".join(char if char.isalnum() else " " for char in folded).split())


def _people(rows: Sequence[tuple[int, list[str]]], columns: Sequence[str]) -> list[RawPerson]:
    found = []
    for line, cells in rows:
        values = {
            name: vietnamese.normalise(cell)
            for name, cell in zip(columns, cells, strict=False)
            if name
        }
        if any(values.values()):
            found.append(RawPerson(line=line, **values))
    if not found:
        raise FileNotUsable(N_("Bảng không có người nào."))
    if len(found) > MOST_ROWS:
        raise FileNotUsable(TOO_MANY)
    return found
