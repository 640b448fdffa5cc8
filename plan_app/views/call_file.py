"""Calls as a file for spreadsheets, and the words for how a note stands."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from plan_app.errors import N_
from plan_app.presentation import formatters, spreadsheets
from plan_app.presentation.language import in_language
from plan_app.queries.calls import CallRow, CallStanding

_STANDINGS: Final[Mapping[CallStanding, str]] = {
    CallStanding.HOLDS: N_("Chưa đến ngày xem lại"),
    CallStanding.PASSED: N_("Đã đến ngày xem lại"),
    CallStanding.FOLLOWED: N_("Đã có trao đổi sau"),
    CallStanding.WITHDRAWN: N_("Đã thu hồi"),
}


def standing(value: CallStanding) -> str:
    """`Chưa đến ngày xem lại`."""
    return _(_STANDINGS[value])


def write(rows: Sequence[CallRow], *, today: date, zone: ZoneInfo) -> str:
    """The text of the file; days as on the page."""
    return spreadsheets.write_csv(_head(), (_cells(row, today, zone) for row in rows))


def _head() -> list[str]:
    return [
        _("Số"),
        _("Nhiệm vụ"),
        _("Mốc thực hiện"),
        _("Cơ quan chủ trì"),
        _("Thời hạn"),
        _("Ngày trao đổi"),
        _("Người đã trao đổi"),
        _("Nội dung đã thống nhất"),
        _("Ngày xem lại"),
        _("Tình trạng"),
        _("Người ghi nhận"),
    ]


def _cells(row: CallRow, today: date, zone: ZoneInfo) -> list[object]:
    return [
        row.number,
        in_language(row.title, row.title_en),
        in_language(row.label, row.label_en),
        in_language(row.agency_name, row.agency_name_en),
        formatters.day(row.due_date),
        formatters.local_day(row.called_at, zone),
        row.spoke_with,
        row.promised,
        formatters.day(row.look_again_on),
        standing(row.standing(today)),
        row.noted_by,
    ]
