"""The comments that mention a person, as a file for spreadsheets."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from plan_app.presentation import formatters, spreadsheets
from plan_app.presentation.language import in_language
from plan_app.queries.mentions import MentionRow


def write(rows: Iterable[MentionRow], zone: ZoneInfo) -> str:
    """The text of the file."""
    head = [
        _("Số"),
        _("Nhiệm vụ"),
        _("Người viết"),
        _("Cơ quan"),
        _("Thời điểm"),
        _("Nội dung trao đổi"),
    ]
    return spreadsheets.write_csv(head, (_cells(row, zone) for row in rows))


def _cells(row: MentionRow, zone: ZoneInfo) -> list[object]:
    return [
        row.number,
        in_language(row.title, row.title_en),
        f"{row.honorific} {row.author}".strip(),
        in_language(row.agency or "", row.agency_en or ""),
        formatters.moment(row.written_at, zone),
        row.body or "",
    ]
