"""Quarters, sums until a day, and the forecast at the present pace."""

from datetime import date

import pytest

from plan_app.domain.quarters import Quarter, added_up, between, forecast

ISSUED = date(2023, 10, 18)
TODAY = date(2026, 12, 8)


@pytest.mark.parametrize(
    ("day", "quarter", "last"),
    [
        (date(2026, 1, 1), Quarter(2026, 1), date(2026, 3, 31)),
        (date(2026, 6, 30), Quarter(2026, 2), date(2026, 6, 30)),
        (date(2026, 12, 31), Quarter(2026, 4), date(2026, 12, 31)),
    ],
)
def test_a_day_is_in_the_quarter_that_holds_it(day: date, quarter: Quarter, last: date) -> None:
    assert Quarter.of(day) == quarter
    assert quarter.first <= day <= quarter.last == last


def test_quarters_follow_each_other_over_the_end_of_a_year() -> None:
    found = list(between(Quarter(2026, 3), Quarter(2027, 1)))
    assert found == [Quarter(2026, 3), Quarter(2026, 4), Quarter(2027, 1)]
    assert list(between(Quarter(2027, 1), Quarter(2026, 4))) == []


def test_sums_hold_the_day_itself() -> None:
    by_day = {date(2026, 3, 31): 2, date(2026, 4, 1): 3}
    days = [date(2026, 3, 30), date(2026, 3, 31), date(2026, 4, 1)]
    assert added_up(by_day, days) == [0, 2, 5]


def test_the_pace_is_that_of_the_last_year() -> None:
    done = {date(2025, 12, 8): 40, date(2025, 12, 9): 6, TODAY: 4}

    found = forecast(
        done, [date(2027, 6, 9), date(2027, 12, 8)], since=ISSUED, today=TODAY, most=99
    )

    assert found is not None
    assert (found.done, found.days) == (10, 365)
    assert found.values == (50 + 5, 50 + 10)


def test_a_forecast_ends_at_all_there_is_to_do() -> None:
    found = forecast({TODAY: 4}, [date(2030, 12, 31)], since=ISSUED, today=TODAY, most=9)
    assert found is not None
    assert found.values == (9,)


def test_more_done_than_planned_is_not_taken_back() -> None:
    found = forecast({TODAY: 4}, [date(2030, 12, 31)], since=ISSUED, today=TODAY, most=3)
    assert found is not None
    assert found.values == (4,)


def test_a_young_plan_has_the_pace_of_its_days() -> None:
    since = date(2026, 12, 7)
    found = forecast({TODAY: 2}, [date(2026, 12, 10)], since=since, today=TODAY, most=99)
    assert found is not None
    assert (found.days, found.values) == (1, (6,))


def test_the_day_of_issue_tells_of_no_pace() -> None:
    assert forecast({}, [date(2030, 12, 31)], since=TODAY, today=TODAY, most=9) is None
