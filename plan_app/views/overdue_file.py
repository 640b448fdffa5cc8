"""The overdue list as a file for spreadsheets."""

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from plan_app.presentation import formatters, spreadsheets, words
from plan_app.presentation.language import in_language
from plan_app.queries.overdue import OverdueRow


def write(rows: Sequence[OverdueRow], *, today: date, zone: ZoneInfo) -> str:
    """The text of the file; days as on the page, so that nobody's spreadsheet turns them round."""
    return spreadsheets.write_csv(_head(), (_cells(row, today, zone) for row in rows))


def _head() -> list[str]:
    return [
        _("Số"),
        _("Nhiệm vụ"),
        _("Mốc thực hiện"),
        _("Nhóm giải pháp"),
        _("Cơ quan chủ trì"),
        _("Đầu mối theo dõi"),
        _("Điện thoại"),
        _("Thời hạn ban đầu"),
        _("Thời hạn hiện tại"),
        _("Quá hạn (ngày)"),
        _("Tình trạng"),
        _("Báo cáo gần nhất"),
        _("Khó khăn, vướng mắc; kiến nghị"),
        _("Nhắc gần nhất"),
        _("Tình trạng thư"),
        _("Nguyên nhân"),
        _("Xác nhận nguyên nhân"),
        _("Nội dung cụ thể của nguyên nhân"),
        _("Ngày trao đổi qua điện thoại"),
        _("Nội dung đã thống nhất"),
        _("Ngày xem lại"),
        _("Nội dung"),
    ]


def _cells(row: OverdueRow, today: date, zone: ZoneInfo) -> list[object]:
    state = row.reminder_state
    group = in_language(row.group_title, row.group_title_en)
    return [
        row.number,
        in_language(row.title, row.title_en),
        in_language(row.label, row.label_en),
        f"{formatters.roman(row.group_ordinal)}. {group}",
        in_language(row.agency_name, row.agency_name_en),
        row.owner_name,
        row.owner_telephone if row.sees_details else None,
        formatters.day(row.original_due_date),
        formatters.day(row.due_date),
        row.days_late(today),
        words.state(row.state),
        formatters.moment(row.last_reported_at, zone),
        row.difficulties,
        formatters.moment(row.reminded_at, zone),
        words.message_state(state) if state else None,
        words.cause(row.cause) if row.cause else None,
        words.confirmed(row.cause_confirmed) if row.cause else None,
        row.cause_words,
        formatters.local_day(row.called_at, zone) if row.called_at else None,
        row.promised,
        formatters.day(row.look_again_on),
        _("Minh họa, chưa đối chiếu") if row.is_draft else _("Đã đối chiếu"),
    ]
