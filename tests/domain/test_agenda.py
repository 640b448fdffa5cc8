"""Months, and the names by which other programs know a deadline again."""

from datetime import date

import pytest

from plan_app.domain import agenda
from plan_app.domain.agenda import Month


def test_a_month_has_its_weeks_from_monday_and_its_neighbours() -> None:
    month = Month.parse("2026-12")

    assert (month.first, month.last) == (date(2026, 12, 1), date(2026, 12, 31))
    assert month.weeks[0] == list(agenda.days_of(date(2026, 11, 30), date(2026, 12, 6)))
    assert month.weeks[-1][-1] == date(2027, 1, 3)
    assert [str(month.plus(n)) for n in (-12, -1, 1)] == ["2025-12", "2026-11", "2027-01"]
    assert Month.of(date(2026, 12, 31)) == month
    assert month.written == "12/2026"


@pytest.mark.parametrize("text", ["2026-13", "2026-00", "2026-1", "1999-12", "2101-01", "December"])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=text):
        Month.parse(text)


def test_a_secret_is_of_its_seed_and_of_the_key() -> None:
    made = agenda.token("seed", "key")

    assert agenda.token("seed", "key") == made
    assert len({made, agenda.token("seed", "other"), agenda.token("other", "key")}) == 3
    assert len(made) == 24


def test_an_event_is_known_by_its_row_and_its_number_grows_with_the_versions() -> None:
    assert agenda.uid("milestone", 12, "abc") == "milestone-12@abc.plan-app"
    assert agenda.sequence(1, 1) == 0
    assert agenda.sequence(3, 2) == 3
