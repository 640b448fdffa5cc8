"""The outbox: mail is put here in the transaction of what it tells, and leaves after it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from plan_app.domain.mailing import MessageKind
from plan_app.extensions import db
from plan_app.models import OutboxMessage, User


def enqueue(
    kind: MessageKind,
    recipient: User,
    *,
    now: datetime,
    local_day: date,
    expires_at: datetime,
    not_before: datetime | None = None,
    plan_id: int | None = None,
    task_id: int | None = None,
    context: dict[str, Any] | None = None,
) -> OutboxMessage:
    """Put one message for `recipient` into the outbox, after those of the same kind and day.

    `context` is what the composer of `kind` needs, in ids and ISO dates. Sequence 0 is
    kept for the planner's mail.
    """
    last = db.session.scalar(
        select(func.max(OutboxMessage.sequence)).where(
            OutboxMessage.kind == kind,
            OutboxMessage.recipient_id == recipient.id,
            OutboxMessage.local_day == local_day,
        )
    )
    message = OutboxMessage(
        kind=kind,
        recipient_id=recipient.id,
        local_day=local_day,
        sequence=(last or 0) + 1,
        plan_id=plan_id,
        task_id=task_id,
        context=context or {},
        created_at=now,
        not_before=not_before or now,
        expires_at=expires_at,
    )
    db.session.add(message)
    db.session.flush()
    return message
