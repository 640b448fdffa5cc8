"""The list of tasks: each once, by its pressing milestone."""

from datetime import date, timedelta
from typing import Any

import pytest

from plan_app.domain import deadlines
from plan_app.domain.deadlines import Figure, Timeliness
from plan_app.domain.roles import Role
from plan_app.domain.statuses import MilestoneState
from plan_app.models import Plan, SolutionGroup
from plan_app.queries import attention, milestone_list, task_list
from plan_app.queries.choices import list_choices
from plan_app.queries.conditions import ListFilter
from plan_app.queries.rows import MilestoneRow
from tests.builders import make_agency, make_milestone, make_plan, make_task, make_user, save
from tests.conftest import NOW
from tests.queries.test_figures import fill

pytestmark = pytest.mark.usefixtures("app")
TODAY = date(2026, 12, 8)


def rows(plan: Plan, *, sort: str = "number", page: int = 1, **facts: Any) -> list[MilestoneRow]:  # noqa: ANN401
    """A page of the list."""
    return task_list.list_page(
        plan.id, today=TODAY, wanted=ListFilter(**facts), sort=sort, page=page
    )


def numbers(plan: Plan, *, sort: str = "number", **facts: Any) -> list[int]:  # noqa: ANN401
    """The numbers of the tasks on the first page."""
    return [row.number for row in rows(plan, sort=sort, **facts)]


def count(plan: Plan, **facts: Any) -> int:  # noqa: ANN401
    """How many tasks the filter leaves."""
    return task_list.count(plan.id, today=TODAY, wanted=ListFilter(**facts), version=(0, 0))


def test_a_task_stands_once_by_its_pressing_milestone() -> None:
    plan = make_plan()
    task = make_task(plan, due=date(2027, 1, 1))
    make_milestone(task, due=date(2026, 6, 1), label="Kết quả năm 2026")

    [row] = rows(plan)

    assert (row.label, row.due_date) == ("Kết quả năm 2026", date(2026, 6, 1))


@pytest.mark.parametrize("figure", list(Figure))
def test_the_filter_of_a_figure_leaves_the_tasks_counted_in_it(figure: Figure) -> None:
    plan = make_plan()
    many(plan)
    everything = rows(plan)
    expected = [row.number for row in everything if deadlines.figure(row.facts, TODAY) is figure]

    assert expected
    assert numbers(plan, figure=figure) == expected
    assert count(plan, figure=figure) == len(expected)


@pytest.mark.parametrize("standing", list(Timeliness))
def test_the_filter_of_timeliness_leaves_what_the_rule_says(standing: Timeliness) -> None:
    plan = make_plan()
    many(plan)
    everything = rows(plan)
    expected = [
        row.number for row in everything if deadlines.timeliness(row.facts, TODAY) is standing
    ]

    assert expected
    assert numbers(plan, timeliness=standing) == expected


def many(plan: Plan) -> None:
    """A task for each figure and each timeliness."""
    done = {"milestone_state": MilestoneState.COMPLETED, "milestone_confirmed_on": TODAY}
    agency = make_agency()
    for days in (-40, -1, 0, 30, 31, 400):
        due = TODAY + timedelta(days=days)
        make_task(plan, due=due, agency=agency)
        make_task(plan, due=due, agency=agency, milestone_reported_on=TODAY, **done)
    make_task(plan, due=None, agency=agency)
    make_task(plan, due=None, agency=agency, milestone_waiting_for="Bộ Tài chính")
    make_task(plan, due=None, agency=agency, milestone_state=MilestoneState.SUSPENDED)
    make_task(plan, due=None, agency=agency, milestone_state=MilestoneState.WITHDRAWN)


def test_the_list_sorts() -> None:
    plan = make_plan()
    second = save(SolutionGroup(plan=plan, ordinal=2, title="Hai", title_en="Two"))
    office, first = make_agency(official_order=2), make_agency(official_order=1)
    binh = make_user(plan, Role.OWNER, full_name="Trần Văn Bình")
    an = make_user(plan, Role.OWNER, full_name="Vũ Thị An")
    a = make_task(plan, due=None, group=second, agency=office, owner=binh).number
    b = make_task(plan, due=date(2026, 2, 1), agency=first, owner=None).number
    c = make_task(plan, due=date(2026, 1, 1), agency=office, owner=an).number

    assert numbers(plan) == [a, b, c]
    assert numbers(plan, sort="-number") == [c, b, a]
    assert numbers(plan, sort="group") == [b, c, a]
    assert numbers(plan, sort="agency") == [b, a, c]
    assert numbers(plan, sort="owner") == [c, a, b]
    assert numbers(plan, sort="due") == [c, b, a]


def test_pages_go_on_where_the_last_one_ended() -> None:
    plan = make_plan()
    agency = make_agency()
    for _ in range(31):
        make_task(plan, agency=agency, owner=None)

    assert [len(rows(plan, page=page)) for page in (1, 2)] == [30, 1]
    assert count(plan) == 31


def test_other_plans_are_not_listed() -> None:
    plan = make_plan()
    make_task(make_plan())

    assert numbers(plan) == []
    assert count(plan) == 0


def test_the_choices_are_those_of_the_plan_in_their_order() -> None:
    plan = make_plan()
    save(SolutionGroup(plan=plan, ordinal=2, title="Nhóm hai", title_en="Group two"))
    make_agency(name="Sở không có việc")
    make_task(plan, agency=make_agency(name="Sở B", official_order=2), owner=None)
    binh = make_user(plan, Role.OWNER, full_name="Đỗ Văn Bình")
    an = make_user(plan, Role.OWNER, full_name="Vũ Thị An")
    first = make_agency(name="Sở Z", official_order=1)
    make_task(plan, agency=first, owner=binh)
    make_task(plan, agency=first, owner=an)

    choices = list_choices(plan.id, version=(0, 0))

    assert [(each.ordinal, each.name) for each in choices.groups] == [
        (1, "Nhóm một"),
        (2, "Nhóm hai"),
    ]
    assert [each.name for each in choices.agencies] == ["Sở Z", "Sở B"]
    assert [each.name for each in choices.owners] == ["Vũ Thị An", "Đỗ Văn Bình"]


def test_what_waits_longest_for_confirmation_stands_first() -> None:
    plan = make_plan()
    awaiting: dict[str, Any] = {"milestone_state": MilestoneState.AWAITING_CONFIRMATION}
    late = make_task(plan, milestone_reported_on=date(2026, 12, 5), **awaiting)
    early = make_task(plan, milestone_reported_on=date(2026, 11, 26), **awaiting)
    make_task(plan)
    state = MilestoneState.AWAITING_CONFIRMATION

    found = milestone_list.list_page(plan.id, today=TODAY, wanted=ListFilter(state=state))

    assert [row.number for row in found] == [early.number, late.number]
    assert milestone_list.count(plan.id, today=TODAY, wanted=ListFilter(state=state)) == 2
    assert attention.get_attention(plan.id, today=TODAY).awaiting_since == date(2026, 11, 26)


def test_attention_counts_the_rows_of_its_lists() -> None:
    plan = make_plan()
    fill(plan)
    make_task(plan, owner=None)
    make_task(plan, owner=make_user(plan, Role.OWNER, unreachable_since=NOW))
    completed: dict[str, Any] = {
        "milestone_state": MilestoneState.COMPLETED,
        "milestone_reported_on": TODAY,
        "milestone_confirmed_on": TODAY,
    }
    make_task(plan, owner=None, **completed)

    found = attention.get_attention(plan.id, today=TODAY)

    unassigned = task_list.list_page(plan.id, today=TODAY, wanted=attention.UNASSIGNED)
    unreachable = task_list.list_page(plan.id, today=TODAY, wanted=attention.UNREACHABLE)
    assert found.unassigned == len(unassigned) > 0
    assert found.unreachable == len(unreachable) == 1
    state = MilestoneState.AWAITING_CONFIRMATION
    assert found.awaiting == milestone_list.count(
        plan.id, today=TODAY, wanted=ListFilter(state=state)
    )
