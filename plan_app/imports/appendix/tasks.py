"""Raw tasks become rows: agencies known, times read, numbers counted, lengths kept."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from plan_app.domain import plan_times, vietnamese
from plan_app.domain.agency_names import Named, Register, split_roles
from plan_app.domain.appendix import (
    AgencyName,
    AppendixGroup,
    AppendixRow,
    Column,
    PlanTerm,
    Problem,
    Sentence,
    Weight,
    said,
)
from plan_app.domain.appendix_choices import UNKNOWN
from plan_app.errors import N_
from plan_app.imports.appendix import numerals
from plan_app.imports.appendix.lines import RawTask

# What the columns of the database hold.
_LENGTHS: Final = {Column.TITLE: 500, Column.DELIVERABLE: 500, Column.TIME: 200}
_LENGTH_OF_GROUP: Final = 300
_LENGTH_OF_AGENCIES: Final = 500
_YEARS_BEFORE: Final = 5
_LONGEST_LIST: Final = 1000


class Builder:
    """Builds the rows of one file."""

    def __init__(self, register: Register, term: PlanTerm) -> None:
        self._register = register
        self._term = term
        self._times: dict[str, plan_times.TimeReading] = {}

    def row(self, raw: RawTask) -> AppendixRow:
        """The row of one raw task, its number still to be counted."""
        problems = list(raw.problems)
        lead, coordinating = self._agencies(raw, problems)
        time = _time(raw)
        row = AppendixRow(
            sheet=raw.sheet,
            row=raw.row,
            group=raw.group,
            number=0,
            number_as_worded=vietnamese.normalise(raw.values.get(Column.NUMBER, "")),
            title=vietnamese.normalise(raw.values.get(Column.TITLE, "")).lstrip("-+• "),
            description=raw.values.get(Column.DESCRIPTION, ""),
            lead=lead,
            coordinating=coordinating.agencies,
            coordinating_as_worded=coordinating.as_worded,
            time=time,
            deliverable=vietnamese.normalise(raw.values.get(Column.DELIVERABLE, "")),
            milestones=(),
        )
        milestones = self._milestones(raw, time, problems)
        problems += _faults(raw, row)
        return replace(row, milestones=milestones, problems=tuple(problems))

    def _agencies(self, raw: RawTask, problems: list[Problem]) -> tuple[AgencyName | None, Named]:
        """The lead, and what stands beside it: a second lead coordinates, with a doubt."""
        first, others = (_readable(cell) for cell in _roles(raw))
        leads = self._register.read(first)
        column = Column.LEAD if Column.LEAD in raw.heads else Column.AGENCIES
        lead = _lead(leads)
        for name in dict.fromkeys(filter(None, (lead, *leads.agencies))):
            if name.code is None:
                problems.append(self._unknown(raw, column, name))
        rest = [part for part in leads.parts if lead is None or part != lead.worded]
        if rest:
            problems.append(_doubt(raw, column, _SEVERAL_LEADS, _ONE_LEAD, lead=_worded(lead)))
        coordinating = self._register.read("\n".join(filter(None, ("\n".join(rest), others))))
        known = {name.worded for name in leads.agencies}
        column = Column.COORDINATING if Column.COORDINATING in raw.heads else column
        for name in coordinating.agencies:
            if name.code is None and name.worded not in known:
                problems.append(self._unknown(raw, column, name))
        return lead, coordinating

    def _unknown(self, raw: RawTask, column: Column, name: AgencyName) -> Problem:
        near = "; ".join(map(self._register.name_of, name.suggestions))
        if near:
            mend = said(
                N_("Gần giống: %(near)s. Đề nghị sửa tên trong tệp hoặc thêm cơ quan mới."),
                near=near,
            )
        else:
            mend = said(N_("Đề nghị sửa tên trong tệp hoặc thêm cơ quan mới."))
        message = said(UNKNOWN, name=name.worded)
        return _problem(raw, column, message, mend, Weight.DOUBT)

    def _milestones(
        self, raw: RawTask, time: str, problems: list[Problem]
    ) -> plan_times.Milestones:
        column = Column.TIME if Column.TIME in raw.heads else Column.END
        if not time:
            problems.append(_doubt(raw, column, _NO_TIME, _GIVE_TIME))
            return ()
        if time not in self._times:
            self._times[time] = plan_times.read(time, self._term)
        reading = self._times[time]
        if reading.unread:
            problems.append(_doubt(raw, column, _TIME_UNREAD, _FORMS_OF_TIME, words=reading.unread))
        dues = [each.due for each in reading.milestones if each.due]
        outside = [due for due in dues if not self._is_within(due)]
        if outside:
            problems.append(
                _doubt(raw, column, _OUTSIDE, _CHECK_YEAR, day=f"{outside[0]:%d/%m/%Y}")
            )
        return reading.milestones

    def _is_within(self, due: date) -> bool:
        """Whether a date can belong to the plan; work may have begun before its decision."""
        return self._term.issued.year - _YEARS_BEFORE <= due.year <= self._term.last_year


_SEVERAL_LEADS: Final = N_(
    "Ô chủ trì có nhiều cơ quan; hệ thống lấy %(lead)s là cơ quan chủ trì, "
    "các cơ quan còn lại là phối hợp."
)
_ONE_LEAD: Final = N_("Đề nghị chỉ ghi một cơ quan chủ trì nếu chưa đúng.")
_NO_TIME: Final = N_("Chưa có thời gian thực hiện.")
_GIVE_TIME: Final = N_("Đề nghị ghi thời gian, ví dụ 2025, Quý IV/2025, Hằng năm, Thường xuyên.")
_TIME_UNREAD: Final = N_(
    'Chưa xác định được thời hạn từ "%(words)s"; nội dung được giữ nguyên văn.'
)
_FORMS_OF_TIME: Final = N_(
    "Đề nghị ghi như 2025, 2023 - 2025, Quý IV/2025, Tháng 6/2025, Trước ngày 30/6/2025, "
    "Hằng năm, Thường xuyên, hoặc đặt thời hạn sau khi nhập."
)
_OUTSIDE: Final = N_("Thời hạn %(day)s nằm ngoài giai đoạn của Kế hoạch.")
_CHECK_YEAR: Final = N_("Đề nghị kiểm tra lại năm.")


def _roles(raw: RawTask) -> tuple[str, str]:
    """The lead and the coordinating cell, also where one cell holds both."""
    values = raw.values
    lead, others = values.get(Column.LEAD, ""), values.get(Column.COORDINATING, "")
    both = values.get(Column.AGENCIES, "")
    parts = split_roles(both) or (both, "")
    if Column.AGENCIES in raw.heads and Column.LEAD in raw.heads:
        # "Cơ quan thực hiện" beside "Cơ quan chủ trì" names those who work on it too.
        parts = ("", "; ".join(filter(None, parts)))
    in_lead = split_roles(lead) or (lead, "")
    in_others = split_roles(others)
    return (
        "\n".join(filter(None, (in_lead[0], parts[0]))),
        "\n".join(filter(None, (in_lead[1], in_others[1] if in_others else others, parts[1]))),
    )


def _readable(cell: str) -> str:
    """The cell; one far too long to name agencies counts as a single name, and is told as such."""
    return cell if len(cell) <= _LONGEST_LIST else " ".join(cell.split()).replace(",", " ")


def _lead(named: Named) -> AgencyName | None:
    """The first agency; where only a phrase stands, that phrase, for a person to decide."""
    if named.agencies:
        return named.agencies[0]
    return AgencyName(named.phrases[0]) if named.phrases else None


def _worded(name: AgencyName | None) -> str:
    return name.worded if name else ""


def _time(raw: RawTask) -> str:
    values = raw.values
    worded = values.get(Column.TIME, "")
    begin, end = values.get(Column.BEGIN, ""), values.get(Column.END, "")
    if not worded and begin and end and vietnamese.fold(begin) != vietnamese.fold(end):
        worded = f"{begin} - {end}"
    return "\n".join(vietnamese.normalise(line) for line in (worded or end or begin).splitlines())


def _faults(raw: RawTask, row: AppendixRow) -> list[Problem]:
    """What keeps the row from being written."""
    found = []
    if not row.title:
        found.append(_error(raw, Column.TITLE, N_("Thiếu tên nhiệm vụ."), _ADD))
    if row.lead is None:
        column = Column.LEAD if Column.LEAD in raw.heads else Column.AGENCIES
        found.append(_error(raw, column, N_("Thiếu cơ quan chủ trì."), _ADD))
    texts = {Column.TITLE: row.title, Column.DELIVERABLE: row.deliverable, Column.TIME: row.time}
    for column, text in texts.items():
        if len(text) > _LENGTHS[column]:
            mend = _SHORTEN_TITLE if column is Column.TITLE else _SHORTEN
            found.append(_problem(raw, column, _too_long(text, _LENGTHS[column]), said(mend)))
    text = row.coordinating_as_worded
    if len(text) > _LENGTH_OF_AGENCIES:
        message = _too_long(text, _LENGTH_OF_AGENCIES)
        found.append(_problem(raw, Column.COORDINATING, message, said(_SHORTEN)))
    if Column.NUMBER in raw.heads and not row.number_as_worded:
        found.append(_error(raw, Column.NUMBER, _NO_NUMBER, _GIVE_NUMBER))
    return found


_ADD: Final = N_("Đề nghị bổ sung trong tệp.")
_NO_NUMBER: Final = N_("Dòng này không có số thứ tự.")
_GIVE_NUMBER: Final = N_(
    "Nếu là nhiệm vụ riêng, đề nghị đánh số; nếu là phần tiếp của dòng trên, đề nghị gộp vào "
    "dòng trên."
)


_SHORTEN: Final = N_("Đề nghị rút gọn nội dung ô này.")
_SHORTEN_TITLE: Final = N_("Đề nghị rút gọn, hoặc chuyển phần chi tiết sang cột Nội dung.")


def long_headings(groups: Sequence[AppendixGroup]) -> list[Problem]:
    """The headings that are longer than the title of a group may be."""
    return [
        Problem(group.sheet, group.row, "", _too_long(group.title, _LENGTH_OF_GROUP),
                said(N_("Đề nghị rút gọn tên nhóm.")))
        for group in groups
        if len(group.title) > _LENGTH_OF_GROUP
    ]  # fmt: skip


def _too_long(text: str, most: int) -> Sentence:
    return said(
        N_("Nội dung dài %(letters)s ký tự, quá %(most)s ký tự."), letters=len(text), most=most
    )


def _doubt(raw: RawTask, column: Column, message: str, mend: str, **values: object) -> Problem:
    return _problem(raw, column, said(message, **values), said(mend), Weight.DOUBT)


def _error(raw: RawTask, column: Column, message: str, mend: str) -> Problem:
    return _problem(raw, column, said(message), said(mend))


def _problem(
    raw: RawTask, column: Column, message: Sentence, mend: Sentence, weight: Weight = Weight.ERROR
) -> Problem:
    return Problem(raw.sheet, raw.row, raw.heads.get(column, ""), message, mend, weight)


def numbered(rows: Sequence[AppendixRow]) -> tuple[list[AppendixRow], list[Problem]]:
    """The rows with their numbers: as worded, or counted through where they are not unique.

    Counted through: no numbers, numbers with parts (1.2), and numbers that begin anew in each
    group. A number that stands twice for another reason is an error of its row.
    """
    figures = [numerals.figure(row.number_as_worded) for row in rows]
    is_parted = any(numerals.is_parted(row.number_as_worded) for row in rows)
    if not any(figures) or is_parted or _begin_anew(rows, figures):
        counted = [replace(row, number=n) for n, row in enumerate(rows, 1)]
        doubts = [_counted_through(rows)] if any(row.number_as_worded for row in rows) else []
        return [_with_readable_number(row) for row in counted], doubts
    first: dict[int, int] = {}
    for row, figure in zip(rows, figures, strict=True):
        first.setdefault(figure or 0, row.row)
    seen: set[int] = set()
    found = []
    for row, figure in zip(rows, figures, strict=True):
        if figure is None:
            found.append(_with_readable_number(row))
        else:
            row_of_same = first[figure] if figure in seen else None
            found.append(_with_own_number(row, figure, row_of_same))
            seen.add(figure)
    return found, []


def _begin_anew(rows: Sequence[AppendixRow], figures: Sequence[int | None]) -> bool:
    """Whether each group, or each sheet, counts its own tasks from 1."""
    in_part: dict[tuple[str, int], list[int]] = {}
    for row, figure in zip(rows, figures, strict=True):
        if figure is not None:
            in_part.setdefault((row.sheet, row.group), []).append(figure)
    parts = list(in_part.values())
    return len(parts) > 1 and all(
        part[0] == 1 and len(set(part)) == len(part) for part in parts
    )  # fmt: skip


def _counted_through(rows: Sequence[AppendixRow]) -> Problem:
    message = said(
        N_("Số thứ tự trong tệp không liên tục qua các nhóm; hệ thống đánh số từ 1 đến %(last)s."),
        last=len(rows),
    )
    mend = said(N_("Đề nghị kiểm tra số thứ tự của nhiệm vụ trước khi xác nhận."))
    return Problem("", 0, "", message, mend, Weight.DOUBT)


def _with_readable_number(row: AppendixRow) -> AppendixRow:
    worded = row.number_as_worded
    if not worded or numerals.figure(worded) is not None or numerals.is_parted(worded):
        return row
    return _with(row, said(_UNREADABLE_NUMBER, number=worded))


_UNREADABLE_NUMBER: Final = N_('Số thứ tự "%(number)s" không đọc được.')
_COUNT: Final = N_("Đề nghị đánh số nhiệm vụ bằng chữ số: 1, 2, 3 …")


def _with(row: AppendixRow, message: Sentence) -> AppendixRow:
    problem = Problem(row.sheet, row.row, "", message, said(_COUNT))
    return replace(row, problems=(*row.problems, problem))


def _with_own_number(row: AppendixRow, figure: int, row_of_same: int | None) -> AppendixRow:
    row = replace(row, number=figure)
    if row_of_same is None:
        return row
    return _with(
        row, said(N_("Số thứ tự %(number)s đã có ở dòng %(row)s."), number=figure, row=row_of_same)
    )
