"""Papers that go with a report, a request and a confirmation; removing and tidying them."""

import os
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from plan_app.domain import papers as rules
from plan_app.domain.dates import ReworkBefore
from plan_app.domain.extension_wishes import Wish
from plan_app.domain.extensions import ExtensionState
from plan_app.domain.papers import Draft, Given, PaperPurpose, Reference
from plan_app.domain.reports import Answer
from plan_app.domain.roles import Role
from plan_app.domain.statuses import MilestoneState, NotYours, ReasonMissing
from plan_app.errors import NotFound, StaleEdit
from plan_app.extensions import db
from plan_app.models import ExtensionRequest, JournalEntry, Paper, ProgressReport, Task, User
from plan_app.papers import store
from plan_app.queries import papers as reading
from plan_app.services import decisions, extensions, papers, progress
from plan_app.services import milestones as holding
from plan_app.services.transaction import transaction
from tests.acting import DONE, TODAY, UNDER_WAY, act_of, decide, milestone_of
from tests.builders import make_plan, make_task, make_user
from tests.conftest import NOW
from tests.paper_samples import kept, pdf

pytestmark = pytest.mark.usefixtures("app")

REFERENCE = Reference("Quyết định số 12/QĐ-UBND", TODAY, "Phê duyệt Đề án")
LETTER = Answer(
    state=MilestoneState.AWAITING_CONFIRMATION,
    result="Đã ban hành.",
    letter="Công văn số 7/SXD",
    letter_date=TODAY,
)


@pytest.fixture
def task(app: Flask) -> Task:
    assert app
    return make_task(make_plan())


@pytest.fixture
def strict(task: Task) -> Task:
    task.plan.completion_needs_paper = True
    db.session.commit()
    return task


@pytest.fixture
def file(app: Flask) -> Iterator[Draft]:
    assert app
    draft = kept(content=pdf("of this test"))
    yield draft
    store.remove(draft.digest)


def report(task: Task, given: Given = rules.NONE, answer: Answer = DONE) -> ProgressReport:
    act = act_of(task.owner, task.plan)
    with transaction():
        milestone = holding.lock(task.milestones[0].id, plan_id=task.plan_id)
        return progress.report(milestone, answer, act, given)


def correct(old: ProgressReport, task: Task, given: Given = rules.NONE) -> ProgressReport:
    act = act_of(task.owner, task.plan)
    with transaction():
        return progress.correct(progress.lock(old.id, plan_id=task.plan_id), DONE, act, given)


def remove(paper: Paper, by: User, task: Task, reason: str = "Gửi nhầm.", **facts: int) -> None:
    act = act_of(by, task.plan, version=facts.get("version"))
    with transaction():
        papers.remove(papers.lock(paper.id, plan_id=task.plan_id), act, reason=reason)


def all_papers() -> list[Paper]:
    db.session.expire_all()
    return list(db.session.scalars(select(Paper).order_by(Paper.id)))


def entry(action: str) -> JournalEntry:
    return db.session.scalars(select(JournalEntry).where(JournalEntry.action == action)).one()


def age(digest: str, by: timedelta) -> None:
    """Let the file have been touched so long before the tests' now."""
    then = (NOW - by).timestamp()
    os.utime(store.path_of(digest), (then, then))


def test_papers_go_with_a_report_and_stand_in_the_journal(task: Task, file: Draft) -> None:
    said = report(task, Given((file,), (REFERENCE,)))
    of_file, reference = all_papers()
    assert (of_file.report_id, of_file.name, of_file.digest) == (said.id, file.name, file.digest)
    assert of_file.is_file
    assert not reference.is_file
    assert (reference.number, reference.dated) == (REFERENCE.number, TODAY)
    assert {each.purpose for each in (of_file, reference)} == {PaperPurpose.REPORT}
    assert of_file.added_by == task.owner
    data = entry("papers_attached").data
    assert data["papers"] == [of_file.id, reference.id]
    assert (data["files"], data["report"]) == ([file.digest], said.id)


def test_without_papers_the_journal_says_nothing_of_them(task: Task) -> None:
    report(task)
    assert all_papers() == []
    wanted = select(JournalEntry).where(JournalEntry.action == "papers_attached")
    assert db.session.scalars(wanted).all() == []


def test_a_draft_is_attached_once(task: Task, file: Draft) -> None:
    report(task, Given((file,)), UNDER_WAY)
    with pytest.raises(rules.FileGone):
        report(task, Given((file,)), UNDER_WAY)
    assert len(all_papers()) == 1


def test_a_draft_whose_file_is_gone_is_not_attached(task: Task, file: Draft) -> None:
    store.remove(file.digest)
    with pytest.raises(rules.FileGone):
        report(task, Given((file,)))
    assert milestone_of(task).state is MilestoneState.NOT_STARTED


def test_wrong_papers_refuse_the_whole_report(task: Task) -> None:
    with pytest.raises(rules.ReferenceIncomplete):
        report(task, Given(references=(Reference("Số 1"),)))
    assert milestone_of(task).state is MilestoneState.NOT_STARTED


def test_the_plan_may_ask_for_a_paper_of_a_completion(strict: Task) -> None:
    with pytest.raises(rules.PaperMissing):
        report(strict)
    report(strict, answer=UNDER_WAY)
    report(strict, Given(references=(REFERENCE,)))
    assert milestone_of(strict).state is MilestoneState.AWAITING_CONFIRMATION


def test_the_agency_s_letter_is_a_paper(strict: Task) -> None:
    report(strict, answer=LETTER)
    assert milestone_of(strict).state is MilestoneState.AWAITING_CONFIRMATION


def test_the_papers_of_a_corrected_report_go_with_the_new_one(strict: Task, file: Draft) -> None:
    old = report(strict, Given((file,)))
    new = correct(old, strict, Given(references=(REFERENCE,)))
    assert {each.report_id for each in all_papers()} == {new.id}
    assert set(reading.by_report([old.id, new.id])) == {new.id}


def test_a_completion_corrected_out_of_progress_needs_its_paper(strict: Task) -> None:
    with pytest.raises(rules.PaperMissing):
        correct(report(strict, answer=UNDER_WAY), strict)


def test_papers_go_with_a_request_and_its_answer(task: Task, file: Draft) -> None:
    wish = Wish(due=date(2027, 6, 30), reason="Chờ nghiệm thu.", cause="objective")
    act = act_of(task.owner, task.plan)
    with transaction():
        milestone = holding.lock(task.milestones[0].id, plan_id=task.plan_id)
        request_id = extensions.ask(milestone, wish, act, Given((file,))).id
    db.session.get_one(ExtensionRequest, request_id).state = ExtensionState.PAPERS_ASKED
    db.session.commit()
    with transaction():
        request = extensions.lock(request_id, plan_id=task.plan_id)
        extensions.answer(request, act, reason="Có rồi.", given=Given(references=(REFERENCE,)))
    found = reading.list_of_extension(request_id)
    assert [each.purpose for each in found] == [PaperPurpose.EXTENSION] * 2
    assert found[0].digest == file.digest


def test_papers_go_with_a_confirmation(task: Task, file: Draft) -> None:
    said = report(task)
    decide(task, decisions.confirm, given=Given((file,)))
    (paper,) = all_papers()
    assert (paper.purpose, paper.report_id) == (PaperPurpose.CONFIRMATION, said.id)
    assert not reading.has_of_report(said.id)


def test_a_coordinator_removes_a_paper_for_a_reason(task: Task, file: Draft) -> None:
    report(task, Given((file,)))
    (paper,) = all_papers()
    number, coordinator = paper.id, make_user(task.plan, Role.COORDINATOR)
    remove(paper, coordinator, task)
    assert all_papers() == []
    said = entry("paper_removed")
    assert (said.actor_id, said.subject_id) == (coordinator.id, number)
    assert said.data["files"] == [file.digest]


def test_nobody_else_removes_a_paper_and_nobody_without_a_reason(task: Task, file: Draft) -> None:
    report(task, Given((file,)))
    (paper,) = all_papers()
    assert task.owner is not None
    with pytest.raises(NotYours):
        remove(paper, task.owner, task)
    coordinator = make_user(task.plan, Role.COORDINATOR)
    with pytest.raises(ReasonMissing):
        remove(paper, coordinator, task, reason=" ")
    with pytest.raises(StaleEdit):
        remove(paper, coordinator, task, version=task.version - 1)
    with pytest.raises(NotFound):
        papers.lock(0, plan_id=task.plan_id)
    assert len(all_papers()) == 1


def test_a_paper_of_another_plan_is_not_found(task: Task) -> None:
    report(task, Given(references=(REFERENCE,)))
    (paper,) = all_papers()
    other = make_plan()
    with pytest.raises(NotFound):
        papers.lock(paper.id, plan_id=other.id)
    with pytest.raises(NotFound):
        reading.get_paper(paper.id, plan_id=other.id)


def test_bytes_go_when_no_other_paper_refers_to_them(task: Task, file: Draft) -> None:
    other = make_task(task.plan)
    report(task, Given((file,)))
    again = kept(content=pdf("of this test"))
    assert again.digest == file.digest
    report(other, Given((again,)))
    first, second = all_papers()
    coordinator = make_user(task.plan, Role.COORDINATOR)
    age(file.digest, papers.JUST_TOUCHED * 2)
    remove(first, coordinator, task)
    assert not papers.forget_bytes(file.digest, now=NOW)
    assert store.has(file.digest)
    remove(second, coordinator, other)
    assert papers.forget_bytes(file.digest, now=NOW)
    assert not store.has(file.digest)
    assert not papers.forget_bytes(file.digest, now=NOW)


def test_bytes_that_a_form_has_just_brought_stay_for_it(file: Draft) -> None:
    age(file.digest, papers.JUST_TOUCHED / 2)
    assert not papers.forget_bytes(file.digest, now=NOW)
    assert store.has(file.digest)


def test_tidying_removes_what_nobody_attached_within_a_day(task: Task) -> None:
    # The folder is that of all tests of this process.
    papers.tidy(now=NOW)
    file = kept(content=pdf("of this test"))
    report(task, Given((file,)))
    orphan, fresh = kept(content=pdf("orphan")), kept(content=pdf("fresh"))
    incoming = store.path_of(fresh.digest).parent.parent / store.INCOMING
    (incoming / "half").write_bytes(b"half")
    long_ago = (NOW - papers.ORPHANS_KEPT * 2).timestamp()
    os.utime(incoming / "half", (long_ago, long_ago))
    for each in (file, orphan):
        age(each.digest, papers.ORPHANS_KEPT * 2)
    age(fresh.digest, papers.ORPHANS_KEPT / 2)
    assert papers.tidy(now=NOW) == 2
    assert store.has(file.digest)
    assert store.has(fresh.digest)
    assert not store.has(orphan.digest)
    assert list(incoming.iterdir()) == []
    for each in (file, fresh):
        store.remove(each.digest)


def test_returning_names_a_day_that_is_not_the_due_date(task: Task) -> None:
    report(task)
    due = milestone_of(task).due_date
    by = TODAY + timedelta(days=3)
    decide(task, decisions.return_, reason="Thiếu quyết định.", rework_by=by)
    milestone = milestone_of(task)
    assert (milestone.rework_by, milestone.due_date) == (by, due)
    assert entry("completion_returned").data["rework_by"] == by.isoformat()
    report(task)
    decide(task, decisions.confirm)
    assert milestone_of(task).rework_by is None


def test_nobody_is_asked_to_add_by_a_day_that_is_over(task: Task) -> None:
    report(task)
    with pytest.raises(ReworkBefore):
        decide(task, decisions.return_, reason="Thiếu.", rework_by=TODAY - timedelta(days=1))
