"""How a SQLite connection waits for the write lock."""

import pathlib
import sqlite3
import time

import pytest

from plan_app import extensions


@pytest.fixture
def two(tmp_path: pathlib.Path) -> tuple[sqlite3.Connection, sqlite3.Connection]:
    """Two connections to one database, the first with the write lock."""
    first, second = (sqlite3.connect(tmp_path / "x.db", isolation_level=None) for _ in range(2))
    first.execute("BEGIN IMMEDIATE")
    return first, second


def test_a_writer_waits_for_the_lock_and_keeps_the_long_timeout(
    two: tuple[sqlite3.Connection, sqlite3.Connection], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = two
    waits: list[float] = []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 3:
            first.execute("COMMIT")

    monkeypatch.setattr(time, "sleep", sleep)
    extensions._begin_immediate(second)

    assert second.in_transaction
    assert waits == [extensions.SHORT_WAIT_SECONDS] * 3
    assert second.execute("PRAGMA busy_timeout").fetchone() == (extensions.BUSY_TIMEOUT_MS,)


def test_a_writer_gives_up_after_the_long_timeout(
    two: tuple[sqlite3.Connection, sqlite3.Connection], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extensions, "BUSY_TIMEOUT_MS", 1)
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        extensions._begin_immediate(two[1])
