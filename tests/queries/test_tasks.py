"""Reading one task, one milestone, their reports and mails."""

from datetime import timedelta

import pytest
from flask import Flask

from plan_app.domain.mailing import LedgerState, MessageKind
from plan_app.errors import NotFound
from plan_app.extensions import db
from plan_app.mail import outbox
from plan_app.models import LedgerRow, OutboxMessage, Plan, Task
from plan_app.queries import journal, milestones, reports, tasks
from plan_app.queries.task_mails import get_mails
from plan_app.services import progress
from plan_app.services.transaction import transaction
from tests.acting import DONE, TODAY, UNDER_WAY, act_of, report
from tests.builders import make_agency, make_milestone, make_plan, make_task, make_user, save
from tests.conftest import NOW


@pytest.fixture
def plan(app: Flask) -> Plan:
    assert app
    return make_plan()


@pytest.fixture
def task(plan: Plan) -> Task:
    return make_task(plan, coordinating_agencies=[make_agency(), make_agency()])


def mail(task: Task, *, about: bool, minutes: int = 0) -> OutboxMessage:
    assert task.owner
    return outbox.enqueue(
        MessageKind.CONFIRMED if about else MessageKind.DIGEST,
        task.owner,
        now=NOW + timedelta(minutes=minutes),
        local_day=TODAY,
        expires_at=NOW,
        task_id=task.id if about else None,
    )


def test_a_task_comes_with_all_its_milestones_and_agencies(task: Task) -> None:
    make_milestone(task, due=None)
    plan_id, number = task.plan_id, task.number
    db.session.expunge_all()
    found = tasks.get_task(number, plan_id=plan_id)
    assert [each.ordinal for each in found.milestones] == [1, 2]
    assert len(found.coordinating_agencies) == 2
    assert found.owner


def test_what_is_not_of_this_plan_is_not_found(task: Task) -> None:
    other, said = make_plan(), report(task)
    with pytest.raises(NotFound):
        tasks.get_task(task.number, plan_id=other.id)
    with pytest.raises(NotFound):
        milestones.get_milestone(task.milestones[0].id, plan_id=other.id)
    with pytest.raises(NotFound):
        reports.get_report(said.id, plan_id=other.id)
    assert milestones.get_milestone(task.milestones[0].id, plan_id=task.plan_id).task is task
    assert reports.get_report(said.id, plan_id=task.plan_id) is said


def test_mails_about_a_task_are_its_own_and_those_that_told_its_milestones(
    plan: Plan, task: Task
) -> None:
    own, digest = mail(task, about=True), mail(task, about=False, minutes=1)
    mail(make_task(plan, owner=task.owner), about=True)
    save(
        LedgerRow(
            milestone_id=task.milestones[0].id,
            deadline_revision=1,
            threshold=-7,
            recipient_id=digest.recipient_id,
            state=LedgerState.RESERVED,
            message_id=digest.id,
        )
    )
    found = get_mails(task_id=task.id)
    assert found.messages == [digest, own]
    ((entry,),) = found.told.values()
    assert (entry.told.threshold, entry.told.day, entry.recipient_id) == (
        -7,
        TODAY,
        digest.recipient_id,
    )


def test_reports_come_the_latest_first(task: Task) -> None:
    said = [report(task, UNDER_WAY), report(task, UNDER_WAY), report(task, DONE)]
    assert journal.reports_of(journal.list_of_task(task_id=task.id)) == said[::-1]
    assert reports.find_last_by(author_id=said[0].author_id) is said[2]
    assert reports.find_last_by(author_id=make_user().id) is None


def test_the_report_that_holds_is_neither_replaced_nor_taken_back(task: Task) -> None:
    milestone_id, plan_id = task.milestones[0].id, task.plan_id
    assert reports.find_last(milestone_id=milestone_id) is None
    first, second = report(task, UNDER_WAY), report(task, DONE)
    second_id, act = second.id, act_of(task.owner, task.plan)
    with transaction():
        third = progress.correct(progress.lock(second_id, plan_id=plan_id), DONE, act)
    assert reports.find_last(milestone_id=milestone_id) is third
    third_id = third.id
    with transaction():
        progress.retract(progress.lock(third_id, plan_id=plan_id), act)
    assert reports.find_last(milestone_id=milestone_id) is first


def test_reports_of_other_tasks_do_not_stand_here(plan: Plan, task: Task) -> None:
    report(make_task(plan))
    assert journal.reports_of(journal.list_of_task(task_id=task.id)) == []
