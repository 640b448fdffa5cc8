"""The turn from an accepted message to the next: nothing secret of the first is left behind."""

import pytest
from flask import Flask
from sqlalchemy import event

from plan_app.domain.mailing import LedgerState, MessageKind, MessageState
from plan_app.domain.roles import Role
from plan_app.extensions import db
from plan_app.mail import outbox
from plan_app.mail.outbox import Claimed
from plan_app.mail.settling import Frozen
from plan_app.mail.turn import turn
from plan_app.models import LedgerRow, OutboxMessage, Plan
from plan_app.services.transaction import transaction
from tests import databases
from tests.builders import make_plan, make_task, make_user, save
from tests.conftest import NOW

BACKENDS = databases.BACKENDS
WORKER = "worker"
FROZEN = Frozen(
    "<2@so.example.org>", NOW, b"sealed bytes", "digest", "b@so.example.org", "B", "b", "B"
)


@pytest.fixture
def plan(app: Flask) -> Plan:
    assert app
    return make_plan()


def claim_two(plan: Plan, kind: MessageKind, context: dict[str, object]) -> list[Claimed]:
    """The first of this kind, the second any other; both claimed by the worker."""
    people = [make_user(plan, Role.OWNER) for _ in range(2)]
    with transaction():
        for each, person in zip((kind, MessageKind.CONFIRMED), people, strict=True):
            facts = context if each is kind else {}
            outbox.enqueue(
                each, person, now=NOW, local_day=NOW.date(), expires_at=NOW.replace(hour=9),
                context=facts,
            )  # fmt: skip
    with transaction():
        return outbox.claim(WORKER, NOW, 2)


def statements_of_turn(first: Claimed, second: Claimed) -> int:
    """Take the turn; how many statements that took."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE", "BEGIN")):
            sent.append(statement)

    with transaction():
        event.listen(db.engine, "before_cursor_execute", note)
        try:
            assert turn(first, second, FROZEN, worker=WORKER, now=NOW, said="250 ok")
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
    return len(sent)


def test_what_was_sealed_is_erased_with_the_turn(plan: Plan, backend: str) -> None:
    sealed = {"sealed": "a link that leads into an account", "days": 7}
    first, second = claim_two(plan, MessageKind.INVITATION, sealed)

    taken = statements_of_turn(first, second)

    done, begun = (db.session.get_one(OutboxMessage, each.id) for each in (first, second))
    assert (done.state, done.context, done.frozen) == (MessageState.ACCEPTED, {"days": 7}, None)
    assert (begun.state, begun.frozen) == (MessageState.SENDING, b"sealed bytes")
    # The one statement of PostgreSQL knows nothing of the context, so it is not for these.
    assert taken > 1, backend


def test_a_digest_is_settled_told_and_the_next_begun_at_once(plan: Plan, backend: str) -> None:
    first, second = claim_two(plan, MessageKind.DIGEST, {})
    row = save(
        LedgerRow(
            milestone_id=make_task(plan).milestones[0].id,
            deadline_revision=1,
            threshold=1,
            recipient_id=first.recipient_id,
            state=LedgerState.RESERVED,
            message_id=first.id,
        )
    )

    taken = statements_of_turn(first, second)

    db.session.expire_all()
    assert db.session.get_one(OutboxMessage, first.id).state is MessageState.ACCEPTED
    assert row.state is LedgerState.TOLD
    assert db.session.get_one(OutboxMessage, second.id).state is MessageState.SENDING
    assert taken == (1 if backend == "postgresql" else 3)


def test_a_claim_of_the_next_that_was_lost_is_told(plan: Plan) -> None:
    first, second = claim_two(plan, MessageKind.DIGEST, {})
    with transaction():
        db.session.get_one(OutboxMessage, second.id).claimed_by = "another"
    with transaction():
        assert not turn(first, second, FROZEN, worker=WORKER, now=NOW, said="250 ok")
    assert db.session.get_one(OutboxMessage, first.id).state is MessageState.ACCEPTED
