"""Lines become groups and tasks: which line begins one, goes on with one, or is none of it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Final

from plan_app.domain import vietnamese
from plan_app.domain.appendix import AppendixGroup, Column, Problem, Sentence, Weight, said
from plan_app.errors import N_
from plan_app.imports.appendix import heads, numerals
from plan_app.imports.appendix.heads import Head
from plan_app.imports.appendix.sheets import Line, Sheet

_FOOT: Final = re.compile(
    r"(tm|kt|tl|tuq) ?\..*|\./\.|"
    r"(noi nhan|nguoi lap|lap bieu|chu tich|pho chu tich|giam doc|ky ten|\(ky)\b.*"
)
_ASIDE: Final = re.compile(
    r"(tong|tong cong|tong so|cong)( ?[:(\d].*)?|(ghi chu|chu thich)\b.*|\(.*\)"
)
_CONTENT: Final = (
    Column.LEAD, Column.COORDINATING, Column.AGENCIES, Column.TIME, Column.BEGIN, Column.END,
    Column.DELIVERABLE,
)  # fmt: skip


@dataclass(slots=True)
class RawTask:
    """A task as its cells say it, by column; `row` is its first line."""

    sheet: str
    row: int
    group: int
    values: dict[Column, str] = field(default_factory=dict)
    heads: Mapping[Column, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


@dataclass(slots=True)
class RawPlan:
    """What the lines of all sheets have become."""

    groups: list[AppendixGroup] = field(default_factory=list)
    tasks: list[RawTask] = field(default_factory=list)
    errors: list[Problem] = field(default_factory=list)


class Reader:
    """Reads the lines of one table after the other into one plan."""

    def __init__(self) -> None:
        self.plan = RawPlan()
        self._sheet = ""
        self._columns: Mapping[Column, int] = {}
        self._heads: Mapping[Column, str] = {}
        self._width = 0
        self._group = 0
        self._by_title: dict[str, int] = {}
        self._current: RawTask | None = None

    def read(self, sheet: Sheet, head: Head, *, is_given: bool = False) -> None:
        """Read on below a head; a head that comes again is followed unless it was given."""
        self._sheet, self._current = sheet.name, None
        self._use(head)
        place, is_open = head.place + 1, True
        while place < len(sheet.lines):
            line = sheet.lines[place]
            again = heads.at(sheet.lines, place)
            if again and self._is_head(again):
                if not is_given:
                    self._use(again)
                place, is_open = again.place + 1, True
                continue
            if heads.is_count_of_columns(line):
                place += 1
                continue
            is_open = is_open and not self._is_foot(line)
            if is_open:
                self._line(line, islice(sheet.lines, place + 1, place + 12))
            place += 1

    def _is_head(self, again: Head) -> bool:
        """Whether it is a head within the table: it counts its lines too, or is the same one."""
        if Column.NUMBER in self._columns:
            return Column.NUMBER in again.by_meaning
        return again.by_meaning == self._columns

    def _use(self, head: Head) -> None:
        self._columns = head.by_meaning
        self._heads = {
            column: vietnamese.normalise(head.texts[place]) if place < len(head.texts) else ""
            for column, place in self._columns.items()
        }
        self._width = len(head.columns)

    def _line(self, line: Line, following: Iterator[Line]) -> None:
        values = {column: line.text(place) for column, place in self._columns.items()}
        own = {column: line.own(place) for column, place in self._columns.items()}
        heading = self._heading(line, own, following)
        if heading is not None:
            self._begin_group(line, heading)
        elif self._is_aside(line):
            self._current = None if not any(own.values()) else self._current
        elif self._goes_on(line, own):
            self._continue(own)
        elif values.get(Column.TITLE) or own.get(Column.NUMBER):
            self._begin_task(line, values)
        elif any(own.values()):
            self._lost(line)

    def _heading(
        self, line: Line, own: Mapping[Column, str], following: Iterator[Line]
    ) -> str | None:
        """The title of a group, when the line is its heading; None otherwise."""
        texts = [cell for cell in line.cells if cell]
        number, title = own.get(Column.NUMBER, ""), own.get(Column.TITLE, "")
        if any(own.get(column) for column in _CONTENT) and len(texts) > 1:
            return None
        if len(texts) == 1:
            return self._heading_alone(line, texts[0])
        if not title or any(line.above.get(self._columns[column]) for column in _CONTENT
                            if column in self._columns):  # fmt: skip
            return None
        if numerals.is_of_group(number):
            return title
        return title if numerals.figure(number) and self._counts_anew(number, following) else None

    def _heading_alone(self, line: Line, text: str) -> str | None:
        """A heading in one cell: with its numeral before it, or lying across the whole table."""
        place = next(place for place, cell in enumerate(line.cells) if cell)
        opened = numerals.opening(text)
        is_wide = sum(each > place for each in line.beside) * 2 >= self._width
        if line.above or (self._is_aside(line) and not opened):
            return None
        if opened and (is_wide or not opened.is_figure or opened.has_word):
            return opened.title
        is_heading = is_wide and not text[0].islower()
        return vietnamese.normalise(text) if is_heading else None

    def _counts_anew(self, number: str, following: Iterator[Line]) -> bool:
        """Whether figures count groups here: the next line is 1.1, or counts from 1 again."""
        column = self._columns[Column.NUMBER]
        for line in following:
            next_number = line.own(column)
            if next_number:
                bare = number.strip().rstrip(".)")
                return next_number.startswith(f"{bare}.") or (numerals.figure(next_number) == 1)
        return False

    def _begin_group(self, line: Line, title: str) -> None:
        self._group = len(self.plan.groups) + 1
        title = vietnamese.normalise(title)
        self.plan.groups.append(AppendixGroup(self._sheet, line.number, self._group, title))
        self._by_title[vietnamese.fold(title)] = self._group
        self._current = None

    def _begin_task(self, line: Line, values: dict[Column, str]) -> None:
        self._follow_group_column(line, values.get(Column.GROUP, ""))
        self._current = RawTask(
            sheet=self._sheet,
            row=line.number,
            group=self._group,
            values=values,
            heads=self._heads,
        )
        self.plan.tasks.append(self._current)

    def _follow_group_column(self, line: Line, text: str) -> None:
        """A column of groups names the group of each task, or only of the first of each."""
        if not text:
            return
        opened = numerals.opening(text)
        title = opened.title if opened else vietnamese.normalise(text)
        again = self._by_title.get(vietnamese.fold(title))
        if again is None:
            self._begin_group(line, title)
        else:
            self._group = again

    def _goes_on(self, line: Line, own: Mapping[Column, str]) -> bool:
        """Whether the line goes on with the task above: a new page, or a cell merged over it."""
        if self._current is None:
            return False
        number = self._columns.get(Column.NUMBER)
        if own.get(Column.NUMBER):
            return False
        if number is not None and number in line.above:
            return True
        title = own.get(Column.TITLE, "")
        if not title:
            return self._columns[Column.TITLE] in line.above or any(own.values())
        if number is None:
            return title[0].islower()
        return title[0].islower() or not any(own.get(column) for column in _CONTENT)

    def _continue(self, own: Mapping[Column, str]) -> None:
        task = self._current
        for column, text in own.items():
            if task and text and column is not Column.GROUP:
                before = task.values.get(column, "")
                task.values[column] = f"{before}\n{text}" if before else text

    def _lost(self, line: Line) -> None:
        self.plan.errors.append(
            Problem(
                self._sheet,
                line.number,
                "",
                said(N_("Dòng này không thuộc nhiệm vụ nào.")),
                said(N_("Đề nghị bổ sung tên nhiệm vụ, hoặc xóa dòng này.")),
            )
        )

    def _is_foot(self, line: Line) -> bool:
        """Whether the signature and the recipients begin here."""
        texts = [vietnamese.fold(cell.split("\n")[0]) for cell in line.cells if cell]
        number = self._columns.get(Column.NUMBER)
        if number is not None and numerals.figure(line.own(number)) is not None:
            return False
        return bool(texts) and len(texts) <= 2 and any(map(_FOOT.fullmatch, texts))

    def _is_aside(self, line: Line) -> bool:
        """Whether the line is a sum or a remark."""
        number = self._columns.get(Column.NUMBER)
        if number is not None and numerals.figure(line.own(number)) is not None:
            return False
        first = next((cell for cell in line.cells if cell), "")
        return bool(_ASIDE.fullmatch(vietnamese.fold(first)))


def _without_tasks(group: AppendixGroup) -> Problem:
    message: Sentence = said(
        N_('Tiêu đề "%(title)s" không có nhiệm vụ nào ngay bên dưới nên không lập thành nhóm.'),
        title=group.title,
    )
    mend = said(N_("Nếu đây là nhóm giải pháp, đề nghị kiểm tra các dòng bên dưới."))
    return Problem(group.sheet, group.row, "", message, mend, Weight.DOUBT)


def close(plan: RawPlan) -> None:
    """Count the groups that have tasks from 1, in the order in which they stand."""
    used = {task.group for task in plan.tasks}
    plan.errors += [_without_tasks(group) for group in plan.groups if group.ordinal not in used]
    kept = [group for group in plan.groups if group.ordinal in used]
    new = {group.ordinal: number for number, group in enumerate(kept, 1)}
    plan.groups = [replace(group, ordinal=new[group.ordinal]) for group in kept]
    for task in plan.tasks:
        task.group = new.get(task.group, 0)


def first_lines(lines: Sequence[Line]) -> tuple[str, ...]:
    """The cells of the widest of the first lines, for a person to say what they are."""
    widest = max(lines[:30], key=lambda line: sum(map(bool, line.cells)), default=None)
    return tuple(vietnamese.normalise(cell) for cell in widest.cells) if widest else ()
