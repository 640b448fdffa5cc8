"""Indicators and money as sheets of a workbook, a line for each measure and year."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _

from plan_app.domain.measures import MeasureKind
from plan_app.presentation import measures as words
from plan_app.presentation.language import in_language
from plan_app.presentation.plan_sheets import Origin
from plan_app.presentation.workbooks import Book, Cell, Column, Table
from plan_app.queries.measures import MeasureRow, TaskMeasure
from plan_app.queries.rows import MilestoneRow

OfTasks = Mapping[int, Sequence[TaskMeasure]]


@dataclass(slots=True)
class Measured:
    """The measures by the ids of their tasks, and those tasks as they are written."""

    measures: OfTasks
    _tasks: list[MilestoneRow] = field(default_factory=list)

    def add(self, row: MilestoneRow) -> None:
        """Note a task, where it is measured by anything."""
        if row.task_id in self.measures:
            self._tasks.append(row)

    def write(self, book: Book, origin: Origin) -> None:
        """The sheets, each where there is something for it."""
        for kind, name, heading in (
            (MeasureKind.INDICATOR, _("Chỉ tiêu"), _("Chỉ tiêu của các nhiệm vụ")),
            (MeasureKind.FUNDING, _("Kinh phí"), _("Kinh phí của các nhiệm vụ (triệu đồng)")),
        ):
            lines = list(self._lines(kind))
            if lines:
                book.write(Table(name, origin.above(heading), _columns(kind)), lines)

    def _lines(self, kind: MeasureKind) -> Iterator[list[Cell]]:
        for task in self._tasks:
            for measure in self.measures[task.task_id]:
                if measure.first.kind is kind:
                    yield from (_cells(task, row) for row in measure.years)


def _columns(kind: MeasureKind) -> list[Column]:
    is_money = kind is MeasureKind.FUNDING
    own = (
        [Column(_("Nguồn kinh phí"), 24)]
        if is_money
        else [
            Column(_("Chỉ tiêu"), 30),
            Column(_("Đơn vị tính"), 12),
            Column(_("Số liệu gốc"), 12, is_number=True),
        ]
    )
    # No head by which an appendix would be known: this sheet is not read again.
    return [
        Column(_("Số"), 7, is_number=True),
        Column(_("Tên"), 40),
        Column(_("Cơ quan chịu trách nhiệm hiện nay"), 20),
        *own,
        Column(_("Năm"), 8),
        Column(_("Theo kế hoạch"), 14, is_number=True),
        Column(_("Giải ngân") if is_money else _("Thực hiện"), 14, is_number=True),
        Column(_("Tỷ lệ (%)"), 10, is_number=True),
        Column(_("Đánh giá"), 14),
        Column(_("Ghi chú"), 24),
    ]


def _cells(task: MilestoneRow, row: MeasureRow) -> list[Cell]:
    own: list[Cell] = [words.name(row)]
    if row.kind is MeasureKind.INDICATOR:
        own += [row.unit, row.baseline]
    return [
        task.number,
        in_language(task.title, task.title_en),
        in_language(task.agency_name, task.agency_name_en),
        *own,
        str(row.year),
        row.target,
        row.value,
        row.share,
        words.reached(row),
        row.note,
    ]
