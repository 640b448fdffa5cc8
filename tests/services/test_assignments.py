"""Who answers for a task."""

from datetime import date, timedelta

import pytest
from flask import Flask

from plan_app.domain.roles import Role
from plan_app.errors import NotAllowed, StaleEdit
from plan_app.extensions import db
from plan_app.models import Agency, AgencyContact, ContactKind, JournalEntry, Task, User
from plan_app.services import assignments, search_texts, tasks
from plan_app.services.assignments import AgencyNotPossible, OwnerNotPossible
from plan_app.services.transaction import transaction
from tests.acting import TODAY, act_of
from tests.builders import make_agency, make_plan, make_task, make_user, save

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def task(app: Flask) -> Task:
    assert app
    return make_task(make_plan())


@pytest.fixture
def head(task: Task) -> User:
    user = make_user(task.plan, Role.LEADER, agency=task.responsible_agency)
    save(AgencyContact(agency=task.responsible_agency, kind=ContactKind.HEAD, user=user))
    return user


def assign(
    task: Task,
    owner: User | None,
    agency: Agency | None = None,
    *,
    by: User | None = None,
    version: int | None = None,
) -> None:
    act = act_of(by or make_user(task.plan, Role.COORDINATOR), task.plan, version=version)
    plan_id, number = task.plan_id, task.number
    owner_id, agency_id = owner.id if owner else None, (agency or task.responsible_agency).id
    with transaction():
        held = tasks.lock(plan_id=plan_id, number=number)
        assignments.assign(held, owner_id=owner_id, agency_id=agency_id, act=act)


def entries(task: Task) -> list[tuple[str, str, int | None, object]]:
    rows = db.session.query(JournalEntry).filter_by(task_id=task.id)
    return [
        (row.action, row.subject_kind, row.subject_id, row.data["before"])
        for row in rows.order_by(JournalEntry.sequence)
    ]


def test_a_coordinator_gives_a_task_to_anybody_who_can_report(task: Task) -> None:
    before, owner = task.owner_id, make_user(task.plan, Role.OWNER)
    assign(task, owner)
    assert (task.owner, task.version) == (owner, 2)
    assert entries(task) == [("owner_changed", "user_account", owner.id, before)]


def test_a_coordinator_takes_the_owner_away(task: Task) -> None:
    before = task.owner_id
    assign(task, None)
    assert task.owner is None
    assert entries(task) == [("owner_removed", "", None, before)]


def test_agency_and_owner_change_together(task: Task) -> None:
    lead, agency = task.responsible_agency_id, make_agency()
    owner = make_user(task.plan, Role.OWNER, agency=agency)
    assign(task, owner, agency)
    assert (task.responsible_agency, task.owner) == (agency, owner)
    assert task.lead_agency_id == lead
    assert [entry[:3] for entry in entries(task)] == [
        ("agency_changed", "agency", agency.id),
        ("owner_changed", "user_account", owner.id),
    ]
    assert task.version == 2


def test_a_task_that_was_moved_is_found_by_its_new_agency(task: Task) -> None:
    assign(task, task.owner, make_agency(name="Sở Nông nghiệp và Môi trường"))
    assert "nong nghiep va moi truong" in task.search_text
    assert task.search_text == search_texts.of_task(task)


def test_what_stays_is_not_written(task: Task) -> None:
    assign(task, task.owner)
    assert (entries(task), task.version) == ([], 1)


def test_an_owner_is_active_and_can_report_in_this_plan(task: Task) -> None:
    impossible = [
        make_user(task.plan, Role.OWNER, active=False),
        make_user(task.plan, Role.OBSERVER),
        make_user(),
        make_user(make_plan(), Role.OWNER),
    ]
    for person in impossible:
        with pytest.raises(OwnerNotPossible):
            assign(task, person)
    assert entries(task) == []


def test_the_head_of_the_agency_gives_it_to_people_of_the_agency(task: Task, head: User) -> None:
    colleague = make_user(task.plan, Role.OWNER, agency=task.responsible_agency)
    assign(task, colleague, by=head)
    assert task.owner == colleague
    with pytest.raises(OwnerNotPossible):
        assign(task, make_user(task.plan, Role.OWNER, agency=make_agency()), by=head)
    with pytest.raises(OwnerNotPossible):
        assign(task, None, by=head)
    with pytest.raises(NotAllowed):
        assign(task, colleague, make_agency(), by=head)


def test_nobody_else_assigns(task: Task, head: User) -> None:
    other = make_task(task.plan)
    for person in (task.owner, make_user(task.plan, Role.LEADER), make_user(task.plan)):
        with pytest.raises(NotAllowed):
            assign(task, task.owner, by=person, version=99)
    with pytest.raises(NotAllowed):
        assign(other, other.owner, by=head)


def test_the_agency_exists_today(task: Task) -> None:
    ended = make_agency(valid_to=TODAY - timedelta(days=1))
    with pytest.raises(AgencyNotPossible):
        assign(task, task.owner, ended)
    until_today = make_agency(valid_to=TODAY, valid_from=date(2023, 1, 1))
    assign(task, task.owner, until_today)
    assert task.responsible_agency == until_today


def test_an_unknown_agency_is_refused(task: Task) -> None:
    act = act_of(make_user(task.plan, Role.COORDINATOR), task.plan)
    with pytest.raises(AgencyNotPossible), transaction():
        assignments.assign(task, owner_id=task.owner_id, agency_id=999_999, act=act)


def test_assigning_what_changed_meanwhile_is_stale(task: Task) -> None:
    assign(task, None, version=1)
    with pytest.raises(StaleEdit):
        assign(task, make_user(task.plan, Role.OWNER), version=1)
    assert task.owner is None
