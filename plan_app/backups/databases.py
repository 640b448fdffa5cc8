"""Copying the database while it is in use, and putting a copy in its place, all or nothing."""

import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from psycopg.conninfo import make_conninfo
from sqlalchemy import URL, inspect

from plan_app.errors import N_, PlanError
from plan_app.extensions import db
from plan_app.settings import child_environment


class ToolFailed(PlanError):
    """A program of PostgreSQL is missing or reported an error."""


@dataclass(frozen=True, slots=True)
class Database:
    """What backup and restore need of one kind of database."""

    kind: str
    copy_to: Callable[[Path], None]
    replace_by: Callable[[Path], None]


def of_application(tools: Path | None = None) -> Database:
    """The application's database; `tools` is the folder of pg_dump, by default the PATH."""
    url = db.engine.url
    if db.engine.dialect.name == "sqlite":
        path = Path(url.database or "")
        return Database("sqlite", lambda to: _copy(path, to), lambda by: _replace(path, by))
    return Database(
        "postgresql",
        lambda to: _run("pg_dump", tools, url, "--format=custom", f"--file={to}"),
        lambda by: _run("pg_restore", tools, url, *RESTORE, str(by)),
    )


RESTORE = ("--single-transaction", "--clean", "--if-exists", "--no-owner", "--no-privileges",
           "--exit-on-error")  # fmt: skip


def is_empty() -> bool:
    """Whether the application's database has no table at all."""
    empty = not inspect(db.engine).get_table_names()
    db.engine.dispose()
    return empty


def _copy(source: Path, target: Path) -> None:
    """SQLite's own backup: a consistent state, also while others write."""
    with _opened(source) as live, _opened(target) as copy:
        live.backup(copy)
    # The copy travels as one file, without a log beside it.
    with _opened(target) as copy:
        copy.execute("PRAGMA journal_mode=DELETE")


def _replace(target: Path, copy: Path) -> None:
    """Put `copy` in the place of the database in one step; nobody may be using it."""
    with _opened(copy) as checked:
        if checked.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise ToolFailed(N_("Cơ sở dữ liệu trong tệp sao lưu bị hỏng."))
    aside = target.with_name(f"{target.name}.restoring")
    shutil.copyfile(copy, aside)
    _empty_log(target)
    for suffix in ("-wal", "-shm"):
        target.with_name(target.name + suffix).unlink(missing_ok=True)
    aside.replace(target)


def _empty_log(path: Path) -> None:
    """Bring what the write-ahead log holds into the file, should the next steps not happen."""
    with suppress(sqlite3.DatabaseError), _opened(path) as old:  # Perhaps the reason to restore.
        old.execute("PRAGMA wal_checkpoint(TRUNCATE)")


class _opened:  # noqa: N801 (reads as a word where it is used)
    """A SQLite connection that is closed at the end; sqlite3's own block only commits."""

    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(path)

    def __enter__(self) -> sqlite3.Connection:
        return self.connection

    def __exit__(self, *_: object) -> None:
        self.connection.close()


def _run(program: str, tools: Path | None, url: URL, *arguments: str) -> None:
    """Run one of PostgreSQL's programs; the password travels by the environment."""
    path = shutil.which(program, path=str(tools) if tools else None)
    if path is None:
        raise ToolFailed(_missing(program))
    facts = dict(db.engine.dialect.create_connect_args(url)[1])
    password = str(facts.pop("password", "") or "")
    allowed = ("host", "port", "user", "dbname", "sslmode", "sslrootcert")
    said = make_conninfo(**{name: facts[name] for name in allowed if name in facts})
    done = subprocess.run(  # noqa: S603 (our own arguments)
        [path, f"--dbname={said}", *arguments],
        env=child_environment(PGPASSWORD=password),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ToolFailed(f"{program}: {done.stderr.strip()}")


def _missing(program: str) -> str:
    return f"{program}: " + N_(
        "không tìm thấy chương trình. Cài gói postgresql-client hoặc dùng --pg-bin THƯ_MỤC."
    )
