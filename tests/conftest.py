"""Fixtures: an application on a database that every test leaves as it found it.

Tests below `queries`, `services`, `jobs` and `migrations` run on SQLite and on PostgreSQL;
all others on SQLite. `session` tests share one connection that is rolled back at the end.
Tests that need several connections take `own_app`, a throw-away database.
"""

import gc
import os
import pathlib
import secrets
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from functools import cache, partial

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings as hypothesis_settings
from sqlalchemy import event

from plan_app import clock
from plan_app.accounts import attempts
from plan_app.accounts.browser import TOKEN
from plan_app.extensions import Session, db
from plan_app.models import User
from plan_app.queries import cache as totals
from plan_app.services.demonstration import Summary
from plan_app.views import throttle
from tests import builders, databases, measuring, network, pages

# Tests are never timed: the machine may be busy.
hypothesis_settings.register_profile("house", deadline=None)
hypothesis_settings.load_profile("house")

ON_BOTH = {"queries", "services", "jobs", "migrations", "meta", "backups"}
# A working Tuesday morning in Thanh Hóa, 08:00; tests that need another say so.
NOW = datetime(2026, 12, 8, 1, 0, tzinfo=UTC)


@pytest.hookimpl(tryfirst=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: who makes the journeys waits for the browser."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(trylast=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Trace the tests of the rules only."""
    measuring.begin(session.config)


def pytest_collection_finish() -> None:
    """Let Python look for garbage seldom, and not among what stays: a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run the tests of the lower layers on both databases."""
    if "backend" in metafunc.fixturenames:
        folder = pathlib.Path(metafunc.definition.path).parent.name
        backends = databases.BACKENDS if folder in ON_BOTH else ("sqlite",)
        backends = getattr(metafunc.module, "BACKENDS", backends)
        metafunc.parametrize("backend", backends, scope="session")


def pytest_make_parametrize_id(val: object) -> str | None:
    """A file does not name a test: it may hold the second in which it was packed, and workers
    that collect in different seconds would not find each other's tests."""
    return "bytes" if isinstance(val, bytes) else None


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test reach another machine: not a mail server, not by accident."""
    network.allow_loopback_only(monkeypatch)


def _source(request: pytest.FixtureRequest, backend: str) -> str:
    """The database to copy: with the demonstration where a test asks for it, else empty."""
    from tests import demonstrated  # It takes its moment from here.

    if "prepared_demonstration" in request.fixturenames:
        return demonstrated.prepared(backend).url
    return databases.migrated(backend)


@cache
def _shared_app(source: str) -> Flask:
    folder = pathlib.Path(tempfile.mkdtemp(prefix="plan-app-instance-"))
    # A copy: PostgreSQL copies a template for the other tests only while nobody is connected.
    url, _ = databases.copy_of(source, folder)
    return databases.make_app(folder, url)


@pytest.fixture
def now() -> Iterator[datetime]:
    """The instant at which the clock stands in a test."""
    with clock.stopped_at(NOW):
        yield NOW


@pytest.fixture
def prepared_demonstration(backend: str) -> Summary:
    """Lets `app` and `own_app` hold the demonstration; what was entered there."""
    from tests import demonstrated

    return demonstrated.prepared(backend).summary


@pytest.fixture
def app(backend: str, now: datetime, request: pytest.FixtureRequest) -> Iterator[Flask]:
    """The application, its database rolled back at the end whatever was committed."""
    assert now
    app = _shared_app(_source(request, backend))
    totals.forget_all()
    with app.app_context():
        throttle.forget_all()
        attempts.forget_all(app)
        connection = db.engine.connect().execution_options(writes=True)
        outer = connection.begin()
        kept, db.session = (
            db.session,
            db._make_scoped_session(
                {"class_": Session, "bind": connection, "join_transaction_mode": "create_savepoint"}
            ),
        )
        try:
            yield app
        finally:
            db.session.remove()
            db.session = kept
            outer.rollback()
            connection.close()


@pytest.fixture
def own_app(
    backend: str, tmp_path: pathlib.Path, now: datetime, request: pytest.FixtureRequest
) -> Iterator[Flask]:
    """An application on a throw-away database, for tests with several connections."""
    assert now
    url, remove = databases.copy_of(_source(request, backend), tmp_path)
    app = databases.make_app(tmp_path, url)
    totals.forget_all()
    with app.app_context():
        yield app
        databases.dispose(app)
    remove()


@pytest.fixture
def client(app: Flask) -> pages.Client:
    """A browser of a stranger; every page it is given is checked."""
    return pages.Client(app.test_client())


@pytest.fixture
def client_of(app: Flask) -> Callable[[User], pages.Client]:
    """A function that gives the browser of a signed-in person."""

    return partial(browser_of, app)


def browser_of(app: Flask, user: User) -> pages.Client:
    """The browser of a signed-in person."""
    token = secrets.token_urlsafe()
    builders.make_session(user, token)
    browser: FlaskClient = app.test_client()
    with browser.session_transaction() as cookie:
        cookie["_user_id"] = user.fs_uniquifier
        cookie["_fresh"] = True
        cookie[TOKEN] = token
    return pages.Client(browser)


@pytest.fixture
def count_queries(app: Flask) -> Callable[[], AbstractContextManager[list[str]]]:
    """A block that collects the statements sent within it; `len` of them is the number.

    Savepoints are the test's own and do not count.
    """
    assert app

    @contextmanager
    def collect() -> Iterator[list[str]]:
        sent: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            if "SAVEPOINT" not in statement:
                sent.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            yield sent
        finally:
            event.remove(db.engine, "before_cursor_execute", note)

    return collect
