"""Letters entered on behalf as a file for spreadsheets, and the words for their standing."""

from collections.abc import Mapping, Sequence
from typing import Final
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from plan_app.errors import N_
from plan_app.presentation import formatters, spreadsheets
from plan_app.queries.letters import LetterRow, LetterStanding

_STANDINGS: Final[Mapping[LetterStanding, str]] = {
    LetterStanding.OBJECTED: N_("Có phản hồi chưa trả lời"),
    LetterStanding.ANSWERED: N_("Đã trả lời phản hồi"),
    LetterStanding.UNDISPUTED: N_("Không có phản hồi"),
}


def standing(value: LetterStanding) -> str:
    """`Có phản hồi chưa trả lời`."""
    return _(_STANDINGS[value])


def write(rows: Sequence[LetterRow], *, zone: ZoneInfo) -> str:
    """The text of the file; days as on the page."""
    return spreadsheets.write_csv(_head(), (_cells(row, zone) for row in rows))


def _head() -> list[str]:
    return [
        _("Số, ký hiệu văn bản của cơ quan"),
        _("Ngày của văn bản"),
        _("Số nhiệm vụ"),
        _("Nhập lúc"),
        _("Người nhập"),
        _("Đề nghị phản hồi trước ngày"),
        _("Phản hồi sai lệch"),
        _("Chưa trả lời"),
    ]


def _cells(row: LetterRow, zone: ZoneInfo) -> list[object]:
    return [
        row.reference,
        formatters.day(row.dated),
        row.tasks,
        formatters.moment(row.entered_at, zone),
        row.entered_by,
        formatters.day(row.object_by),
        row.objections,
        row.unanswered,
    ]
