"""The outbox: mail is put here in the transaction of what it tells, and leaves after it.

A message on its way is claimed by one worker until `claimed_until`. While it is only
claimed its state stays, and whoever comes after the claim has run out begins anew. It is
`SENDING` from just before the conversation with the server until it is settled, so that a
`SENDING` message whose claim has run out is in doubt: the server may have accepted it.

Every `now` is the caller's. In production that is the machine's clock read once a run, and
leases are far longer than the clocks of an installation differ; with `--at` it is the
moment asked for, which the database's clock would contradict.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, cast

from sqlalchemy import (
    ColumnElement,
    Executable,
    Select,
    Table,
    and_,
    bindparam,
    func,
    insert,
    or_,
    select,
    update,
)

from plan_app.domain.mailing import UNSETTLED, MessageKind, MessageState
from plan_app.extensions import db
from plan_app.models import MailAttempt, MailQueue, OutboxMessage, QueueStop, User

# Longer than a run (`deliver.RUN_SECONDS`) and the one conversation that may follow it.
LEASE: Final = timedelta(minutes=6)

TABLE: Final = cast("Table", OutboxMessage.__table__)
_COLUMN: Final = TABLE.c
_NOTE: Final = insert(MailAttempt)
_RELEASED: Final = {"claimed_by": None, "claimed_until": None}


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


@dataclass(frozen=True, slots=True)
class Frozen:
    """What is kept of a message from before it is sent until it is settled."""

    message_id: str
    dated: datetime
    frozen: bytes
    facts_digest: str
    address: str
    subject: str
    search_text: str
    text: str | None


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
    message = OutboxMessage(
        kind=kind,
        recipient_id=recipient.id,
        local_day=local_day,
        sequence=_next_sequence(kind, recipient.id, local_day),
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


def plan_anew(message: Claimed, *, now: datetime) -> int:
    """A new message in the place of one whose facts have changed; gives its id."""
    again = OutboxMessage(
        kind=message.kind,
        recipient_id=message.recipient_id,
        local_day=message.local_day,
        sequence=_next_sequence(message.kind, message.recipient_id, message.local_day),
        plan_id=message.plan_id,
        task_id=message.task_id,
        context=message.context,
        roll_up_week=message.roll_up_week,
        created_at=now,
        not_before=now,
        expires_at=message.expires_at,
    )
    db.session.add(again)
    db.session.flush()
    return again.id


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
        _execute(update(TABLE).where(_COLUMN.id.in_([each.id for each in claimed])).values(held))
    return claimed


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


_BEGIN: Final = (
    update(TABLE)
    .where(_COLUMN.id == bindparam("which"), _COLUMN.claimed_by == bindparam("worker"))
    .values(state=MessageState.SENDING, attempts=_COLUMN.attempts + 1)
)
_BEGIN_AGAIN: Final = _BEGIN.values(maybe_twice=True)
_FROZEN_NAMES: Final = tuple(Frozen.__dataclass_fields__)
FREEZE: Final = _BEGIN.values({name: bindparam(f"new_{name}") for name in _FROZEN_NAMES})


def freeze(message: Claimed, frozen: Frozen, *, worker: str) -> bool:
    """Keep what will be sent, and mark that the conversation about it begins.

    False when the claim was lost. One statement, because SQLite writes the whole row anew.
    """
    return _execute(FREEZE, freezing(message, frozen) | {"worker": worker}) == 1


def freezing(message: Claimed, frozen: Frozen) -> dict[str, Any]:
    """The parameters of `FREEZE` beside the worker."""
    values = {f"new_{name}": getattr(frozen, name) for name in _FROZEN_NAMES}
    return values | {"which": message.id}


def begin_again(message: Claimed, *, worker: str) -> bool:
    """As `freeze`, for a message that an earlier attempt has frozen."""
    statement = _BEGIN_AGAIN if message.in_doubt else _BEGIN
    return _execute(statement, {"which": message.id, "worker": worker}) == 1


ACCEPTED: Final = (
    update(TABLE)
    .where(_COLUMN.id == bindparam("settled"), _COLUMN.claimed_by == bindparam("worker"))
    .values(
        state=MessageState.ACCEPTED,
        settled_at=bindparam("now"),
        frozen=None,
        reason=bindparam("said"),
        **_RELEASED,
    )
)


def settle_accepted(message: Claimed, *, worker: str, now: datetime, said: str) -> bool:
    """The server has it, in the words `said`: frozen bytes and sealed context are erased."""
    statement = ACCEPTED
    if "sealed" in message.context:
        statement = statement.values(context=_without_secret(message.context))
    values = {"settled": message.id, "worker": worker, "now": now, "said": said}
    return _execute(statement, values) == 1


def settle_retry(message: Claimed, *, worker: str, not_before: datetime, reason: str) -> None:
    """The server refused for now; the frozen bytes stay for unchanged facts.

    The attempt counts, also where the server refused before this message had its turn.
    """
    _settle(
        message,
        worker=worker,
        state=MessageState.RETRY,
        attempts=message.attempts + 1,
        not_before=not_before,
        reason=reason,
        **_RELEASED,
    )


def settle_doubt(message: Claimed, *, worker: str, until: datetime, reason: str) -> None:
    """No answer came after the content: in doubt, and to be sent again as frozen at `until`."""
    _settle(message, worker=worker, claimed_until=until, reason=reason)


def settle_closed(
    message: Claimed, *, worker: str, state: MessageState, now: datetime, reason: str
) -> None:
    """The message will not be sent (cancelled, failed), for this reason."""
    _settle(message, worker=worker, **_closed(message, state, now=now, reason=reason))


def settle_expired(message: Claimed, *, now: datetime, reason: str) -> None:
    """Its time has passed and nobody holds it; one in doubt may have arrived after all."""
    closed = _closed(message, MessageState.EXPIRED, now=now, reason=reason)
    closed["maybe_twice"] = message.in_doubt
    _execute(update(TABLE).where(_COLUMN.id == message.id).values(**closed))


def note_attempts(messages: Iterable[Claimed], *, at: datetime, stage: str, said: str) -> None:
    """Keep what was said to an attempt that the server did not accept, for each message."""
    rows = [
        {"message_id": each.id, "number": each.attempts + 1, "at": at, "stage": stage, "said": said}
        for each in messages
    ]
    if rows:
        db.session.connection().execute(_NOTE, rows)


def unclaim(messages: Iterable[Claimed], *, worker: str) -> None:
    """Give messages back that were claimed and not begun."""
    for message in messages:
        _settle(message, worker=worker, **_RELEASED)


def _settle(message: Claimed, *, worker: str, **values: object) -> None:
    held = (_COLUMN.id == message.id, _COLUMN.claimed_by == worker)
    _execute(update(TABLE).where(*held).values(**values))


def _closed(
    message: Claimed, state: MessageState, *, now: datetime, reason: str
) -> dict[str, object]:
    return {
        "state": state,
        "settled_at": now,
        "frozen": None,
        "reason": reason,
        "context": _without_secret(message.context),
        **_RELEASED,
    }


def _execute(statement: Executable, values: dict[str, Any] | None = None) -> int:
    """Run a statement and give the number of rows it touched.

    On the session's connection, without the unit of work: every message costs two of these.
    """
    return db.session.connection().execute(statement, values).rowcount


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


def _next_sequence(kind: MessageKind, recipient_id: int, local_day: date) -> int:
    last = db.session.scalar(
        select(func.max(OutboxMessage.sequence)).where(
            OutboxMessage.kind == kind,
            OutboxMessage.recipient_id == recipient_id,
            OutboxMessage.local_day == local_day,
        )
    )
    return (last or 0) + 1


def _without_secret(context: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in context.items() if name != "sealed"}
