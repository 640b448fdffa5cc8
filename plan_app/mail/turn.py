"""The turn from one accepted message to the next: what delivery does for nearly every message.

The same as `settling.settle_accepted`, `ledger.tell` and `settling.freeze`, by statements that are
compiled once; on PostgreSQL they are a single one, because each is a way there and back, and
the ways take longer than the work.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Final

from plan_app.mail import settling
from plan_app.mail.outbox import Claimed
from plan_app.mail.prepared import Prepared
from plan_app.mail.settling import Frozen
from plan_app.services import ledger
from plan_app.services.transaction import ShortTransactions, short_transactions

_ACCEPTED: Final = Prepared(settling.ACCEPTED)
_TELL: Final = Prepared(ledger.TELL)
_FREEZE: Final = Prepared(settling.FREEZE)
_AT_ONCE: Final = Prepared(
    settling.FREEZE.add_cte(settling.ACCEPTED.cte("accepted"), ledger.TELL.cte("told"))
)


class Turns:
    """The turns of one worker, each a transaction of its own on one connection."""

    def __init__(self, transactions: ShortTransactions, *, worker: str, now: datetime) -> None:
        self._transactions = transactions
        self._always = {"worker": worker, "now": now}

    def take(self, done: Claimed, following: Claimed, frozen: Frozen, *, said: str) -> bool:
        """Settle `done` as accepted, freeze `following` and mark that its conversation begins.

        `said` is the server's answer to `done`, of which nothing may be sealed in its context:
        erasing that is not among the statements. False when the claim of `following` was lost.
        """
        values = settling.freezing(following, frozen) | self._always
        values |= {"settled": done.id, "message": done.id, "said": said}
        with self._transactions.begin() as connection:
            if connection.dialect.name == "postgresql":
                return _AT_ONCE.run(connection, values) == 1
            _ACCEPTED.run(connection, values)
            _TELL.run(connection, values)
            return _FREEZE.run(connection, values) == 1


@contextmanager
def turns(*, worker: str, now: datetime) -> Iterator[Turns]:
    """The turns of `worker`; other transactions may be opened in between."""
    with short_transactions(single_statement_on={"postgresql"}) as transactions:
        yield Turns(transactions, worker=worker, now=now)
