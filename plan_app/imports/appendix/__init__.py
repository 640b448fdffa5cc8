"""Reading the appendix of a decision from the files that offices have."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from plan_app.domain.agency_names import Register
from plan_app.domain.appendix import (
    Appendix,
    AppendixRow,
    Correction,
    Corrections,
    FoundTable,
    KnownAgency,
    PlanTerm,
    Problem,
    said,
)
from plan_app.errors import N_
from plan_app.imports.appendix import heads, kinds, lines, plan_files, tasks
from plan_app.imports.appendix.heads import Head
from plan_app.imports.appendix.kinds import Kind
from plan_app.imports.appendix.refusals import FileRefused
from plan_app.imports.appendix.sheets import MOST_BYTES, Sheet

__all__ = ["MOST_BYTES", "FileRefused", "read"]

NO_CORRECTIONS: Final[Corrections] = {}


def read(
    name: str,
    data: bytes,
    *,
    known: Iterable[KnownAgency],
    term: PlanTerm,
    corrections: Corrections = NO_CORRECTIONS,
) -> Appendix:
    """Return what the file says, with everything that could not be read.

    `name` is the file's name; its ending has to agree with the content. `corrections` say, by
    sheet, what the columns hold. Raises FileRefused when the file cannot be read at all.
    """
    kind = kinds.of(name, data)
    register = Register(known)
    if kind is Kind.PLAN_FILE:
        return plan_files.read(name, data, register=register, term=term)
    return _understood(name, kinds.sheets(kind, data), register, term, corrections)


def _understood(
    name: str,
    sheets: list[Sheet],
    register: Register,
    term: PlanTerm,
    corrections: Corrections,
) -> Appendix:
    reader = lines.Reader()
    tables, skipped = [], []
    last: Head | None = None
    for sheet in sheets:
        correction = corrections.get(sheet.name)
        head = _given(sheet, correction) or heads.find(sheet.lines) or _as_before(sheet, last)
        tables.append(_table(sheet, head))
        if head is None:
            skipped.append(sheet)
            continue
        last = head
        reader.read(sheet, head, is_given=correction is not None)
    plan = reader.plan
    lines.close(plan)
    builder = tasks.Builder(register, term)
    rows, doubts = tasks.numbered([builder.row(raw) for raw in plan.tasks])
    return Appendix(
        file=name,
        tables=tuple(tables),
        groups=tuple(plan.groups),
        rows=tuple(_with_cell_problems(rows, sheets)),
        errors=(
            *_none_found(rows, skipped),
            *_outside_rows(rows, sheets),
            *plan.errors,
            *tasks.long_headings(plan.groups),
            *doubts,
        ),
    )


def _given(sheet: Sheet, correction: Correction | None) -> Head | None:
    """The head as a person gave it: everything below its line is read."""
    if correction is None:
        return None
    above = [n for n, line in enumerate(sheet.lines) if line.number <= correction.head_row]
    place = above[-1] if above else -1
    found = heads.find(sheet.lines) if not above else None
    place = found.place if found else place
    texts = sheet.lines[place].cells if place >= 0 else ()
    return Head(place, found.texts if found else texts, correction.columns)


def _as_before(sheet: Sheet, last: Head | None) -> Head | None:
    """A table without a head that is as wide as the one before is its next page."""
    if last is None or not sheet.lines:
        return None
    width = max(len(line.cells) for line in sheet.lines)
    return Head(-1, last.texts, last.columns) if width == len(last.columns) else None


def _table(sheet: Sheet, head: Head | None) -> FoundTable:
    if head is None:
        texts = lines.first_lines(sheet.lines)
        return FoundTable(sheet.name, 0, texts, (None,) * len(texts))
    row = sheet.lines[head.place].number if head.place >= 0 else 0
    return FoundTable(sheet.name, row, head.texts, head.columns)


def _none_found(rows: list[AppendixRow], skipped: list[Sheet]) -> list[Problem]:
    """One error when there is no table at all; sheets without one beside it are passed over."""
    if rows:
        return []
    if skipped:
        message = said(N_("Không tìm thấy bảng có cột Nhiệm vụ và cột Cơ quan hoặc Thời gian."))
        mend = said(N_("Đề nghị kiểm tra dòng tiêu đề của bảng, hoặc tự chọn nội dung các cột."))
    else:
        message = said(N_("Không tìm thấy nhiệm vụ nào trong tệp."))
        mend = said(N_("Đề nghị kiểm tra lại tệp."))
    return [Problem(skipped[0].name if skipped else "", 0, "", message, mend)]


def _with_cell_problems(rows: list[AppendixRow], sheets: list[Sheet]) -> list[AppendixRow]:
    """The rows with the problems of the cells in their first lines."""
    found: dict[tuple[str, int], list[Problem]] = {}
    for sheet in sheets:
        for problem in sheet.problems:
            found.setdefault((sheet.name, problem.row), []).append(problem)
    return [
        replace(row, problems=(*found.get((row.sheet, row.row), ()), *row.problems))
        if found
        else row
        for row in rows
    ]


def _outside_rows(rows: list[AppendixRow], sheets: list[Sheet]) -> list[Problem]:
    """The problems of cells that are in no first line of a row."""
    places = {(row.sheet, row.row) for row in rows}
    return [
        problem
        for sheet in sheets
        for problem in sheet.problems
        if (sheet.name, problem.row) not in places
    ]
