"""Why a reminder is held back: the order of the rules."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from plan_app.domain.holding import Hold, HoldFacts, is_slowed, of_milestone
from plan_app.domain.statuses import MilestoneState as S

TODAY = date(2026, 12, 8)
FREE = HoldFacts(
    reminders_on=True, is_draft=False, is_armed=True, state=S.IN_PROGRESS, due=date(2026, 11, 30)
)


def hold(demonstration: bool = False, **facts: Any) -> Hold | None:  # noqa: ANN401
    return of_milestone(replace(FREE, **facts), today=TODAY, demonstration=demonstration)


def test_nothing_holds_an_ordinary_milestone() -> None:
    assert hold() is None


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"reminders_on": False}, Hold.REMINDERS_OFF),
        ({"is_draft": True}, Hold.DRAFT_TEXT),
        ({"is_armed": False}, Hold.UNARMED),
        ({"state": S.COMPLETED}, Hold.COMPLETED),
        ({"state": S.SUSPENDED}, Hold.SUSPENDED),
        ({"state": S.WITHDRAWN}, Hold.WITHDRAWN),
        ({"state": S.AWAITING_CONFIRMATION}, Hold.AWAITING_CONFIRMATION),
        ({"due": None}, Hold.NO_DUE_DATE),
        ({"due": None, "waiting_for": "Bộ Công Thương"}, Hold.WAITING_FOR_GUIDANCE),
        ({"waiting_for": "Bộ Công Thương"}, None),
        ({"look_again_on": date(2026, 12, 9)}, Hold.PROMISED),
        ({"look_again_on": TODAY}, None),
        ({"paused_until": TODAY}, Hold.PAUSED),
        ({"paused_until": date(2026, 12, 7)}, None),
    ],
)
def test_each_rule_holds(facts: dict[str, Any], reason: Hold | None) -> None:
    assert hold(**facts) is reason


def test_the_first_rule_in_the_order_is_named() -> None:
    later: dict[str, Any] = {"is_draft": True, "is_armed": False, "state": S.COMPLETED, "due": None}
    assert hold(reminders_on=False, **later) is Hold.REMINDERS_OFF
    assert hold(**later) is Hold.DRAFT_TEXT


def test_a_draft_is_reminded_of_in_the_demonstration_only() -> None:
    assert hold(demonstration=True, is_draft=True) is None
    assert hold(demonstration=True, is_draft=True, is_armed=False) is Hold.UNARMED


def test_a_submitted_extension_slows_to_one_a_fortnight() -> None:
    told = date(2026, 11, 25)
    assert is_slowed(told, today=TODAY, extension_submitted=True)
    assert not is_slowed(told, today=date(2026, 12, 9), extension_submitted=True)
    assert not is_slowed(told, today=TODAY, extension_submitted=False)
    assert not is_slowed(None, today=TODAY, extension_submitted=True)
