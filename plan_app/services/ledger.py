"""The ledger of what was told: reserved by the planner, settled when its message is."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Update, update
from sqlalchemy.dialects import postgresql, sqlite

from plan_app.domain.mailing import LedgerState
from plan_app.extensions import db
from plan_app.models import LedgerRow, OutboxMessage


class Threshold(NamedTuple):
    """A threshold of one deadline revision, as the ledger keys it."""

    milestone_id: int
    deadline_revision: int
    threshold: int


def tell(message: OutboxMessage, shown: Iterable[Threshold] | None = None) -> None:
    """Settle what the accepted message told.

    `shown` is what the message said in the end, where that was read again before sending:
    thresholds reserved for it that it did not show are released, and what it showed beyond
    them counts as told too. Without it, all that was reserved for it was told.
    """
    reserved = _reserved_for(message)
    if shown is not None:
        told = list(shown)
        _release_others(message, {each.milestone_id for each in told})
        put([(*each, message.recipient_id, message.id) for each in told], LedgerState.TOLD)
    db.session.execute(reserved.values(state=LedgerState.TOLD))


def release(message: OutboxMessage) -> None:
    """Give back what the cancelled, expired or failed message had reserved."""
    db.session.execute(_reserved_for(message).values(state=LedgerState.RELEASED))


def put(rows: list[tuple[int, int, int, int, int]], state: LedgerState) -> None:
    """Add rows of (milestone, revision, threshold, recipient, message) in `state`.

    A released row is taken over; one that is reserved or told stays as it is, so that
    nothing is told twice.
    """
    names = ("milestone_id", "deadline_revision", "threshold", "recipient_id", "message_id")
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    adding = dialect.insert(LedgerRow)
    taking_over = adding.on_conflict_do_update(
        index_elements=names[:4],
        set_={"state": adding.excluded.state, "message_id": adding.excluded.message_id},
        where=LedgerRow.state == LedgerState.RELEASED,
    )
    if rows:
        values = [dict(zip(names, row, strict=True), state=state) for row in rows]
        db.session.execute(taking_over, values)


def _reserved_for(message: OutboxMessage) -> Update:
    return (
        update(LedgerRow)
        .where(LedgerRow.message_id == message.id, LedgerRow.state == LedgerState.RESERVED)
        .execution_options(synchronize_session=False)
    )


def _release_others(message: OutboxMessage, shown: set[int]) -> None:
    statement = _reserved_for(message).where(LedgerRow.milestone_id.not_in(shown))
    db.session.execute(statement.values(state=LedgerState.RELEASED))
