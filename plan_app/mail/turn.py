"""The turn from one accepted message to the next: what delivery does for nearly every message.

The same as `settling.settle_accepted`, `ledger.tell` and `settling.freeze`, in one statement where
the database takes it: on PostgreSQL each statement is a way there and back, and the ways take
longer than the work.
"""

from datetime import datetime
from typing import Final

from plan_app.domain.mailing import MessageKind
from plan_app.extensions import db
from plan_app.mail import settling
from plan_app.mail.outbox import Claimed
from plan_app.mail.settling import Frozen
from plan_app.services import ledger

_AT_ONCE: Final = settling.FREEZE.add_cte(
    settling.ACCEPTED.cte("accepted"), ledger.TELL.cte("told")
)


def turn(
    done: Claimed, following: Claimed, frozen: Frozen, *, worker: str, now: datetime, said: str
) -> bool:
    """Settle `done` as accepted, freeze `following` and mark that its conversation begins.

    `said` is the server's answer to `done`. False when the claim of `following` was lost.
    """
    connection = db.session.connection()
    if connection.dialect.name == "postgresql" and "sealed" not in done.context:
        values = settling.freezing(following, frozen, worker=worker)
        values |= {"settled": done.id, "now": now, "said": said, "message": done.id}
        return connection.execute(_AT_ONCE, values).rowcount == 1
    settling.settle_accepted(done, worker=worker, now=now, said=said)
    if done.kind is MessageKind.DIGEST:
        ledger.tell(done)
    return settling.freeze(following, frozen, worker=worker)
