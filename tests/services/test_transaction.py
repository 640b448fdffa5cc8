"""The one commit: all or nothing, and never `locked` (rule 24)."""

from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import text

from plan_app.extensions import db
from plan_app.models import Installation
from plan_app.queries import ledger
from plan_app.services.transaction import transaction

WRITERS, TIMES = 4, 25


def test_readers_that_then_write_never_meet_a_locked_database(own_app: Flask) -> None:
    start, errors = Barrier(WRITERS), []

    def work() -> None:
        with own_app.app_context():
            start.wait()
            try:
                for _ in range(TIMES):
                    with transaction():
                        queue = ledger.get_queue(lock=True)
                        queue.allowed_messages += 1
            except Exception as error:  # noqa: BLE001 (the test asks for it)
                errors.append(error)
            db.session.remove()

    threads = [Thread(target=work) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    assert ledger.get_queue().allowed_messages == WRITERS * TIMES


def test_a_read_before_it_does_not_keep_the_write_lock_from_being_taken(own_app: Flask) -> None:
    assert own_app
    if db.engine.dialect.name != "sqlite":
        return
    sent: list[str] = []
    raw = db.engine.raw_connection()
    raw.driver_connection.set_trace_callback(sent.append)  # type: ignore[union-attr]
    raw.close()
    ledger.get_queue()
    with transaction():
        ledger.get_queue()

    begins = [statement for statement in sent if statement.startswith("BEGIN")]
    assert begins == ["BEGIN", "BEGIN IMMEDIATE"]


@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("foreign_keys", 1), ("busy_timeout", 20_000)]
)
def test_sqlite_is_set_up_for_many_writers(own_app: Flask, pragma: str, value: object) -> None:
    assert own_app
    if db.engine.dialect.name == "sqlite":
        assert db.session.scalar(text(f"PRAGMA {pragma}")) == value


def test_an_error_takes_everything_back(app: Flask) -> None:
    assert app

    def fail() -> None:
        with transaction():
            db.session.add(Installation(name="purpose", value="rehearsal"))
            db.session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert db.session.get(Installation, "purpose") is None


def test_services_open_none_of_their_own(app: Flask) -> None:
    assert app
    with transaction(), pytest.raises(RuntimeError, match="inside"), transaction():
        raise AssertionError("not reached")


def test_nothing_is_changed_outside(app: Flask) -> None:
    assert app
    db.session.add(Installation(name="purpose", value="rehearsal"))
    with pytest.raises(RuntimeError, match="outside"), transaction():
        raise AssertionError("not reached")
    db.session.rollback()
