"""A message sent again: a new one, once, by the rules of all mail, on both databases."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from plan_app.domain.mailing import LedgerState, MessageKind, MessageState, ResendCause
from plan_app.domain.permissions import Actor
from plan_app.domain.roles import Role
from plan_app.domain.statuses import MilestoneState
from plan_app.errors import NotFound, RuleBroken
from plan_app.extensions import db
from plan_app.mail.answers import Answer, Stage
from plan_app.mail.deliver import deliver
from plan_app.mail.transports import MemoryTransport
from plan_app.models import (
    JournalEntry,
    LedgerRow,
    MailResend,
    OutboxMessage,
    Plan,
    Task,
    TextStatus,
    User,
)
from plan_app.services import addresses, people, reminders, resending
from plan_app.services.acts import Act
from plan_app.services.resending import Again, CannotResend, ContentChanged
from plan_app.services.transaction import transaction
from tests.builders import make_plan, make_task, make_user

LATE = date(2026, 11, 30)
UNKNOWN = Answer(Stage.RECIPIENT, 550, "5.1.1 no such user")
BLOCKED = Answer(Stage.RECIPIENT, 550, "5.7.1 blocked")


@pytest.fixture
def plan(app: Flask) -> Plan:
    """A plan whose reminders are on; nobody coordinates it, so that there are no roll-ups."""
    assert app
    return make_plan()


@pytest.fixture
def person(plan: Plan) -> User:
    """Who sends again; an administrator gets no mail of the plan."""
    assert plan
    return make_user(is_administrator=True)


@pytest.fixture
def act(person: User, now: datetime) -> Act:
    """The act of the person, now."""
    return act_at(person, now)


def act_at(person: User, now: datetime) -> Act:
    return Act(Actor(person.id, is_administrator=True), now, now.date())


def plan_and_send(now: datetime, *answers: Answer) -> MemoryTransport:
    """Plan the digests of the moment and deliver what waits."""
    with transaction():
        reminders.plan(now=now)
    return send(now, *answers)


def send(now: datetime, *answers: Answer) -> MemoryTransport:
    transport = MemoryTransport(*answers)
    deliver(now, worker="worker", transport=transport)
    db.session.rollback()
    return transport


def digests() -> list[OutboxMessage]:
    found = select(OutboxMessage).where(OutboxMessage.kind == MessageKind.DIGEST)
    return list(db.session.scalars(found.order_by(OutboxMessage.id)))


def again(message: OutboxMessage, plan: Plan, act: Act, **facts: Any) -> OutboxMessage:  # noqa: ANN401
    """Read the preview, and send what it showed."""
    seen = facts.pop("seen", None) or prepared(message, plan, act).seen
    facts = {"cause": ResendCause.ASKED, "note": ""} | facts
    with transaction():
        return resending.resend(message.id, plan, seen=seen, act=act, **facts)


def prepared(message: OutboxMessage, plan: Plan, act: Act) -> Again:
    return resending.prepare(message, plan, now=act.now)


def ledger() -> list[tuple[LedgerState, int]]:
    rows = db.session.scalars(select(LedgerRow).order_by(LedgerRow.id))
    return [(row.state, row.message_id) for row in rows]


def test_a_refused_digest_goes_to_the_mended_address_and_is_told(
    plan: Plan, act: Act, now: datetime
) -> None:
    task = make_task(plan, due=LATE, number=53)
    plan_and_send(now, UNKNOWN)
    (refused,) = digests()
    assert refused.state is MessageState.FAILED
    assert task.owner is not None
    with transaction():
        owner = people.hold(task.owner.id)
        facts = people.PersonFacts(**{name: getattr(owner, name) for name in FACTS})
        mended = people.PersonFacts(**{**as_dict(facts), "email": "moi@so.example.org"})
        people.edit(owner, mended, seen=people.fingerprint(owner), act=act)

    message = again(refused, plan, act, cause=ResendCause.ADDRESS_MENDED)
    assert ledger() == [(LedgerState.RESERVED, message.id)]
    sent = send(now).sent

    assert [each.recipient for each in sent] == ["moi@so.example.org"]
    assert ledger() == [(LedgerState.TOLD, message.id)]
    assert refused.state is MessageState.FAILED
    assert message.message_id != refused.message_id
    resend = db.session.scalars(select(MailResend)).one()
    assert (resend.original_id, resend.message_id) == (refused.id, message.id)
    assert resend.cause is ResendCause.ADDRESS_MENDED


FACTS = tuple(people.PersonFacts.__dataclass_fields__)


def as_dict(facts: people.PersonFacts) -> dict[str, Any]:
    return {name: getattr(facts, name) for name in FACTS}


def test_one_that_arrived_is_sent_again_when_the_person_asks(
    plan: Plan, act: Act, now: datetime
) -> None:
    make_task(plan, due=LATE, number=53)
    plan_and_send(now)
    (told,) = digests()

    message = again(told, plan, act)

    assert len(send(now).sent) == 1
    assert message.state is MessageState.ACCEPTED
    assert message.text is not None
    assert "Nhiệm vụ số 53" in message.text
    assert ledger() == [(LedgerState.TOLD, told.id)]


def test_nothing_is_sent_twice_however_often_it_is_clicked(
    plan: Plan, act: Act, now: datetime
) -> None:
    make_task(plan, due=LATE)
    plan_and_send(now, BLOCKED)
    (refused,) = digests()
    seen = prepared(refused, plan, act).seen
    again(refused, plan, act, seen=seen)

    with pytest.raises(CannotResend, match="đã được gửi lại"):
        again(refused, plan, act, seen=seen)

    assert len(digests()) == 2


def test_the_journal_says_who_sent_what_again_and_why(
    plan: Plan, act: Act, person: User, now: datetime
) -> None:
    task = make_task(plan, due=LATE)
    plan_and_send(now, BLOCKED)
    (refused,) = digests()

    message = again(refused, plan, act, note="Đề nghị qua điện thoại")

    entry = db.session.scalars(
        select(JournalEntry).where(JournalEntry.action == "mail_resent")
    ).one()
    assert entry.actor_id == person.id
    assert entry.subject_id == task.owner_id
    assert entry.data == {"original": refused.id, "message": message.id, "cause": "asked"}
    assert entry.text_digest is not None


def test_it_is_the_digest_of_its_day_and_the_planner_adds_none(
    plan: Plan, person: User, now: datetime
) -> None:
    task = make_task(plan, due=LATE)
    plan_and_send(now, BLOCKED)
    (refused,) = digests()
    make_task(plan, due=date(2026, 12, 16), owner=task.owner)
    tomorrow = now + timedelta(days=1)

    again(refused, plan, act_at(person, tomorrow))
    sent = plan_and_send(tomorrow).sent

    assert len(sent) == 1
    assert len(digests()) == 2


def test_it_counts_against_the_daily_cap(plan: Plan, act: Act, now: datetime) -> None:
    plan.policy = {"daily_cap": 1}
    make_task(plan, due=LATE)
    plan_and_send(now, BLOCKED)
    (refused,) = digests()

    with pytest.raises(CannotResend, match="đủ số thư"):
        prepared(refused, plan, act)


def test_a_digest_that_waits_has_all_that_another_would_say(
    plan: Plan, person: User, now: datetime
) -> None:
    task = make_task(plan, due=LATE)
    plan_and_send(now)
    make_task(plan, due=date(2026, 12, 16), owner=task.owner)
    tomorrow = now + timedelta(days=1)
    with transaction():
        reminders.plan(now=tomorrow)
    told, waiting = digests()
    assert waiting.state is MessageState.PLANNED

    with pytest.raises(CannotResend, match="đang chờ gửi"):
        prepared(told, plan, act_at(person, tomorrow))


def test_outside_the_window_it_waits_for_the_next_working_day(
    plan: Plan, person: User, now: datetime
) -> None:
    make_task(plan, due=LATE)
    plan_and_send(now)
    (told,) = digests()
    # Friday evening: the next window opens on Monday at 07:30.
    friday = datetime(2026, 12, 11, 12, 0, tzinfo=now.tzinfo)

    message = again(told, plan, act_at(person, friday))

    assert message.local_day == date(2026, 12, 14)
    assert message.not_before == datetime(2026, 12, 14, 0, 30, tzinfo=now.tzinfo)
    assert message.expires_at == datetime(2026, 12, 14, 10, 0, tzinfo=now.tzinfo)


def test_what_is_done_since_is_not_told_again(plan: Plan, act: Act, now: datetime) -> None:
    task = make_task(plan, due=LATE)
    plan_and_send(now, BLOCKED)
    (refused,) = digests()
    task.milestones[0].state = MilestoneState.WITHDRAWN
    db.session.commit()

    with pytest.raises(CannotResend, match="không còn nội dung"):
        prepared(refused, plan, act)


def test_what_changed_since_the_preview_is_shown_again_first(
    plan: Plan, act: Act, now: datetime
) -> None:
    task = make_task(plan, due=LATE)
    plan_and_send(now, BLOCKED)
    (refused,) = digests()
    seen = prepared(refused, plan, act).seen
    make_task(plan, due=LATE, owner=task.owner)

    with pytest.raises(ContentChanged):
        again(refused, plan, act, seen=seen)

    assert len(digests()) == 1


@pytest.mark.parametrize("cause", [None, ResendCause.ADDRESS_MENDED])
def test_the_cause_must_fit(plan: Plan, act: Act, now: datetime, cause: ResendCause | None) -> None:
    make_task(plan, due=LATE)
    plan_and_send(now)
    (told,) = digests()

    with pytest.raises(RuleBroken) as refused:
        again(told, plan, act, cause=cause)

    assert refused.value.field == "cause"


def test_an_address_that_is_still_refused_gets_nothing(plan: Plan, act: Act, now: datetime) -> None:
    make_task(plan, due=LATE)
    plan_and_send(now, UNKNOWN)
    (refused,) = digests()

    with pytest.raises(CannotResend, match="sửa địa chỉ"):
        prepared(refused, plan, act)

    with transaction():
        addresses.note_reachable(people.hold(refused.recipient_id), act=act)
    assert prepared(refused, plan, act).already == 1


def confirmed(task: Task, now: datetime, **facts: Any) -> OutboxMessage:  # noqa: ANN401
    """A mail that told the owner of a confirmed completion."""
    milestone = task.milestones[0]
    milestone.state, milestone.reported_on = MilestoneState.COMPLETED, LATE
    milestone.confirmed_on = now.date()
    message = OutboxMessage(
        **{
            "kind": MessageKind.CONFIRMED,
            "recipient_id": task.owner_id,
            "local_day": now.date(),
            "plan_id": task.plan_id,
            "task_id": task.id,
            "context": {"milestone_id": milestone.id},
            "created_at": now,
            "not_before": now,
            "expires_at": now,
            "state": MessageState.FAILED,
            "reason": "550 5.7.1 blocked",
        }
        | facts
    )
    db.session.add(message)
    db.session.commit()
    return message


def test_a_decision_is_sent_again_as_long_as_it_holds(plan: Plan, act: Act, now: datetime) -> None:
    task = make_task(plan, due=LATE, number=27)
    refused = confirmed(task, now)

    message = again(refused, plan, act)

    assert (message.task_id, message.plan_id) == (task.id, plan.id)
    assert message.expires_at == now + timedelta(hours=72)
    assert message.context == refused.context | {"resends": refused.id}
    assert "số 27" in str(send(now).sent and message.subject)
    with pytest.raises(CannotResend):
        prepared(refused, plan, act)


def test_a_draft_text_does_not_leave_the_house(plan: Plan, act: Act, now: datetime) -> None:
    task = make_task(plan, due=LATE, text_status=TextStatus.DRAFT)

    with pytest.raises(CannotResend, match="chưa đối chiếu"):
        prepared(confirmed(task, now), plan, act)


def test_a_roll_up_is_repeated_only_in_its_week(plan: Plan, person: User, now: datetime) -> None:
    make_task(plan, due=LATE)
    coordinator = make_user(plan, Role.COORDINATOR)
    plan_and_send(now)
    (rolled,) = (each for each in digests() if each.recipient_id == coordinator.id)
    assert rolled.roll_up_week == date(2026, 12, 7)

    message = again(rolled, plan, act_at(person, now + timedelta(days=1)))
    assert message.roll_up_week == date(2026, 12, 7)
    send(now + timedelta(days=1))

    with pytest.raises(CannotResend, match="không còn nội dung"):
        prepared(message, plan, act_at(person, now + timedelta(days=6)))


def test_a_message_that_is_none_is_not_found(plan: Plan, act: Act) -> None:
    with pytest.raises(NotFound), transaction():
        resending.resend(99_999, plan, cause=ResendCause.ASKED, seen="", note="", act=act)
