"""Amounts as Vietnamese writes them, and what may be defined and reported of a task."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plan_app.domain.measures import (
    NOTHING,
    PLACES,
    TOO_LARGE,
    Direction,
    Measured,
    MeasureKind,
    MeasureWrong,
    NotAnAmount,
    Source,
    Wanted,
    check,
    check_measured,
    is_reached,
    read,
    share,
    write,
    year_asked,
)

UP, DOWN = Direction.UP, Direction.DOWN
AREA = Wanted(
    kind=MeasureKind.INDICATOR,
    name="Diện tích rừng trồng mới",
    unit="ha",
    targets={2026: Decimal(50)},
)
BUDGET = Wanted(
    kind=MeasureKind.FUNDING, source=Source.PROVINCIAL_BUDGET, targets={2026: Decimal(500)}
)
KINDS = {1: MeasureKind.INDICATOR, 2: MeasureKind.FUNDING}


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1.234,5", "1234.5"),
        ("1234,5", "1234.5"),
        ("1 234,5", "1234.5"),
        ("1\u00a0234", "1234"),
        (" 12.345.678 ", "12345678"),
        ("0,001", "0.001"),
        ("-3,2", "-3.2"),
        ("−3", "-3"),
    ],
)
def test_amounts_are_read_as_vietnamese_writes_them(text: str, amount: str) -> None:
    assert read(text) == Decimal(amount)


@pytest.mark.parametrize(
    "text",
    ["", "abc", "1.5", "1.23", "1,234.5", "1,2345", "12.34.567", "1000000000000", "1,", "٣", "1 2"],
)
def test_what_could_mean_something_else_is_refused(text: str) -> None:
    with pytest.raises(NotAnAmount):
        read(text)


@given(st.decimals(min_value=-(TOO_LARGE - 1), max_value=TOO_LARGE - 1, places=PLACES).map(Decimal))
def test_what_is_written_is_read_again(amount: Decimal) -> None:
    assert read(write(amount)) == amount


def test_amounts_are_written_without_idle_zeros() -> None:
    written = [write(Decimal(each)) for each in ("1234.500", "1000", "0.0", "-0.0", "-12.05")]
    assert written == ["1.234,5", "1.000", "0", "0", "-12,05"]


def in_plan(wanted: Wanted) -> None:
    check(wanted, first_year=2021, last_year=2030)


def test_an_indicator_and_money_can_be_defined() -> None:
    in_plan(AREA)
    in_plan(replace(AREA, baseline=Decimal(10), baseline_year=2020))
    in_plan(BUDGET)


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (replace(AREA, name=" "), "name"),
        (replace(AREA, unit=""), "unit"),
        (replace(AREA, baseline_year=2020), "baseline"),
        (replace(AREA, baseline=Decimal(1), baseline_year=2031), "baseline_year"),
        (replace(AREA, targets={}), "target_2021"),
        (replace(AREA, targets={2031: Decimal(1)}), "target_2031"),
        (replace(BUDGET, source=None), "source"),
        (replace(BUDGET, targets={2026: Decimal(-1)}), "target_2026"),
    ],
)
def test_what_is_missing_or_wrong_is_told_at_its_field(wanted: Wanted, field: str) -> None:
    with pytest.raises(MeasureWrong) as told:
        in_plan(wanted)
    assert told.value.field == field


def reported(measured: Measured) -> None:
    check_measured(measured, KINDS, first_year=2021, last_year=2030, this_year=2026)


def test_amounts_of_this_year_and_of_earlier_ones_can_be_reported() -> None:
    reported(NOTHING)
    reported(Measured(2026, ((1, Decimal(-3)), (2, Decimal(0)))))
    reported(Measured(2021, ((1, Decimal(3)),)))


@pytest.mark.parametrize(
    ("measured", "field"),
    [
        (Measured(None, ((1, Decimal(3)),)), "measured_year"),
        (Measured(2027, ((1, Decimal(3)),)), "measured_year"),
        (Measured(2020, ((1, Decimal(3)),)), "measured_year"),
        (Measured(2026, ((2, Decimal(-1)),)), "measured_2"),
        (Measured(2026, ((7, Decimal(1)),)), None),
    ],
)
def test_a_report_says_a_year_that_has_come_and_measures_of_its_task(
    measured: Measured, field: str | None
) -> None:
    with pytest.raises(MeasureWrong) as told:
        reported(measured)
    assert told.value.field == field


def test_a_report_is_about_the_year_of_its_milestone_once_that_has_come() -> None:
    assert (year_asked(2025, 2026), year_asked(2027, 2026), year_asked(None, 2026)) == (
        2025, 2026, 2026,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("target", "value", "direction", "found", "reached"),
    [
        (50, 30, UP, "60.0", False),
        (50, 60, UP, "120.0", True),
        (3, 1, UP, "33.3", False),
        (50, 40, DOWN, "100.0", True),
        (50, 100, DOWN, "50.0", False),
        (0, 5, UP, None, True),
        (None, 5, UP, None, None),
        (5, None, DOWN, None, None),
    ],
)
def test_the_share_says_how_much_of_the_target_is_reached(
    target: int | None, value: int | None, direction: Direction, found: str | None, *, reached: bool
) -> None:
    goal, said = (None if each is None else Decimal(each) for each in (target, value))
    assert share(goal, said, direction) == (None if found is None else Decimal(found))
    assert is_reached(goal, said, direction) is reached
