"""The journal of a task, with the names it speaks of."""

import pytest
from flask import Flask
from sqlalchemy import update

from plan_app.domain.roles import Role
from plan_app.extensions import db
from plan_app.models import JournalText, Task, User
from plan_app.queries import journal
from plan_app.queries.journal import JournalLine
from plan_app.services import assignments, decisions, tasks
from plan_app.services import journal as writing
from plan_app.services.transaction import transaction
from tests.acting import UNDER_WAY, act_of, decide, report
from tests.builders import make_agency, make_plan, make_task, make_user
from tests.conftest import NOW


@pytest.fixture
def task(app: Flask) -> Task:
    assert app
    return make_task(make_plan())


@pytest.fixture
def coordinator(task: Task) -> User:
    return make_user(task.plan, Role.COORDINATOR, full_name="Trần Thị Mai", honorific="Bà")


def lines(task: Task) -> list[JournalLine]:
    return journal.list_of_task(task_id=task.id)


def test_an_entry_names_who_did_it(task: Task, coordinator: User) -> None:
    decide(task, decisions.suspend, by=coordinator, document="Công văn số 1/UBND")
    (line,) = lines(task)
    assert (line.action, line.actor) == ("milestone_suspended", "Bà Trần Thị Mai")
    assert (line.text, line.is_shared, line.at) == ("Công văn số 1/UBND", False, NOW)
    assert (line.subject_kind, line.subject_id) == ("milestone", task.milestones[0].id)


def test_an_entry_names_the_person_and_the_agency_it_is_about(
    task: Task, coordinator: User
) -> None:
    agency = make_agency(name="Sở Nội vụ")
    act = act_of(coordinator, task.plan)
    plan_id, number, owner_id, agency_id = task.plan_id, task.number, coordinator.id, agency.id
    with transaction():
        held = tasks.lock(plan_id=plan_id, number=number)
        assignments.assign(held, owner_id=owner_id, agency_id=agency_id, act=act)
    assert [(line.action, line.subject_name) for line in lines(task)] == [
        ("owner_changed", "Bà Trần Thị Mai"),
        ("agency_changed", "Sở Nội vụ"),
    ]


def test_what_the_system_did_has_no_actor(task: Task) -> None:
    plan_id, task_id = task.plan_id, task.id
    with transaction():
        writing.record("seeded", now=NOW, actor_id=None, plan_id=plan_id, task_id=task_id)
    (line,) = lines(task)
    assert (line.actor, line.text, line.subject_name) == ("", "", "")


def test_a_shared_account_is_marked_and_other_tasks_do_not_stand_here(task: Task) -> None:
    assert task.owner
    other = make_task(task.plan, owner=make_user(task.plan, Role.OWNER, is_shared=False))
    report(other, UNDER_WAY)
    assert lines(task) == []
    (line,) = lines(other)
    assert not line.is_shared


def test_erased_words_are_none(task: Task) -> None:
    decide(task, decisions.suspend, document="Công văn số 1/UBND")
    db.session.execute(update(JournalText).values(body=None))
    db.session.commit()
    (line,) = lines(task)
    assert line.text is None
