"""The pauses of reminders, the calendar and a rehearsed day as files for spreadsheets."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from plan_app.domain.matters import MatterKind
from plan_app.domain.planning import Digest
from plan_app.models import CalendarDay
from plan_app.presentation import formatters, policy, spreadsheets, words
from plan_app.queries.pauses import PauseEntry, PauseStanding
from plan_app.queries.recipients import Person

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
            "; ".join(each.agencies) or _("Toàn bộ kế hoạch"),
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


def write_rehearsal(digests: Sequence[Digest], people: Mapping[int, Person]) -> str:
    """The text of the file of who would get what."""
    head = [
        _("Người nhận"),
        _("Thư công vụ"),
        _("Cơ quan"),
        _("Nhiệm vụ số"),
        _("Quá hạn"),
        _("Ý kiến chỉ đạo: nhiệm vụ số"),
        _("Trao đổi có nhắc tên: nhiệm vụ số"),
        _("Bản tổng hợp tuần"),
    ]
    rows = (_rehearsed(each, people[each.recipient_id]) for each in digests)
    return spreadsheets.write_csv(head, rows)


def _rehearsed(digest: Digest, person: Person) -> list[object]:
    numbers = dict.fromkeys(notice.number for notice in digest.notices)
    return [
        person.full_name,
        person.email,
        person.agency,
        ", ".join(map(str, numbers)),
        sum(notice.days_late > 0 for notice in digest.notices),
        ", ".join(map(str, digest.numbers_of(MatterKind.DIRECTION))),
        ", ".join(map(str, digest.numbers_of(MatterKind.MENTION))),
        _("có") if digest.has_roll_up else "",
    ]
