from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from plan_app.domain.deadlines import Figure
from plan_app.domain.progress import count_figures, percentages

# The round of the story: 105 tasks, 50 completed (41 in time), 55 open (12 overdue).
CLOSED_ROUND = {
    Figure.COMPLETED_ON_TIME: 41,
    Figure.COMPLETED_LATE: 9,
    Figure.OPEN_WITHIN_TIME: 43,
    Figure.OPEN_OVERDUE: 12,
    Figure.SUSPENDED: 0,
    Figure.WITHDRAWN: 0,
}

figures = st.lists(st.sampled_from(Figure))


def test_counting_nothing_gives_six_zeros_in_official_order() -> None:
    assert list(count_figures([]).items()) == [(figure, 0) for figure in Figure]


def test_counting_keeps_figures_that_do_not_occur() -> None:
    counts = count_figures([Figure.OPEN_OVERDUE, Figure.OPEN_OVERDUE, Figure.WITHDRAWN])

    assert counts[Figure.OPEN_OVERDUE] == 2
    assert counts[Figure.WITHDRAWN] == 1
    assert counts[Figure.SUSPENDED] == 0


@given(figures)
def test_the_six_always_add_up_to_all(found: list[Figure]) -> None:
    counts = count_figures(iter(found))

    assert set(counts) == set(Figure)
    assert sum(counts.values()) == len(found)


def test_percentages_have_one_decimal_of_the_total() -> None:
    assert percentages(CLOSED_ROUND) == {
        Figure.COMPLETED_ON_TIME: Decimal("39.0"),
        Figure.COMPLETED_LATE: Decimal("8.6"),
        Figure.OPEN_WITHIN_TIME: Decimal("41.0"),
        Figure.OPEN_OVERDUE: Decimal("11.4"),
        Figure.SUSPENDED: Decimal("0.0"),
        Figure.WITHDRAWN: Decimal("0.0"),
    }


def test_percentages_keep_the_decimal_of_a_whole_number() -> None:
    assert str(percentages(CLOSED_ROUND)[Figure.COMPLETED_ON_TIME]) == "39.0"


def test_percentages_round_halves_up() -> None:
    counts = {Figure.OPEN_OVERDUE: 1, Figure.OPEN_WITHIN_TIME: 1999}

    assert percentages(counts)[Figure.OPEN_OVERDUE] == Decimal("0.1")


def test_percentages_of_nothing_are_zero() -> None:
    assert percentages(count_figures([])) == dict.fromkeys(Figure, Decimal("0.0"))


@given(figures.filter(bool))
def test_percentages_miss_a_hundred_by_rounding_only(found: list[Figure]) -> None:
    shares = percentages(count_figures(found))

    assert abs(sum(shares.values(), Decimal(-100))) <= Decimal("0.05") * len(Figure)
