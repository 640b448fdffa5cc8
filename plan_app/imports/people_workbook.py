"""The table of people as agencies fill it in: a workbook (.xlsx), read as if it had been pasted."""

import csv
import io
from collections.abc import Sequence
from typing import Final

from plan_app.errors import N_
from plan_app.imports import people_file
from plan_app.imports.appendix import kinds
from plan_app.imports.appendix.kinds import Kind
from plan_app.imports.appendix.refusals import FileRefused
from plan_app.imports.appendix.sheets import Line, Sheet
from plan_app.imports.people_file import MOST_ROWS, FileNotUsable

MOST_EMPTY_LINES: Final = 1000
_PACKAGES: Final = (b"PK", b"\xd0\xcf\x11\xe0")


def is_one(name: str, data: bytes) -> bool:
    """Whether the file claims, by its name or its first bytes, to be of an office program."""
    return name.lower().endswith((".xlsx", ".xls", ".xlsm", ".docx")) or data.startswith(_PACKAGES)


def as_text(name: str, data: bytes) -> str:
    """The sheet of the people as pasting it gives it: its columns that are known, by tabs.

    Line for line: what stands in line 7 of the sheet stands in line 7 of the text. Raises
    FileRefused for a file that must not or cannot be read, FileNotUsable for one without people.
    """
    if kinds.of(name, data) is not Kind.WORKBOOK:
        raise FileRefused(
            N_("Tệp không phải bảng tính Excel (.xlsx) hoặc CSV."),
            N_("Đề nghị dùng tệp mẫu của hệ thống."),
        )
    for sheet in kinds.sheets(Kind.WORKBOOK, data):
        for place, line in enumerate(sheet.lines):
            columns = people_file.columns_of(line.cells)
            if columns:
                return _text(sheet, place, [n for n, column in enumerate(columns) if column])
    raise FileNotUsable(people_file.NO_HEADS, field="file")


def _text(sheet: Sheet, head: int, places: Sequence[int]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter="\t", lineterminator="\n")
    number = people = 0
    for line in sheet.lines[head:]:
        cells = [" ".join(line.own(place).split("\n")) for place in places]
        _refuse_formula(sheet, line, places)
        if not any(cells):
            continue
        people += 1
        _check(people - 1, line.number - number, is_first=not number)
        text.write("\n" * (line.number - number - 1))
        writer.writerow(cells)
        number = line.number
    return text.getvalue()


def _check(people: int, gap: int, *, is_first: bool) -> None:
    if people > MOST_ROWS:
        raise FileNotUsable(people_file.TOO_MANY, field="file")
    if gap > MOST_EMPTY_LINES and not is_first:
        raise FileNotUsable(
            N_("Bảng có hơn 1.000 dòng trống liền nhau; đề nghị xóa các dòng trống."), field="file"
        )


def _refuse_formula(sheet: Sheet, line: Line, places: Sequence[int]) -> None:
    """Raise for a formula in a column that is taken over: its result is not known here."""
    letters = {_letters(place) for place in places}
    for problem in sheet.problems:
        if problem.row == line.number and problem.column in letters:
            raise FileRefused(
                N_("Ô %(cell)s chứa công thức; hệ thống không tính công thức."),
                N_("Đề nghị chép cả cột rồi dán lại dạng giá trị (Dán đặc biệt, Giá trị)."),
                cell=f"{problem.column}{problem.row}",
            )


def _letters(place: int) -> str:
    """A, B, …, Z, AA: the column counted from 0."""
    before, last = divmod(place, 26)
    return (_letters(before - 1) if before else "") + chr(ord("A") + last)
