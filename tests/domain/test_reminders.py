"""Thresholds of a deadline, on the calendar of the province."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plan_app.domain.policy import ReminderPolicy
from plan_app.domain.reminders import (
    Standing,
    announced_escalation,
    escalation_day,
    following,
    horizon,
    is_due,
    notice_day,
    strongest,
    thresholds,
    working_day,
)
from plan_app.domain.working_days import Calendar

POLICY = ReminderPolicy()
PLAIN = Calendar()
# Tết Bính Ngọ 2026: off from Saturday 14/2 to Sunday 22/2; 22/8/2026 is a working Saturday.
TET = Calendar({date(2026, 2, 14) + timedelta(days=n): False for n in range(9)})
WORKING_SATURDAY = Calendar({date(2026, 8, 22): True, date(2026, 8, 31): False})
MONDAY = date(2026, 12, 7)

days = st.dates(date(2024, 1, 1), date(2030, 12, 31))
calendars = st.dictionaries(days, st.booleans(), max_size=40).map(Calendar)


def crossed(due: date, today: date, policy: ReminderPolicy, calendar: Calendar) -> list[int]:
    """Every threshold whose day has come, weakest first: what `strongest` must agree with."""
    return [each for each, day in thresholds(due, today, policy, calendar) if day <= today]


def test_a_lead_on_a_day_off_goes_on_the_working_day_before() -> None:
    due = date(2026, 12, 14)  # A Monday; one day before is a Sunday.
    assert working_day(due, -1, PLAIN) == date(2026, 12, 11)


def test_the_day_itself_on_a_day_off_goes_before() -> None:
    assert working_day(date(2026, 12, 13), 0, PLAIN) == date(2026, 12, 11)


def test_an_overdue_notice_on_a_day_off_goes_after() -> None:
    assert working_day(date(2026, 12, 11), 1, PLAIN) == date(2026, 12, 14)


def test_a_holiday_on_a_monday_moves_the_notice_to_tuesday() -> None:
    holiday = Calendar({MONDAY: False})
    assert working_day(date(2026, 12, 6), 1, holiday) == date(2026, 12, 8)


def test_over_tet_leads_go_before_and_notices_after() -> None:
    due = date(2026, 2, 18)
    assert working_day(due, -1, TET) == working_day(due, 0, TET) == date(2026, 2, 13)
    assert working_day(due, 1, TET) == date(2026, 2, 23)


def test_a_working_saturday_is_a_day_like_others() -> None:
    assert working_day(date(2026, 8, 22), 0, WORKING_SATURDAY) == date(2026, 8, 22)
    assert working_day(date(2026, 8, 23), 0, WORKING_SATURDAY) == date(2026, 8, 22)


def test_after_the_last_overdue_day_comes_one_every_thirty() -> None:
    due = date(2026, 1, 1)
    today = due + timedelta(days=92)
    assert crossed(due, today, POLICY, PLAIN)[-4:] == [14, 30, 60, 90]


def test_nothing_is_crossed_before_the_first_lead() -> None:
    due = date(2026, 12, 31)
    assert strongest(due, date(2026, 11, 30), POLICY, PLAIN) is None
    assert strongest(due, date(2026, 12, 1), POLICY, PLAIN) == -30
    assert strongest(due, date(2026, 12, 24), POLICY, PLAIN) == -7


def test_leads_and_overdue_days_may_be_none() -> None:
    bare = ReminderPolicy(leads=(), overdue=(), then_every=10)
    due = MONDAY
    assert crossed(due, due + timedelta(days=21), bare, PLAIN) == [0, 8, 10, 20]


def test_the_owner_is_told_two_working_days_before_the_list_to_leaders() -> None:
    due = date(2026, 11, 30)
    assert notice_day(due, POLICY, PLAIN) == date(2026, 12, 8)
    assert escalation_day(due, POLICY, PLAIN) == date(2026, 12, 10)
    assert strongest(due, date(2026, 12, 8), POLICY, PLAIN) == 8


@pytest.mark.parametrize(
    ("today", "announced"),
    [
        (date(2026, 11, 30), None),
        (date(2026, 12, 7), None),
        (date(2026, 12, 8), date(2026, 12, 10)),
        (date(2026, 12, 9), date(2026, 12, 10)),
        (date(2026, 12, 10), None),
    ],
)
def test_the_escalation_is_announced_until_the_day_before(
    today: date, announced: date | None
) -> None:
    assert announced_escalation(date(2026, 11, 30), today, POLICY, PLAIN) == announced


def test_the_next_threshold_is_the_strongest_of_its_day() -> None:
    due = date(2026, 12, 12)  # A Saturday: one day before and the day itself are both Friday's.
    assert following(due, -7, MONDAY, POLICY, PLAIN) == (0, date(2026, 12, 11))


def test_what_was_missed_waits_to_be_told_now() -> None:
    threshold, day = following(date(2026, 11, 30), -30, MONDAY, POLICY, PLAIN)
    assert (threshold, day) == (7, MONDAY)


def test_a_told_threshold_beyond_the_schedule_is_followed_by_a_later_one() -> None:
    threshold, day = following(MONDAY, 45, MONDAY, POLICY, PLAIN)
    assert threshold == 60
    assert day == date(2027, 2, 5)


@given(due=days, today=days, calendar=calendars)
def test_the_strongest_is_the_last_that_was_crossed(
    due: date, today: date, calendar: Calendar
) -> None:
    expected = max(crossed(due, today, POLICY, calendar), default=None)
    assert strongest(due, today, POLICY, calendar) == expected


def test_it_is_due_when_something_stronger_was_crossed_than_was_told() -> None:
    assert is_due(-7, None)
    assert is_due(-7, -30)
    assert not is_due(-7, -7)
    assert not is_due(-7, 1)
    assert not is_due(None, None)


def test_each_due_date_of_a_day_is_computed_once() -> None:
    standing = Standing(date(2026, 12, 8), POLICY, PLAIN)
    assert standing.of(date(2026, 11, 30)) == (8, date(2026, 12, 10))
    assert standing.of(date(2026, 11, 30)) is standing.of(date(2026, 11, 30))


@given(due=days, today=days, calendar=calendars)
def test_a_threshold_is_crossed_on_a_working_day_and_stays_crossed(
    due: date, today: date, calendar: Calendar
) -> None:
    now = crossed(due, today, POLICY, calendar)
    later = crossed(due, today + timedelta(days=1), POLICY, calendar)
    assert set(now) <= set(later)
    for threshold in now:
        assert calendar.is_working(working_day(due, threshold, calendar))


@given(due=days, today=days, calendar=calendars)
def test_a_stronger_threshold_never_comes_before_a_weaker_one(
    due: date, today: date, calendar: Calendar
) -> None:
    dates = [working_day(due, each, calendar) for each in crossed(due, today, POLICY, calendar)]
    assert dates == sorted(dates)


@given(due=days, today=days, calendar=calendars)
def test_the_horizon_holds_every_crossed_lead(due: date, today: date, calendar: Calendar) -> None:
    if strongest(due, today, POLICY, calendar) is not None:
        assert due <= horizon(today, POLICY.longest_lead, calendar)
