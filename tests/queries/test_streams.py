"""Lists that are read to their end as files: the same rows as on the pages, few held at a time."""

from datetime import date

import pytest
from flask import Flask

from plan_app.domain.permissions import Actor
from plan_app.domain.roles import Role
from plan_app.models import Plan, SolutionGroup
from plan_app.queries import overdue, rows, task_list, whole_plan
from plan_app.queries.conditions import ListFilter
from tests.builders import make_agency, make_milestone, make_plan, make_task, save

TODAY = date(2026, 12, 8)
COORDINATOR = Actor(user_id=0, roles=frozenset({Role.COORDINATOR}))


@pytest.fixture
def plan(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Plan:
    """Seven late tasks, of which few are read at a time."""
    assert app
    monkeypatch.setitem(rows.STREAMED, "yield_per", 2)
    plan = make_plan()
    for days in range(1, 8):
        make_task(plan, due=date(2026, 11, days))
    return plan


@pytest.mark.parametrize("sort", ["number", "-due", "agency", "owner", "group"])
def test_the_tasks_of_a_list_come_in_its_order(plan: Plan, sort: str) -> None:
    wanted = ListFilter(words="ke hoach")
    on_page = task_list.list_page(plan.id, today=TODAY, wanted=wanted, sort=sort, page=None)

    assert list(task_list.stream(plan.id, today=TODAY, wanted=wanted, sort=sort)) == on_page
    assert len(on_page) == 7


@pytest.mark.parametrize("sort", ["due", "-number"])
def test_the_overdue_rows_come_in_their_order(plan: Plan, sort: str) -> None:
    asked = {"actor": COORDINATOR, "today": TODAY, "wanted": ListFilter(), "sort": sort}

    found = list(overdue.stream(plan.id, **asked))  # type: ignore[arg-type]
    assert found == overdue.list_rows(plan.id, page=None, **asked)  # type: ignore[arg-type]
    assert len(found) == 7


def test_totals_by_group_add_up_to_those_by_agency(plan: Plan) -> None:
    second = save(SolutionGroup(plan=plan, ordinal=2, title="Nhóm hai", title_en="Group two"))
    make_milestone(make_task(plan, group=second, due=date(2026, 12, 1)), due=date(2026, 12, 2))
    asked = {"today": TODAY, "wanted": ListFilter(), "version": (0, 0)}

    groups = overdue.list_group_totals(plan.id, **asked)  # type: ignore[arg-type]
    agencies = overdue.list_totals(plan.id, **asked)  # type: ignore[arg-type]

    assert [(each.ordinal, each.tasks, each.milestones, each.new_tasks) for each in groups] == [
        (1, 7, 7, 0),
        (2, 1, 2, 1),
    ]
    assert sum(each.milestones for each in agencies) == 9


def test_a_task_of_the_plan_comes_once_with_all_its_agencies(plan: Plan) -> None:
    later, first = (
        make_agency(name=name, official_order=n) for n, name in ((9000, "Sở Y"), (1, "Sở X"))
    )
    second = save(SolutionGroup(plan=plan, ordinal=2, title="Nhóm hai", title_en="Group two"))
    task = make_task(plan, number=1, group=second, coordinating_agencies=[later, first],
                     description="Chi tiết", time_as_worded="2026",
                     deliverable="Báo cáo")  # fmt: skip
    worded = make_task(plan, number=2, group=second, coordinating_agencies=[first],
                       coordinating_as_worded="Sở X; các đơn vị liên quan")  # fmt: skip

    *others, found, last = whole_plan.stream_tasks(plan.id)

    assert len(others) == 7
    assert (found.task_id, found.coordinating, found.lead_name) == (
        task.id, "Sở X; Sở Y", task.lead_agency.name
    )  # fmt: skip
    assert (found.description, found.time, found.deliverable) == ("Chi tiết", "2026", "Báo cáo")
    assert (last.task_id, last.coordinating) == (worded.id, "Sở X; các đơn vị liên quan")


def test_every_milestone_of_the_plan_comes_in_its_order(plan: Plan) -> None:
    task = make_task(plan, number=1_000_000, due=None)
    make_milestone(task, due=date(2027, 1, 1), label="Bước hai")

    found = [(each.number, each.label) for each in
             whole_plan.stream_milestones(plan.id, actor=COORDINATOR)]  # fmt: skip

    assert found[-2:] == [(1_000_000, ""), (1_000_000, "Bước hai")]
    assert len(found) == 9
