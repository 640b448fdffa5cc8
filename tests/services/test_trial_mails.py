"""A trial mail to oneself: at once, also while the queue is stopped, and not too often."""

import threading
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from plan_app.domain.mailing import MessageKind, MessageState
from plan_app.domain.permissions import Actor
from plan_app.errors import RuleBroken
from plan_app.extensions import db
from plan_app.mail import trial
from plan_app.mail.answers import Answer, Stage
from plan_app.mail.conversation import Addresses
from plan_app.mail.deliver import deliver
from plan_app.mail.transports import Envelope, MemoryTransport
from plan_app.models import JournalEntry, MailAttempt, MailQueue, OutboxMessage, Plan, User
from plan_app.services import mail_queue, trial_mails
from plan_app.services.acts import Act
from plan_app.services.transaction import transaction
from plan_app.services.trial_mails import TooManyTrials
from tests.builders import make_plan, make_user

WRONG_PASSWORD = Answer(Stage.SIGN_IN, 535, "5.7.8 authentication failed")
ACCEPTED = Answer(Stage.CONTENT, 250, "2.0.0 queued as 4711")


@pytest.fixture
def plan(app: Flask) -> Plan:
    assert app
    return make_plan()


@pytest.fixture
def person(plan: Plan) -> User:
    assert plan
    return make_user(is_administrator=True)


def begin(person: User, plan: Plan, now: datetime) -> int:
    act = Act(Actor(person.id, is_administrator=True), now, now.date())
    with transaction():
        return trial_mails.begin(act, plan_id=plan.id, worker="page")


def try_out(
    person: User, plan: Plan, now: datetime, transport: MemoryTransport
) -> tuple[Answer | None, OutboxMessage]:
    message_id = begin(person, plan, now)
    answer = trial.send(message_id, worker="page", transport=transport, now=now)
    db.session.rollback()
    return answer, db.session.get_one(OutboxMessage, message_id)


def test_a_trial_goes_to_whoever_asks_and_the_log_keeps_the_servers_words(
    plan: Plan, person: User, now: datetime
) -> None:
    transport = MemoryTransport(ACCEPTED)

    answer, message = try_out(person, plan, now, transport)

    assert answer == ACCEPTED
    assert message.kind is MessageKind.TEST
    assert message.state is MessageState.ACCEPTED
    assert message.reason == "250 2.0.0 queued as 4711"
    assert message.attempts == 1
    assert message.frozen is None
    entry = db.session.scalars(
        select(JournalEntry).where(JournalEntry.action == "mail_tried")
    ).one()
    assert (entry.actor_id, entry.data) == (person.id, {"message": message.id})


def test_it_leaves_while_the_queue_is_stopped(plan: Plan, person: User, now: datetime) -> None:
    with transaction():
        mail_queue.stop(reason="535 wrong password", now=now)
    transport = MemoryTransport()

    try_out(person, plan, now, transport)

    assert [each.recipient for each in transport.sent] == [person.email]
    assert db.session.get_one(MailQueue, 1).stopped is not None


def test_a_refused_trial_has_failed_and_is_not_tried_again(
    plan: Plan, person: User, now: datetime
) -> None:
    answer, message = try_out(person, plan, now, MemoryTransport(WRONG_PASSWORD))

    assert answer == WRONG_PASSWORD
    assert message.state is MessageState.FAILED
    assert message.reason == "535 5.7.8 authentication failed"
    attempt = db.session.scalars(select(MailAttempt)).one()
    assert (attempt.number, attempt.stage, attempt.said) == (1, "sign_in", message.reason)
    assert db.session.get_one(MailQueue, 1).stopped is None
    assert deliver(now, worker="worker", transport=MemoryTransport())["accepted"] == 0


def test_three_in_ten_minutes_are_enough(plan: Plan, person: User, now: datetime) -> None:
    for _ in range(3):
        try_out(person, plan, now, MemoryTransport())

    with pytest.raises(TooManyTrials):
        begin(person, plan, now + timedelta(minutes=9))

    assert begin(make_user(is_administrator=True), plan, now)
    assert begin(person, plan, now + timedelta(minutes=10))


def test_an_address_that_is_none_is_said_before_anything_is_tried(
    plan: Plan, now: datetime
) -> None:
    person = make_user(is_administrator=True, email="không phải địa chỉ")

    with pytest.raises(RuleBroken, match="chưa đúng"):
        begin(person, plan, now)


def test_a_server_that_says_nothing_does_not_hold_the_page(
    plan: Plan, person: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    over = threading.Event()

    class Silent(MemoryTransport):
        def send(self, envelope: Envelope, following: Addresses | None = None) -> Answer:
            over.wait(10)
            return super().send(envelope, following)

    monkeypatch.setattr(trial, "SECONDS", 0.05)
    answer, message = try_out(person, plan, now, Silent())
    over.set()

    assert answer is not None
    assert answer.code is None
    assert message.state is MessageState.FAILED
    assert "no answer within" in (message.reason or "")


def test_somebody_ended_meanwhile_gets_none(plan: Plan, person: User, now: datetime) -> None:
    message_id = begin(person, plan, now)
    person.active = False
    db.session.commit()

    assert trial.send(message_id, worker="page", transport=MemoryTransport(), now=now) is None

    db.session.rollback()
    assert db.session.get_one(OutboxMessage, message_id).state is MessageState.CANCELLED


def test_one_that_another_worker_took_over_is_not_sent(
    plan: Plan, person: User, now: datetime
) -> None:
    message_id = begin(person, plan, now)
    transport = MemoryTransport()

    assert trial.send(message_id, worker="other", transport=transport, now=now) is None
    assert transport.sent == []


def test_one_whose_page_died_is_never_sent_by_a_worker(
    plan: Plan, person: User, now: datetime
) -> None:
    message_id = begin(person, plan, now)
    transport = MemoryTransport()

    deliver(now + timedelta(minutes=7), worker="worker", transport=transport)

    db.session.rollback()
    assert transport.sent == []
    assert db.session.get_one(OutboxMessage, message_id).state is MessageState.EXPIRED
