"""The overdue list as a workbook: its rows, and its totals as the page has them."""

from collections.abc import Iterable, Sequence
from typing import BinaryIO, Final, TypeVar

from flask_babel import gettext as _

from plan_app.presentation import figure_sheets, task_workbook, words, workbooks
from plan_app.presentation.formatters import roman
from plan_app.presentation.language import in_language
from plan_app.presentation.plan_sheets import Origin
from plan_app.presentation.workbooks import Book, Cell, Column, Paper, Table
from plan_app.queries.overdue import AgencyTotal, GroupTotal, OverdueRow

T = TypeVar("T")

# The place of the group among the columns that lists of tasks share.
_GROUP: Final = 3
_LATE = {"fill": {"color": "#c93636"}}


def make(
    rows: Iterable[OverdueRow],
    groups: Sequence[GroupTotal],
    agencies: Sequence[AgencyTotal],
    origin: Origin,
) -> BinaryIO:
    """The file; `groups` and `agencies` are the totals of the same rows."""

    def fill(book: Book) -> None:
        heading, printed = _("Nhiệm vụ quá hạn"), _printed_columns()
        book.describe(heading, origin.title)
        note = _(
            "Bản in gồm các cột đến cột “%(column)s”; các cột tiếp theo xem trong tệp.",
            column=printed[-1].head,
        )
        *above, last = origin.above(heading)
        columns = [*printed, *_screen_columns()]
        book.write(
            Table(
                _("Quá hạn"), [*above, f"{last} {note}"], columns, Paper.A3, printed=len(printed)
            ),
            (_cells(row, origin) for row in rows),
        )
        _totals(
            book,
            Table(
                _("Theo nhóm"),
                origin.above(_("Nhiệm vụ quá hạn theo nhóm giải pháp")),
                _total_columns(_("Nhóm giải pháp")), is_summary=True,
            ),
            [(f"{roman(each.ordinal)}. {in_language(each.title, each.title_en)}", each)
             for each in groups],
        )  # fmt: skip
        _totals(
            book,
            Table(
                _("Theo cơ quan"),
                origin.above(_("Nhiệm vụ quá hạn theo cơ quan chịu trách nhiệm")),
                _total_columns(_("Cơ quan chịu trách nhiệm")),
                is_summary=True,
            ),
            [(in_language(each.name, each.name_en), each) for each in agencies],
        )

    return workbooks.made(fill)


def _printed_columns() -> list[Column]:
    """What fits on A3 in letters of eight points: widths of 265 in all."""
    return [
        *_without_group(task_workbook.common_columns()),
        Column(_("Điện thoại"), 13),
        Column(_("Thời hạn hiện tại"), 12),
        Column(_("Quá hạn (ngày)"), 9, is_number=True),
        Column(_("Tình trạng"), 13),
        Column(_("Báo cáo gần nhất"), 16),
        Column(_("Khó khăn, vướng mắc; kiến nghị"), 26),
        Column(_("Nguyên nhân"), 12),
        Column(_("Nội dung cụ thể của nguyên nhân"), 20),
        Column(_("Nhắc gần nhất"), 16),
        Column(_("Nội dung đã thống nhất"), 20),
        Column(_("Nội dung"), 12),
    ]


def _screen_columns() -> list[Column]:
    return [
        task_workbook.common_columns()[_GROUP],
        Column(_("Thời hạn ban đầu"), 12),
        Column(_("Tình trạng thư"), 14),
        Column(_("Xác nhận nguyên nhân"), 12),
        Column(_("Ngày trao đổi qua điện thoại"), 16),
        Column(_("Ngày xem lại"), 12),
    ]


def _without_group(common: Sequence[T]) -> list[T]:
    """What every list of tasks begins with, but for the group, which has a sheet of its own."""
    return [each for place, each in enumerate(common) if place != _GROUP]


def _cells(row: OverdueRow, origin: Origin) -> list[Cell]:
    mail = row.reminder_state
    return [
        *_without_group(task_workbook.common_cells(row)),
        row.owner_telephone if row.sees_details else None,
        row.due_date,
        row.days_late(origin.today),
        task_workbook.state(row),
        origin.local(row.last_reported_at),
        row.difficulties,
        words.cause(row.cause) if row.cause else None,
        row.cause_words,
        origin.local(row.reminded_at),
        row.promised,
        task_workbook.text_status(row),
        task_workbook.group(row),
        row.original_due_date,
        words.message_state(mail) if mail else None,
        words.confirmed(row.cause_confirmed) if row.cause else None,
        origin.local(row.called_at),
        row.look_again_on,
    ]


def _totals(
    book: Book, table: Table, lines: Sequence[tuple[str, GroupTotal | AgencyTotal]]
) -> None:
    rows: list[list[Cell]] = [
        [word, each.tasks, each.milestones, each.new_tasks] for word, each in lines
    ]
    sums = [
        sum(each.tasks for _word, each in lines),
        sum(each.milestones for _word, each in lines),
        sum(each.new_tasks for _word, each in lines),
    ]
    placed = book.write(table, rows, lambda: [_("Tổng cộng"), *sums])
    if 0 < len(lines) <= figure_sheets.MOST_BARS:
        figure_sheets.draw(book, placed, table.above[0], [(1, _LATE)])


def _total_columns(word: str) -> list[Column]:
    return [
        Column(word, 50),
        Column(_("Nhiệm vụ quá hạn"), 16, is_number=True),
        Column(_("Mốc quá hạn"), 16, is_number=True),
        Column(_("Mới phát sinh trong tuần"), 16, is_number=True),
    ]
