"""Nudging by hand: who is told, who is not and why, once a day, in the ledger like any reminder."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from plan_app.domain.extensions import ExtensionState
from plan_app.domain.holding import Hold
from plan_app.domain.mailing import LedgerState, MessageKind, MessageState
from plan_app.domain.nudges import QueueWaits, Skip, TooMany, WordsUnkind
from plan_app.domain.roles import Role
from plan_app.domain.statuses import MilestoneState
from plan_app.errors import NotAllowed
from plan_app.extensions import db
from plan_app.mail import outbox, truth
from plan_app.mail.deliver import deliver
from plan_app.mail.facts import NOTHING_LEFT, Dropped, NudgeFacts
from plan_app.mail.transports import MemoryTransport
from plan_app.models import (
    Absence,
    AgencyContact,
    ContactKind,
    JournalEntry,
    LedgerRow,
    OutboxMessage,
    Plan,
    QueueStop,
    Task,
    TextStatus,
    User,
)
from plan_app.queries import ledger
from plan_app.queries.nudges import Nudging, get_nudging
from plan_app.queries.task_mails import get_mails
from plan_app.queries.versions import get_version
from plan_app.queries.why import find_why
from plan_app.services import nudges, reminders
from plan_app.services.nudges import Wish
from plan_app.services.transaction import transaction
from tests.acting import DONE, TODAY, act_of, milestone_of, report
from tests.builders import (
    make_agency,
    make_call,
    make_extension,
    make_pause,
    make_plan,
    make_task,
    make_user,
    save,
)
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("app")
DUE = date(2026, 11, 30)
USUAL = Wish()
# A Saturday.
DAY_OFF = datetime(2026, 12, 12, 3, 0, tzinfo=UTC)


@pytest.fixture
def plan(app: Flask) -> Plan:
    assert app
    return make_plan(reminders_on=False)


@pytest.fixture
def task(plan: Plan) -> Task:
    return make_task(plan, due=DUE, armed_at=None)


@pytest.fixture
def coordinator(plan: Plan) -> User:
    return make_user(plan, Role.COORDINATOR)


def ids(*tasks: Task) -> list[int]:
    return [task.milestones[0].id for task in tasks]


def send(plan: Plan, by: User, *tasks: Task, wish: Wish = USUAL, now: datetime = NOW) -> Nudging:
    act = act_of(by, plan, now=now)
    with transaction():
        return nudges.send(plan, ids(*tasks), wish, act)


def why_not(plan: Plan, task: Task, now: datetime = NOW) -> Hold | Skip | None:
    (row,) = get_nudging(plan, ids(task), now=now).rows
    return row.why_not


def mails() -> list[OutboxMessage]:
    kind = OutboxMessage.kind == MessageKind.NUDGE
    return list(db.session.scalars(select(OutboxMessage).where(kind).order_by(OutboxMessage.id)))


def told(task: Task) -> list[LedgerRow]:
    rows = select(LedgerRow).where(LedgerRow.milestone_id == task.milestones[0].id)
    return list(db.session.scalars(rows))


def test_each_person_gets_one_mail_about_their_rows(
    plan: Plan, task: Task, coordinator: User
) -> None:
    second = make_task(plan, due=date(2026, 11, 2), owner=task.owner)
    other = make_task(plan, due=DUE)
    send(plan, coordinator, task, second, other)
    first, another = mails()
    assert {first.recipient_id, another.recipient_id} == {task.owner_id, other.owner_id}
    assert (first.local_day, first.plan_id) == (TODAY, plan.id)
    (row,) = told(task)
    assert (row.threshold, row.state, row.message_id) == (8, LedgerState.RESERVED, first.id)
    said = truth.read(outbox.claim("tests", NOW, 10), now=NOW)[first.id]
    assert isinstance(said, NudgeFacts)
    assert [duty.number for duty in said.duties] == [second.number, task.number]
    entries = db.session.scalars(select(JournalEntry.action)).all()
    assert entries == ["nudged"] * 3


def test_a_second_click_and_a_second_coordinator_find_the_rows_told(
    plan: Plan, task: Task, coordinator: User
) -> None:
    send(plan, coordinator, task)
    other = make_task(plan, due=DUE)
    again = send(plan, make_user(plan, Role.COORDINATOR), task, other)
    assert {row.why_not for row in again.rows} == {Skip.TOLD_TODAY, None}
    assert len(mails()) == 2


def test_what_was_told_by_hand_is_not_told_again_by_the_planner(
    app: Flask, task: Task, plan: Plan, coordinator: User
) -> None:
    assert app
    plan.reminders_on = True
    task.armed_at = NOW
    db.session.commit()
    send(plan, coordinator, task)
    with transaction():
        digests = reminders.plan(now=NOW).digests
    # The coordinator's roll-up of the week goes all the same.
    assert [digest.notices for digest in digests] == [[]]
    mail = get_mails(task_id=task.id)
    assert [each.kind for each in mail.messages] == [MessageKind.NUDGE]
    why = find_why(task, mail, now=NOW, version=get_version(plan.id))
    assert why is not None
    assert (why.hold, why.threshold) == (Hold.ALREADY_TOLD, 14)


def test_a_digest_of_today_is_enough(plan: Plan, task: Task) -> None:
    plan.reminders_on = True
    task.armed_at = NOW
    db.session.commit()
    with transaction():
        reminders.plan(now=NOW)
    assert why_not(plan, task) is Skip.TOLD_TODAY


def test_it_is_delivered_and_told(plan: Plan, task: Task, coordinator: User) -> None:
    send(plan, coordinator, task, wish=Wish(words="Kính mong quan tâm.", asks_cause=True))
    transport = MemoryTransport()
    deliver(NOW, worker="tests", transport=transport)
    (message,) = mails()
    db.session.refresh(message)
    assert message.state is MessageState.ACCEPTED
    assert message.text is not None
    assert "Kính mong quan tâm." in message.text
    (row,) = told(task)
    db.session.refresh(row)
    assert row.state is LedgerState.TOLD
    assert milestone_of(task).cause_asked_on == TODAY


@pytest.mark.parametrize(
    ("change", "hold"),
    [
        (lambda task: make_call(task), Hold.PROMISED),
        (lambda task: make_pause(task.plan), Hold.PAUSED),
        (lambda task: report(task, DONE), Hold.AWAITING_CONFIRMATION),
        (lambda task: setattr(task, "text_status", TextStatus.DRAFT), Hold.DRAFT_TEXT),
        (lambda task: setattr(task, "owner", None), Hold.UNASSIGNED),
        (lambda task: setattr(task.owner, "active", False), Hold.NOBODY_REACHABLE),
        (lambda task: setattr(task.milestones[0], "due_date", TODAY), Skip.NOT_OVERDUE),
        (
            lambda task: setattr(task.milestones[0], "state", MilestoneState.SUSPENDED),
            Hold.SUSPENDED,
        ),
    ],
)
def test_each_rule_holds(
    plan: Plan,
    task: Task,
    coordinator: User,
    change: Callable[[Task], object],
    hold: Hold | Skip,
) -> None:
    assert why_not(plan, task) is None
    change(task)
    db.session.commit()
    assert why_not(plan, task) is hold
    assert send(plan, coordinator, task).by_person() == {}
    assert mails() == []


def test_a_submitted_extension_slows_nudges_too(plan: Plan, task: Task, coordinator: User) -> None:
    send(plan, coordinator, task, now=NOW - timedelta(days=4))
    assert why_not(plan, task) is None
    make_extension(task, state=ExtensionState.SUBMITTED)
    assert why_not(plan, task) is Hold.EXTENSION_SUBMITTED
    assert why_not(plan, task, now=NOW + timedelta(days=10)) is None


def test_the_daily_cap_holds(plan: Plan, task: Task, coordinator: User) -> None:
    plan.policy = {"daily_cap": 1}
    db.session.commit()
    send(plan, coordinator, task)
    second = make_task(plan, due=DUE, owner=task.owner)
    assert why_not(plan, second) is Hold.DAILY_CAP
    assert ledger.list_busy(day=TODAY, daily_cap=1) == {task.owner_id: Hold.DAILY_CAP}


def test_a_deputy_and_then_the_contact_stand_in(plan: Plan, task: Task) -> None:
    deputy, contact = make_user(plan, Role.OWNER), make_user(plan, Role.OWNER)
    save(Absence(user_id=task.owner_id, deputy_id=deputy.id, first_day=TODAY, last_day=TODAY))
    (row,) = get_nudging(plan, ids(task), now=NOW).rows
    assert row.recipient_id == deputy.id
    deputy.active = False
    agency = task.responsible_agency
    save(AgencyContact(agency=agency, user=contact, kind=ContactKind.CONTACT))
    (row,) = get_nudging(plan, ids(task), now=NOW).rows
    assert row.recipient_id == contact.id


def test_on_a_day_off_it_waits_for_the_window_of_the_next_working_day(
    plan: Plan, task: Task, coordinator: User
) -> None:
    send(plan, coordinator, task, now=DAY_OFF)
    (message,) = mails()
    assert message.local_day == date(2026, 12, 14)
    assert message.not_before == datetime(2026, 12, 14, 0, 30, tzinfo=UTC)
    assert [row.threshold for row in told(task)] == [14]
    assert why_not(plan, task, now=DAY_OFF + timedelta(hours=1)) is Skip.TOLD_TODAY


def test_what_changed_meanwhile_is_not_sent(plan: Plan, task: Task, coordinator: User) -> None:
    second = make_task(plan, due=DUE, owner=task.owner)
    send(plan, coordinator, task, second)
    report(task, DONE)
    transport = MemoryTransport()
    deliver(NOW, worker="tests", transport=transport)
    db.session.expire_all()
    states = {row.milestone_id: row.state for each in (task, second) for row in told(each)}
    assert list(states.values()) == [LedgerState.RELEASED, LedgerState.TOLD]


def test_nothing_left_is_dropped_and_may_be_told_again(
    plan: Plan, task: Task, coordinator: User
) -> None:
    send(plan, coordinator, task)
    make_call(task)
    claimed = outbox.claim("tests", NOW, 10)
    assert truth.read(claimed, now=NOW)[claimed[0].id] == Dropped(NOTHING_LEFT)


def test_the_breaker_holds(plan: Plan, task: Task, coordinator: User) -> None:
    plan.confirmed_messages = 0
    db.session.commit()
    send(plan, coordinator, task)
    second = make_task(plan, due=DUE, owner=task.owner)
    with pytest.raises(TooMany):
        send(plan, coordinator, second)
    ledger.get_queue().stopped = QueueStop.TOO_MANY
    db.session.commit()
    with pytest.raises(QueueWaits):
        send(plan, coordinator, second)


def test_only_a_coordinator_nudges_and_in_kind_words(
    plan: Plan, task: Task, coordinator: User
) -> None:
    assert task.owner is not None
    with pytest.raises(NotAllowed):
        send(plan, task.owner, task)
    with pytest.raises(WordsUnkind):
        send(plan, coordinator, task, wish=Wish(words="Yêu cầu báo cáo."))
    assert mails() == []


def test_rows_of_another_plan_are_left_out(plan: Plan, task: Task, coordinator: User) -> None:
    other = make_task(make_plan(), due=DUE, agency=make_agency())
    assert [row.duty.number for row in send(plan, coordinator, task, other).rows] == [task.number]
