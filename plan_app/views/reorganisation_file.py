"""Mergers and splits of agencies as a file for spreadsheets."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from plan_app.models import Reorganisation
from plan_app.presentation import formatters, spreadsheets
from plan_app.presentation import people as wording
from plan_app.presentation.language import in_language


def write(rows: Sequence[Reorganisation], *, zone: ZoneInfo) -> str:
    """The text of the file."""
    head = [
        _("Hình thức"),
        _("Cơ quan được sắp xếp"),
        _("Cơ quan tiếp nhận"),
        _("Có hiệu lực từ ngày"),
        _("Số, ký hiệu của văn bản"),
        _("Ngày của văn bản"),
        _("Số nhiệm vụ đã chuyển"),
        _("Số người đã chuyển"),
        _("Người thực hiện"),
        _("Ngày thực hiện"),
        _("Ngày hoàn tác"),
    ]
    return spreadsheets.write_csv(head, (_cells(row, zone) for row in rows))


def _cells(row: Reorganisation, zone: ZoneInfo) -> list[object]:
    return [
        wording.reorganisation(row.kind),
        in_language(row.agency.name, row.agency.name_en),
        in_language(row.heir.name, row.heir.name_en) if row.heir else "",
        formatters.day(row.first_day),
        row.document,
        formatters.day(row.document_date),
        row.tasks,
        row.people,
        row.done_by.addressed if row.done_by else "",
        formatters.local_day(row.done_at, zone),
        formatters.local_day(row.undone_at, zone) if row.undone_at else "",
    ]
