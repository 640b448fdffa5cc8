"""The lists that are assigned from, and whom they suggest."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask

from plan_app.domain.roles import Role
from plan_app.domain.statuses import MilestoneState
from plan_app.models import Agency, AgencyContact, ContactKind, Plan, SolutionGroup, TextStatus
from plan_app.queries import bulk_assignments, draft_texts, structure
from plan_app.queries.attention import UNASSIGNED
from plan_app.queries.conditions import ListFilter
from tests.acting import TODAY
from tests.builders import make_agency, make_plan, make_task, make_user, save

Counting = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def plan(app: Flask) -> Plan:
    assert app
    return make_plan()


def suggested(plan: Plan, agency: Agency) -> list[tuple[int, bool, int]]:
    found = bulk_assignments.list_suggestions(plan.id, [agency.id])
    return [(each.user_id, each.is_contact, each.tasks) for each in found.get(agency.id, [])]


def test_the_contact_comes_first_then_owners_then_other_people(plan: Plan) -> None:
    agency = make_agency()
    contact = make_user(plan, Role.OWNER, full_name="Lê Yên")
    save(AgencyContact(agency=agency, kind=ContactKind.CONTACT, user=contact))
    of_two, of_one = make_user(plan, Role.OWNER), make_user(plan, Role.OWNER)
    for owner in (of_two, of_two, of_one):
        make_task(plan, agency=agency, owner=owner)
    other = make_user(plan, Role.OWNER, agency=agency)
    assert suggested(plan, agency) == [
        (contact.id, True, 0),
        (of_two.id, False, 2),
        (of_one.id, False, 1),
        (other.id, False, 0),
    ]


def test_a_contact_who_owns_tasks_and_works_there_is_suggested_once(plan: Plan) -> None:
    agency = make_agency()
    person = make_user(plan, Role.OWNER, agency=agency)
    save(AgencyContact(agency=agency, kind=ContactKind.CONTACT, user=person))
    make_task(plan, agency=agency, owner=person)
    assert suggested(plan, agency) == [(person.id, True, 1)]


def test_nobody_who_could_not_report_is_suggested(plan: Plan) -> None:
    agency = make_agency()
    make_user(plan, Role.OWNER, agency=agency, active=False)
    make_user(plan, Role.OBSERVER, agency=agency)
    make_user(make_plan(), Role.OWNER, agency=agency)
    head = make_user(plan, Role.LEADER)
    save(AgencyContact(agency=agency, kind=ContactKind.HEAD, user=head))
    assert suggested(plan, agency) == []


def test_owners_of_other_plans_count_for_nothing(plan: Plan) -> None:
    agency = make_agency()
    owner = make_user(plan, Role.OWNER)
    make_task(make_plan(), agency=agency, owner=owner)
    assert suggested(plan, agency) == []


def test_the_queue_holds_open_tasks_without_owner_by_agency(plan: Plan) -> None:
    second, first = make_agency(official_order=9_999_002), make_agency(official_order=9_999_001)
    make_task(plan)
    make_task(plan, owner=None, milestone_state=MilestoneState.WITHDRAWN)
    make_task(make_plan(), owner=None)
    later = make_task(plan, agency=second, owner=None)
    sooner = make_task(plan, agency=first, owner=None)

    def queue(page: int | None, sort: str = "agency", **wanted: Any) -> list[int]:  # noqa: ANN401 (any filter)
        asked = replace(UNASSIGNED, **wanted)
        found = bulk_assignments.list_unassigned(
            plan.id, today=TODAY, wanted=asked, sort=sort, page=page
        )
        return [row.task_id for row in found]

    assert queue(1) == [sooner.id, later.id]
    assert queue(2) == []
    assert queue(None, "-agency") == [later.id, sooner.id]
    assert queue(None, "number") == [later.id, sooner.id]
    assert queue(None, agency=second.id) == [later.id]


def test_a_row_shows_the_task_as_it_is_in_one_query(plan: Plan, count_queries: Counting) -> None:
    task = make_task(plan, milestone_label="Sơ kết", version=4)
    make_task(plan)
    plan_id, wanted = plan.id, ListFilter(agency=task.responsible_agency_id)
    with count_queries() as sent:
        rows = bulk_assignments.list_page(plan_id, today=TODAY, wanted=wanted, page=1)
    assert len(sent) == 1
    (row,) = rows
    assert task.owner is not None
    assert (row.task_id, row.version, row.number) == (task.id, 4, task.number)
    assert (row.owner_id, row.owner_name) == (task.owner_id, task.owner.addressed)
    assert (row.label, row.due_date) == ("Sơ kết", task.milestones[0].due_date)


def test_the_list_is_sorted_as_the_list_of_tasks(plan: Plan) -> None:
    later = make_task(plan, number=1, due=date(2027, 6, 30))
    sooner = make_task(plan, number=2, due=date(2026, 12, 31), owner=None)
    for sort, expected in (
        ("number", [later, sooner]),
        ("-number", [sooner, later]),
        ("due", [sooner, later]),
        ("agency", [later, sooner]),
        ("owner", [later, sooner]),
    ):
        rows = bulk_assignments.list_page(
            plan.id, today=TODAY, wanted=ListFilter(), page=1, sort=sort
        )
        assert [row.task_id for row in rows] == [task.id for task in expected], sort


def test_chosen_rows_are_of_the_plan_alone(plan: Plan) -> None:
    task, foreign = make_task(plan), make_task(make_plan())
    ids = [task.id, foreign.id, 999_999]
    assert [row.task_id for row in bulk_assignments.list_by_ids(plan.id, ids)] == [task.id]
    assert [row.id for row in draft_texts.list_by_ids(plan.id, ids)] == [task.id]


def test_drafts_are_listed_by_number(plan: Plan) -> None:
    late = make_task(plan, number=900, text_status=TextStatus.DRAFT)
    early = make_task(plan, number=1, text_status=TextStatus.DRAFT)
    make_task(plan)
    wanted = ListFilter(text_status=TextStatus.DRAFT)
    found = draft_texts.list_page(plan.id, today=TODAY, wanted=wanted)
    assert [task.id for task in found] == [early.id, late.id]


def test_groups_say_what_they_hold(plan: Plan) -> None:
    save(SolutionGroup(plan=plan, ordinal=3, title="Nhóm ba", title_en=""))
    make_task(plan, number=41)
    make_task(plan, number=40, text_status=TextStatus.DRAFT)
    found = structure.list_groups(plan.id)
    assert [(each.ordinal, each.tasks, each.drafts) for each in found] == [(1, 2, 1), (3, 0, 0)]
    assert structure.get_next_ordinal(plan.id) == 4
    assert structure.get_next_number(plan.id) == 42
    empty = make_plan()
    assert structure.get_next_number(empty.id) == 1


def test_agencies_say_whether_they_exist_today(plan: Plan) -> None:
    ended = make_agency(official_order=9_999_000, valid_to=TODAY.replace(year=2025))
    found = {each.id: each.is_of_today for each in structure.list_agencies(today=TODAY)}
    assert found == {plan.standing_agency_id: True, ended.id: False}
