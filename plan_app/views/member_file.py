"""How members of a group stand, as a file for spreadsheets."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from plan_app.presentation import formatters, spreadsheets, words
from plan_app.presentation.language import in_language
from plan_app.queries.members import MemberRow


def write(rows: Sequence[MemberRow], zone: ZoneInfo) -> str:
    """One line for each agency, in the order of the page."""
    head = [
        _("Cơ quan"),
        _("Tình trạng"),
        _("Mức độ hoàn thành (%)"),
        _("Kết quả đạt được"),
        _("Khó khăn, vướng mắc; kiến nghị"),
        _("Báo cáo lúc"),
        _("Văn bản của cơ quan"),
        _("Đầu mối liên hệ"),
        _("Điện thoại"),
    ]
    return spreadsheets.write_csv(head, (_line(row, zone) for row in rows))


def _line(row: MemberRow, zone: ZoneInfo) -> list[object]:
    return [
        in_language(row.name, row.name_en),
        words.member_standing(row.standing),
        row.percent,
        row.result,
        row.difficulties,
        formatters.moment(row.answered_at, zone) if row.answered_at else None,
        row.letter,
        row.contact,
        row.telephone,
    ]
