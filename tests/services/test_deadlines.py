"""Changing a due date, and the guidance that undated work waits for."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from plan_app.domain.dates import ApprovalMissing, DueMissing, Ground, GroundMissing
from plan_app.domain.own_tasks import OwnTask
from plan_app.domain.roles import Role
from plan_app.errors import NotAllowed, RuleBroken, StaleEdit
from plan_app.extensions import db
from plan_app.models import DeadlineRevision, JournalEntry, Membership, Task
from plan_app.services import deadlines, decisions
from plan_app.services.deadlines import GuidanceMissing, NotWaiting
from tests.acting import TODAY, decide, milestone_of
from tests.builders import make_milestone, make_plan, make_task, make_user, save
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("app")

DUE, LATER = date(2026, 12, 31), date(2027, 6, 30)
APPROVED = Ground(
    reason="Chờ nghiệm thu.", document="Công văn số 2345/UBND-THĐT", document_date=TODAY
)


@pytest.fixture
def task(app: Flask) -> Task:
    assert app
    return make_task(make_plan(), due=DUE)


@pytest.fixture
def waiting(app: Flask) -> Task:
    assert app
    return make_task(make_plan(), due=None, milestone_waiting_for="Bộ Tài chính")


def change(task: Task, due: date | None = LATER, ground: Ground = APPROVED, **who: Any) -> None:  # noqa: ANN401
    decide(task, deadlines.change, due=due, ground=ground, **who)


def guide(task: Task, **changes: Any) -> None:  # noqa: ANN401
    facts: dict[str, Any] = {"reference": "Thông tư số 8/TT-BTC", "dated": TODAY, "due": LATER}
    decide(task, deadlines.guidance_received, **(facts | changes))


def test_the_first_date_is_kept_and_every_change_is_on_record(task: Task) -> None:
    change(task, LATER)
    change(task, date(2027, 12, 31))
    milestone = milestone_of(task)
    assert (milestone.due_date, milestone.original_due_date) == (date(2027, 12, 31), DUE)
    assert milestone.deadline_revision == 3
    rows = db.session.query(DeadlineRevision).order_by(DeadlineRevision.revision).all()
    assert [(r.revision, r.previous_due_date, r.due_date) for r in rows] == [
        (2, DUE, LATER),
        (3, LATER, date(2027, 12, 31)),
    ]
    assert (rows[0].reason, rows[0].document) == (APPROVED.reason, APPROVED.document)
    assert (rows[0].document_date, rows[0].decided_at) == (TODAY, NOW)
    entry = db.session.query(JournalEntry).order_by(JournalEntry.sequence).first()
    assert entry
    assert entry.text
    assert entry.action == "deadline_changed"
    assert entry.data == {"before": "2026-12-31", "due": "2027-06-30", "revision": 2}
    assert entry.text.body == "Chờ nghiệm thu.\nCông văn số 2345/UBND-THĐT"


def test_a_date_of_the_decision_moves_only_with_the_approving_document(task: Task) -> None:
    with pytest.raises(ApprovalMissing):
        change(task, ground=Ground(reason="Chờ nghiệm thu."))
    assert milestone_of(task).due_date == DUE
    assert task.version == 1


def test_an_internal_date_moves_with_a_reason(task: Task) -> None:
    task.milestones[0].is_fixed = False
    db.session.commit()
    with pytest.raises(GroundMissing):
        change(task, ground=Ground())
    change(task, ground=Ground(reason="Chờ nghiệm thu."))
    assert milestone_of(task).due_date == LATER


def test_only_a_coordinator_changes_dates(task: Task, waiting: Task) -> None:
    for role in (Role.OWNER, Role.LEADER, Role.OBSERVER):
        with pytest.raises(NotAllowed):
            change(task, by=make_user(task.plan, role), version=99)
        with pytest.raises(NotAllowed):
            guide(waiting, by=make_user(waiting.plan, role), version=99)


def test_a_coordinator_gives_their_own_task_no_more_time(task: Task) -> None:
    save(Membership(user=task.owner, plan=task.plan, role=Role.COORDINATOR))
    task.milestones[0].is_fixed = False
    db.session.commit()
    with pytest.raises(OwnTask):
        change(task, by=task.owner)
    assert milestone_of(task).due_date == DUE
    change(task, DUE - timedelta(days=30), by=task.owner)
    change(task, LATER)
    assert milestone_of(task).due_date == LATER


def test_whoever_enters_it_a_date_of_the_decision_moves_by_its_document(task: Task) -> None:
    save(Membership(user=task.owner, plan=task.plan, role=Role.COORDINATOR))
    change(task, by=task.owner)
    assert milestone_of(task).due_date == LATER


def test_a_date_that_changed_meanwhile_is_stale(task: Task) -> None:
    change(task, version=1)
    with pytest.raises(StaleEdit):
        change(task, date(2028, 1, 1), version=1)
    assert milestone_of(task).due_date == LATER


def test_another_milestone_may_press_after_the_change(task: Task) -> None:
    make_milestone(task, due=date(2027, 3, 31))
    change(task)
    db.session.expire_all()
    assert [m.is_pressing for m in task.milestones] == [False, True]


def test_guidance_gives_the_work_its_first_date(waiting: Task) -> None:
    guide(waiting)
    milestone = milestone_of(waiting)
    assert (milestone.due_date, milestone.original_due_date) == (LATER, LATER)
    assert (milestone.guidance_reference, milestone.guidance_date) == (
        "Thông tư số 8/TT-BTC",
        TODAY,
    )
    assert milestone.waiting_for == "Bộ Tài chính"
    assert milestone.deadline_revision == 2
    entry = db.session.query(JournalEntry).one()
    assert entry.text
    assert (entry.action, entry.text.body) == ("guidance_received", "Thông tư số 8/TT-BTC")
    assert entry.data["before"] is None


def test_guidance_comes_once_and_only_where_it_is_waited_for(task: Task, waiting: Task) -> None:
    with pytest.raises(NotWaiting):
        guide(task)
    guide(waiting)
    with pytest.raises(NotWaiting):
        guide(waiting)


def test_guidance_changes_nothing_of_work_that_rests(waiting: Task) -> None:
    decide(waiting, decisions.suspend, document="Công văn số 1")
    with pytest.raises(NotWaiting):
        guide(waiting)


@pytest.mark.parametrize(
    ("facts", "error", "field"),
    [
        ({"reference": " "}, GuidanceMissing, "reference"),
        ({"dated": None}, GuidanceMissing, "dated"),
        ({"dated": TODAY + timedelta(days=1)}, RuleBroken, "dated"),
        ({"due": None}, DueMissing, "due"),
        ({"due": TODAY - timedelta(days=1)}, RuleBroken, "due"),
    ],
)
def test_guidance_is_a_document_and_a_date_after_it(
    waiting: Task, facts: dict[str, Any], error: type[RuleBroken], field: str
) -> None:
    with pytest.raises(error) as caught:
        guide(waiting, **facts)
    assert caught.value.field == field
    assert milestone_of(waiting).due_date is None
