"""The one commit."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine

from plan_app.extensions import db


@contextmanager
def transaction() -> Iterator[None]:
    """All or nothing: commit at the end of the block, roll back on any error.

    Ends the read session first, because SQLite must take its write lock at BEGIN; what
    was read before is therefore read again inside. Raises `RuntimeError` when blocks are
    nested or when something was already written outside a block.
    """
    session = db.session()
    if session.info.get("in_transaction"):
        raise RuntimeError("transaction() inside transaction(): services never open one")
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("something was changed outside transaction()")
    session.rollback()
    session.connection(execution_options={"writes": True})
    session.info["in_transaction"] = True
    try:
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info["in_transaction"] = False


class ShortTransactions:
    """Many transactions of a few statements, one after the other on a connection of their own.

    For what is done so often that the session takes longer than the statements.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """All or nothing, as `transaction()`."""
        connection = self._connection
        # A connection that was handed to the session in a transaction stays in it.
        begin = connection.begin_nested if connection.in_transaction() else connection.begin
        with begin():
            yield connection


@contextmanager
def short_transactions(*, single_statement_on: Collection[str] = ()) -> Iterator[ShortTransactions]:
    """Transactions that take turns with `transaction()`, never inside one.

    On the databases of `single_statement_on` each is a single statement, which needs neither
    BEGIN nor COMMIT, each a way there and back.
    """
    session = db.session()
    session.rollback()
    bind = session.get_bind()
    if not isinstance(bind, Engine):
        yield ShortTransactions(bind)
        return
    alone = bind.dialect.name in single_statement_on
    options = {"isolation_level": "AUTOCOMMIT"} if alone else {"writes": True}
    with bind.connect().execution_options(**options) as connection:
        if alone:
            _let_write(connection)
        yield ShortTransactions(connection)


def _let_write(connection: Connection) -> None:
    """Lift the guard that refuses writes outside of a transaction; closed, never used again."""
    connection.detach()
    connection.exec_driver_sql("SET default_transaction_read_only = off")
    connection.commit()
