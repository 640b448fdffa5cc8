"""Directions as a file for spreadsheets."""

from collections.abc import Iterable
from datetime import date
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from plan_app.presentation import formatters, spreadsheets, words
from plan_app.presentation.language import in_language
from plan_app.queries.directions import DirectionRow


def write(rows: Iterable[DirectionRow], *, today: date, zone: ZoneInfo) -> str:
    """The text of the file; days as on the page."""
    head = [
        _("Số"),
        _("Nhiệm vụ"),
        _("Cơ quan chủ trì"),
        _("Đầu mối theo dõi"),
        _("Nội dung ý kiến chỉ đạo"),
        _("Số, ký hiệu văn bản"),
        _("Ngày của văn bản"),
        _("Người ghi"),
        _("Ngày ghi"),
        _("Hạn trả lời"),
        _("Tình trạng"),
        _("Nội dung trả lời"),
        _("Ngày trả lời"),
        _("Ghi chú"),
    ]
    return spreadsheets.write_csv(head, (_cells(row, today, zone) for row in rows))


def _cells(row: DirectionRow, today: date, zone: ZoneInfo) -> list[object]:
    standing = "late" if row.is_late(today) else row.state
    return [
        row.number,
        in_language(row.title, row.title_en),
        in_language(row.agency_name, row.agency_name_en),
        row.owner or "",
        row.body,
        row.document,
        formatters.day(row.document_date),
        f"{row.author_honorific} {row.author}".strip(),
        formatters.local_day(row.written_at, zone),
        formatters.day(row.answer_by),
        words.direction_standing(standing),
        row.answer,
        formatters.local_day(row.answered_at, zone),
        row.note,
    ]
