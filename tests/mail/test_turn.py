"""The turn from an accepted message to the next: nothing secret of the first is left behind."""

import pytest
from flask import Flask

from plan_app.domain.mailing import MessageKind, MessageState
from plan_app.domain.roles import Role
from plan_app.extensions import db, settings
from plan_app.mail import outbox, sealing
from plan_app.mail.deliver import deliver
from plan_app.mail.transports import MemoryTransport
from plan_app.models import OutboxMessage
from plan_app.services.transaction import transaction
from tests import databases
from tests.builders import make_plan, make_user
from tests.conftest import NOW

BACKENDS = databases.BACKENDS


@pytest.mark.parametrize("kind", [MessageKind.INVITATION, MessageKind.PASSWORD_RESET])
def test_what_was_sealed_is_erased_though_another_message_follows(
    app: Flask, kind: MessageKind
) -> None:
    assert app
    plan = make_plan()
    facts = {"link": "https://so.example.org/password/token", "until": NOW.isoformat()}
    sealed = sealing.seal(facts, settings().secret_key)
    people = [make_user(plan, Role.OWNER) for _ in range(3)]
    with transaction():
        for person in people:
            outbox.enqueue(
                kind, person, now=NOW, local_day=NOW.date(), expires_at=NOW.replace(hour=9),
                plan_id=plan.id, context={"sealed": sealed, "days": 7},
            )  # fmt: skip

    way = MemoryTransport()
    deliver(NOW, worker="worker", transport=way)

    db.session.rollback()
    assert len(way.sent) == 3
    for message in db.session.query(OutboxMessage):
        assert (message.state, message.frozen) == (MessageState.ACCEPTED, None)
        assert message.context == {"days": 7}
