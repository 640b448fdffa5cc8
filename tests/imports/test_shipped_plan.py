"""The plan that the product ships is whole, and says of itself that it is a draft."""

import unicodedata
from collections import Counter
from datetime import date

import pytest

from plan_app.domain import demonstration, seed_plan
from plan_app.domain.deadlines import Figure, MilestoneFacts, Timeliness, figure, timeliness
from plan_app.domain.deadlines import pressing as pressing_of
from plan_app.domain.demonstration import Part, Story, Turn
from plan_app.domain.seed_plan import Ongoing, PlanSeed, WaitingFor, Yearly
from plan_app.domain.statuses import MilestoneState
from plan_app.domain.working_days import Calendar
from tests.seed_files import SHIPPED, shipped

STATES = {
    Turn.UNTOUCHED: MilestoneState.NOT_STARTED,
    Turn.UNDER_WAY: MilestoneState.IN_PROGRESS,
    Turn.RETURNED: MilestoneState.IN_PROGRESS,
    Turn.AWAITING: MilestoneState.AWAITING_CONFIRMATION,
    Turn.COMPLETED: MilestoneState.COMPLETED,
    Turn.SUSPENDED: MilestoneState.SUSPENDED,
}


@pytest.fixture(scope="module")
def plan() -> PlanSeed:
    return shipped()


def test_it_has_eight_groups_of_these_sizes(plan: PlanSeed) -> None:
    assert [len(group.tasks) for group in plan.groups] == [12, 8, 10, 12, 10, 28, 15, 10]
    assert [group.ordinal for group in plan.groups] == list(range(1, 9))


def test_its_tasks_are_numbered_through_the_groups(plan: PlanSeed) -> None:
    assert [task.number for task in plan.tasks] == list(range(1, 106))


def test_no_two_tasks_are_alike(plan: PlanSeed) -> None:
    assert len({task.title for task in plan.tasks}) == 105
    assert len({task.title_en for task in plan.tasks}) == 105


def test_every_task_says_that_it_is_a_draft(plan: PlanSeed) -> None:
    assert all(task.is_draft for task in plan.tasks)


def test_every_task_says_what_comes_of_it(plan: PlanSeed) -> None:
    assert all(task.deliverable and task.time_as_worded for task in plan.tasks)


def test_it_names_the_decision_that_is_known(plan: PlanSeed) -> None:
    assert (plan.decision_number, plan.decision_date) == ("3825/QĐ-UBND", date(2023, 10, 18))


def test_its_letters_are_composed() -> None:
    text = SHIPPED.read_text(encoding="utf-8")

    assert text == unicodedata.normalize("NFC", text)


def test_its_times_are_a_mix(plan: PlanSeed) -> None:
    kinds = Counter(type(task.timing) for task in plan.tasks)

    assert kinds[Yearly] > 20
    assert kinds[Ongoing] > 5
    assert kinds[WaitingFor] > 2
    assert kinds[tuple] > 10


def test_agencies_that_ended_have_a_dated_successor(plan: PlanSeed) -> None:
    ended = [agency for agency in plan.agencies if agency.valid_to]

    assert len(ended) == 10
    assert all(agency.successor and agency.succession_date for agency in ended)


def stories(plan: PlanSeed, today: date) -> list[Story]:
    parts = [
        Part(task.number, ordinal, each.due, is_waiting=each.waiting_for is not None)
        for task in plan.tasks
        for ordinal, each in enumerate(
            seed_plan.milestones(task.timing, issued=plan.decision_date, last_year=plan.last_year),
            1,
        )
    ]
    return demonstration.tell(parts, today=today, calendar=Calendar())


def pressing(told: list[Story]) -> dict[int, MilestoneFacts]:
    """What stands for each task, by its number."""
    facts: dict[int, list[MilestoneFacts]] = {}
    for each in told:
        done = each.turn in {Turn.COMPLETED, Turn.AWAITING}
        facts.setdefault(each.part.task, []).append(
            MilestoneFacts(
                state=STATES[each.turn],
                due=each.part.due,
                reported_on=each.reported_on if done else None,
                confirmed_on=each.answered_on if each.turn is Turn.COMPLETED else None,
                ordinal=each.part.ordinal,
            )
        )
    chosen = {number: pressing_of(each) for number, each in facts.items()}
    return {number: found for number, found in chosen.items() if found is not None}


@pytest.mark.parametrize("month", range(1, 13))
def test_in_every_month_of_2026_some_are_done_due_soon_and_overdue(
    plan: PlanSeed, month: int
) -> None:
    today = date(2026, month, 1)

    found = pressing(stories(plan, today)).values()
    times = Counter(timeliness(facts, today) for facts in found)

    assert times[Timeliness.OVERDUE] == demonstration.OVERDUE
    assert 1 <= times[Timeliness.DUE_SOON] <= demonstration.DUE_SOON
    assert sum(facts.state is MilestoneState.COMPLETED for facts in found) >= 8


@pytest.mark.parametrize("today", [date(2026, 11, 24), date(2026, 12, 8)])
def test_at_the_end_of_2026_the_story_has_its_numbers(plan: PlanSeed, today: date) -> None:
    told = stories(plan, today)
    turns = Counter(each.turn for each in told)
    found = pressing(told).values()
    figures = Counter(figure(facts, today) for facts in found)
    done = figures[Figure.COMPLETED_ON_TIME] + figures[Figure.COMPLETED_LATE]

    assert (turns[Turn.AWAITING], turns[Turn.RETURNED], turns[Turn.SUSPENDED]) == (5, 2, 1)
    assert 19 <= done <= 25
    assert figures[Figure.COMPLETED_LATE] >= 3
    assert figures[Figure.OPEN_OVERDUE] == 12


def test_the_task_of_the_texts_is_overdue_from_december_on(plan: PlanSeed) -> None:
    for today in (date(2026, 12, 1), date(2026, 12, 8), date(2027, 6, 1)):
        facts = pressing(stories(plan, today))[53]

        assert timeliness(facts, today) is Timeliness.OVERDUE


@pytest.mark.parametrize("today", [date(2023, 10, 18), date(2026, 1, 1), date(2031, 6, 1)])
def test_nothing_is_told_of_days_to_come(plan: PlanSeed, today: date) -> None:
    for each in stories(plan, today):
        assert each.reported_on is None or each.reported_on < today
        assert each.answered_on is None or each.answered_on <= today
