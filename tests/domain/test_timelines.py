"""Where a day lies on the line of a plan's years."""

from datetime import date

import pytest

from plan_app.domain.timelines import (
    AFTER,
    BEFORE,
    BEGIN,
    Window,
    Zoom,
    begins,
    neighbours,
    window,
)

TODAY = date(2026, 12, 8)
PLAN = Window(Zoom.YEAR, 2021, 2030)


@pytest.mark.parametrize(
    ("day", "place"),
    [
        (date(2020, 12, 31), BEFORE),
        (date(2021, 12, 31), 10),
        (date(2025, 12, 31), 50),
        (date(2030, 12, 31), 100),
        (date(2031, 1, 1), AFTER),
    ],
)
def test_a_deadline_lies_at_the_end_of_its_day(day: date, place: float) -> None:
    assert PLAN.place(day) == place


def test_a_beginning_lies_at_the_begin_of_its_day() -> None:
    assert PLAN.place(date(2021, 1, 1), BEGIN) == 0
    assert PLAN.place(date(2026, 1, 1), BEGIN) == 50


@pytest.mark.parametrize(
    ("zoom", "years", "day", "place"),
    [
        (Zoom.QUARTER, (2025, 2027), date(2026, 3, 31), 100 * 5 / 12),
        (Zoom.QUARTER, (2025, 2027), date(2027, 12, 31), 100),
        # Half of a February, in a leap year too.
        (Zoom.MONTH, (2026, 2026), date(2026, 2, 14), 100 * 1.5 / 12),
        (Zoom.MONTH, (2028, 2028), date(2028, 2, 29), 100 * 2 / 12),
        (Zoom.MONTH, (2026, 2026), date(2026, 12, 31), 100),
    ],
)
def test_all_columns_are_of_one_width(
    zoom: Zoom, years: tuple[int, int], day: date, place: float
) -> None:
    assert Window(zoom, *years).place(day) == pytest.approx(place)


@pytest.mark.parametrize(
    ("zoom", "begin", "years", "columns"),
    [
        (Zoom.YEAR, None, (2021, 2030), 10),
        (Zoom.YEAR, 2025, (2021, 2030), 10),
        (Zoom.QUARTER, None, (2025, 2027), 12),
        (Zoom.QUARTER, 2030, (2028, 2030), 12),
        (Zoom.QUARTER, 1900, (2021, 2023), 12),
        (Zoom.MONTH, None, (2026, 2026), 12),
        (Zoom.MONTH, 2023, (2023, 2023), 12),
    ],
)
def test_a_window_shows_as_many_years_as_fit(
    zoom: Zoom, begin: int | None, years: tuple[int, int], columns: int
) -> None:
    shown = window(zoom, 2021, 2030, begin=begin, today=TODAY)

    assert (shown.first_year, shown.last_year) == years
    assert shown.columns == columns


def test_a_short_plan_is_shown_whole() -> None:
    shown = window(Zoom.QUARTER, 2026, 2027, begin=None, today=TODAY)

    assert list(shown.years) == [2026, 2027]
    assert neighbours(shown, 2026, 2027) == (None, None)


@pytest.mark.parametrize(
    ("first", "before", "after"), [(2021, None, 2024), (2025, 2022, 2028), (2028, 2025, None)]
)
def test_a_window_has_neighbours_up_to_the_ends_of_the_plan(
    first: int, before: int | None, after: int | None
) -> None:
    shown = Window(Zoom.QUARTER, first, first + 2)

    assert neighbours(shown, 2021, 2030) == (before, after)


@pytest.mark.parametrize(
    ("wording", "year"),
    [
        ("2024 - 2026", 2024),
        ("2023–2025", 2023),
        ("Giai đoạn 2026 - 2030", 2026),
        ("Từ năm 2024 đến hết năm 2025", 2024),
        ("Hằng năm, từ 2025", 2025),
        ("2025", None),
        ("Tháng 6/2025", None),
        ("31/12/2025 - 30/6/2026", None),
        ("Quý I/2024 - Quý IV/2025", None),
        ("Thường xuyên", None),
        ("", None),
    ],
)
def test_a_wording_begins_where_it_names_its_first_year(wording: str, year: int | None) -> None:
    assert begins(wording) == (date(year, 1, 1) if year else None)
