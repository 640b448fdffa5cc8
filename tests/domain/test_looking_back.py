"""What a milestone was on an earlier day follows from what was done with it since."""

from dataclasses import replace
from datetime import date

import pytest

from plan_app.domain.deadlines import MilestoneFacts
from plan_app.domain.looking_back import Move, Turn, facts_on
from plan_app.domain.statuses import MilestoneState as S

MARCH, APRIL, MAY, JUNE = (date(2026, month, 10) for month in (3, 4, 5, 6))
DUE = date(2026, 12, 31)
NOW = MilestoneFacts(state=S.COMPLETED, due=DUE, reported_on=APRIL, confirmed_on=MAY)
TURNS = (
    Turn(MARCH, S.IN_PROGRESS),
    Turn(APRIL, S.AWAITING_CONFIRMATION, APRIL),
    Turn(MAY, S.COMPLETED, APRIL, MAY),
)


@pytest.mark.parametrize(
    ("day", "state", "reported_on", "confirmed_on"),
    [
        (date(2026, 3, 9), S.NOT_STARTED, None, None),
        (MARCH, S.IN_PROGRESS, None, None),
        (date(2026, 4, 9), S.IN_PROGRESS, None, None),
        (APRIL, S.AWAITING_CONFIRMATION, APRIL, None),
        (MAY, S.COMPLETED, APRIL, MAY),
        (JUNE, S.COMPLETED, APRIL, MAY),
    ],
)
def test_the_state_is_that_of_the_last_act_until_the_day(
    day: date, state: S, reported_on: date | None, confirmed_on: date | None
) -> None:
    found = facts_on(day, NOW, turns=TURNS, moves=())
    assert found == replace(NOW, state=state, reported_on=reported_on, confirmed_on=confirmed_on)


def test_the_date_is_the_one_before_the_first_move_after_the_day() -> None:
    moves = (Move(MARCH, date(2026, 6, 30)), Move(MAY, date(2026, 9, 30)), Move(MAY, None))
    dues = [facts_on(day, NOW, turns=(), moves=moves).due for day in (date(2026, 3, 9), APRIL, MAY)]
    assert dues == [date(2026, 6, 30), date(2026, 9, 30), DUE]


def test_a_state_that_no_act_tells_of_was_so_all_along() -> None:
    assert facts_on(MARCH, NOW, turns=(), moves=()) == NOW
