"""The pauses of reminders, the calendar and the days to come as files for spreadsheets."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from plan_app.models import CalendarDay
from plan_app.presentation import formatters, policy, spreadsheets, words
from plan_app.presentation.language import name_of
from plan_app.queries.outlook import OutlookDay
from plan_app.queries.pauses import PauseEntry, PauseStanding

SATURDAY: Final = 5


def pause_standing(value: PauseStanding) -> str:
    """`Đang tạm dừng`."""
    return {
        PauseStanding.COMING: _("Chưa bắt đầu"),
        PauseStanding.LASTING: _("Đang tạm dừng"),
        PauseStanding.OVER: _("Đã kết thúc"),
    }[value]


def day_kind(row: CalendarDay) -> str:
    """`Nghỉ`, or what kind of working day it is."""
    if not row.is_working:
        return _("Nghỉ")
    return _("Làm bù") if row.day.weekday() >= SATURDAY else _("Làm việc")


def write_pauses(entries: Sequence[PauseEntry], *, today: date, zone: ZoneInfo) -> str:
    """The text of the file of pauses."""
    head = [
        _("Từ ngày"),
        _("Đến hết ngày"),
        _("Tình trạng"),
        _("Cơ quan"),
        _("Lý do"),
        _("Người nhập"),
        _("Nhập lúc"),
    ]
    rows = (
        [
            formatters.day(each.first_day),
            formatters.day(each.last_day),
            pause_standing(each.standing(today)),
            "; ".join(map(name_of, each.agencies)) or _("Toàn bộ kế hoạch"),
            each.reason,
            each.entered_by,
            formatters.moment(each.entered_at, zone),
        ]
        for each in entries
    )
    return spreadsheets.write_csv(head, rows)


def write_days(days: Sequence[CalendarDay]) -> str:
    """The text of the file of days that differ from the plain week."""
    head = [_("Ngày"), _("Thứ"), _("Là"), _("Tên ngày"), _("Nguồn")]
    rows = (
        [
            formatters.day(each.day),
            policy.weekday(each.day),
            day_kind(each),
            each.name,
            words.calendar_source(each.source),
        ]
        for each in days
    )
    return spreadsheets.write_csv(head, rows)


def write_outlook(days: Sequence[OutlookDay], names: Mapping[date, str]) -> str:
    """The text of the file of the days to come; `names` of days of the calendar."""
    head = [
        _("Ngày"),
        _("Thứ"),
        _("Ngày làm việc"),
        _("Số thư"),
        _("Số nhiệm vụ trong thư"),
        _("Nhiệm vụ đến lượt nhắc"),
        _("Bản tổng hợp tuần"),
        _("Thư về kỳ báo cáo"),
    ]
    rows = (
        [
            formatters.day(each.day),
            policy.weekday(each.day),
            _("có") if each.is_working else names.get(each.day) or _("Ngày nghỉ"),
            each.mails,
            each.tasks,
            ", ".join(map(str, each.numbers)),
            each.roll_ups,
            len(each.askings),
        ]
        for each in days
    )
    return spreadsheets.write_csv(head, rows)
