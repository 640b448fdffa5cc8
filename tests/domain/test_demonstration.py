from datetime import date, timedelta

import pytest

from plan_app.domain import demonstration
from plan_app.domain.demonstration import Part, Story, Turn
from plan_app.domain.working_days import Calendar

TODAY = date(2026, 12, 8)


def tell(*parts: Part, calendar: Calendar | None = None) -> list[Story]:
    return demonstration.tell(parts, today=TODAY, calendar=calendar or Calendar())


def past(count: int, *, first: int = 200) -> list[Part]:
    """Tasks of one milestone each, due one after the other before today."""
    return [Part(first + n, 1, TODAY - timedelta(days=300 + n)) for n in range(count)]


def test_the_same_day_has_the_same_story() -> None:
    parts = past(40)

    assert tell(*parts) == tell(*parts)


def test_what_is_long_past_is_done_and_confirmed_after_it_was_reported() -> None:
    for each in tell(*past(40)):
        assert each.turn is Turn.COMPLETED
        assert each.reported_on is not None
        assert each.answered_on is not None
        assert each.reported_on < each.answered_on


def test_some_of_it_was_late() -> None:
    late = [
        each for each in tell(*past(40)) if (each.reported_on or TODAY) > (each.part.due or TODAY)
    ]

    assert 1 <= len(late) <= 14


def test_reports_come_on_working_days() -> None:
    off = Calendar({TODAY - timedelta(days=n): False for n in range(305, 320)})

    for each in tell(*past(30), calendar=off):
        assert each.reported_on is not None
        assert off.is_working(each.reported_on)


def test_the_tasks_of_the_texts_are_the_first_to_be_overdue() -> None:
    recent = [Part(n, 1, TODAY - timedelta(days=8)) for n in (53, 14, *range(200, 230))]

    told = {each.part.task: each for each in tell(*recent)}

    assert told[53].turn in {Turn.UNTOUCHED, Turn.UNDER_WAY}
    assert told[14].turn is Turn.COMPLETED


def test_work_that_waits_for_guidance_is_left_alone() -> None:
    assert tell(Part(1, 1, None, is_waiting=True)) == [
        Story(Part(1, 1, None, is_waiting=True), Turn.UNTOUCHED)
    ]


def test_of_the_milestones_ahead_only_the_next_is_under_way() -> None:
    far = [
        Part(n, ordinal, date(2028 + ordinal, 6, 30)) for n in range(300, 330) for ordinal in (1, 2)
    ]

    told = tell(*far)

    assert {each.turn for each in told if each.part.ordinal == 2} <= {Turn.UNTOUCHED}
    assert Turn.UNDER_WAY in {each.turn for each in told if each.part.ordinal == 1}


def test_undated_work_is_reported_without_a_percent() -> None:
    told = [each for each in tell(*(Part(n, 1, None) for n in range(20))) if each.reported_on]

    assert told
    assert {each.percent for each in told} == {None}


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_small_plan_has_a_story_too(count: int) -> None:
    parts = [Part(n, 1, TODAY + timedelta(days=10)) for n in range(count)]

    assert [each.part for each in tell(*parts)] == parts
