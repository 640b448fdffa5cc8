"""Reporting rounds: when one closes, who is asked when, and what may be done with it.

The database stores the slugs, so a member may be renamed but its value may not.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from plan_app.domain.periods import Period
from plan_app.domain.policy import ReminderPolicy
from plan_app.domain.working_days import Calendar
from plan_app.errors import N_, RuleBroken

# Of a longer round nobody remembers that it is open.
LONGEST_DAYS: Final = 120


class RoundKind(StrEnum):
    """What a round reports on: a half-year, a year, or a period of its own."""

    HALF_YEAR = "half_year"
    YEAR = "year"
    OWN = "own"


class RoundState(StrEnum):
    """Where a round stands. Before its opening day an open one is announced to nobody."""

    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class RoundPart(StrEnum):
    """What a mail about a round holds."""

    OPENING = "opening"
    REMINDER = "reminder"
    REVIEW = "review"


class Reported(StrEnum):
    """How much of what it is asked for an agency has reported."""

    ALL = "all"
    PART = "part"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A round as asked for; both days of the period are included."""

    name: str
    kind: RoundKind
    first_day: date
    last_day: date
    opens_on: date
    closes_at: datetime


class RoundWrong(RuleBroken):
    """The round cannot be as it was asked for."""


class AlreadyOpen(RuleBroken):
    """A plan has one open round at a time."""

    def __init__(self) -> None:
        super().__init__(
            N_("Kế hoạch đang có một kỳ báo cáo chưa chốt; mỗi lúc chỉ mở được một kỳ.")
        )


class NotInThisState(RuleBroken):
    """The round has been closed, reopened or cancelled meanwhile."""

    def __init__(self) -> None:
        super().__init__(
            N_("Kỳ báo cáo vừa được người khác xử lý; đề nghị xem lại tình trạng hiện nay.")
        )


class NotTheLastRound(RuleBroken):
    """Later figures were compared with this round's."""

    def __init__(self) -> None:
        super().__init__(
            N_("Chỉ mở lại được kỳ chốt gần nhất, vì kỳ sau đã so sánh với số liệu của kỳ này.")
        )


class FiguresChanged(RuleBroken):
    """Between preview and closing somebody reported."""

    def __init__(self) -> None:
        super().__init__(
            N_("Số liệu vừa thay đổi sau khi Ông/Bà xem trước; đề nghị xem lại rồi chốt.")
        )


def check(wish: Wish, *, now: datetime, today: date, zone: ZoneInfo, is_new: bool = True) -> None:
    """Raise RoundWrong at the field at fault; a round that is open already keeps its beginning."""
    closes_on = wish.closes_at.astimezone(zone).date()
    if wish.last_day < wish.first_day:
        raise RoundWrong(N_("Ngày kết thúc không được trước ngày bắt đầu."), "last_day")
    if is_new and wish.opens_on < today:
        raise RoundWrong(N_("Ngày mở kỳ không được trước hôm nay."), "opens_on")
    if closes_on < wish.opens_on:
        raise RoundWrong(N_("Ngày chốt số liệu không được trước ngày mở kỳ."), "closes_on")
    if wish.closes_at <= now:
        raise RoundWrong(N_("Thời điểm chốt số liệu phải sau thời điểm hiện tại."), "closes_on")
    if closes_on > wish.opens_on + timedelta(days=LONGEST_DAYS):
        message = N_("Thời gian báo cáo không quá 120 ngày; đề nghị chọn ngày mở kỳ muộn hơn.")
        raise RoundWrong(message, "closes_on")


def usual_period(kind: RoundKind, today: date) -> Period:
    """The period that a round opened today is most likely about."""
    return Period(today.year) if kind is RoundKind.YEAR else Period.half_of(today)


def usual_closing(period: Period, policy: ReminderPolicy, zone: ZoneInfo) -> datetime:
    """When the round about the period closes by the policy: before the period ends."""
    said = policy.round_closing_first if period.half == 1 else policy.round_closing_second
    day, month = (int(each) for each in said.split("/"))
    return closing(date(period.year, month, day), policy.round_closing_time, zone)


def closing(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The instant of a local day and hour."""
    return datetime.combine(day, at, zone)


def counting_since(opens_on: date, zone: ZoneInfo) -> datetime:
    """Reports from this instant on are reports in the round."""
    return datetime.combine(opens_on, time(0), zone)


def reminder_days(closes_on: date, policy: ReminderPolicy, calendar: Calendar) -> list[date]:
    """The days on which the silent are reminded, so many working days before closing."""
    return sorted(calendar.add(closes_on, -lead) for lead in policy.round_leads)


def review_day(closes_on: date, policy: ReminderPolicy, calendar: Calendar) -> date:
    """The day on which agencies get their rows: it and the closing day are days to correct."""
    last = calendar.on_or_before(closes_on)
    return calendar.add(last, 1 - policy.round_review)


def asks(
    today: date, told_on: date | None, *, opens_on: date, days: Collection[date]
) -> RoundPart | None:
    """What a person whose reports are missing is told today, None for nothing.

    `told_on` is the day they were last told of the round, `days` those of reminders. As with all
    reminders the question is what was crossed and not yet told: an outage loses and repeats
    nothing.
    """
    if today < opens_on:
        return None
    if told_on is None:
        return RoundPart.OPENING
    crossed = max((day for day in days if day <= today), default=None)
    return RoundPart.REMINDER if crossed is not None and crossed > told_on else None


def next_asking(
    today: date, told_on: date | None, *, opens_on: date, days: Collection[date]
) -> date | None:
    """The first day from today on that `asks` answers, by what is known today."""
    if asks(today, told_on, opens_on=opens_on, days=days) is not None:
        return today
    if told_on is None:
        return opens_on
    return min((day for day in days if day > today), default=None)


def standing(asked: int, reported: int) -> Reported:
    """How much has been reported of what was asked."""
    if reported == asked:
        return Reported.ALL
    return Reported.PART if reported else Reported.NONE
