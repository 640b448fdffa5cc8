"""The list of tasks as a workbook, and the cells that lists of tasks share."""

from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from flask_babel import gettext as _

from plan_app.domain.deadlines import Figure, figure, timeliness
from plan_app.errors import NC_
from plan_app.presentation import chips, figure_sheets, formatters, workbooks
from plan_app.presentation.figure_sheets import Tally
from plan_app.presentation.language import in_language
from plan_app.presentation.measures import NO_COLUMNS, ExtraColumns
from plan_app.presentation.plan_sheets import Origin
from plan_app.presentation.workbooks import Book, Cell, Column, Table, Toned
from plan_app.queries.choices import Choices
from plan_app.queries.rows import MilestoneRow


def make(
    rows: Iterable[MilestoneRow],
    choices: Choices,
    origin: Origin,
    extra: ExtraColumns = NO_COLUMNS,
) -> BinaryIO:
    """The file; a sheet of the tasks, and their totals by group and by agency."""
    return workbooks.made(lambda book: _fill(book, rows, choices, origin, extra))


def _fill(
    book: Book,
    rows: Iterable[MilestoneRow],
    choices: Choices,
    origin: Origin,
    extra: ExtraColumns,
) -> None:
    book.describe(_("Danh sách nhiệm vụ"), origin.title)
    tally = Tally()
    columns = [*_columns(), *(Column(head, 30) for head in extra.heads)]
    table = Table(_(NC_("pages", "Nhiệm vụ")), origin.above(_("Danh sách nhiệm vụ")), columns)
    book.write(table, _lines(rows, tally, origin, extra))
    figure_sheets.write(book, origin, tally, choices)


def _columns() -> list[Column]:
    return [
        *common_columns(),
        Column(_("Thời hạn ban đầu"), 12),
        Column(_("Thời hạn hiện tại"), 12),
        Column(_("Tình trạng"), 13),
        Column(_("So với thời hạn"), 13),
        Column(_("Ngày báo cáo"), 12),
        Column(_("Nội dung"), 12),
        Column(_("Thực hiện sau nhiệm vụ số"), 10, is_number=True),
    ]


def _lines(
    rows: Iterable[MilestoneRow], tally: Tally, origin: Origin, extra: ExtraColumns
) -> Iterator[Sequence[Cell]]:
    for row in rows:
        tally.add(row.group_ordinal, row.agency_id, figure(row.facts, origin.today))
        yield [
            *common_cells(row),
            row.original_due_date,
            row.due_date,
            state(row),
            standing(row, origin),
            row.reported_on,
            text_status(row),
            row.after_number,
            *extra.texts(row.task_id),
        ]


def common_columns() -> list[Column]:
    """What every list of tasks begins with."""
    return [
        Column(_("Số"), 7, is_number=True),
        Column(_("Nhiệm vụ"), 40),
        Column(_("Mốc thực hiện"), 14),
        Column(_("Nhóm giải pháp"), 24),
        Column(_("Cơ quan chịu trách nhiệm"), 18),
        Column(_("Đầu mối theo dõi"), 16),
    ]


def common_cells(row: MilestoneRow) -> list[Cell]:
    """The cells of `common_columns`."""
    return [
        row.number,
        in_language(row.title, row.title_en),
        in_language(row.label, row.label_en),
        group(row),
        in_language(row.agency_name, row.agency_name_en),
        row.owner_name,
    ]


def group(row: MilestoneRow) -> str:
    """`IV. Nâng cao năng lực`."""
    title = in_language(row.group_title, row.group_title_en)
    return f"{formatters.roman(row.group_ordinal)}. {title}"


def state(row: MilestoneRow) -> Toned:
    """The state in its colour."""
    return _toned(chips.of_state(row.state, returned=row.is_returned))


def standing(row: MilestoneRow, origin: Origin) -> Toned | None:
    """How open work stands to its date, and how closed work stood."""
    value = timeliness(row.facts, origin.today)
    if value is not None:
        return _toned(chips.of_timeliness(value, row.waiting_for))
    if figure(row.facts, origin.today) is Figure.COMPLETED_LATE:
        return Toned(_("Hoàn thành quá hạn"), "done-late")
    return None


def text_status(row: MilestoneRow) -> str:
    """Whether the text was compared with the appendix."""
    return _("Minh họa, chưa đối chiếu") if row.is_draft else _("Đã đối chiếu")


def _toned(chip: chips.Chip) -> Toned:
    return Toned(chip.word, chip.tone)
