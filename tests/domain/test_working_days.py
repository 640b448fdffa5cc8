from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plan_app.domain.working_days import Calendar

FRIDAY = date(2026, 12, 4)
SATURDAY = date(2026, 12, 5)
SUNDAY = date(2026, 12, 6)
MONDAY = date(2026, 12, 7)
TUESDAY = date(2026, 12, 8)

days = st.dates(date(2026, 1, 1), date(2027, 12, 31))
calendars = st.dictionaries(days, st.booleans(), max_size=60).map(Calendar)


def test_monday_to_friday_are_worked() -> None:
    calendar = Calendar()

    assert [calendar.is_working(MONDAY + timedelta(days=n)) for n in range(7)] == (
        [True] * 5 + [False] * 2
    )


def test_a_holiday_on_a_monday_is_off() -> None:
    assert not Calendar({MONDAY: False}).is_working(MONDAY)


def test_a_saturday_can_be_worked() -> None:
    moved = date(2026, 8, 22)

    assert not Calendar().is_working(moved)
    assert Calendar({moved: True}).is_working(moved)


def test_a_later_change_of_the_mapping_does_not_reach_the_calendar() -> None:
    overrides = {MONDAY: False}
    calendar = Calendar(overrides)

    overrides.clear()

    assert not calendar.is_working(MONDAY)


def test_a_working_day_stays_where_it_is() -> None:
    assert Calendar().on_or_before(MONDAY) == MONDAY
    assert Calendar().on_or_after(MONDAY) == MONDAY


def test_a_day_off_moves_to_the_working_day_before_or_after() -> None:
    assert Calendar().on_or_before(SUNDAY) == FRIDAY
    assert Calendar().on_or_after(SATURDAY) == MONDAY


def test_tet_is_skipped_as_one_stretch() -> None:
    first_day_off = date(2026, 2, 14)
    tet = Calendar({first_day_off + timedelta(days=n): False for n in range(9)})

    assert tet.on_or_before(date(2026, 2, 18)) == date(2026, 2, 13)
    assert tet.on_or_after(date(2026, 2, 18)) == date(2026, 2, 23)


@pytest.mark.parametrize("start", [FRIDAY, SATURDAY, SUNDAY])
def test_the_first_working_day_after_a_friday_or_a_weekend_is_monday(start: date) -> None:
    assert Calendar().add(start, 1) == MONDAY


@pytest.mark.parametrize("start", [SATURDAY, SUNDAY, MONDAY])
def test_the_first_working_day_before_a_monday_or_a_weekend_is_friday(start: date) -> None:
    assert Calendar().add(start, -1) == FRIDAY


def test_adding_nothing_leaves_even_a_day_off_where_it_is() -> None:
    assert Calendar().add(SUNDAY, 0) == SUNDAY


def test_adding_skips_a_holiday() -> None:
    assert Calendar({MONDAY: False}).add(FRIDAY, 1) == TUESDAY


def test_adding_counts_a_worked_saturday() -> None:
    assert Calendar({SATURDAY: True}).add(FRIDAY, 2) == MONDAY


def test_seven_working_days_after_the_due_date_of_the_story_is_the_day_of_the_list() -> None:
    assert Calendar().add(date(2026, 11, 30), 7) == date(2026, 12, 9)


def test_between_counts_the_last_day_and_not_the_first() -> None:
    assert Calendar().between(FRIDAY, TUESDAY) == 2


def test_between_counts_no_holiday_and_every_worked_saturday() -> None:
    assert Calendar({MONDAY: False}).between(FRIDAY, TUESDAY) == 1
    assert Calendar({SATURDAY: True}).between(FRIDAY, TUESDAY) == 3


@pytest.mark.parametrize("end", [TUESDAY, MONDAY])
def test_between_is_nothing_when_the_end_is_not_later(end: date) -> None:
    assert Calendar().between(TUESDAY, end) == 0


def test_a_calendar_without_a_working_day_is_refused_instead_of_searched_for_ever() -> None:
    never = Calendar({MONDAY + timedelta(days=n): False for n in range(-500, 501)})

    for search in (never.on_or_before, never.on_or_after):
        with pytest.raises(ValueError, match="no working day within 400 days of 2026-12-07"):
            search(MONDAY)
    with pytest.raises(ValueError, match="no working day"):
        never.add(MONDAY, 1)


def test_a_long_closure_that_ends_within_400_days_is_searched_to_its_end() -> None:
    closed = Calendar({MONDAY + timedelta(days=n): False for n in range(399)})

    assert closed.on_or_after(MONDAY) == closed.on_or_after(MONDAY + timedelta(days=399))


@given(calendars, days)
def test_moving_gives_the_nearest_working_day_on_its_side(calendar: Calendar, day: date) -> None:
    before, after = calendar.on_or_before(day), calendar.on_or_after(day)

    assert before <= day <= after
    assert calendar.is_working(before)
    assert calendar.is_working(after)
    assert calendar.between(before, day) == 0
    assert calendar.between(day, after) == (0 if after == day else 1)


@given(calendars, days, st.integers(0, 40))
def test_between_counts_the_days_that_add_went_forward(
    calendar: Calendar, day: date, n: int
) -> None:
    assert calendar.between(day, calendar.add(day, n)) == n


@given(calendars, days, st.integers(1, 40))
def test_going_back_and_forth_from_a_working_day_returns_to_it(
    calendar: Calendar, day: date, n: int
) -> None:
    start = calendar.on_or_after(day)

    assert calendar.add(calendar.add(start, n), -n) == start
    assert calendar.add(calendar.add(start, -n), n) == start
