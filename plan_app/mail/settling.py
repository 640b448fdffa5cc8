"""What becomes of a claimed message: frozen and begun, then settled in one of its ways.

Every statement names the worker that holds the claim, so that one who lost it changes nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Executable, bindparam, insert, update

from plan_app.domain.mailing import MessageState
from plan_app.extensions import db
from plan_app.mail.outbox import TABLE, Claimed
from plan_app.models import MailAttempt

_COLUMN: Final = TABLE.c
_NOTE: Final = insert(MailAttempt)
_RELEASED: Final = {"claimed_by": None, "claimed_until": None}


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


def put_off(message: Claimed, *, worker: str, now: datetime, until: datetime) -> None:
    """Not at this hour: it waits until then, and the time it has left counts from then."""
    later = message.expires_at + (until - now)
    _settle(message, worker=worker, not_before=until, expires_at=later, **_RELEASED)


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


def _without_secret(context: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in context.items() if name != "sealed"}
