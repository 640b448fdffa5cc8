"""Requests for more time as a file for spreadsheets."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from plan_app.presentation import formatters, spreadsheets, words
from plan_app.presentation.language import in_language
from plan_app.queries.extensions import ExtensionRow


def write(rows: Sequence[ExtensionRow], *, zone: ZoneInfo) -> str:
    """The text of the file; days as on the page, so that nobody's spreadsheet turns them round."""
    return spreadsheets.write_csv(_head(), (_cells(row, zone) for row in rows))


def _head() -> list[str]:
    return [
        _("Số"),
        _("Nhiệm vụ"),
        _("Mốc thực hiện"),
        _("Cơ quan chủ trì"),
        _("Đầu mối theo dõi"),
        _("Thời hạn ban đầu"),
        _("Thời hạn hiện tại"),
        _("Thời hạn đề nghị"),
        _("Thời hạn được chấp thuận"),
        _("Ngày đề nghị"),
        _("Nguyên nhân"),
        _("Lý do đề nghị gia hạn"),
        _("Số, ký hiệu văn bản đề nghị"),
        _("Ngày của văn bản đề nghị"),
        _("Tình trạng"),
    ]


def _cells(row: ExtensionRow, zone: ZoneInfo) -> list[object]:
    return [
        row.number,
        in_language(row.title, row.title_en),
        in_language(row.label, row.label_en),
        in_language(row.agency_name, row.agency_name_en),
        row.owner_name,
        formatters.day(row.original_due_date),
        formatters.day(row.due_date),
        formatters.day(row.requested_due_date),
        formatters.day(row.granted_due_date),
        formatters.local_day(row.requested_at, zone),
        words.cause(row.cause) if row.cause else "",
        row.reason,
        row.document,
        formatters.day(row.document_date),
        words.extension(row.standing),
    ]
