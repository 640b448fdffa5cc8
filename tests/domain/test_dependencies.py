"""Tasks that start after others never wait for each other in a circle."""

from plan_app.domain.dependencies import Predecessor, find_circle
from plan_app.domain.statuses import MilestoneState


def test_a_chain_of_tasks_is_no_circle() -> None:
    assert find_circle({2: 3, 3: 4}, 1, 2) is None


def test_two_tasks_cannot_wait_for_each_other() -> None:
    assert find_circle({2: 1}, 1, 2) == [1, 2, 1]


def test_the_way_round_a_long_circle_is_named() -> None:
    assert find_circle({2: 3, 3: 1}, 1, 2) == [1, 2, 3, 1]


def test_a_task_that_waited_for_another_may_wait_for_a_new_one() -> None:
    # What it waits for now is given up.
    assert find_circle({1: 2, 2: 3}, 1, 3) is None


def test_a_circle_elsewhere_does_not_trap_the_search() -> None:
    assert find_circle({2: 3, 3: 2}, 1, 2) is None


def test_a_task_after_itself_is_the_smallest_circle() -> None:
    assert find_circle({}, 1, 1) == [1, 1]


def test_what_is_completed_or_withdrawn_is_waited_for_no_more() -> None:
    assert Predecessor(1, MilestoneState.COMPLETED).is_finished
    assert Predecessor(1, MilestoneState.WITHDRAWN).is_finished


def test_what_is_suspended_or_awaits_confirmation_is_still_waited_for() -> None:
    assert not Predecessor(1, MilestoneState.SUSPENDED).is_finished
    assert not Predecessor(1, MilestoneState.AWAITING_CONFIRMATION).is_finished
