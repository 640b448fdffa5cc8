"""The ledger: what is told stays told, what is released can be taken over."""

from datetime import date, timedelta

from flask import Flask
from sqlalchemy import select

from plan_app.domain.mailing import LedgerState, MessageKind
from plan_app.extensions import db
from plan_app.mail import outbox
from plan_app.models import LedgerRow, OutboxMessage, Task
from plan_app.services import ledger
from plan_app.services.ledger import Threshold
from plan_app.services.transaction import transaction
from tests.builders import make_plan, make_task
from tests.conftest import NOW


def message_to(task: Task) -> OutboxMessage:
    assert task.owner is not None
    return outbox.enqueue(
        MessageKind.DIGEST,
        task.owner,
        now=NOW,
        local_day=date(2026, 12, 8),
        expires_at=NOW + timedelta(hours=9),
    )


def reserve(task: Task, message: OutboxMessage, *thresholds: int) -> None:
    milestone = task.milestones[0].id
    rows = [(milestone, 1, each, message.recipient_id, message.id) for each in thresholds]
    ledger.put(rows, LedgerState.RESERVED)


def states() -> dict[int, tuple[LedgerState, int]]:
    rows = db.session.scalars(select(LedgerRow).execution_options(populate_existing=True))
    return {row.threshold: (row.state, row.message_id) for row in rows}


def test_what_was_reserved_is_told_with_its_message(app: Flask) -> None:
    assert app
    task = make_task(make_plan())
    with transaction():
        message = message_to(task)
        reserve(task, message, -7, 1)
        ledger.tell(message)
    assert set(states().values()) == {(LedgerState.TOLD, message.id)}


def test_what_is_released_is_taken_over_by_another_message(app: Flask) -> None:
    assert app
    task = make_task(make_plan())
    with transaction():
        first, second = message_to(task), message_to(task)
        reserve(task, first, -7)
        ledger.release(first)
        reserve(task, second, -7)
        ledger.tell(first)
    assert states() == {-7: (LedgerState.RESERVED, second.id)}


def test_what_is_told_is_never_taken_over_or_released(app: Flask) -> None:
    assert app
    task = make_task(make_plan())
    with transaction():
        first, second = message_to(task), message_to(task)
        reserve(task, first, -7)
        ledger.tell(first)
        reserve(task, second, -7)
        ledger.release(first)
        ledger.release(second)
    assert states() == {-7: (LedgerState.TOLD, first.id)}


def test_nothing_to_put_is_no_statement(app: Flask) -> None:
    assert app
    ledger.put([], LedgerState.RESERVED)
    assert states() == {}


def test_what_was_shown_beyond_the_plan_counts_as_told(app: Flask) -> None:
    assert app
    task = make_task(make_plan())
    milestone = task.milestones[0].id
    with transaction():
        message = message_to(task)
        ledger.tell(message, [Threshold(milestone, 1, 14)])
    assert states() == {14: (LedgerState.TOLD, message.id)}
