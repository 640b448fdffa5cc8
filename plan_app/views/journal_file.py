"""The journal as a file for spreadsheets."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from plan_app.presentation import journal, journal_words, spreadsheets
from plan_app.presentation.language import in_language
from plan_app.queries.journal_list import JournalRow


def write(rows: Sequence[JournalRow], *, sees_details: bool, zone: ZoneInfo) -> str:
    """The text of the file; what people wrote only for those who may read it."""
    cells = (_cells(row, sees_details=sees_details, zone=zone) for row in rows)
    return spreadsheets.write_csv(_head(), cells)


def _head() -> list[str]:
    return [
        _("Mục số"),
        _("Ngày"),
        _("Giờ"),
        _("Người thực hiện"),
        _("Tài khoản cơ quan"),
        _("Nhiệm vụ số"),
        _("Mốc thực hiện"),
        _("Việc đã làm"),
        _("Chi tiết"),
        _("Nội dung"),
    ]


def _cells(row: JournalRow, *, sees_details: bool, zone: ZoneInfo) -> list[object]:
    line = row.line
    at = line.at.astimezone(zone)
    text = _("Nội dung đã được xóa.") if line.text is None else line.text
    return [
        row.sequence,
        at.strftime("%d/%m/%Y"),
        at.strftime("%H:%M:%S"),
        line.actor or _("hệ thống"),
        _("có") if line.is_shared else None,
        row.task.number if row.task else None,
        in_language(row.label, row.label_en) or None,
        journal_words.action(line.action),
        journal.detail(line.data, in_language(line.subject_name, line.subject_name_en)),
        text if sees_details else None,
    ]
