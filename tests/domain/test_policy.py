"""The policy of reminders: defaults, what differs, and what is refused."""

from datetime import time
from typing import Any

import pytest

from plan_app.domain.policy import PolicyWrong, ReminderPolicy, dump, parse, parse_override


def test_nothing_stored_means_the_defaults() -> None:
    assert parse(None) == parse({}) == ReminderPolicy()
    assert ReminderPolicy().longest_lead == 30


def test_what_differs_is_stored_and_read_back() -> None:
    own = ReminderPolicy(leads=(14, 2), window_from=time(8, 0), then_every=60)
    assert dump(own) == {"leads": [14, 2], "window_from": "08:00", "then_every": 60}
    assert parse(dump(own)) == own


def test_days_are_put_in_order() -> None:
    policy = parse({"leads": [1, 30, 7], "overdue": [30, 1]})
    assert (policy.leads, policy.overdue) == ((30, 7, 1), (1, 30))


@pytest.mark.parametrize(
    ("stored", "field"),
    [
        ({"leads": [0]}, "leads"),
        ({"leads": [91]}, "leads"),
        ({"leads": [7, 7]}, "leads"),
        ({"leads": "30"}, "leads"),
        ({"leads": [True]}, "leads"),
        ({"overdue": [366]}, "overdue"),
        ({"overdue": [1.5]}, "overdue"),
        ({"then_every": 0}, "then_every"),
        ({"window_from": "half past seven"}, "window_from"),
        ({"window_from": 7}, "window_from"),
        ({"window_from": "17:00"}, "window_to"),
        ({"roll_up_weekday": 7}, "roll_up_weekday"),
        ({"escalation_notice": 7}, "escalation_notice"),
        ({"escalation_province": 7}, "escalation_province"),
        ({"daily_cap": 0}, "daily_cap"),
        ({"sunday": True}, "sunday"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_at_its_field(
    stored: dict[str, Any], field: str
) -> None:
    with pytest.raises(PolicyWrong) as refused:
        parse(stored)
    assert refused.value.field == field


def test_a_task_may_have_other_days_over_those_of_its_plan() -> None:
    plan = ReminderPolicy(then_every=10)
    own = parse_override({"leads": [60]}, plan)
    assert (own.leads, own.then_every) == ((60,), 10)
    assert parse_override(None, plan) == plan


def test_a_task_may_not_have_a_window_of_its_own() -> None:
    with pytest.raises(PolicyWrong, match="lịch ngày nhắc riêng"):
        parse_override({"window_from": "06:00"}, ReminderPolicy())
