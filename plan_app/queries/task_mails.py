"""The mails about one task, and what they told of its milestones."""

from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import defer, joinedload

from plan_app.domain.reasons import Told
from plan_app.extensions import db
from plan_app.models import LedgerRow, Milestone, OutboxMessage, outbox_message_task
from plan_app.queries.ledger import SETTLED_OR_RESERVED


class LedgerEntry(NamedTuple):
    """A threshold of a deadline revision that is reserved or told to a person."""

    revision: int
    recipient_id: int
    told: Told


@dataclass(frozen=True, slots=True)
class TaskMails:
    """`messages`, the latest first, with their recipients; `told` by milestone, the latest last."""

    messages: list[OutboxMessage]
    told: dict[int, list[LedgerEntry]]


def get_mails(*, task_id: int) -> TaskMails:
    """Every mail about the task, alone or in a digest, in one query."""
    own = select(Milestone.id).where(Milestone.task_id == task_id)
    digests = select(LedgerRow.message_id).where(LedgerRow.milestone_id.in_(own))
    together = select(outbox_message_task.c.message_id).where(
        outbox_message_task.c.task_id == task_id
    )
    rows = db.session.execute(
        select(OutboxMessage, LedgerRow)
        .outerjoin(
            LedgerRow,
            (LedgerRow.message_id == OutboxMessage.id) & LedgerRow.milestone_id.in_(own),
        )
        .where(
            or_(
                OutboxMessage.task_id == task_id,
                OutboxMessage.id.in_(digests),
                OutboxMessage.id.in_(together),
            )
        )
        # What a mail said is for its own page.
        .options(
            joinedload(OutboxMessage.recipient),
            defer(OutboxMessage.text),
            defer(OutboxMessage.frozen),
        )
        .order_by(
            OutboxMessage.created_at.desc(), OutboxMessage.id.desc(), LedgerRow.threshold.desc()
        )
    )
    mails = TaskMails([], {})
    for message, row in rows.tuples():
        if message not in mails.messages[-1:]:
            mails.messages.append(message)
        if row is not None and row.state in SETTLED_OR_RESERVED:
            mails.told.setdefault(row.milestone_id, []).append(_entry(message, row))
    for entries in mails.told.values():
        entries.sort(key=lambda entry: (entry.told.day, entry.told.threshold))
    return mails


def _entry(message: OutboxMessage, row: LedgerRow) -> LedgerEntry:
    told = Told(row.threshold, message.local_day, message.recipient.addressed, message.state)
    return LedgerEntry(row.deadline_revision, row.recipient_id, told)
