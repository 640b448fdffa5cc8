"""One search: what it finds, and for whom."""

from datetime import date

import pytest
from flask import Flask

from plan_app.domain import searching
from plan_app.domain.directions import DirectionState
from plan_app.domain.permissions import Actor, may_see_details
from plan_app.domain.roles import Role
from plan_app.extensions import db
from plan_app.models import DeadlineRevision, Plan, Task
from plan_app.queries import plans, search
from plan_app.queries.rows import sees_details
from plan_app.queries.search import Found
from tests import acting
from tests.acting import TODAY, act_of
from tests.builders import (
    make_agency,
    make_direction,
    make_letter,
    make_paper,
    make_plan,
    make_task,
    make_user,
    save,
)
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def plan(app: Flask) -> Plan:
    assert app
    return make_plan()


def find(plan: Plan, typed: str, actor: Actor) -> Found:
    return search.find(
        plan.id, searching.read(typed), actor=actor, today=TODAY, version=(0, hash(typed))
    )


def actor_of(plan: Plan, role: Role, **facts: object) -> Actor:
    return act_of(make_user(plan, role, **facts), plan).actor


def references(found: Found) -> list[str]:
    return [each.reference for each in found.documents]


def test_tasks_are_found_by_words_without_marks_and_by_number_that_one_first(plan: Plan) -> None:
    forest = make_task(plan, number=153, title="Trồng rừng ngập mặn")
    solar = make_task(plan, number=53, title="Điện mặt trời")
    owner = actor_of(plan, Role.OBSERVER)

    assert [row.number for row in find(plan, "rung ngap", owner).tasks] == [forest.number]
    by_number = find(plan, "nhiệm vụ số 53", owner)
    assert [row.number for row in by_number.tasks] == [solar.number, forest.number]
    assert by_number.all_tasks == 2
    assert find(plan, "100%", owner).is_empty


def test_the_first_ten_stand_there_and_all_are_counted(plan: Plan) -> None:
    agency = make_agency(name="Sở Công Thương")
    for number in range(1, 13):
        make_task(plan, number=number, title="Rà soát", agency=agency)

    found = find(plan, "ra soat", actor_of(plan, Role.LEADER))

    assert [row.number for row in found.tasks] == list(range(1, 11))
    assert found.all_tasks == 12


def test_agencies_are_those_of_the_plan_but_for_who_keeps_them(plan: Plan) -> None:
    trade = make_agency(name="Sở Công Thương")
    make_task(plan, agency=trade)
    make_agency(name="Sở Công nghệ")

    of_owner = find(plan, "so cong", actor_of(plan, Role.OWNER))
    of_coordinator = find(plan, "so cong", actor_of(plan, Role.COORDINATOR))

    assert [(row.agency.name, row.tasks) for row in of_owner.agencies] == [("Sở Công Thương", 1)]
    assert of_owner.all_agencies == 1
    assert [row.tasks for row in of_coordinator.agencies] == [1, 0]


def test_people_are_for_those_who_keep_them(plan: Plan) -> None:
    dao = make_user(plan, Role.OWNER, full_name="Lê Thị Đào")

    assert find(plan, "dao", actor_of(plan, Role.COORDINATOR)).people == [dao]
    for role in (Role.OWNER, Role.LEADER, Role.OBSERVER):
        found = find(plan, "dao", actor_of(plan, role))
        assert (found.people, found.all_people, found.is_empty) == (None, 0, True)


def documented(plan: Plan) -> Task:
    """A task with a document of each kind, all of number 4567."""
    task = make_task(plan)
    report = acting.report(task, acting.UNDER_WAY)
    report.letter, report.letter_date = "Công văn số 4567/SCT-KH", date(2026, 12, 5)
    make_paper(report, number="Quyết định số 4567/QĐ-UBND", dated=date(2026, 12, 4))
    coordinator = make_user(plan, Role.COORDINATOR)
    make_direction(task, coordinator, document="4567/TB-UBND", document_date=date(2026, 12, 3))
    withdrawn = make_direction(task, coordinator, document="4567/TB-VP")
    withdrawn.state = DirectionState.WITHDRAWN
    save(
        DeadlineRevision(
            milestone_id=task.milestones[0].id,
            revision=2,
            document="4567/UBND-KT",
            document_date=date(2026, 12, 2),
            decided_at=NOW,
        )
    )
    return task


def test_documents_are_found_by_their_numbers_the_latest_first(plan: Plan) -> None:
    task = documented(plan)
    owner = act_of(task.owner, plan).actor

    assert references(find(plan, "4567", owner)) == [
        "Công văn số 4567/SCT-KH",
        "Quyết định số 4567/QĐ-UBND",
        "4567/TB-UBND",
        "4567/UBND-KT",
    ]
    found = find(plan, "quyết định 4567/qd-ubnd", owner)
    assert references(found) == ["Quyết định số 4567/QĐ-UBND"]
    assert (found.documents[0].number, found.all_documents) == (task.number, 1)
    assert references(find(plan, "4567/qd_ubnd", owner)) == []


def test_documents_are_for_who_knows_the_details(plan: Plan) -> None:
    documented(plan)

    assert len(find(plan, "4567", actor_of(plan, Role.LEADER)).documents) == 4
    for role in (Role.OWNER, Role.OBSERVER):
        assert find(plan, "4567", actor_of(plan, role, agency=make_agency())).is_empty


def test_a_letter_entered_on_behalf_is_one_document_for_who_enters_them(plan: Plan) -> None:
    task = make_task(plan)
    letter = make_letter(task, make_user(plan, Role.COORDINATOR))

    [found] = find(plan, "4567/SNNMT", actor_of(plan, Role.COORDINATOR)).documents
    assert (found.letter_id, found.reference) == (letter.id, letter.reference)
    assert find(plan, "4567/SNNMT", actor_of(plan, Role.LEADER)).documents == []


def test_who_knows_the_details_is_said_by_the_database_as_by_the_rule(plan: Plan) -> None:
    own, other = make_agency(), make_agency()
    coordinated = make_task(plan, agency=other)
    coordinated.coordinating_agencies.append(own)
    tasks = [coordinated, make_task(plan, agency=own), make_task(plan, agency=other)]
    led = make_task(plan, agency=other, lead_agency=own)
    absent = make_task(plan, agency=make_agency())
    db.session.commit()
    people = [make_user(plan, role, agency=own) for role in Role]
    people += [make_user(), make_user(agency=own), make_user(is_administrator=True)]
    actors = []
    for user in people:
        place = plans.find_place(user, slug=plan.slug, today=TODAY)
        assert place is not None
        actors.append(place.actor)
    assert absent.owner_id is not None
    actors.append(
        Actor(1, roles=frozenset({Role.OWNER}), stands_in_for=frozenset({absent.owner_id}))
    )

    for actor in actors:
        wanted = db.select(Task.id).where(Task.plan_id == plan.id, sees_details(actor))
        expected = {each.id for each in (*tasks, led, absent) if may_see_details(actor, each.scope)}
        assert set(db.session.scalars(wanted)) == expected
