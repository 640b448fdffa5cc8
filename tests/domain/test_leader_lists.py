"""What stands on a list to leaders, and when its letters leave and come back."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from plan_app.domain import leader_lists as rules
from plan_app.domain.leader_lists import LeftOut, RowFacts, TooLateToRecall
from plan_app.domain.policy import ReminderPolicy
from plan_app.domain.statuses import MilestoneState
from plan_app.domain.working_days import Calendar

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
TODAY = date(2026, 12, 9)
OVERDUE = RowFacts(state=MilestoneState.IN_PROGRESS, is_draft=False, has_head=True)
L = LeftOut


def test_seven_working_days_are_counted_without_days_off() -> None:
    assert rules.latest_due(TODAY, 7, Calendar()) == date(2026, 11, 30)
    off = Calendar({date(2026, 12, 1): False})
    assert rules.latest_due(TODAY, 7, off) == date(2026, 11, 27)


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({}, None),
        ({"is_draft": True}, L.DRAFT_TEXT),
        ({"has_head": False}, L.NO_HEAD),
        ({"sent_on": TODAY - timedelta(days=6)}, L.RECENT),
        ({"sent_on": TODAY - timedelta(days=7)}, None),
        ({"state": MilestoneState.AWAITING_CONFIRMATION}, L.AWAITING),
        ({"look_again_on": TODAY + timedelta(days=1)}, L.PROMISED),
        ({"look_again_on": TODAY}, None),
        ({"paused_until": TODAY}, L.PAUSED),
        ({"paused_until": TODAY - timedelta(days=1)}, None),
        ({"extension_submitted": True}, L.EXTENSION),
        ({"objective": True}, L.CAUSE),
        ({"has_head": False, "paused_until": TODAY}, L.NO_HEAD),
    ],
)
def test_why_a_row_is_not_ticked_beforehand(facts: dict[str, Any], reason: LeftOut | None) -> None:
    found = rules.why_left_out(replace(OVERDUE, **facts), today=TODAY, demonstration=False)
    assert found is reason


def test_drafts_are_shown_to_demonstration_leaders_only() -> None:
    draft = replace(OVERDUE, is_draft=True)
    assert rules.why_left_out(draft, today=TODAY, demonstration=True) is None


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        (datetime(2026, 12, 9, 9, 15, tzinfo=UTC), date(2026, 12, 10)),  # 16:15
        (datetime(2026, 12, 8, 23, 0, tzinfo=UTC), date(2026, 12, 9)),  # 06:00
        (datetime(2026, 12, 9, 0, 21, tzinfo=UTC), date(2026, 12, 10)),  # 07:21
        (datetime(2026, 12, 11, 3, 0, tzinfo=UTC), date(2026, 12, 14)),  # Friday
    ],
)
def test_letters_leave_when_the_window_opens_and_there_is_time_to_recall(
    now: datetime, opens: date
) -> None:
    window = rules.sending(now, ReminderPolicy(), Calendar(), ZONE)
    assert window.opens == datetime.combine(opens, time(7, 30), ZONE)


def test_letters_come_back_until_five_minutes_before() -> None:
    sends_at = datetime(2026, 12, 10, 7, 30, tzinfo=ZONE)
    rules.check_recall(sends_at, sends_at - timedelta(minutes=5))
    with pytest.raises(TooLateToRecall):
        rules.check_recall(sends_at, sends_at - timedelta(minutes=4, seconds=59))
