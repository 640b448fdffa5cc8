"""What a note of a call must say."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from plan_app.domain import calls
from plan_app.domain.calls import Call, CallWrong, NotOpenForCalls
from plan_app.domain.statuses import CLOSED, OPEN, MilestoneState
from plan_app.domain.working_days import Calendar

TODAY = date(2026, 12, 8)
CALL = Call(
    spoke_with="Bà Mơ",
    called_on=date(2026, 12, 4),
    promised="Sở sẽ báo cáo trước ngày 11/12",
    look_again_on=date(2026, 12, 11),
)


def check(call: Call, state: MilestoneState = MilestoneState.IN_PROGRESS) -> None:
    calls.check(call, state=state, today=TODAY, calendar=Calendar())


@pytest.mark.parametrize("state", sorted(OPEN))
def test_open_work_can_be_talked_about(state: MilestoneState) -> None:
    check(CALL, state)


@pytest.mark.parametrize("state", sorted(CLOSED))
def test_of_other_work_nobody_is_reminded(state: MilestoneState) -> None:
    with pytest.raises(NotOpenForCalls):
        check(CALL, state)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"spoke_with": "  "}, "spoke_with"),
        ({"called_on": None}, "called_on"),
        ({"called_on": TODAY + timedelta(days=1)}, "called_on"),
        ({"called_on": TODAY - timedelta(days=31)}, "called_on"),
        ({"promised": ""}, "promised"),
        ({"look_again_on": None}, "look_again_on"),
        ({"look_again_on": TODAY - timedelta(days=1)}, "look_again_on"),
        ({"look_again_on": TODAY + timedelta(days=61)}, "look_again_on"),
        ({"look_again_on": date(2026, 12, 12)}, "look_again_on"),
    ],
)
def test_what_is_wrong_is_named(change: dict[str, Any], field: str) -> None:
    with pytest.raises(CallWrong) as error:
        check(replace(CALL, **change))
    assert error.value.field == field


@pytest.mark.parametrize(
    "change",
    [
        {"called_on": TODAY},
        {"called_on": TODAY - timedelta(days=30)},
        {"look_again_on": TODAY},
        {"look_again_on": date(2027, 2, 5)},
    ],
)
def test_the_bounds_themselves_are_possible(change: dict[str, Any]) -> None:
    check(replace(CALL, **change))
