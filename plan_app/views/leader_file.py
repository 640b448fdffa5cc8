"""Lists to leaders as files for spreadsheets."""

from collections.abc import Iterable, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from plan_app.models import LeaderField, LeaderList
from plan_app.presentation import formatters, spreadsheets, words
from plan_app.presentation.language import in_language
from plan_app.queries.leader_lists import LeaderRow


def write(rows: Iterable[LeaderRow], *, today: date, zone: ZoneInfo) -> str:
    """The text of a list of overdue milestones."""
    head = [
        _("Cơ quan chủ trì"),
        _("Lãnh đạo phụ trách"),
        _("Số"),
        _("Nhiệm vụ"),
        _("Mốc thực hiện"),
        _("Thời hạn"),
        _("Quá hạn (ngày)"),
        _("Ý kiến gần nhất của cơ quan"),
        _("Ngày báo cáo gần nhất"),
        _("Ngày nhắc gần nhất"),
        _("Ngày gửi lãnh đạo gần nhất"),
    ]
    return spreadsheets.write_csv(head, (_cells(row, today, zone) for row in rows))


def write_lists(lists: Sequence[LeaderList], *, zone: ZoneInfo) -> str:
    """The text of the confirmed lists."""
    head = [
        _("Ngày gửi"),
        _("Người đồng ý"),
        _("Số thư"),
        _("Không gửi"),
        _("Ngày thu hồi"),
    ]
    rows = (
        [
            formatters.local_day(each.sends_at, zone),
            each.confirmed_by.addressed,
            len(each.letters),
            sum(row.left_out is not None for row in each.rows),
            formatters.local_day(each.recalled_at, zone) if each.recalled_at else "",
        ]
        for each in lists
    )
    return spreadsheets.write_csv(head, rows)


def write_fields(fields: Sequence[LeaderField]) -> str:
    """The text of the fields of responsibility."""
    head = [_("Tên lĩnh vực"), _("Lãnh đạo tỉnh phụ trách"), _("Các cơ quan thuộc lĩnh vực")]
    rows = (
        [
            field.name,
            field.leader.addressed if field.leader else "",
            "; ".join(in_language(each.name, each.name_en) for each in field.agencies),
        ]
        for field in fields
    )
    return spreadsheets.write_csv(head, rows)


def _cells(row: LeaderRow, today: date, zone: ZoneInfo) -> list[object]:
    reminded = row.reminded_at if row.reminder_state else None
    return [
        in_language(row.agency_name, row.agency_name_en),
        f"{row.head_honorific or ''} {row.head_name or ''}".strip(),
        row.number,
        in_language(row.title, row.title_en),
        in_language(row.label, row.label_en),
        formatters.day(row.due_date),
        row.days_late(today),
        row.words,
        formatters.day(row.said_on),
        f"{formatters.local_day(reminded, zone)}, {words.message_state(row.reminder_state)}"
        if reminded and row.reminder_state
        else "",
        formatters.local_day(row.sent_at, zone) if row.sent_at else "",
    ]
