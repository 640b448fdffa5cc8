"""Rounds, who has reported, and the tasks of a round as files for spreadsheets."""

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from plan_app.presentation import formatters, spreadsheets, words
from plan_app.presentation.language import in_language
from plan_app.presentation.measures import NO_COLUMNS, ExtraColumns
from plan_app.queries.members import Heard
from plan_app.queries.round_board import BoardRow, TaskRow
from plan_app.queries.rounds import Round


def write_rounds(rows: Sequence[Round], *, zone: ZoneInfo) -> str:
    """The list of rounds; days as on the page, so that nobody's spreadsheet turns them round."""
    head = [
        _("Tên kỳ báo cáo"),
        _("Tình trạng"),
        _("Từ ngày"),
        _("Đến hết ngày"),
        _("Ngày mở kỳ"),
        _("Hạn chốt số liệu"),
        _("Đã chốt lúc"),
        _("Người chốt"),
    ]
    return spreadsheets.write_csv(
        head,
        (
            [
                row.name,
                words.round_state(row.state),
                formatters.day(row.first_day),
                formatters.day(row.last_day),
                formatters.day(row.opens_on),
                formatters.moment(row.closes_at, zone),
                formatters.moment(row.taken_at, zone),
                row.taken_by,
            ]
            for row in rows
        ),
    )


def write_board(rows: Sequence[BoardRow], *, zone: ZoneInfo) -> str:
    """The board, an agency a line."""
    head = [
        _("Cơ quan"),
        _("Nhiệm vụ chủ trì"),
        _("Nhiệm vụ cần báo cáo"),
        _("Đã có báo cáo"),
        _("Chưa có báo cáo"),
        _("Báo cáo"),
        _("Rà soát số liệu lúc"),
        _("Người rà soát"),
        _("Số ghi chú"),
    ]
    return spreadsheets.write_csv(
        head,
        (
            [
                in_language(row.name, row.name_en),
                row.total,
                row.asked,
                row.reported,
                row.lacking,
                words.share_reported(row.standing),
                formatters.moment(row.checked_at, zone),
                row.checked_by or "",
                row.notes,
            ]
            for row in rows
        ),
    )


def write_tasks(
    rows: Sequence[TaskRow], heard: Mapping[int, Heard], extra: ExtraColumns = NO_COLUMNS
) -> str:
    """The tasks with their figures and last words; `extra` columns stand last."""
    head = [
        _("Số"),
        _("Nhiệm vụ"),
        _("Mốc thực hiện"),
        _("Cơ quan chủ trì"),
        _("Đầu mối theo dõi"),
        _("Thời hạn"),
        _("Tình trạng"),
        _("Kết quả"),
        _("Mức độ hoàn thành (%)"),
        _("Báo cáo trong kỳ"),
        _("Báo cáo gần nhất"),
        _("Kết quả đạt được"),
        _("Khó khăn, vướng mắc; kiến nghị"),
        _("Cơ quan thành viên đã báo cáo"),
        _("Cơ quan thành viên chưa báo cáo"),
        *extra.heads,
    ]
    lines = (
        [*_task(row), *_members(heard.get(row.milestone_id)), *extra.texts(row.task_id)]
        for row in rows
    )
    return spreadsheets.write_csv(head, lines)


def _members(heard: Heard | None) -> list[str]:
    """`05/12`, and the names of the others; nothing for a task of one agency."""
    if heard is None:
        return ["", ""]
    silent = "; ".join(in_language(name, name_en) for name, name_en in heard.silent)
    return [f"{heard.answered}/{heard.members}", silent]


def _task(row: TaskRow) -> list[object]:
    return [
        row.number,
        in_language(row.title, row.title_en),
        in_language(row.label, row.label_en),
        in_language(row.agency_name, row.agency_name_en),
        row.owner_name or "",
        formatters.day(row.due_date),
        words.state(row.state),
        words.figure(row.figure),
        "" if row.percent is None else row.percent,
        _("Có") if row.has_report else _("Chưa có") if row.is_asked else _("Không cần"),
        formatters.day(row.said_on),
        row.result,
        row.difficulties,
    ]
