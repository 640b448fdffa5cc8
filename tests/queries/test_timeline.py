"""The tasks of the timeline: those of the list, each with all its milestones."""

from datetime import date

import pytest

from plan_app.domain.statuses import MilestoneState
from plan_app.models import SolutionGroup
from plan_app.queries import task_list, timeline
from plan_app.queries.conditions import ListFilter
from tests.builders import make_milestone, make_plan, make_task, save, together

pytestmark = pytest.mark.usefixtures("app")
TODAY = date(2026, 12, 8)


def test_tasks_stand_by_group_with_their_milestones() -> None:
    plan = make_plan()
    second = save(SolutionGroup(plan=plan, ordinal=2, title="Nhóm hai", title_en="Group two"))
    later = make_task(plan, group=second, due=date(2027, 6, 30))
    first = make_task(plan, milestone_waiting_for="Bộ Tài chính", due=None)
    make_milestone(first, due=date(2026, 6, 30), label="Trình Đề án")

    tasks = timeline.list_page(plan.id, today=TODAY, wanted=ListFilter())

    assert [(each.number, each.group_title) for each in tasks] == [
        (first.number, "Nhóm một"),
        (later.number, "Nhóm hai"),
    ]
    waiting, dated = tasks[0].milestones
    assert (waiting.facts.due, waiting.facts.waiting_for) == (None, "Bộ Tài chính")
    assert (dated.facts.due, dated.label, dated.is_pressing) == (
        date(2026, 6, 30),
        "Trình Đề án",
        True,
    )
    assert dated.facts.state is MilestoneState.NOT_STARTED


@pytest.mark.parametrize("sort", [*task_list.SORTS, "-due"])
def test_the_order_and_the_filters_are_those_of_the_list(sort: str) -> None:
    plan = make_plan()
    with together():
        make_task(plan, due=date(2026, 12, 1))
        make_task(plan, due=date(2026, 11, 1), owner=None)
        make_task(plan, due=date(2027, 11, 1))
    wanted = ListFilter(due_until=date(2026, 12, 31))

    drawn = timeline.list_page(plan.id, today=TODAY, wanted=wanted, sort=sort)

    listed = task_list.list_page(plan.id, today=TODAY, wanted=wanted, sort=sort)
    assert [each.task_id for each in drawn] == [each.task_id for each in listed]
    assert len(drawn) == 2


def test_a_page_goes_on_where_the_last_one_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = make_plan()
    with together():
        tasks = [make_task(plan) for _ in range(3)]
    monkeypatch.setattr(timeline, "PAGE_SIZE", 2)

    pages = [timeline.list_page(plan.id, today=TODAY, wanted=ListFilter(), page=n) for n in (1, 2)]

    assert [[each.number for each in page] for page in pages] == [
        [tasks[0].number, tasks[1].number],
        [tasks[2].number],
    ]
