"""The whole plan as a workbook that can be edited and read again as an appendix.

The first sheet has the wording of the decision under the heads by which `imports.appendix` knows
it, in whatever language, and beside it how each task stands today, which is not read. The other
sheets have no head that would be taken for that of an appendix.
"""

from collections.abc import Iterable, Iterator, Sequence
from types import MappingProxyType
from typing import BinaryIO

from flask_babel import gettext as _

from plan_app.domain.deadlines import figure
from plan_app.presentation import figure_sheets, formatters, task_workbook, workbooks
from plan_app.presentation.figure_sheets import Tally
from plan_app.presentation.language import in_language
from plan_app.presentation.measure_sheets import Measured, OfTasks
from plan_app.presentation.plan_sheets import Origin
from plan_app.presentation.workbooks import Book, Cell, Column, Paper, Table
from plan_app.queries.choices import Choices
from plan_app.queries.whole_plan import PlannedMilestone, PlannedTask


def make(
    tasks: Iterable[PlannedTask],
    milestones: Iterable[PlannedMilestone],
    choices: Choices,
    origin: Origin,
    measures: OfTasks = MappingProxyType({}),
) -> BinaryIO:
    """The file: tasks, milestones, measures, and the tasks' totals by group and by agency."""

    def fill(book: Book) -> None:
        book.describe(origin.title, origin.plan.issued_by)
        tally, measured = Tally(), Measured(measures)
        book.write(
            Table(
                _("Kế hoạch"),
                origin.above(_("Nhiệm vụ của Kế hoạch và tình hình thực hiện")),
                _task_columns(),
                Paper.A3,
            ),
            _task_lines(tasks, tally, measured, origin),
        )
        book.write(
            Table(
                _("Mốc thực hiện"),
                origin.above(_("Các mốc thực hiện")),
                _milestone_columns(),
            ),
            (_milestone_cells(row, origin) for row in milestones),
        )
        measured.write(book, origin)
        figure_sheets.write(book, origin, tally, choices)

    return workbooks.made(fill)


def _task_columns() -> list[Column]:
    return [
        Column(_("Số"), 7, is_number=True),
        Column(_("Nhóm giải pháp"), 26),
        Column(_("Nhiệm vụ"), 40),
        Column(_("Nội dung chi tiết"), 12),
        Column(_("Cơ quan chủ trì"), 18),
        Column(_("Cơ quan phối hợp"), 24),
        Column(_("Thời gian thực hiện"), 14),
        Column(_("Sản phẩm, kết quả"), 24),
        Column(_("Cơ quan chịu trách nhiệm hiện nay"), 18),
        Column(_("Đầu mối theo dõi hiện nay"), 16),
        Column(_("Thời hạn hiện nay"), 12),
        Column(_("Tình trạng"), 13),
        Column(_("Tình trạng so với thời hạn"), 13),
        Column(_("Tình trạng đối chiếu"), 14),
        Column(_("Hiện nay thực hiện sau nhiệm vụ số"), 12, is_number=True),
    ]


def _task_lines(
    rows: Iterable[PlannedTask], tally: Tally, measured: Measured, origin: Origin
) -> Iterator[Sequence[Cell]]:
    for row in rows:
        measured.add(row)
        tally.add(row.group_ordinal, row.agency_id, figure(row.facts, origin.today))
        yield [
            row.number,
            # As the decision words it in every language: an appendix is read in its own words.
            f"{formatters.roman(row.group_ordinal)}. {row.group_title}",
            row.title,
            row.description,
            row.lead_name,
            row.coordinating,
            row.time,
            row.deliverable,
            in_language(row.agency_name, row.agency_name_en),
            row.owner_name,
            row.due_date,
            task_workbook.state(row),
            task_workbook.standing(row, origin),
            task_workbook.text_status(row),
            row.after_number,
        ]


def _milestone_columns() -> list[Column]:
    return [
        Column(_("Số"), 7, is_number=True),
        Column(_("Tên"), 40),
        Column(_("Mốc thực hiện"), 18),
        Column(_("Cơ quan chịu trách nhiệm hiện nay"), 20),
        Column(_("Thời hạn ban đầu"), 12),
        Column(_("Thời hạn hiện nay"), 12),
        Column(_("Tình trạng"), 13),
        Column(_("Tình trạng so với thời hạn"), 13),
        Column(_("Mức độ hoàn thành (%)"), 10, is_number=True),
        Column(_("Ngày báo cáo"), 12),
        Column(_("Ngày xác nhận"), 12),
        Column(_("Khó khăn, vướng mắc; kiến nghị"), 40),
    ]


def _milestone_cells(row: PlannedMilestone, origin: Origin) -> list[Cell]:
    return [
        row.number,
        in_language(row.title, row.title_en),
        in_language(row.label, row.label_en),
        in_language(row.agency_name, row.agency_name_en),
        row.original_due_date,
        row.due_date,
        task_workbook.state(row),
        task_workbook.standing(row, origin),
        row.percent,
        row.reported_on,
        row.confirmed_on,
        row.difficulties,
    ]
