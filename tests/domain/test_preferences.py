"""What people may choose of their mail: duty is slowed and never switched off."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plan_app.domain import preferences
from plan_app.domain.preferences import Preferences, PreferenceWrong, Topic
from plan_app.domain.working_days import Calendar

TUESDAY = date(2026, 12, 8)
MONDAY, FRIDAY = 0, 4
# Thursday 10/12 and Friday 11/12 are days off.
OFF = Calendar({date(2026, 12, 10): False, date(2026, 12, 11): False})


def test_the_weekly_digest_goes_on_its_day_or_the_next_working_day() -> None:
    assert preferences.last_digest_day(TUESDAY, MONDAY, Calendar()) == date(2026, 12, 7)
    assert preferences.next_digest_day(TUESDAY, MONDAY, Calendar()) == date(2026, 12, 14)
    assert preferences.last_digest_day(date(2026, 12, 11), FRIDAY, OFF) == date(2026, 12, 4)
    assert preferences.next_digest_day(TUESDAY, FRIDAY, OFF) == date(2026, 12, 14)
    assert preferences.last_digest_day(date(2026, 12, 14), FRIDAY, OFF) == date(2026, 12, 14)


@given(st.integers(0, 400), st.sampled_from(preferences.WEEKDAYS))
def test_the_last_and_the_next_day_stand_on_both_sides_and_a_week_apart(
    days: int, weekday: int
) -> None:
    today = date(2026, 1, 1) + timedelta(days=days)
    last = preferences.last_digest_day(today, weekday, Calendar())
    coming = preferences.next_digest_day(today, weekday, Calendar())
    assert last <= today < coming
    assert coming - last == timedelta(days=7)


def test_a_lead_of_before_the_last_weekly_digest_does_not_wait_for_the_next() -> None:
    last = date(2026, 12, 7)
    assert preferences.waits(TUESDAY, last)
    assert not preferences.waits(last, last)


def test_duty_presses_from_the_day_itself_on() -> None:
    assert preferences.presses([date(2027, 1, 1), TUESDAY], TUESDAY)
    assert not preferences.presses([TUESDAY + timedelta(days=1)], TUESDAY)
    assert not preferences.presses([], TUESDAY)


def test_somebody_always_gets_the_roll_up() -> None:
    assert preferences.roll_up_readers([1, 2, 3], {2}) == (1, 3)
    assert preferences.roll_up_readers([1, 2], {1, 2}) == (1,)
    assert preferences.roll_up_readers([], {1}) == ()


def test_the_roll_up_is_optional_as_long_as_another_coordinator_gets_it() -> None:
    assert preferences.is_roll_up_optional(1, [1, 2], set())
    assert not preferences.is_roll_up_optional(1, [1], set())
    assert not preferences.is_roll_up_optional(1, [1, 2], {2})


def test_only_what_is_offered_can_be_chosen() -> None:
    preferences.check(Preferences(digest_weekday=FRIDAY, early_lead=60))
    for wrong in (
        Preferences(digest_weekday=5),
        Preferences(early_lead=30),
        Preferences(digest_weekday=-1),
    ):
        with pytest.raises(PreferenceWrong):
            preferences.check(wrong)


def test_doing_without_a_topic_leaves_the_rest() -> None:
    kept = Preferences(digest_weekday=1, early_lead=60)
    assert preferences.without(kept, [Topic.EARLY]) == Preferences(digest_weekday=1)
    both = preferences.without(kept, list(Topic))
    assert both == Preferences(digest_weekday=1, skips_roll_up=True)
