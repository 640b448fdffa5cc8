"""What the coordinator decides of a milestone, and who is told."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from plan_app.domain.dates import ApprovalMissing, DueBefore
from plan_app.domain.mailing import MessageKind
from plan_app.domain.own_tasks import OwnTask
from plan_app.domain.roles import Role
from plan_app.domain.statuses import (
    TRANSITIONS,
    DocumentMissing,
    MilestoneState,
    NotPossibleFrom,
    NotYours,
    ReasonMissing,
    Step,
)
from plan_app.errors import StaleEdit
from plan_app.extensions import db
from plan_app.models import (
    DeadlineRevision,
    JournalEntry,
    Membership,
    Milestone,
    OutboxMessage,
    Task,
    TextStatus,
)
from plan_app.queries import ledger
from plan_app.services import decisions
from tests.acting import TODAY, UNDER_WAY, decide, milestone_of, report
from tests.builders import make_plan, make_task, make_user, save
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("app")

State = MilestoneState
DUE, LATER = date(2026, 12, 31), date(2027, 3, 31)
DOCUMENT = "Công văn số 2345/UBND-THĐT ngày 07/12/2026"

DECISIONS: dict[Step, tuple[Callable[..., None], dict[str, Any]]] = {
    Step.CONFIRM: (decisions.confirm, {}),
    Step.RETURN: (decisions.return_, {"reason": "Thiếu quyết định phê duyệt."}),
    Step.SUSPEND: (decisions.suspend, {"document": DOCUMENT}),
    Step.WITHDRAW: (decisions.withdraw, {"document": DOCUMENT}),
    Step.RESUME: (decisions.resume, {"reason": "Đã có kinh phí."}),
    Step.REOPEN: (decisions.reopen, {"reason": "Kết quả chưa đúng."}),
}


@pytest.fixture
def task(app: Flask) -> Task:
    assert app
    return make_task(make_plan(), due=DUE)


def take(task: Task, step: Step, **changes: Any) -> None:  # noqa: ANN401
    decision, facts = DECISIONS[step]
    decide(task, decision, **(facts | changes))


def bring_to(task: Task, state: State) -> None:
    """Set the first milestone to a state, with all that the state entails."""
    milestone = task.milestones[0]
    milestone.state = state
    if state in {State.AWAITING_CONFIRMATION, State.COMPLETED}:
        milestone.reported_on, milestone.percent = TODAY, 100
    if state is State.COMPLETED:
        milestone.confirmed_on = TODAY
    if state in {State.SUSPENDED, State.WITHDRAWN}:
        milestone.state_document = DOCUMENT
    db.session.commit()


def mails(task: Task) -> list[OutboxMessage]:
    return db.session.query(OutboxMessage).filter_by(task_id=task.id).all()


def last_entry(task: Task) -> JournalEntry:
    entries = db.session.query(JournalEntry).filter_by(task_id=task.id)
    found = entries.order_by(JournalEntry.sequence.desc()).first()
    assert found
    return found


def revisions(milestone: Milestone) -> list[DeadlineRevision]:
    return db.session.query(DeadlineRevision).filter_by(milestone_id=milestone.id).all()


@pytest.mark.parametrize("step", DECISIONS)
@pytest.mark.parametrize("state", State)
def test_each_decision_is_possible_exactly_where_the_table_has_it(
    task: Task, state: State, step: Step
) -> None:
    bring_to(task, state)
    transition = TRANSITIONS[step]
    if state in transition.sources:
        take(task, step)
        assert milestone_of(task).state is transition.target
        return
    with pytest.raises(NotPossibleFrom):
        take(task, step)
    assert milestone_of(task).state is state
    assert task.version == 1


@pytest.mark.parametrize("step", DECISIONS)
def test_only_a_coordinator_decides(task: Task, step: Step) -> None:
    bring_to(task, next(iter(TRANSITIONS[step].sources)))
    for role in (Role.OWNER, Role.LEADER, Role.OBSERVER):
        with pytest.raises(NotYours):
            take(task, step, by=make_user(task.plan, role))
    with pytest.raises(NotYours):
        take(task, step, by=task.owner)


@pytest.mark.parametrize("step", DECISIONS)
def test_a_decision_on_what_changed_meanwhile_is_stale(task: Task, step: Step) -> None:
    bring_to(task, next(iter(TRANSITIONS[step].sources)))
    with pytest.raises(StaleEdit):
        take(task, step, version=task.version + 1)
    take(task, step, version=task.version)


@pytest.mark.parametrize("step", DECISIONS)
def test_a_decision_says_on_what_ground_and_stands_in_the_journal(task: Task, step: Step) -> None:
    bring_to(task, next(iter(TRANSITIONS[step].sources)))
    _, facts = DECISIONS[step]
    for name in facts:
        with pytest.raises(ReasonMissing if name == "reason" else DocumentMissing):
            take(task, step, **{name: "  "})
    take(task, step)
    entry = last_entry(task)
    assert (entry.text.body if entry.text else "") == "".join(facts.values())
    assert entry.subject_id == task.milestones[0].id


def test_a_confirmation_completes_and_thanks(task: Task) -> None:
    said = report(task)
    take(task, Step.CONFIRM)
    milestone = milestone_of(task)
    assert (milestone.state, milestone.confirmed_on) == (State.COMPLETED, TODAY)
    assert milestone.reported_on == TODAY
    assert milestone.deadline_revision == 1
    (mail,) = mails(task)
    assert (mail.kind, mail.recipient_id) == (MessageKind.CONFIRMED, task.owner_id)
    assert mail.context == {"milestone_id": milestone.id, "report_id": said.id, "reason": ""}
    assert mail.expires_at == NOW + timedelta(hours=72)
    assert mail.plan_id == task.plan_id


def test_a_return_opens_the_work_again_under_its_date(task: Task) -> None:
    report(task, replace(UNDER_WAY, percent=60))
    said = report(task)
    take(task, Step.RETURN)
    milestone = milestone_of(task)
    assert (milestone.state, milestone.percent) == (State.IN_PROGRESS, 60)
    assert milestone.reported_on is None
    assert milestone.return_reason == "Thiếu quyết định phê duyệt."
    assert milestone.returned_on == TODAY
    assert milestone.due_date == DUE
    assert milestone.deadline_revision == 2
    (revision,) = revisions(milestone)
    assert (revision.revision, revision.previous_due_date, revision.due_date) == (2, DUE, DUE)
    (mail,) = mails(task)
    assert mail.kind is MessageKind.RETURNED
    assert mail.context["report_id"] == said.id
    assert mail.context["reason"] == "Thiếu quyết định phê duyệt."


def test_a_confirmation_after_a_return_ends_the_return(task: Task) -> None:
    report(task)
    take(task, Step.RETURN)
    report(task)
    take(task, Step.CONFIRM)
    milestone = milestone_of(task)
    assert (milestone.return_reason, milestone.returned_on) == (None, None)


def test_a_return_may_set_another_internal_date(task: Task) -> None:
    task.milestones[0].is_fixed = False
    db.session.commit()
    report(task)
    take(task, Step.RETURN, due=LATER)
    milestone = milestone_of(task)
    assert (milestone.due_date, milestone.original_due_date) == (LATER, DUE)
    assert last_entry(task).data["due"] == LATER.isoformat()


def test_a_return_moves_a_date_of_the_decision_only_with_the_approving_document(
    task: Task,
) -> None:
    report(task)
    with pytest.raises(ApprovalMissing):
        take(task, Step.RETURN, due=LATER)
    assert milestone_of(task).state is State.AWAITING_CONFIRMATION
    take(task, Step.RETURN, due=LATER, document=DOCUMENT, document_date=TODAY)
    assert milestone_of(task).due_date == LATER
    assert revisions(milestone_of(task))[0].document == DOCUMENT


def test_a_return_naming_the_present_date_changes_none(task: Task) -> None:
    report(task)
    take(task, Step.RETURN, due=DUE)
    assert milestone_of(task).due_date == DUE


def test_a_return_sets_no_date_that_has_passed(task: Task) -> None:
    task.milestones[0].is_fixed = False
    db.session.commit()
    report(task)
    with pytest.raises(DueBefore):
        take(task, Step.RETURN, due=TODAY - timedelta(days=1))
    take(task, Step.RETURN, due=TODAY)


def test_resting_work_keeps_its_document_until_it_goes_on(task: Task) -> None:
    take(task, Step.SUSPEND)
    assert milestone_of(task).state_document == DOCUMENT
    take(task, Step.RESUME)
    milestone = milestone_of(task)
    assert (milestone.state, milestone.state_document) == (State.IN_PROGRESS, None)
    assert milestone.deadline_revision == 1
    take(task, Step.WITHDRAW)
    assert milestone_of(task).state_document == DOCUMENT


def test_reopened_work_has_a_new_deadline_revision(task: Task) -> None:
    bring_to(task, State.COMPLETED)
    take(task, Step.REOPEN)
    milestone = milestone_of(task)
    assert (milestone.reported_on, milestone.confirmed_on) == (None, None)
    assert (milestone.deadline_revision, milestone.due_date) == (2, DUE)
    assert len(revisions(milestone)) == 1


def test_nobody_is_mailed_of_suspending_or_reopening(task: Task) -> None:
    take(task, Step.SUSPEND)
    take(task, Step.WITHDRAW)
    take(task, Step.REOPEN)
    assert mails(task) == []


def test_no_mail_goes_where_nobody_should_get_one(task: Task) -> None:
    assert task.owner
    task.owner.active = False
    db.session.commit()
    report(task, by=task.owner)
    take(task, Step.CONFIRM)
    unassigned = make_task(task.plan, owner=None)
    bring_to(unassigned, State.AWAITING_CONFIRMATION)
    take(unassigned, Step.CONFIRM)
    own = make_task(task.plan, owner=make_user(task.plan, Role.COORDINATOR))
    report(own)
    take(own, Step.RETURN, by=own.owner)
    assert mails(task) + mails(unassigned) + mails(own) == []


def test_a_draft_text_never_leaves_the_house_but_in_the_demonstration(
    app: Flask, task: Task, monkeypatch: pytest.MonkeyPatch
) -> None:
    task.text_status = TextStatus.DRAFT
    db.session.commit()
    report(task)
    take(task, Step.RETURN)
    assert mails(task) == []
    report(task)
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], demo=True))
    take(task, Step.CONFIRM)
    assert len(mails(task)) == 1


def test_a_completion_without_a_report_on_record_can_be_returned(task: Task) -> None:
    bring_to(task, State.AWAITING_CONFIRMATION)
    take(task, Step.RETURN)
    assert milestone_of(task).percent is None
    assert mails(task)[0].context["report_id"] is None


EVENING = datetime(2026, 12, 11, 12, 0, tzinfo=UTC)
MONDAY = date(2026, 12, 14)


def test_an_answer_of_the_evening_leaves_in_the_next_window(task: Task) -> None:
    bring_to(task, State.AWAITING_CONFIRMATION)
    take(task, Step.CONFIRM, now=EVENING)

    (mail,) = mails(task)

    assert mail.local_day == MONDAY
    assert mail.not_before == datetime(2026, 12, 14, 0, 30, tzinfo=UTC)
    assert mail.expires_at == mail.not_before + timedelta(hours=72)


def test_the_answers_of_a_day_stay_below_the_cap_and_leave_room_for_the_digest(app: Flask) -> None:
    assert app
    plan = make_plan(policy={"daily_cap": 3})
    owner = make_user(plan, Role.OWNER)
    for _ in range(5):
        task = make_task(plan, due=DUE, owner=owner)
        bring_to(task, State.AWAITING_CONFIRMATION)
        take(task, Step.CONFIRM)

    days = db.session.scalars(select(OutboxMessage.local_day).order_by(OutboxMessage.id))

    assert [(day - TODAY).days for day in days] == [0, 0, 1, 1, 2]
    assert ledger.list_busy(day=TODAY, daily_cap=3) == {}


def test_a_cap_of_one_still_lets_an_answer_go(app: Flask) -> None:
    assert app
    task = make_task(make_plan(policy={"daily_cap": 1}), due=DUE)
    bring_to(task, State.AWAITING_CONFIRMATION)
    take(task, Step.CONFIRM)
    assert mails(task)[0].local_day == TODAY


def test_a_coordinator_returns_their_own_task_with_no_more_time(task: Task) -> None:
    save(Membership(user=task.owner, plan=task.plan, role=Role.COORDINATOR))
    task.milestones[0].is_fixed = False
    bring_to(task, State.AWAITING_CONFIRMATION)
    with pytest.raises(OwnTask):
        take(task, Step.RETURN, due=LATER, by=task.owner)
    assert milestone_of(task).state is State.AWAITING_CONFIRMATION
    take(task, Step.RETURN, by=task.owner)
    assert milestone_of(task).due_date == DUE


def test_a_coordinator_does_not_confirm_the_completion_of_their_own_task(task: Task) -> None:
    save(Membership(user=task.owner, plan=task.plan, role=Role.COORDINATOR))
    bring_to(task, State.AWAITING_CONFIRMATION)
    with pytest.raises(OwnTask, match="chuyên viên tổng hợp khác"):
        take(task, Step.CONFIRM, by=task.owner)
    assert milestone_of(task).state is State.AWAITING_CONFIRMATION
