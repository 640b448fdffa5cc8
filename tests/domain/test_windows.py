"""When mail may leave."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from plan_app.domain.holding import Hold
from plan_app.domain.policy import ReminderPolicy
from plan_app.domain.windows import closed, following, of_day, roll_up_week
from plan_app.domain.working_days import Calendar

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
POLICY = ReminderPolicy()
MONDAY = date(2026, 12, 7)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("now", "reason"),
    [
        (at(8, 0, 1), None),
        (at(8, 8), None),
        (at(8, 16, 59), None),
        (at(8, 17), Hold.OUTSIDE_WINDOW),
        (at(8, 23, 59), Hold.OUTSIDE_WINDOW),
        (at(12, 8), Hold.DAY_OFF),
    ],
)
def test_the_window_closes_with_the_day_of_the_office(now: datetime, reason: Hold | None) -> None:
    assert closed(now, POLICY, Calendar(), ZONE) is reason


def test_the_next_window_is_todays_until_it_is_over() -> None:
    calendar = Calendar()
    assert following(at(11, 16), POLICY, calendar, ZONE).day == date(2026, 12, 11)
    assert following(at(11, 17), POLICY, calendar, ZONE) == of_day(date(2026, 12, 14), POLICY, ZONE)
    assert following(at(12, 8), POLICY, calendar, ZONE).day == date(2026, 12, 14)


def test_the_roll_up_goes_on_monday_or_the_first_working_day_after() -> None:
    tuesday = date(2026, 12, 8)
    assert roll_up_week(MONDAY, POLICY, Calendar()) == MONDAY
    assert roll_up_week(date(2026, 12, 11), POLICY, Calendar()) == MONDAY
    holiday = Calendar({MONDAY: False})
    assert roll_up_week(MONDAY, POLICY, holiday) is None
    assert roll_up_week(tuesday, POLICY, holiday) == MONDAY


def test_the_roll_up_waits_for_the_chosen_day() -> None:
    friday = ReminderPolicy(roll_up_weekday=4)
    assert roll_up_week(date(2026, 12, 10), friday, Calendar()) is None
    assert roll_up_week(date(2026, 12, 11), friday, Calendar()) == MONDAY
