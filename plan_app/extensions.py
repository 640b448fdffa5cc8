"""The libraries that the application is bound to, one instance each."""

import sqlite3
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from flask import Flask, current_app
from flask_babel import Babel
from flask_bootstrap import Bootstrap5
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from flask_wtf import CSRFProtect
from sqlalchemy import Connection, Engine, MetaData, event
from sqlalchemy.orm import DeclarativeBase

from plan_app.settings import Settings

if TYPE_CHECKING:
    import psycopg

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The parent of every table; constraints have names so that migrations can find them."""

    metadata = MetaData(naming_convention=NAMES)


class Session(FlaskSession):
    """Flask-SQLAlchemy's session, but a session bound to one connection stays on it.

    Theirs ignores the session's own `bind`, so that a test's rollback would leave rows.
    """

    def get_bind(self, *args: Any, bind: Any = None, **kwargs: Any) -> Engine | Connection:  # noqa: ANN401 (SQLAlchemy's signature)
        """The connection that this session is bound to, if any, else the application's engine."""
        if bind is None and self.bind is not None:
            return self.bind
        return super().get_bind(*args, bind=bind, **kwargs)  # type: ignore[misc]


db = SQLAlchemy(model_class=Base, disable_autonaming=True, session_options={"class_": Session})
migrate = Migrate(compare_type=True, render_as_batch=False)
csrf = CSRFProtect()
babel = Babel()
bootstrap = Bootstrap5()

BUSY_TIMEOUT_MS = 20_000
# Beyond eleven the server orders joins by chance (`geqo_threshold`).
MOST_JOINS = 11
SHORT_WAITS, SHORT_WAIT_SECONDS = 50, 0.0002


def settings() -> Settings:
    """The settings of the running application."""
    found: Settings = current_app.config["SETTINGS"]
    return found


@event.listens_for(Engine, "connect")
def _prepare(connection: Any, _record: object) -> None:  # noqa: ANN401 (any driver)
    """Set a new connection up as the house needs it."""
    if isinstance(connection, sqlite3.Connection):
        _prepare_sqlite(connection)
    else:
        _prepare_postgresql(connection)


def _prepare_postgresql(connection: "psycopg.Connection") -> None:
    """Let the server refuse every write outside of a transaction that will write.

    And let it look for the best order of as many joins as our lists have. By itself it stops at
    eight tables: one more, and it joined all of a plan before it took the thirty of the page.
    """
    connection.autocommit = True
    connection.execute("SET default_transaction_read_only = on")
    connection.execute(f"SET join_collapse_limit = {MOST_JOINS}")
    connection.execute(f"SET from_collapse_limit = {MOST_JOINS}")
    connection.read_only = False


def _prepare_sqlite(connection: sqlite3.Connection) -> None:
    """Give the connection the house's pragmas and leave BEGIN to `_begin`."""
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    """Begin as the transaction needs it.

    SQLite: one that will write takes the lock at once. A transaction that reads first and writes
    later cannot wait for the lock: SQLite answers "database is locked" without regard to the
    timeout.

    PostgreSQL: what only reads begins nothing. Each of its statements sees the moment at which
    it is sent with or without a transaction around them (READ COMMITTED), while BEGIN and
    ROLLBACK cost a page two more answers, and a ROLLBACK makes the driver forget the statements
    it has prepared.
    """
    options = connection.get_execution_options()
    writes = options.get("writes", False)
    driver = connection.connection.dbapi_connection
    if connection.dialect.name == "postgresql":
        if "isolation_level" not in options:
            cast("psycopg.Connection", driver).autocommit = not writes
    elif writes:
        _begin_immediate(cast("sqlite3.Connection", driver))
    else:
        cast("sqlite3.Connection", driver).execute("BEGIN")


def _begin_immediate(driver: sqlite3.Connection) -> None:
    """Take the write lock, at first looking for it often.

    SQLite sleeps for longer and longer between its own attempts, a hundred times as long as most
    transactions take: two workers that deliver mail would mostly wait for each other.
    """
    driver.execute("PRAGMA busy_timeout=0")
    try:
        for _ in range(SHORT_WAITS):
            try:
                driver.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                    raise
                time.sleep(SHORT_WAIT_SECONDS)
            else:
                return
    finally:
        driver.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    driver.execute("BEGIN IMMEDIATE")


def init_app(app: Flask) -> None:
    """Bind the libraries to `app`; the accounts bind theirs themselves."""
    from plan_app import models  # noqa: F401 (makes the tables known)

    db.init_app(app)
    migrate.init_app(app, db, directory=str(Path(__file__).parent / "migrations"))
    csrf.init_app(app)
    bootstrap.init_app(app)
