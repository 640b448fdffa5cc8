"""Several reads of one moment, for what has to add up."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from plan_app.extensions import db


@contextmanager
def one_moment() -> Iterator[None]:
    """All reads in the block see the data as they were at the first of them.

    PostgreSQL: a transaction of its own that only reads; what is in a transaction already stays
    in it. SQLite: what reads is in a transaction from its first statement on, and sees that
    moment until it ends. What a process keeps by version (`cache`) can be of another moment.
    """
    connection = db.session.connection()
    driver: Any = connection.connection.driver_connection
    is_idle = (
        connection.dialect.name == "postgresql" and driver.info.transaction_status.name == "IDLE"
    )
    if not is_idle:
        yield
        return
    connection.exec_driver_sql("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    try:
        yield
    finally:
        # Nothing was written; after an error in a statement this rolls back.
        connection.exec_driver_sql("COMMIT")
