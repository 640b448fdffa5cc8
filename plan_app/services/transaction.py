"""The one commit."""

from collections.abc import Iterator
from contextlib import contextmanager

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
