"""The outbox: mail is put here in the transaction of what it tells, and leaves after it.

A message on its way is claimed by one worker until `claimed_until`. While it is only
claimed its state stays, and whoever comes after the claim has run out begins anew. It is
`SENDING` from just before the conversation with the server until it is settled, so that a
`SENDING` message whose claim has run out is in doubt: the server may have accepted it.

Every `now` is the caller's. In production that is the machine's clock read once a run, and
leases are far longer than the clocks of an installation differ; with `--at` it is the
moment asked for, which the database's clock would contradict.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, cast

from sqlalchemy import (
    ColumnElement,
    Select,
    Table,
    and_,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from plan_app.domain.mailing import UNSETTLED, MessageKind, MessageState
from plan_app.extensions import db
from plan_app.models import (
    MailQueue,
    OutboxMessage,
    QueueStop,
    RoundMail,
    User,
    outbox_message_task,
)

# What no two messages share (rule 13).
KEY: Final = ("kind", "recipient_id", "local_day", "sequence")
# Longer than a run (`deliver.RUN_SECONDS`) and the one conversation that may follow it.
LEASE: Final = timedelta(minutes=6)

TABLE: Final = cast("Table", OutboxMessage.__table__)
_COLUMN: Final = TABLE.c


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that this worker holds. `in_doubt`: it may have been accepted already."""

    id: int
    kind: MessageKind
    recipient_id: int
    local_day: date
    plan_id: int | None
    task_id: int | None
    context: dict[str, Any]
    roll_up_week: date | None
    state: MessageState
    attempts: int
    expires_at: datetime
    message_id: str | None
    frozen: bytes | None
    facts_digest: str | None
    address: str | None

    @property
    def in_doubt(self) -> bool:
        """Whether it is sent again as it was frozen."""
        return self.state is MessageState.SENDING and self.frozen is not None


_CLAIMED_COLUMNS: Final = [_COLUMN[name] for name in Claimed.__dataclass_fields__]


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
    return _add(
        kind,
        recipient.id,
        local_day,
        plan_id=plan_id,
        task_id=task_id,
        context=context or {},
        created_at=now,
        not_before=not_before or now,
        expires_at=expires_at,
    )


def count_due(now: datetime) -> int:
    """How many messages may leave at `now`; an idle queue that is stopped has none."""
    if is_stopped():
        return 0
    return db.session.scalar(select(func.count()).select_from(TABLE).where(_may_leave(now))) or 0


def find_waiting(now: datetime) -> tuple[int, datetime] | None:
    """How many messages wait for a later moment, and the first of these; None where none does."""
    later = _COLUMN.state.in_((MessageState.PLANNED, MessageState.RETRY)), _COLUMN.not_before > now
    waiting, first = db.session.execute(
        select(func.count(), func.min(_COLUMN.not_before)).where(*later)
    ).one()
    return (waiting, first) if waiting else None


def add_planned(messages: Sequence[Mapping[str, object]]) -> dict[int, int]:
    """Add the planner's messages of a day in one statement; the ids of the new ones by recipient.

    Who has one of the kind and the day already gets none.
    """
    if not messages:
        return {}
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    adding = (
        dialect.insert(OutboxMessage)
        .on_conflict_do_nothing(index_elements=KEY)
        .returning(OutboxMessage.recipient_id, OutboxMessage.id)
    )
    rows = db.session.execute(adding, [dict(each) for each in messages])
    return dict(rows.tuples().all())


def plan_anew(message: Claimed, *, now: datetime) -> int:
    """A new message in the place of one whose facts have changed; gives its id."""
    again = _add(
        message.kind,
        message.recipient_id,
        message.local_day,
        plan_id=message.plan_id,
        task_id=message.task_id,
        context=message.context,
        roll_up_week=message.roll_up_week,
        created_at=now,
        not_before=now,
        expires_at=message.expires_at,
    )
    return again.id


def hand_over(message: Claimed, *, to: int) -> None:
    """Give the tasks of a message, and what it tells of rounds, to the one that replaces it."""
    connection = db.session.connection()
    for table in (outbox_message_task, cast("Table", RoundMail.__table__)):
        moving = update(table).where(table.c.message_id == message.id)
        connection.execute(moving.values(message_id=to))


def claim(worker: str, now: datetime, limit: int) -> list[Claimed]:
    """Up to `limit` messages that may leave now, held by `worker` for the length of a lease.

    None while the queue is stopped. On PostgreSQL workers pass over each other's rows; on
    SQLite one waits for the other.
    """
    if is_stopped():
        return []
    rows = db.session.execute(
        select(*_CLAIMED_COLUMNS)
        .where(_may_leave(now), _COLUMN.expires_at > now)
        .order_by(_COLUMN.not_before, _COLUMN.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    claimed = [Claimed(**row._mapping) for row in rows]
    if claimed:
        held = {"claimed_by": worker, "claimed_until": now + LEASE}
        claiming = update(TABLE).where(_COLUMN.id.in_([each.id for each in claimed]))
        db.session.connection().execute(claiming.values(held))
    return claimed


def cancel(message_ids: Collection[int], *, now: datetime, reason: str) -> int:
    """Cancel those of the messages that wait and that no worker holds; give how many."""
    wanted = and_(
        _COLUMN.id.in_(message_ids),
        _COLUMN.state.in_((MessageState.PLANNED, MessageState.RETRY)),
        _is_free(now),
    )
    cancelling = update(TABLE).where(wanted).returning(_COLUMN.id)
    settled = {"state": MessageState.CANCELLED, "reason": reason, "settled_at": now, "frozen": None}
    return len(db.session.connection().execute(cancelling.values(settled)).all())


def is_stopped() -> bool:
    """Whether nothing may leave because of a mistake of ours that a person must mend first.

    The other stop, of a run that plans too much, concerns what is not planned yet.
    """
    stopped = db.session.scalar(select(MailQueue.stopped).where(MailQueue.id == 1))
    return stopped is QueueStop.CONFIGURATION


def take_expired(now: datetime) -> list[Claimed]:
    """Unsettled messages whose time has passed and that no worker holds, locked."""
    rows = db.session.execute(_expired(now).with_for_update(skip_locked=True))
    return [Claimed(**row._mapping) for row in rows]


def has_expired(now: datetime) -> bool:
    """Whether there are any."""
    return db.session.execute(_expired(now).limit(1)).first() is not None


def _is_free(now: datetime) -> ColumnElement[bool]:
    return or_(_COLUMN.claimed_until.is_(None), _COLUMN.claimed_until <= now)


def _may_leave(now: datetime) -> ColumnElement[bool]:
    waiting = and_(
        _COLUMN.state.in_((MessageState.PLANNED, MessageState.RETRY)), _COLUMN.not_before <= now
    )
    return and_(or_(waiting, _COLUMN.state == MessageState.SENDING), _is_free(now))


def _expired(now: datetime) -> Select[Any]:
    unsettled = _COLUMN.state.in_(UNSETTLED)
    return select(*_CLAIMED_COLUMNS).where(unsettled, _COLUMN.expires_at <= now, _is_free(now))


def _add(
    kind: MessageKind,
    recipient_id: int,
    local_day: date,
    **values: Any,  # noqa: ANN401 (the other columns)
) -> OutboxMessage:
    """A new message with the next free number of its recipient, kind and day.

    Where somebody else takes the number at the same moment, the one after it.
    """
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    adding = (
        dialect.insert(OutboxMessage)
        .on_conflict_do_nothing(index_elements=KEY)
        .returning(OutboxMessage)
    )
    key = {"kind": kind, "recipient_id": recipient_id, "local_day": local_day}
    while True:
        sequence = _next_sequence(kind, recipient_id, local_day)
        message: OutboxMessage | None = db.session.scalar(
            adding, key | values | {"sequence": sequence}
        )
        if message is not None:
            return message


def _next_sequence(kind: MessageKind, recipient_id: int, local_day: date) -> int:
    last = db.session.scalar(
        select(func.max(OutboxMessage.sequence)).where(
            OutboxMessage.kind == kind,
            OutboxMessage.recipient_id == recipient_id,
            OutboxMessage.local_day == local_day,
        )
    )
    return (last or 0) + 1
