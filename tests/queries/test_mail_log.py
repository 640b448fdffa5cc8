"""The mail log narrowed and sorted, and what hangs on a message, on both databases."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from plan_app.domain import vietnamese
from plan_app.domain.mailing import LedgerState, MessageKind, MessageState, ResendCause
from plan_app.domain.roles import Role
from plan_app.extensions import db
from plan_app.mail.answers import Answer, Stage
from plan_app.mail.deliver import deliver
from plan_app.mail.transports import MemoryTransport
from plan_app.models import LedgerRow, MailAttempt, MailResend, OutboxMessage, Plan, Task
from plan_app.queries import mail_days, mail_log
from plan_app.queries.mail_days import MailDay
from plan_app.queries.mail_log import MailFilter, Unsettled
from plan_app.services import mail_queue, reminders
from plan_app.services.transaction import transaction
from tests.builders import make_plan, make_task, make_user, save
from tests.conftest import NOW

TODAY = date(2026, 12, 8)
CountQueries = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def plan(app: Flask) -> Plan:
    assert app
    return make_plan()


def make_message(plan: Plan, **facts: Any) -> OutboxMessage:  # noqa: ANN401 (any column)
    """An accepted digest of today."""
    recipient = facts.pop("recipient", None) or make_user(plan, Role.OWNER)
    subject = facts.setdefault("subject", "[Tăng trưởng xanh] Nhắc việc: 01 nhiệm vụ")
    facts = {
        "kind": MessageKind.DIGEST,
        "recipient_id": recipient.id,
        "local_day": TODAY,
        "plan_id": plan.id,
        "created_at": NOW,
        "not_before": NOW,
        "expires_at": NOW + timedelta(hours=9),
        "state": MessageState.ACCEPTED,
        "settled_at": NOW,
        "search_text": vietnamese.fold(subject),
    } | facts
    return save(OutboxMessage(**facts))


def tell(message: OutboxMessage, task: Task) -> None:
    save(
        LedgerRow(
            milestone_id=task.milestones[0].id,
            deadline_revision=1,
            threshold=7,
            recipient_id=message.recipient_id,
            state=LedgerState.TOLD,
            message_id=message.id,
        )
    )


def found(plan: Plan, sort: str = mail_log.DEFAULT_SORT, **wanted: Any) -> list[int]:  # noqa: ANN401
    chosen = MailFilter(**wanted)
    rows = mail_log.list_messages(plan.id, chosen, sort=sort, page=None)
    assert mail_log.count_messages(plan.id, chosen) == len(rows)
    return [row.id for row in rows]


@pytest.mark.parametrize(
    "words",
    ["Trần", "tran binh", "BÌNH", "tb@so", "cu@so.example.org", "de nghi bo sung", "Đề nghị", "84",
     "tran 84"],
)  # fmt: skip
def test_each_word_is_sought_in_person_address_subject_and_task_without_diacritics(
    plan: Plan, words: str
) -> None:
    # Of a name and an address of its own: those that are made up hold numbers, by chance 84.
    other = make_user(plan, Role.OWNER, full_name="Lê Văn An", email="an@so.example.org")
    make_message(plan, recipient=other)
    person = make_user(plan, Role.OWNER, full_name="Trần Thị Bình", email="tb@so.example.org")
    wanted = make_message(
        plan,
        recipient=person,
        address="cu@so.example.org",
        kind=MessageKind.RETURNED,
        subject="[Tăng trưởng xanh] Đề nghị bổ sung kết quả",
    )
    tell(wanted, make_task(plan, number=84))

    assert found(plan, words=words) == [wanted.id]


@pytest.mark.parametrize("words", ["không có ai", "85", "9999999999"])
def test_what_nobody_is_called_finds_nothing(plan: Plan, words: str) -> None:
    make_message(plan, recipient=make_user(plan, Role.OWNER, full_name="Lê An", email="an@so.vn"))

    assert found(plan, words=words) == []


def test_the_log_is_narrowed_by_state_kind_and_days(plan: Plan) -> None:
    older = make_message(plan, local_day=date(2026, 12, 1), kind=MessageKind.CONFIRMED)
    waits = make_message(plan, state=MessageState.RETRY)

    assert found(plan, kind=MessageKind.CONFIRMED) == [older.id]
    assert found(plan, state=Unsettled.WAITING) == [waits.id]
    assert found(plan, state=MessageState.ACCEPTED) == [older.id]
    assert found(plan, since=date(2026, 12, 2)) == [waits.id]
    assert found(plan, until=date(2026, 12, 1)) == [older.id]
    assert found(plan, since=date(2026, 12, 1), until=TODAY, day=TODAY) == [waits.id]


def test_it_is_sorted_by_time_subject_person_and_state(plan: Plan) -> None:
    first = make_message(
        plan,
        recipient=make_user(plan, Role.OWNER, full_name="Lê Bình"),
        subject="B",
        state=MessageState.FAILED,
    )
    second = make_message(
        plan,
        recipient=make_user(plan, Role.OWNER, full_name="Vũ An"),
        subject="A",
        created_at=NOW + timedelta(hours=1),
    )
    by_time = [first.id, second.id]

    assert found(plan, "at") == by_time
    assert found(plan) == by_time[::-1]
    for sort in ("subject", "recipient", "state"):
        assert found(plan, sort) == by_time[::-1], sort
        assert found(plan, f"-{sort}") == by_time, sort


def test_every_attempt_is_kept_with_the_servers_words(plan: Plan, now: datetime) -> None:
    make_task(plan, due=date(2026, 11, 30))
    with transaction():
        reminders.plan(now=now)
    greylisted = Answer(Stage.RECIPIENT, 451, "4.7.1 greylisted")
    silent = Answer(Stage.CONTENT, None, "timed out")
    queued = Answer(Stage.CONTENT, 250, "2.0.0 queued")
    for minutes, answer in ((0, greylisted), (1, silent), (10, queued)):
        deliver(now + timedelta(minutes=minutes), worker="w", transport=MemoryTransport(answer))
        db.session.rollback()

    (message,) = mail_log.list_messages(plan.id, MailFilter())
    kept = mail_log.list_attempts(message.id)

    assert [(each.number, each.stage, each.said) for each in kept] == [
        (1, "recipient", "451 4.7.1 greylisted"),
        (2, "content", "timed out"),
    ]
    assert [each.at for each in kept] == [now, now + timedelta(minutes=1)]
    assert (message.state, message.reason) == (MessageState.ACCEPTED, "250 2.0.0 queued")
    assert message.attempts == 3


def test_a_refusal_is_kept_once_and_of_all_whom_a_dead_server_kept_waiting(
    plan: Plan, now: datetime
) -> None:
    for _ in range(3):
        make_task(plan, due=date(2026, 11, 30))
    with transaction():
        reminders.plan(now=now)
    unknown = Answer(Stage.RECIPIENT, 550, "5.1.1 no such user")
    down = Answer(Stage.CONNECT, None, "connection refused")

    deliver(now, worker="w", transport=MemoryTransport(unknown, down))

    db.session.rollback()
    rows = db.session.query(MailAttempt).all()
    assert sorted(each.said for each in rows) == [
        "550 5.1.1 no such user",
        "connection refused",
        "connection refused",
    ]
    assert len({each.message_id for each in rows}) == 3


def test_what_repeats_a_message_and_what_it_repeats(plan: Plan) -> None:
    person = make_user(is_administrator=True)
    first, second, third = (make_message(plan) for _ in range(3))
    for again, original in ((second, first), (third, second)):
        save(
            MailResend(
                message_id=again.id,
                original_id=original.id,
                asked_by_id=person.id,
                cause=ResendCause.ASKED,
            )
        )

    resends = mail_log.list_resends(second.id)

    assert {(each.original_id, each.message_id) for each in resends} == {
        (first.id, second.id),
        (second.id, third.id),
    }
    assert {each.asked_by.id for each in resends} == {person.id}


def test_the_tasks_of_a_message_for_the_permission_rules(plan: Plan) -> None:
    message = make_message(plan, task_id=make_task(plan).id)
    told = make_task(plan)
    tell(message, told)

    scopes = mail_log.list_scopes(message.id)

    assert {each.owner_id for each in scopes} >= {told.owner_id}
    assert len(scopes) == 2
    assert mail_log.list_scopes(make_message(plan).id) == []


def test_who_resumed_last(plan: Plan, now: datetime) -> None:
    assert mail_log.find_last_resume(plan.id) is None
    person = make_user(plan, Role.COORDINATOR, full_name="Lê Thị Hoa")
    for later, actor_id, plan_id in ((0, person.id, plan.id), (1, None, None)):
        at = now + timedelta(hours=later)
        with transaction():
            mail_queue.stop(reason="535 wrong password", now=at)
            mail_queue.resume(actor_id=actor_id, plan_id=plan_id, now=at)
        last = mail_log.find_last_resume(plan.id)
        assert last is not None
        assert (last.at, last.by) == (at, "" if actor_id is None else person.addressed)
    other = make_plan()
    with transaction():
        mail_queue.stop(reason="535 wrong password", now=now + timedelta(hours=2))
        mail_queue.resume(actor_id=person.id, plan_id=other.id, now=now + timedelta(hours=2))
    again = mail_log.find_last_resume(plan.id)
    assert again is not None
    assert again.by == ""


def test_each_of_the_last_days_is_counted_in_one_query(
    plan: Plan, count_queries: CountQueries
) -> None:
    for state in MessageState:
        make_message(plan, state=state)
    make_message(plan, local_day=TODAY - timedelta(days=59))
    make_message(plan, local_day=TODAY - timedelta(days=60))
    make_message(make_plan())
    plan_id = plan.id

    with count_queries() as sent:
        days = mail_days.list_days(plan_id, last=TODAY)

    assert len(sent) == 1
    assert len(days) == 60
    assert days[-1] == MailDay(TODAY, sent=1, refused=2, waiting=3)
    assert days[0] == MailDay(TODAY - timedelta(days=59), sent=1)
    assert sum(each.total for each in days) == 7
