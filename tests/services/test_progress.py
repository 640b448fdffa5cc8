"""Reporting on a milestone, correcting a report and taking it back."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask

from plan_app.domain.reports import Answer, LetterMissing, PreparerMissing, ResultMissing
from plan_app.domain.roles import Role
from plan_app.domain.statuses import MilestoneState, NotPossibleFrom, NotYours
from plan_app.errors import NotFound, StaleEdit
from plan_app.extensions import db
from plan_app.models import Absence, JournalEntry, ProgressReport, Task, User
from plan_app.services import decisions, milestones, progress
from plan_app.services.progress import NotTheLast
from plan_app.services.transaction import transaction
from tests.acting import DONE, TODAY, UNDER_WAY, act_of, decide, milestone_of, report
from tests.builders import make_milestone, make_plan, make_task, make_user, save
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("app")

State = MilestoneState
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def task(app: Flask) -> Task:
    assert app
    return make_task(make_plan(), due=date(2026, 12, 31))


def coordinator(task: Task) -> User:
    return make_user(task.plan, Role.COORDINATOR)


def correct(old: ProgressReport, answer: Answer, *, by: User | None = None) -> ProgressReport:
    task = old.milestone.task
    act = act_of(by or old.author, task.plan)
    report_id, plan_id = old.id, task.plan_id
    with transaction():
        return progress.correct(progress.lock(report_id, plan_id=plan_id), answer, act)


def retract(old: ProgressReport, *, by: User | None = None, version: int | None = None) -> None:
    task = old.milestone.task
    act = act_of(by or old.author, task.plan, version=version)
    report_id, plan_id = old.id, task.plan_id
    with transaction():
        progress.retract(progress.lock(report_id, plan_id=plan_id), act)


def actions(task: Task) -> list[str]:
    entries = db.session.query(JournalEntry).filter_by(task_id=task.id)
    return [entry.action for entry in entries.order_by(JournalEntry.sequence)]


def test_a_completion_awaits_confirmation_and_counts_from_today(task: Task) -> None:
    said = report(task, DONE)
    milestone = milestone_of(task)
    assert milestone.state is State.AWAITING_CONFIRMATION
    assert milestone.reported_on == TODAY
    assert milestone.percent == 100
    assert milestone.last_reported_at == NOW
    assert (said.author_id, said.result) == (task.owner_id, DONE.result)
    assert not said.on_behalf
    assert actions(task) == ["completion_reported"]


def test_progress_keeps_the_percent_that_was_not_given_anew(task: Task) -> None:
    report(task, replace(UNDER_WAY, percent=40))
    report(task, UNDER_WAY)
    milestone = milestone_of(task)
    assert (milestone.state, milestone.percent) == (State.IN_PROGRESS, 40)
    assert milestone.reported_on is None
    assert actions(task) == ["progress_reported", "progress_reported"]


def test_every_write_raises_the_versions(task: Task) -> None:
    before = task.version, milestone_of(task).version
    report(task)
    assert (task.version, milestone_of(task).version) == (before[0] + 1, before[1] + 1)


def test_the_second_of_two_people_saving_is_told(task: Task) -> None:
    seen = task.version
    report(task, UNDER_WAY, version=seen)
    with pytest.raises(StaleEdit):
        report(task, DONE, version=seen)
    assert milestone_of(task).state is State.IN_PROGRESS
    report(task, DONE, version=seen + 1)


def test_who_comes_second_is_told_so_before_that_the_step_is_gone(task: Task) -> None:
    seen = task.version
    report(task, DONE, version=seen)
    with pytest.raises(StaleEdit):
        report(task, DONE, version=seen)
    with pytest.raises(NotPossibleFrom):
        report(task, DONE, version=seen + 1)


@pytest.mark.parametrize("role", [Role.OWNER, Role.LEADER, Role.OBSERVER])
def test_only_the_owner_and_a_coordinator_report(task: Task, role: Role) -> None:
    other = make_user(task.plan, role, agency=task.responsible_agency)
    with pytest.raises(NotYours):
        report(task, by=other, version=task.version + 7)
    assert actions(task) == []


def test_a_deputy_reports_during_the_absence(task: Task) -> None:
    deputy = make_user(task.plan, Role.OWNER)
    save(Absence(user_id=task.owner_id, deputy_id=deputy.id, first_day=TODAY, last_day=TODAY))
    assert not report(task, by=deputy).on_behalf
    with pytest.raises(NotYours):
        report(task, by=deputy, today=TODAY + timedelta(days=1))


def test_a_coordinator_enters_a_letter_whose_date_counts(task: Task) -> None:
    letter = replace(DONE, letter="Công văn số 12/SCT", letter_date=YESTERDAY)
    said = report(task, letter, by=coordinator(task))
    assert said.on_behalf
    assert milestone_of(task).reported_on == YESTERDAY
    assert said.reported_at == NOW


def test_a_coordinator_without_a_letter_claims_nothing_for_an_agency(task: Task) -> None:
    with pytest.raises(LetterMissing):
        report(task, by=coordinator(task))


def test_a_coordinator_reports_on_their_own_task_like_anybody() -> None:
    plan = make_plan()
    mine = make_task(plan, owner=make_user(plan, Role.COORDINATOR))
    assert not report(mine).on_behalf


def test_a_shared_account_names_the_preparer(task: Task) -> None:
    assert task.owner
    task.owner.is_shared = True
    db.session.commit()
    with pytest.raises(PreparerMissing):
        report(task)


def test_a_completion_without_a_result_is_refused_and_nothing_is_written(task: Task) -> None:
    with pytest.raises(ResultMissing):
        report(task, replace(DONE, result=" "))
    assert milestone_of(task).state is State.NOT_STARTED
    assert db.session.query(ProgressReport).count() == 0
    assert actions(task) == []


def test_a_milestone_of_another_plan_is_not_found(task: Task) -> None:
    milestone_id, other = task.milestones[0].id, make_plan()
    with pytest.raises(NotFound), transaction():
        milestones.lock(milestone_id, plan_id=other.id)


def test_a_retracted_report_leaves_the_milestone_as_it_was(task: Task) -> None:
    first = report(task, replace(UNDER_WAY, percent=40))
    second = report(task, DONE)
    retract(second)
    milestone = milestone_of(task)
    assert (milestone.state, milestone.percent) == (State.IN_PROGRESS, 40)
    assert milestone.reported_on is None
    assert milestone.last_reported_at == first.reported_at
    assert second.retracted_at == NOW
    assert second.result == DONE.result
    retract(first)
    milestone = milestone_of(task)
    assert (milestone.state, milestone.percent) == (State.NOT_STARTED, None)
    assert milestone.last_reported_at is None
    assert actions(task)[-2:] == ["report_retracted", "report_retracted"]


def test_only_the_last_report_can_be_taken_back(task: Task) -> None:
    first = report(task, UNDER_WAY)
    second = report(task, UNDER_WAY)
    with pytest.raises(NotTheLast):
        retract(first)
    retract(second)
    with pytest.raises(NotTheLast):
        retract(second)


def test_nobody_takes_back_the_report_of_another(task: Task) -> None:
    said = report(task)
    with pytest.raises(NotYours):
        retract(said, by=coordinator(task))
    with pytest.raises(NotYours):
        retract(said, by=make_user(task.plan, Role.OWNER))


def test_a_former_owner_takes_nothing_back(task: Task) -> None:
    said, former = report(task), task.owner
    task.owner = make_user(task.plan, Role.OWNER)
    db.session.commit()
    with pytest.raises(NotYours):
        retract(said, by=former)


def test_a_coordinator_takes_back_the_letter_entered_wrongly(task: Task) -> None:
    letter = replace(DONE, letter="Công văn số 12/SCT", letter_date=YESTERDAY)
    retract(report(task, letter, by=coordinator(task)))
    assert milestone_of(task).state is State.NOT_STARTED


def test_a_confirmed_report_stays(task: Task) -> None:
    said = report(task)
    decide(task, decisions.confirm)
    with pytest.raises(NotPossibleFrom):
        retract(said)


def test_a_returned_report_stays(task: Task) -> None:
    said = report(task)
    decide(task, decisions.return_, reason="Thiếu số.")
    with pytest.raises(NotTheLast):
        retract(said)


def test_taking_back_what_changed_meanwhile_is_stale(task: Task) -> None:
    said = report(task)
    with pytest.raises(StaleEdit):
        retract(said, version=1)


def test_a_correction_replaces_the_report_and_keeps_both(task: Task) -> None:
    report(task, replace(UNDER_WAY, percent=40))
    old = report(task, DONE)
    new = correct(old, replace(DONE, result="Đã trình dự thảo lần hai."))
    assert old.superseded_by_id == new.id
    assert old.result == DONE.result
    assert new.state_before is State.IN_PROGRESS
    assert new.percent_before == 40
    assert milestone_of(task).state is State.AWAITING_CONFIRMATION
    assert actions(task)[-1] == "report_corrected"
    retract(new)
    assert milestone_of(task).state is State.IN_PROGRESS
    assert milestone_of(task).percent == 40


def test_mending_the_words_of_a_completion_does_not_make_it_late(task: Task) -> None:
    old = report(task, DONE, today=YESTERDAY)
    correct(old, replace(DONE, result="Đã trình dự thảo lần hai."))
    assert milestone_of(task).reported_on == YESTERDAY


def test_a_completion_in_place_of_progress_counts_from_today(task: Task) -> None:
    old = report(task, UNDER_WAY, today=YESTERDAY)
    correct(old, DONE)
    assert milestone_of(task).reported_on == TODAY


def test_progress_in_place_of_a_completion_opens_the_work_again(task: Task) -> None:
    correct(report(task, DONE), UNDER_WAY)
    milestone = milestone_of(task)
    assert (milestone.state, milestone.reported_on) == (State.IN_PROGRESS, None)
    assert milestone.percent is None


def test_the_letter_of_a_correction_entered_on_behalf_counts(task: Task) -> None:
    person = coordinator(task)
    letter = replace(DONE, letter="Công văn số 12/SCT", letter_date=YESTERDAY)
    old = report(task, letter, by=person)
    correct(old, replace(letter, letter_date=TODAY - timedelta(days=5)), by=person)
    assert milestone_of(task).reported_on == TODAY - timedelta(days=5)


def test_a_corrected_report_cannot_be_corrected_again(task: Task) -> None:
    old = report(task, DONE)
    correct(old, DONE)
    with pytest.raises(NotTheLast):
        correct(old, DONE)


def test_a_report_of_another_plan_is_not_found(task: Task) -> None:
    report_id, other = report(task).id, make_plan()
    with pytest.raises(NotFound), transaction():
        progress.lock(report_id, plan_id=other.id)
    with pytest.raises(NotFound), transaction():
        progress.lock(report_id + 1000, plan_id=other.id)


def test_the_next_milestone_presses_when_the_first_is_reported(task: Task) -> None:
    second = make_milestone(task, due=date(2027, 12, 31))
    assert milestone_of(task).is_pressing
    said = report(task)
    assert [m.is_pressing for m in task.milestones] == [False, True]
    assert second.is_pressing
    retract(said)
    db.session.expire_all()
    assert [m.is_pressing for m in task.milestones] == [True, False]
