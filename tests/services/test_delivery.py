"""Delivery: what leaves, what is dropped, what comes back (rules 14 to 16), on both databases."""

import threading
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from plan_app.domain.mailing import LedgerState, MessageKind, MessageState
from plan_app.domain.roles import Role
from plan_app.domain.statuses import MilestoneState
from plan_app.extensions import db, settings
from plan_app.mail import drafts, outbox, sealing
from plan_app.mail.answers import Answer, Stage
from plan_app.mail.compose import compose
from plan_app.mail.conversation import Addresses
from plan_app.mail.deliver import deliver
from plan_app.mail.facts import Facts
from plan_app.mail.message import Letter
from plan_app.mail.transports import Envelope, MemoryTransport
from plan_app.models import (
    AgencyContact,
    ContactKind,
    LedgerRow,
    MailQueue,
    OutboxMessage,
    Plan,
    QueueStop,
    Task,
    User,
)
from plan_app.services import mail_queue, reminders
from plan_app.services.transaction import transaction
from tests.builders import make_agency, make_plan, make_task, make_user, save
from tests.smtp import parse

LATE = date(2026, 11, 30)
REFUSED = Answer(Stage.RECIPIENT, 451, "4.7.1 greylisted")
UNKNOWN = Answer(Stage.RECIPIENT, 550, "5.1.1 no such user")
BLOCKED = Answer(Stage.RECIPIENT, 550, "5.7.1 relaying denied")
DOWN = Answer(Stage.CONNECT, None, "connection refused")


@pytest.fixture
def plan(app: Flask) -> Plan:
    """A plan whose reminders are on; nobody coordinates it, so that there are no roll-ups."""
    assert app
    return make_plan()


def plan_mail(now: datetime) -> None:
    """Plan the digests of the moment."""
    with transaction():
        reminders.plan(now=now)


def send(now: datetime, *answers: Answer) -> MemoryTransport:
    """Deliver what waits at `now`, the server giving `answers` first."""
    transport = MemoryTransport(*answers)
    deliver(now, worker="worker", transport=transport)
    db.session.rollback()
    return transport


def messages(kind: MessageKind = MessageKind.DIGEST) -> list[OutboxMessage]:
    """The messages of a kind, the oldest first."""
    found = select(OutboxMessage).where(OutboxMessage.kind == kind).order_by(OutboxMessage.id)
    return list(db.session.scalars(found))


def owner_digest(task: Task) -> OutboxMessage:
    """The last digest of the task's owner."""
    return next(each for each in reversed(messages()) if each.recipient_id == task.owner_id)


def text_of(envelope: Envelope) -> str:
    """The text that a mail program shows."""
    body = parse(envelope.data).get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def ledger_states() -> list[LedgerState]:
    """The states of all ledger rows."""
    return list(db.session.scalars(select(LedgerRow.state).order_by(LedgerRow.id)))


def test_a_due_task_is_mailed_to_its_owner_once_and_the_ledger_told(
    plan: Plan, now: datetime
) -> None:
    task = make_task(plan, due=LATE, number=53)
    plan_mail(now)

    sent = send(now).sent + send(now).sent

    assert [each.recipient for each in sent] == [task.owner.email if task.owner else ""]
    digest = owner_digest(task)
    assert digest.state is MessageState.ACCEPTED
    assert digest.settled_at == now
    assert digest.frozen is None
    assert digest.message_id == sent[0].message_id
    assert digest.text is not None
    assert "Nhiệm vụ số 53" in digest.text
    assert "http" not in digest.text
    assert ledger_states() == [LedgerState.TOLD]


def test_counts_by_state_name_every_state(plan: Plan, now: datetime) -> None:
    make_task(plan, due=LATE)
    plan_mail(now)

    counts = deliver(now, worker="worker", transport=MemoryTransport())

    assert counts == dict.fromkeys(MessageState, 0) | {"accepted": 1}


def test_a_task_done_since_planning_is_dropped_and_nothing_left_cancels_the_mail(
    plan: Plan, now: datetime
) -> None:
    task = make_task(plan, due=LATE)
    plan_mail(now)
    milestone = task.milestones[0]
    milestone.state, milestone.reported_on = MilestoneState.AWAITING_CONFIRMATION, LATE
    db.session.commit()

    assert send(now).sent == []

    digest = owner_digest(task)
    assert (digest.state, digest.reason) == (
        MessageState.CANCELLED,
        "không còn nội dung cần nhắc",
    )
    assert ledger_states() == [LedgerState.RELEASED]


def test_only_the_lines_that_still_hold_are_sent(plan: Plan, now: datetime) -> None:
    done = make_task(plan, due=LATE, number=14)
    make_task(plan, due=LATE, number=53, owner=done.owner, title="Rà soát")
    plan_mail(now)
    done.milestones[0].state = MilestoneState.SUSPENDED
    db.session.commit()

    text = text_of(send(now).sent[0])

    assert "số 53" in text
    assert "số 14" not in text
    assert sorted(ledger_states()) == [LedgerState.RELEASED, LedgerState.TOLD]


def test_a_moved_date_is_not_told_under_the_old_one(plan: Plan, now: datetime) -> None:
    task = make_task(plan, due=LATE)
    plan_mail(now)
    milestone = task.milestones[0]
    milestone.due_date, milestone.deadline_revision = date(2027, 6, 30), 2
    db.session.commit()

    assert send(now).sent == []
    assert ledger_states() == [LedgerState.RELEASED]


def test_an_owner_changed_since_planning_gets_nothing(plan: Plan, now: datetime) -> None:
    task = make_task(plan, due=LATE)
    plan_mail(now)
    task.owner = make_user(plan, Role.OWNER)
    db.session.commit()

    assert send(now).sent == []
    assert messages()[0].state is MessageState.CANCELLED


def test_a_person_disabled_since_planning_gets_nothing(plan: Plan, now: datetime) -> None:
    task = make_task(plan, due=LATE)
    plan_mail(now)
    assert task.owner is not None
    task.owner.active = False
    db.session.commit()

    assert send(now).sent == []
    digest = owner_digest(task)
    assert digest.state is MessageState.CANCELLED
    assert digest.reason == "tài khoản của người nhận đã ngừng hoạt động"
    assert ledger_states() == [LedgerState.RELEASED]


def test_reminders_switched_off_since_planning_stop_the_mail(plan: Plan, now: datetime) -> None:
    make_task(plan, due=LATE)
    plan_mail(now)
    plan.reminders_on = False
    db.session.commit()

    assert send(now).sent == []
    assert ledger_states() == [LedgerState.RELEASED]


def test_a_passing_refusal_is_tried_again_after_one_five_fifteen_sixty_minutes(
    plan: Plan, now: datetime
) -> None:
    task = make_task(plan, due=LATE)
    plan_mail(now)
    at, waits = now, []
    for _ in range(5):
        assert send(at, REFUSED).sent == []
        digest = owner_digest(task)
        assert digest.state is MessageState.RETRY
        waits.append(int((digest.not_before - at).total_seconds() // 60))
        at = digest.not_before

    assert waits == [1, 5, 15, 60, 60]
    assert digest.reason == "451 4.7.1 greylisted"
    assert ledger_states() == [LedgerState.RESERVED]


def test_unchanged_facts_are_sent_again_as_they_were_frozen(plan: Plan, now: datetime) -> None:
    task = make_task(plan, due=LATE)
    plan_mail(now)
    send(now, REFUSED)
    frozen, message_id = owner_digest(task).frozen, owner_digest(task).message_id
    assert frozen is not None

    sent = send(now + timedelta(minutes=1)).sent

    assert sent[0].data == sealing.unseal_bytes(frozen, settings().secret_key)
    assert sent[0].message_id == message_id


def test_changed_facts_cancel_the_mail_and_plan_another(plan: Plan, now: datetime) -> None:
    done = make_task(plan, due=LATE, number=14)
    make_task(plan, due=LATE, number=53, owner=done.owner)
    plan_mail(now)
    send(now, REFUSED)
    done.milestones[0].state = MilestoneState.SUSPENDED
    db.session.commit()

    sent = send(now + timedelta(minutes=1)).sent

    assert len(sent) == 1
    first, second = messages()
    assert (first.state, first.reason) == (
        MessageState.CANCELLED,
        "nội dung đã thay đổi, thay bằng thư mới",
    )
    assert (second.state, second.sequence) == (MessageState.ACCEPTED, 1)
    assert second.message_id != first.message_id
    assert sorted(ledger_states()) == [LedgerState.RELEASED, LedgerState.TOLD]


def test_a_server_that_is_down_is_asked_once_a_run_and_nothing_is_lost(
    plan: Plan, now: datetime
) -> None:
    for number in (1, 2, 3):
        make_task(plan, due=LATE, number=number)
    plan_mail(now)
    down = MemoryTransport(DOWN, DOWN)
    deliver(now, worker="worker", transport=down)
    db.session.rollback()

    assert len(down.answers) == 1
    assert {each.state for each in messages()} == {MessageState.RETRY}

    at = now + timedelta(hours=3)
    for minutes in range(1, 180, 20):
        send(now + timedelta(minutes=minutes), DOWN)
    assert len(send(at + timedelta(hours=1)).sent) == 3
    assert ledger_states() == [LedgerState.TOLD] * 3


@pytest.mark.parametrize(
    "answer",
    [
        Answer(Stage.RECIPIENT, None, "timed out"),
        Answer(Stage.RECIPIENT, 421, "4.4.2 timeout"),
        Answer(Stage.CONTENT, None, "timed out"),
    ],
)
def test_a_recipient_at_whom_the_server_falls_silent_does_not_hold_the_others_back(
    plan: Plan, now: datetime, answer: Answer
) -> None:
    for number in (1, 2, 3):
        make_task(plan, due=LATE, number=number)
    plan_mail(now)

    assert len(send(now, answer).sent) == 2


def test_a_digest_expires_at_the_end_of_its_window_and_is_told_the_next_day(
    plan: Plan, now: datetime
) -> None:
    task = make_task(plan, due=LATE)
    plan_mail(now)
    send(now, DOWN)

    evening = now.replace(hour=10, minute=1)
    assert send(evening).sent == []
    assert owner_digest(task).state is MessageState.EXPIRED
    assert ledger_states() == [LedgerState.RELEASED]

    tomorrow = now + timedelta(days=1)
    plan_mail(tomorrow)
    assert len(send(tomorrow).sent) == 1
    assert ledger_states() == [LedgerState.TOLD]


def test_one_bad_address_is_marked_and_the_rest_still_leave(plan: Plan, now: datetime) -> None:
    tasks = [make_task(plan, due=LATE, number=number) for number in (1, 2, 3)]
    plan_mail(now)

    sent = send(now, UNKNOWN).sent

    assert len(sent) == 2
    refused = [each for each in messages() if each.state is MessageState.FAILED]
    assert [each.reason for each in refused] == ["550 5.1.1 no such user"]
    marked = db.session.scalars(select(User).where(User.unreachable_since.is_not(None))).all()
    assert [each.id for each in marked] == [refused[0].recipient_id]
    assert marked[0].unreachable_reason == "550 5.1.1 no such user"
    assert sorted(ledger_states()) == [LedgerState.RELEASED, LedgerState.TOLD, LedgerState.TOLD]
    assert len(tasks) == 3


def test_the_next_in_line_is_told_of_a_task_whose_owner_cannot_be_reached(
    plan: Plan, now: datetime
) -> None:
    task = make_task(plan, due=LATE, number=53)
    contact = make_user(plan, Role.OWNER)
    save(
        AgencyContact(
            agency_id=task.responsible_agency_id, kind=ContactKind.CONTACT, user_id=contact.id
        )
    )
    plan_mail(now)
    send(now, UNKNOWN)

    plan_mail(now + timedelta(minutes=15))
    sent = send(now + timedelta(minutes=15)).sent

    assert [each.recipient for each in sent] == [contact.email]
    assert "số 53" in text_of(sent[0])


def test_another_refusal_fails_without_marking_the_address(plan: Plan, now: datetime) -> None:
    make_task(plan, due=LATE)
    plan_mail(now)

    send(now, BLOCKED)

    assert messages()[0].state is MessageState.FAILED
    assert not db.session.scalars(select(User).where(User.unreachable_since.is_not(None))).all()
    assert ledger_states() == [LedgerState.RELEASED]


@pytest.mark.parametrize("refusal", [UNKNOWN, BLOCKED])
def test_the_same_refusal_for_three_people_stops_the_queue_and_marks_nobody(
    plan: Plan, now: datetime, refusal: Answer
) -> None:
    for number in range(1, 6):
        make_task(plan, due=LATE, number=number)
    plan_mail(now)

    send(now, *[refusal] * 5)

    queue = db.session.get_one(MailQueue, 1)
    assert (queue.stopped, queue.reason) == (QueueStop.CONFIGURATION, str(refusal))
    states = [each.state for each in messages()]
    assert states == [MessageState.RETRY] * 3 + [MessageState.PLANNED] * 2
    assert [each.attempts for each in messages()] == [1, 1, 1, 0, 0]
    assert not db.session.scalars(select(User).where(User.unreachable_since.is_not(None))).all()
    assert ledger_states() == [LedgerState.RESERVED] * 5


def test_three_unknown_addresses_among_accepted_ones_stop_nothing(
    plan: Plan, now: datetime
) -> None:
    for number in range(1, 6):
        make_task(plan, due=LATE, number=number)
    plan_mail(now)

    sent = send(now, Answer(Stage.CONTENT, 250), UNKNOWN, UNKNOWN, UNKNOWN).sent

    assert len(sent) == 2
    assert not outbox.is_stopped()


@pytest.mark.parametrize(
    "answer",
    [Answer(Stage.SIGN_IN, 535, "5.7.8 wrong password"), Answer(Stage.SENDER, 550, "5.7.1 no")],
)
def test_a_mistake_of_ours_stops_the_queue_at_once_with_one_alarm(
    plan: Plan, now: datetime, answer: Answer, caplog: pytest.LogCaptureFixture
) -> None:
    for number in (1, 2, 3):
        make_task(plan, due=LATE, number=number)
    plan_mail(now)

    send(now, answer)
    send(now + timedelta(minutes=5), answer)

    assert outbox.is_stopped()
    assert [record.levelname for record in caplog.records if "stopped" in record.message] == [
        "ERROR"
    ]
    assert [each.attempts for each in messages()] == [1, 0, 0]


def test_a_second_worker_that_finds_the_cause_raises_no_second_alarm(
    plan: Plan, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    assert plan
    for minutes in (0, 1):
        with transaction():
            mail_queue.stop(reason=f"535 {minutes}", now=now + timedelta(minutes=minutes))

    queue = db.session.get_one(MailQueue, 1)
    assert (queue.stopped_at, queue.reason) == (now, "535 0")
    assert len([each for each in caplog.records if "queue has stopped" in each.message]) == 1


@pytest.mark.parametrize("state", [MessageState.FAILED, MessageState.EXPIRED])
def test_the_frozen_bytes_are_erased_whatever_became_of_the_message(
    plan: Plan, now: datetime, state: MessageState
) -> None:
    task = make_task(plan, due=LATE)
    plan_mail(now)
    send(now, REFUSED)
    assert owner_digest(task).frozen is not None

    if state is MessageState.FAILED:
        send(now + timedelta(minutes=1), BLOCKED)
    else:
        send(now.replace(hour=10, minute=1))

    assert (owner_digest(task).state, owner_digest(task).frozen) == (state, None)


def test_after_a_stop_everything_leaves_once_when_a_person_resumes(
    plan: Plan, now: datetime
) -> None:
    for number in (1, 2, 3):
        make_task(plan, due=LATE, number=number)
    plan_mail(now)
    send(now, Answer(Stage.SENDER, 550, "5.7.1 no"))
    with transaction():
        mail_queue.resume(actor_id=None, plan_id=None, now=now)

    assert len(send(now).sent) == 3


def test_a_message_in_doubt_is_sent_again_once_as_frozen_and_marked(
    plan: Plan, now: datetime
) -> None:
    task = make_task(plan, due=LATE)
    plan_mail(now)
    send(now, Answer(Stage.CONTENT, None, "timed out"))
    digest = owner_digest(task)
    assert digest.state is MessageState.SENDING
    assert digest.frozen is not None
    frozen = sealing.unseal_bytes(digest.frozen, settings().secret_key)
    task.milestones[0].state = MilestoneState.SUSPENDED
    db.session.commit()

    sent = send(now + timedelta(minutes=1)).sent + send(now + timedelta(hours=1)).sent

    assert [each.data for each in sent] == [frozen]
    assert owner_digest(task).maybe_twice
    assert owner_digest(task).state is MessageState.ACCEPTED


def test_a_worker_that_died_before_sending_leaves_nothing_in_doubt(
    plan: Plan, now: datetime
) -> None:
    task = make_task(plan, due=LATE)
    plan_mail(now)
    with transaction():
        assert len(outbox.claim("dead", now, 10)) == 1

    assert send(now).sent == []
    assert len(send(now + outbox.LEASE).sent) == 1
    assert not owner_digest(task).maybe_twice


def test_what_cannot_be_composed_waits_and_the_rest_leaves(
    plan: Plan, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks = [make_task(plan, due=LATE, number=number) for number in (1, 2)]

    def broken(facts: Facts) -> Letter:
        if facts.reader.id == tasks[0].owner_id:
            raise ValueError("a template is broken")
        return compose(facts)

    monkeypatch.setattr(drafts, "compose", broken)
    plan_mail(now)

    assert len(send(now).sent) == 1
    assert owner_digest(tasks[0]).state is MessageState.RETRY


def queue(kind: MessageKind, person: User, now: datetime, **facts: Any) -> None:  # noqa: ANN401
    """Put one message of another kind into the outbox."""
    expires_at = now + timedelta(hours=72)
    with transaction():
        outbox.enqueue(kind, person, now=now, local_day=now.date(), expires_at=expires_at, **facts)


def secret(**said: str) -> dict[str, str]:
    """A context whose facts only the reader may see."""
    return {"sealed": sealing.seal(dict(said), settings().secret_key)}


@pytest.mark.parametrize("kind", [MessageKind.INVITATION, MessageKind.PASSWORD_RESET])
def test_the_body_of_a_secret_mail_is_kept_nowhere(
    plan: Plan, now: datetime, kind: MessageKind
) -> None:
    person = make_user(plan, Role.OWNER)
    link = "https://kh.example.org/dat-mat-khau/abcdefgh"
    queue(kind, person, now, plan_id=plan.id, context=secret(link=link, until=now.isoformat()))

    sent = send(now).sent

    assert link in text_of(sent[0])
    (message,) = messages(kind)
    assert message.state is MessageState.ACCEPTED
    assert (message.text, message.frozen, message.context) == (None, None, {})
    assert message.subject is not None
    assert message.subject.startswith("[Tăng trưởng xanh]")


def test_an_invitation_says_how_many_tasks_the_person_follows_and_whose(
    plan: Plan, now: datetime
) -> None:
    of_one, of_two = make_user(plan, Role.OWNER), make_user(plan, Role.OWNER)
    first, second = make_agency(name="Sở Xây dựng"), make_agency(name="Sở Y tế")
    for owner, agency in ((of_one, first), (of_one, first), (of_two, first), (of_two, second)):
        make_task(plan, owner=owner, agency=agency)
    for person in (of_one, of_two):
        queue(MessageKind.INVITATION, person, now, context=secret(link="x", until=now.isoformat()))

    texts = {each.recipient: text_of(each) for each in send(now).sent}

    assert "đầu mối theo dõi 02 nhiệm vụ do Sở Xây dựng chủ trì." in texts[of_one.email]
    assert "đầu mối theo dõi 02 nhiệm vụ.\r\n" in texts[of_two.email]


def test_a_secret_that_cannot_be_opened_cancels_its_mail(plan: Plan, now: datetime) -> None:
    sealed = sealing.seal({"link": "x"}, "another key")
    queue(MessageKind.INVITATION, make_user(plan, Role.OWNER), now, context={"sealed": sealed})

    assert send(now).sent == []
    (message,) = messages(MessageKind.INVITATION)
    assert (message.state, message.context) == (MessageState.CANCELLED, {})


def completed(plan: Plan) -> Task:
    """A task whose completion was confirmed."""
    return make_task(
        plan,
        due=LATE,
        number=27,
        milestone_state=MilestoneState.COMPLETED,
        milestone_reported_on=date(2026, 11, 28),
        milestone_confirmed_on=date(2026, 12, 8),
    )


def queue_decision(kind: MessageKind, task: Task, now: datetime) -> None:
    """Put the answer to a report of completion into the outbox."""
    assert task.owner is not None
    context = {"milestone_id": task.milestones[0].id}
    queue(kind, task.owner, now, plan_id=task.plan_id, task_id=task.id, context=context)


def test_a_confirmation_thanks_the_agency(plan: Plan, now: datetime) -> None:
    task = completed(plan)
    queue_decision(MessageKind.CONFIRMED, task, now)

    said = text_of(send(now).sent[0])

    assert "hoàn thành đúng hạn (báo cáo ngày 28/11/2026)" in said
    assert f"sự phối hợp của {task.responsible_agency.name}" in said


def test_a_late_completion_is_confirmed_as_late(plan: Plan, now: datetime) -> None:
    task = completed(plan)
    task.milestones[0].reported_on = date(2026, 12, 3)
    db.session.commit()
    queue_decision(MessageKind.CONFIRMED, task, now)

    assert "hoàn thành quá hạn" in text_of(send(now).sent[0])


def test_a_return_says_what_is_missing(plan: Plan, now: datetime) -> None:
    task = make_task(plan, due=LATE, milestone_return_reason="quyết định phê duyệt")
    queue_decision(MessageKind.RETURNED, task, now)

    assert "đề nghị bổ sung: quyết định phê duyệt." in text_of(send(now).sent[0])


@pytest.mark.parametrize("change", ["reopened", "other owner", "milestone gone"])
def test_a_decision_that_no_longer_holds_is_not_sent(
    plan: Plan, now: datetime, change: str
) -> None:
    task = completed(plan)
    queue_decision(MessageKind.CONFIRMED, task, now)
    if change == "reopened":
        task.milestones[0].state = MilestoneState.IN_PROGRESS
    elif change == "other owner":
        task.owner = make_user(plan, Role.OWNER)
    else:
        messages(MessageKind.CONFIRMED)[0].context = {"milestone_id": 0}
    db.session.commit()

    assert send(now).sent == []
    assert messages(MessageKind.CONFIRMED)[0].state is MessageState.CANCELLED


def test_a_decision_refused_near_closing_time_waits_for_the_next_window(
    plan: Plan, now: datetime
) -> None:
    closing = now.replace(hour=9, minute=59)
    queue_decision(MessageKind.CONFIRMED, completed(plan), closing)
    (mail,) = messages(MessageKind.CONFIRMED)
    left = mail.expires_at - closing
    assert send(closing, REFUSED).sent == []
    assert mail.attempts == 1

    assert send(closing + timedelta(minutes=2)).sent == []

    opening = now.replace(hour=0, minute=30) + timedelta(days=1)
    assert (mail.state, mail.not_before, mail.claimed_by) == (MessageState.RETRY, opening, None)
    assert timedelta(0) <= left - (mail.expires_at - opening) < timedelta(minutes=5)
    assert send(opening - timedelta(minutes=1)).sent == []
    assert len(send(opening).sent) == 1


def test_a_decision_of_a_saturday_waits_for_monday(plan: Plan, now: datetime) -> None:
    saturday = now + timedelta(days=4)
    queue_decision(MessageKind.CONFIRMED, completed(plan), saturday)

    assert send(saturday).sent == []

    (mail,) = messages(MessageKind.CONFIRMED)
    assert (mail.state, mail.attempts) == (MessageState.PLANNED, 0)
    assert mail.not_before == now.replace(hour=0, minute=30) + timedelta(days=6)


def test_an_address_that_is_none_is_marked_and_the_task_goes_to_the_next_in_line(
    plan: Plan, now: datetime
) -> None:
    task = make_task(plan, due=LATE)
    assert task.owner is not None
    task.owner.email = "ông@so.example.org"
    db.session.commit()
    plan_mail(now)

    assert send(now).sent == []
    assert owner_digest(task).state is MessageState.FAILED
    assert task.owner.unreachable_since == now
    assert ledger_states() == [LedgerState.RELEASED]


@pytest.mark.parametrize("is_active", [True, False])
def test_frozen_bytes_of_another_key_are_composed_anew_unless_nothing_is_left(
    plan: Plan, now: datetime, is_active: bool
) -> None:
    task = make_task(plan, due=LATE)
    plan_mail(now)
    send(now, Answer(Stage.CONTENT, None, "timed out"))
    owner_digest(task).frozen = sealing.seal_bytes(b"x", "another key")
    assert task.owner is not None
    task.owner.active = is_active
    db.session.commit()

    sent = send(now + timedelta(minutes=1)).sent

    assert len(sent) == is_active
    expected = MessageState.ACCEPTED if is_active else MessageState.RETRY
    assert owner_digest(task).state is expected


def test_other_mail_expires_after_its_time_and_says_when_it_may_have_arrived(
    plan: Plan, now: datetime
) -> None:
    person = make_user(plan, Role.OWNER)
    queue(MessageKind.PASSWORD_NOTICE, person, now, context={"changed_at": now.isoformat()})
    send(now, Answer(Stage.CONTENT, None, "timed out"))

    assert send(now + timedelta(hours=73)).sent == []
    (message,) = messages(MessageKind.PASSWORD_NOTICE)
    assert (message.state, message.maybe_twice) == (MessageState.EXPIRED, True)


def test_a_run_ends_when_it_is_asked_to_and_leaves_the_rest_unclaimed(
    plan: Plan, now: datetime
) -> None:
    for number in (1, 2, 3):
        make_task(plan, due=LATE, number=number)
    plan_mail(now)
    way = MemoryTransport()

    deliver(now, worker="worker", transport=way, should_stop=lambda: bool(way.sent))
    db.session.rollback()

    assert len(way.sent) == 1
    assert [each.claimed_by for each in messages()] == [None] * 3
    assert len(send(now).sent) == 2


def test_a_claim_that_another_worker_took_over_is_not_sent(plan: Plan, now: datetime) -> None:
    for number in (1, 2):
        make_task(plan, due=LATE, number=number)
    plan_mail(now)

    class Overtaken(MemoryTransport):
        def send(self, envelope: Envelope, following: Addresses | None = None) -> Answer:
            with transaction():
                db.session.execute(update(OutboxMessage).values(claimed_by="other"))
            return super().send(envelope, following)

    way = Overtaken()
    deliver(now, worker="worker", transport=way)

    assert len(way.sent) == 1


def test_the_breaker_of_the_planner_keeps_no_mail_back_that_is_planned(
    plan: Plan, now: datetime
) -> None:
    make_task(plan, due=LATE)
    plan_mail(now)
    db.session.get_one(MailQueue, 1).stopped = QueueStop.TOO_MANY
    db.session.commit()

    assert len(send(now).sent) == 1


def test_two_deliverers_at_once_send_each_message_once(own_app: Flask, now: datetime) -> None:
    plan = make_plan()
    for number in range(1, 121):
        make_task(plan, due=LATE, number=number)
    plan_mail(now)
    transports = [MemoryTransport(), MemoryTransport()]

    def work(transport: MemoryTransport) -> None:
        with own_app.app_context():
            deliver(now, worker=str(id(transport)), transport=transport)

    threads = [threading.Thread(target=work, args=(each,)) for each in transports]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    recipients = [envelope.recipient for each in transports for envelope in each.sent]
    assert len(recipients) == len(set(recipients)) == 120
    db.session.rollback()
    assert {each.state for each in messages()} == {MessageState.ACCEPTED}
    assert set(ledger_states()) == {LedgerState.TOLD}
