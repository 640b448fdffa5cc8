"""Asking for more time, deciding about it, and who is told."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from plan_app.domain.dates import ApprovalMissing, Ground
from plan_app.domain.extension_wishes import NotLater, Wish
from plan_app.domain.extensions import (
    AlreadyAsked,
    ExtensionState,
    NotPossibleNow,
    NotYours,
    OwnRequest,
)
from plan_app.domain.mailing import MessageKind
from plan_app.domain.roles import Role
from plan_app.domain.statuses import MilestoneState
from plan_app.errors import NotFound, PlanError, StaleEdit
from plan_app.extensions import db
from plan_app.mail import outbox, truth
from plan_app.mail.facts import DECISION_GONE, DRAFT_TEXT, OTHER_OWNER, Dropped, ExtensionFacts
from plan_app.models import (
    Absence,
    DeadlineRevision,
    ExtensionRequest,
    JournalEntry,
    Membership,
    Milestone,
    OutboxMessage,
    Task,
    TextStatus,
    User,
)
from plan_app.queries.extensions import find_open
from plan_app.services import deadlines, decisions, extensions
from plan_app.services import milestones as holding
from plan_app.services.transaction import transaction
from tests.acting import TODAY, act_of, decide, report
from tests.builders import make_extension, make_plan, make_task, make_user, save
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("app")

S = ExtensionState
DUE, LATER, OTHER = date(2026, 12, 31), date(2027, 6, 30), date(2027, 3, 31)
WISH = Wish(due=LATER, reason="Chờ nghiệm thu.", cause="objective")
APPROVAL = Ground(document="Công văn số 2345/UBND-THĐT", document_date=TODAY)


@pytest.fixture
def task(app: Flask) -> Task:
    assert app
    return make_task(make_plan(), due=DUE)


@pytest.fixture
def internal(app: Flask) -> Task:
    assert app
    return make_task(make_plan(), due=DUE, milestone_is_fixed=False)


def ask(task: Task, wish: Wish = WISH, by: User | None = None, version: int | None = None) -> int:
    act = act_of(by or task.owner, task.plan, version=version)
    with transaction():
        milestone = holding.lock(task.milestones[0].id, plan_id=task.plan_id)
        return extensions.ask(milestone, wish, act).id


def take(
    step: Callable[..., None],
    request_id: int,
    task: Task,
    *arguments: Any,  # noqa: ANN401
    by: User | None = None,
    version: int | None = None,
    **facts: Any,  # noqa: ANN401
) -> ExtensionRequest:
    act = act_of(by or make_user(task.plan, Role.COORDINATOR), task.plan, version=version)
    with transaction():
        request = extensions.lock(request_id, plan_id=task.plan_id)
        if arguments:
            step(request, *arguments, act)
        else:
            step(request, act, **facts)
    return db.session.get_one(ExtensionRequest, request_id)


def milestone_of(task: Task) -> Milestone:
    db.session.expire_all()
    return task.milestones[0]


def mails(task: Task) -> list[OutboxMessage]:
    wanted = select(OutboxMessage).where(OutboxMessage.task_id == task.id)
    return list(db.session.scalars(wanted.order_by(OutboxMessage.id)))


def actions(task: Task) -> list[str]:
    wanted = select(JournalEntry.action).where(JournalEntry.task_id == task.id)
    return list(db.session.scalars(wanted.order_by(JournalEntry.id)))


def test_asking_changes_no_date_and_stands_in_the_journal(task: Task) -> None:
    request = db.session.get_one(ExtensionRequest, ask(task))
    assert (request.state, request.due_date_before) == (S.REQUESTED, DUE)
    assert request.requested_due_date == LATER
    assert milestone_of(task).due_date == DUE
    assert actions(task) == ["extension_requested"]
    assert mails(task) == []


def test_the_deputy_of_an_absent_owner_may_ask(task: Task) -> None:
    deputy = make_user(task.plan, Role.OWNER)
    save(Absence(user_id=task.owner_id, deputy_id=deputy.id, first_day=TODAY, last_day=TODAY))
    assert ask(task, by=deputy)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.OWNER])
def test_nobody_else_may_ask(task: Task, role: Role) -> None:
    with pytest.raises(NotYours):
        ask(task, by=make_user(task.plan, role))


def test_one_request_of_a_milestone_is_open_at_a_time(task: Task) -> None:
    first = ask(task)
    with pytest.raises(AlreadyAsked):
        ask(task)
    take(extensions.decline, first, task, reason="Chưa đủ căn cứ.")
    assert ask(task) != first


def test_the_database_refuses_a_second_open_request(task: Task) -> None:
    make_extension(task)
    make_extension(task, state=S.DECLINED)
    with pytest.raises(IntegrityError):
        make_extension(task, state=S.SUBMITTED)
    db.session.rollback()


def test_a_date_of_the_decision_changes_only_when_the_approving_document_comes(task: Task) -> None:
    asked = ask(task)
    with pytest.raises(NotPossibleNow):
        take(extensions.approve, asked, task, LATER, APPROVAL)
    take(extensions.submit, asked, task, document="Tờ trình số 12/TTr-STC")
    assert milestone_of(task).due_date == DUE
    with pytest.raises(ApprovalMissing):
        take(extensions.approve, asked, task, LATER, Ground())
    request = take(extensions.approve, asked, task, LATER, APPROVAL)
    milestone = milestone_of(task)
    assert (milestone.due_date, milestone.original_due_date) == (LATER, DUE)
    assert milestone.deadline_revision == 2
    (revision,) = db.session.scalars(select(DeadlineRevision))
    assert (revision.document, revision.decided_by_id) == (APPROVAL.document, request.decided_by_id)
    assert actions(task) == ["extension_requested", "extension_submitted", "extension_approved"]
    told = [(mail.kind, mail.context["standing"]) for mail in mails(task)]
    assert told == [(MessageKind.EXTENSION, "submitted"), (MessageKind.EXTENSION, "approved")]


def test_an_internal_date_is_approved_at_once(internal: Task) -> None:
    asked = ask(internal)
    take(extensions.approve, asked, internal, LATER, Ground())
    assert milestone_of(internal).due_date == LATER
    assert milestone_of(internal).original_due_date == DUE


def test_a_date_offered_and_accepted_is_the_coordinators_decision(internal: Task) -> None:
    coordinator = make_user(internal.plan, Role.COORDINATOR)
    asked = ask(internal)
    offered = take(extensions.offer, asked, internal, OTHER, "Cần cho báo cáo.", by=coordinator)
    # Four working days after Tuesday 8 December.
    assert offered.answer_by == date(2026, 12, 14)
    request = take(extensions.accept, asked, internal, by=internal.owner)
    assert (request.state, request.granted_due_date) == (S.APPROVED, OTHER)
    assert milestone_of(internal).due_date == OTHER
    (revision,) = db.session.scalars(select(DeadlineRevision))
    assert revision.decided_by_id == coordinator.id
    assert actions(internal)[-1] == "extension_accepted"


def test_another_opinion_gives_the_turn_back_to_the_coordinator(internal: Task) -> None:
    asked = ask(internal)
    take(extensions.offer, asked, internal, OTHER, "Cần cho báo cáo.")
    request = take(extensions.answer, asked, internal, by=internal.owner, reason="Không kịp.")
    assert (request.state, request.answer) == (S.ANSWERED, "Không kịp.")
    assert milestone_of(internal).due_date == DUE


def test_missing_papers_are_asked_for_and_sent(task: Task) -> None:
    asked = ask(task)
    take(extensions.ask_papers, asked, task, reason="Biên bản nghiệm thu.")
    request = take(
        extensions.answer,
        asked,
        task,
        by=task.owner,
        reason="Gửi kèm.",
        document="Công văn số 7/SXD",
        document_date=TODAY,
    )
    assert (request.state, request.document) == (S.ANSWERED, "Công văn số 7/SXD")
    assert [mail.context["standing"] for mail in mails(task)] == ["papers_asked"]


def test_declined_and_withdrawn_leave_the_date(task: Task) -> None:
    take(extensions.decline, ask(task), task, reason="Chưa đủ căn cứ.")
    request = take(extensions.withdraw, ask(task), task, by=task.owner)
    assert request.state is S.WITHDRAWN
    assert milestone_of(task).deadline_revision == 1
    assert [mail.context["standing"] for mail in mails(task)] == ["declined"]


def test_a_coordinator_who_owns_the_task_does_not_decide(task: Task) -> None:
    assert task.owner
    save(Membership(user=task.owner, plan=task.plan, role=Role.COORDINATOR))
    asked = ask(task)
    steps: list[tuple[Callable[..., None], dict[str, Any]]] = [
        (extensions.submit, {}),
        (extensions.decline, {"reason": "Không."}),
        (extensions.ask_papers, {"reason": "Thiếu."}),
    ]
    for step, facts in steps:
        with pytest.raises(OwnRequest):
            take(step, asked, task, by=task.owner, **facts)


def test_who_asked_does_not_decide_after_the_task_has_gone_to_somebody_else(task: Task) -> None:
    asker = make_user(task.plan, Role.COORDINATOR)
    request = make_extension(task, requested_by_id=asker.id)
    with pytest.raises(OwnRequest):
        take(extensions.submit, request.id, task, by=asker)


def test_an_owner_cannot_decide_and_a_stranger_cannot_withdraw(task: Task) -> None:
    asked = ask(task)
    with pytest.raises(NotYours):
        take(extensions.submit, asked, task, by=task.owner)
    with pytest.raises(NotYours):
        take(extensions.withdraw, asked, task, by=make_user(task.plan, Role.OWNER))


def test_who_comes_second_is_told(task: Task) -> None:
    version = task.version
    asked = ask(task, version=version)
    with pytest.raises(StaleEdit):
        take(extensions.submit, asked, task, version=version)
    with pytest.raises(StaleEdit):
        take(extensions.decline, asked, task, version=version, reason="Không.")
    with pytest.raises(StaleEdit):
        ask(task, version=version)


def test_an_offer_that_was_overtaken_by_another_date_is_not_accepted(internal: Task) -> None:
    asked = ask(internal)
    take(extensions.offer, asked, internal, OTHER, "Cần cho báo cáo.")
    milestone_of(internal).due_date = LATER
    db.session.commit()
    with pytest.raises(NotLater):
        take(extensions.accept, asked, internal, by=internal.owner)


@pytest.mark.parametrize("decision", ["confirm", "withdraw"])
def test_finished_work_waits_for_no_request(task: Task, decision: str) -> None:
    asked = ask(task)
    if decision == "confirm":
        report(task)
        decide(task, decisions.confirm)
    else:
        decide(task, decisions.withdraw, document="Công văn số 1/UBND ngày 07/12/2026")
    assert db.session.get_one(ExtensionRequest, asked).state is S.LAPSED
    assert "extension_lapsed" in actions(task)
    assert milestone_of(task).state in {MilestoneState.COMPLETED, MilestoneState.WITHDRAWN}


@pytest.mark.parametrize("way", ["change", "return"])
def test_a_date_set_beside_the_request_ends_it_and_the_owner_is_told(task: Task, way: str) -> None:
    asked = ask(task)
    why, document = "Theo tỉnh.", "Công văn số 9/UBND"
    if way == "change":
        decide(
            task,
            deadlines.change,
            due=OTHER,
            ground=Ground(reason=why, document=document, document_date=TODAY),
        )
    else:
        report(task)
        more: dict[str, Any] = {"document": document, "document_date": TODAY}
        decide(task, decisions.return_, reason=why, due=OTHER, **more)

    request = db.session.get_one(ExtensionRequest, asked)
    assert (request.state, request.granted_due_date) == (S.LAPSED, None)
    assert "extension_overtaken" in actions(task)
    (mail,) = [each for each in mails(task) if each.kind is MessageKind.EXTENSION]
    assert mail.recipient_id == task.owner_id
    (facts,) = [each for each in facts_of(task) if isinstance(each, ExtensionFacts)]
    assert (facts.standing, facts.wanted, facts.due) == (S.LAPSED, LATER, OTHER)
    assert facts.reason == "Theo tỉnh.; Công văn số 9/UBND"
    assert find_open(task.milestones[0].id) is None


def test_a_return_under_the_same_date_leaves_the_request_open(task: Task) -> None:
    asked = ask(task)
    report(task)
    decide(task, decisions.return_, reason="Thiếu văn bản.")
    assert db.session.get_one(ExtensionRequest, asked).state is S.REQUESTED


def test_a_request_of_another_plan_is_not_found(task: Task) -> None:
    request = make_extension(task)
    for id_, plan_id in ((request.id, make_plan().id), (0, task.plan_id)):
        with pytest.raises(NotFound), transaction():
            extensions.lock(id_, plan_id=plan_id)


def facts_of(task: Task) -> list[object]:
    claimed = outbox.claim("worker", max(mail.not_before for mail in mails(task)), 10)
    found = truth.read(claimed, now=NOW)
    return [found[message.id] for message in claimed]


def test_the_mail_says_how_the_request_stands_when_it_is_sent(task: Task) -> None:
    asked = ask(task)
    take(extensions.submit, asked, task)
    (facts,) = facts_of(task)
    assert isinstance(facts, ExtensionFacts)
    assert (facts.standing, facts.wanted, facts.due) == (S.SUBMITTED, LATER, DUE)
    assert facts.requested_on == TODAY


def test_a_mail_that_was_overtaken_is_dropped(task: Task) -> None:
    asked = ask(task)
    take(extensions.submit, asked, task)
    take(extensions.approve, asked, task, LATER, APPROVAL)
    received, approved = facts_of(task)
    assert received == Dropped(DECISION_GONE)
    assert isinstance(approved, ExtensionFacts)
    assert (approved.before, approved.granted) == (DUE, LATER)
    assert replace(approved, document="").document_date == TODAY


def test_a_former_owner_is_told_nothing(task: Task) -> None:
    take(extensions.decline, ask(task), task, reason="Chưa đủ căn cứ.")
    task.owner = make_user(task.plan, Role.OWNER)
    db.session.commit()
    assert facts_of(task) == [Dropped(OTHER_OWNER)]


def test_a_text_that_is_a_draft_again_stays_in_the_house(task: Task) -> None:
    take(extensions.decline, ask(task), task, reason="Chưa đủ căn cứ.")
    task.text_status = TextStatus.DRAFT
    db.session.commit()
    assert facts_of(task) == [Dropped(DRAFT_TEXT)]


def test_a_broken_rule_leaves_everything_as_it_was(task: Task) -> None:
    asked = ask(task)
    with pytest.raises(PlanError):
        take(extensions.decline, asked, task, reason=" ")
    assert db.session.get_one(ExtensionRequest, asked).state is S.REQUESTED
