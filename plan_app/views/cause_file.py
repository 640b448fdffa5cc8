"""Causes of delay as a file for spreadsheets, and the words for what is known of them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from flask_babel import gettext as _

from plan_app.domain import deadlines
from plan_app.errors import N_
from plan_app.presentation import formatters, spreadsheets, words
from plan_app.presentation.language import in_language
from plan_app.queries.causes import CauseRow, Known

_KNOWN: Final[Mapping[Known, str]] = {
    Known.NONE: N_("Chưa có nguyên nhân"),
    Known.STATED: N_("Cơ quan đã nêu, chưa xác nhận"),
    Known.CONFIRMED: N_("Đã xác nhận nguyên nhân"),
}


def known(value: Known) -> str:
    """`Chưa có nguyên nhân`."""
    return _(_KNOWN[value])


def write(rows: Sequence[CauseRow], *, today: date) -> str:
    """The text of the file; days as on the page."""
    return spreadsheets.write_csv(_head(), (_cells(row, today) for row in rows))


def _head() -> list[str]:
    return [
        _("Số"),
        _("Nhiệm vụ"),
        _("Mốc thực hiện"),
        _("Cơ quan chủ trì"),
        _("Đầu mối theo dõi"),
        _("Thời hạn"),
        _("Quá hạn (ngày)"),
        _("Tình trạng"),
        _("Nguyên nhân"),
        _("Xác nhận nguyên nhân"),
        _("Nội dung cụ thể của nguyên nhân"),
    ]


def _cells(row: CauseRow, today: date) -> list[object]:
    late = row.days_late(today) or deadlines.completed_late_by(row.facts)
    return [
        row.number,
        in_language(row.title, row.title_en),
        in_language(row.label, row.label_en),
        in_language(row.agency_name, row.agency_name_en),
        row.owner_name,
        formatters.day(row.due_date),
        late,
        words.state(row.state),
        words.cause(row.cause) if row.cause else "",
        words.confirmed(row.cause_confirmed) if row.cause else "",
        row.cause_words,
    ]
