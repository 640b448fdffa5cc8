"""Half-years and years, their days and their neighbours."""

from datetime import date

import pytest

from plan_app.domain.periods import Period, begun


@pytest.mark.parametrize(
    ("slug", "first", "last", "previous", "following"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31), "2025", "2027"),
        ("2026-h1", date(2026, 1, 1), date(2026, 6, 30), "2025-h2", "2026-h2"),
        ("2026-h2", date(2026, 7, 1), date(2026, 12, 31), "2026-h1", "2027-h1"),
    ],
)
def test_a_period_has_its_days_and_neighbours(
    slug: str, first: date, last: date, previous: str, following: str
) -> None:
    period = Period.parse(slug)
    assert period.slug == slug
    assert (period.first, period.last) == (first, last)
    assert (period.previous.slug, period.following.slug) == (previous, following)


@pytest.mark.parametrize("slug", ["", "26", "2026-h3", "2026-h", "0000", "9999", "2026-h1 "])
def test_what_is_no_period_is_refused(slug: str) -> None:
    with pytest.raises(ValueError, match=f"^{slug}$"):
        Period.parse(slug)


def test_a_period_is_counted_on_its_last_day_or_today_while_it_lasts() -> None:
    today = date(2026, 12, 8)
    assert Period(2026, 2).counted_on(today) == today
    assert Period(2026, 1).counted_on(today) == date(2026, 6, 30)


@pytest.mark.parametrize(("day", "half"), [(date(2026, 6, 30), 1), (date(2026, 7, 1), 2)])
def test_a_day_is_in_one_half(day: date, half: int) -> None:
    assert Period.half_of(day) == Period(2026, half)


def test_only_periods_that_have_begun_are_offered_the_latest_first() -> None:
    offered = [each.slug for each in begun(2025, 2030, date(2026, 3, 1))]
    assert offered == ["2026", "2026-h1", "2025", "2025-h2", "2025-h1"]
    assert begun(2027, 2030, date(2026, 3, 1)) == []
