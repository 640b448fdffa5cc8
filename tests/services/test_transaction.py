"""The one commit: all or nothing, and never `locked` (rule 24)."""

from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import Connection, insert, select, text

from plan_app.extensions import db
from plan_app.models import Installation
from plan_app.queries import ledger
from plan_app.services.transaction import ShortTransactions, short_transactions, transaction

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


def _put(connection: Connection, name: str) -> None:
    connection.execute(insert(Installation), {"name": name, "value": "rehearsal"})


def _put_and_fail(transactions: ShortTransactions, name: str) -> None:
    with transactions.begin() as connection:
        _put(connection, name)
        raise ZeroDivisionError


def test_each_short_transaction_is_kept_or_taken_back_by_itself(app: Flask) -> None:
    assert app
    with short_transactions() as transactions:
        with transactions.begin() as connection:
            _put(connection, "first")
        with pytest.raises(ZeroDivisionError):
            _put_and_fail(transactions, "second")
        with transaction():
            db.session.add(Installation(name="third", value="rehearsal"))
        with transactions.begin() as connection:
            _put(connection, "fourth")

    assert _names() == {"first", "third", "fourth"}


@pytest.mark.parametrize("alone", [(), ("postgresql",)])
def test_what_a_short_transaction_wrote_is_there_for_everybody_at_once(
    own_app: Flask, alone: tuple[str, ...]
) -> None:
    assert own_app
    with short_transactions(single_statement_on=alone) as transactions:
        with transactions.begin() as connection:
            _put(connection, "first")
        assert _names() == {"first"}


def test_an_error_takes_a_short_transaction_back(own_app: Flask) -> None:
    assert own_app
    with short_transactions() as transactions, pytest.raises(ZeroDivisionError):
        _put_and_fail(transactions, "first")
    assert _names() == set()


def _names() -> set[str]:
    return set(db.session.scalars(select(Installation.name))) - {"purpose"}


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
