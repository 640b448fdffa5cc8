"""Copying a whole database into another one, from SQLite to PostgreSQL or back.

Row by row through the tables' own types, so that instants, JSON and states are on the other
side what they were on this one. All or nothing: until every count agrees nothing is committed.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from alembic.migration import MigrationContext
from sqlalchemy import (
    URL,
    Column,
    Connection,
    Engine,
    Table,
    bindparam,
    func,
    inspect,
    make_url,
    select,
    text,
)

from plan_app.errors import N_, RuleBroken
from plan_app.extensions import db
from plan_app.models import CalendarDay, Installation, JournalHead, Lease, MailQueue
from plan_app.queries.installation import KEY
from plan_app.queries.schema import get_needed_revision

_AT_ONCE: Final = 1000
# What `init` writes into a new database; emptied before the copy.
_INITIAL: Final = frozenset(model.__tablename__ for model in (CalendarDay, JournalHead, MailQueue))


class CopyRefused(RuleBroken):
    """One of the databases is not fit for the copy; nothing was changed."""


def check_source(source: Engine, *, now: datetime) -> None:
    """Raise CopyRefused unless the source is ours, up to date and at rest."""
    if source.dialect.name == "sqlite" and not Path(source.url.database or "").is_file():
        raise CopyRefused(N_("Không tìm thấy cơ sở dữ liệu nguồn."))
    with source.connect() as connection:
        if not _is_up_to_date(connection):
            raise CopyRefused(
                N_("Cơ sở dữ liệu nguồn chưa đúng phiên bản: chạy plan-app init với nguồn trước.")
            )
        running = select(func.count()).where(Lease.expires_at > now)
        if connection.scalar(running):
            raise CopyRefused(N_("Hệ thống đang chạy: dừng plan-app trước khi sao chép."))


def check_target(target: Engine) -> None:
    """Raise CopyRefused unless the target is up to date and holds nothing but a first `init`."""
    with target.connect() as connection:
        if not _is_up_to_date(connection):
            raise CopyRefused(
                N_("Cơ sở dữ liệu đích không trống và không đúng phiên bản: dùng một cơ sở khác.")
            )
        filled = [table.name for table in _tables() if _is_filled(connection, table)]
    if filled:
        raise CopyRefused(N_("Cơ sở dữ liệu đích đã có dữ liệu: dùng một cơ sở dữ liệu trống."))


def has_tables(engine: Engine) -> bool:
    """Whether the database holds any table."""
    with engine.connect() as connection:
        return bool(inspect(connection).get_table_names())


def is_same(one: str, other: str) -> bool:
    """Whether two addresses name the same database, whoever signs in."""
    first, second = make_url(one), make_url(other)
    return _place(first) == _place(second)


def _place(url: URL) -> tuple[object, ...]:
    host = url.query.get("host") or url.host
    return url.get_backend_name(), host, url.port, url.database


def count_rows(engine: Engine) -> int:
    """How many rows there are to copy."""
    with engine.connect() as connection:
        return sum(_count(connection).values())


def copy(
    source: Engine, target: Engine, *, note: Callable[[int], None] = lambda _: None
) -> dict[str, int]:
    """Copy every table; the number of rows by table, equal on both sides.

    `note` is told how many more rows are written.
    Raises CopyRefused, and leaves the target as it was, when a count differs.
    """
    with (
        _reading(source) as old,
        target.connect().execution_options(writes=True) as new,
        new.begin(),
    ):
        _write(old, new, note)
        counts = _count(new)
        if counts != _count(old):
            raise CopyRefused(N_("Số dòng hai bên khác nhau; cơ sở dữ liệu đích giữ nguyên."))
    return counts


def _write(old: Connection, new: Connection, note: Callable[[int], None]) -> None:
    for table in reversed(_tables()):
        if table.name in _INITIAL | {Installation.__tablename__}:
            new.execute(table.delete())
    for table in _tables():
        _copy_table(table, old, new, note)
    for table in _tables():
        _link_rows(table, old, new)
        _set_sequence(table, new)


def _reading(engine: Engine) -> Connection:
    """A connection that sees one moment throughout; SQLite's transactions do so by themselves."""
    connection = engine.connect()
    if engine.dialect.name == "postgresql":
        connection = connection.execution_options(isolation_level="REPEATABLE READ")
    return connection


def _tables() -> list[Table]:
    """All tables, each after those that its rows refer to."""
    return db.metadata.sorted_tables


def _is_up_to_date(connection: Connection) -> bool:
    found = MigrationContext.configure(connection).get_current_revision()
    return found == get_needed_revision()


def _is_filled(connection: Connection, table: Table) -> bool:
    if table.name in _INITIAL:
        return False
    wanted = select(func.count()).select_from(table)
    if table is Installation.__table__:
        wanted = wanted.where(Installation.name != KEY)
    return bool(connection.scalar(wanted))


def _copy_table(
    table: Table, old: Connection, new: Connection, note: Callable[[int], None]
) -> None:
    later = {column.name for column in _later_columns(table)}
    # What the database itself computes is computed anew.
    kept = [column.name for column in table.columns if column.computed is None]
    for rows in _parts(table, old):
        written = [{name: None if name in later else row[name] for name in kept} for row in rows]
        new.execute(table.insert(), written)
        note(len(written))


def _link_rows(table: Table, old: Connection, new: Connection) -> None:
    """Fill the references that could not be written with their rows."""
    columns = _later_columns(table)
    if not columns:
        return
    (key,) = table.primary_key.columns
    names = [column.name for column in columns]
    statement = (
        table.update()
        .where(key == bindparam("row_key"))
        .values({name: bindparam(f"to_{name}") for name in names})
    )
    for rows in _parts(table, old):
        linked = [row for row in rows if any(row[name] is not None for name in names)]
        for row in linked:
            said = {f"to_{name}": row[name] for name in names}
            new.execute(statement, {"row_key": row[key.name], **said})


def _later_columns(table: Table) -> list[Column[Any]]:
    """References to rows that may come after their own: those within one table."""
    return [key.parent for key in table.foreign_keys if key.column.table is table]


def _parts(table: Table, old: Connection) -> Iterator[list[Mapping[str, Any]]]:
    statement = select(table).order_by(*table.primary_key.columns)
    found = old.execute(statement.execution_options(yield_per=_AT_ONCE))
    for part in found.mappings().partitions(_AT_ONCE):
        yield [dict(row) for row in part]


def _set_sequence(table: Table, new: Connection) -> None:
    """Let PostgreSQL number on after the copied rows; SQLite does so by itself."""
    column = table.autoincrement_column
    if new.dialect.name != "postgresql" or column is None:
        return
    last = new.scalar(select(func.max(column)))
    if last is not None:
        statement = text("SELECT setval(pg_get_serial_sequence(:table, :column), :last)")
        new.execute(statement, {"table": table.name, "column": column.name, "last": last})


def _count(connection: Connection) -> dict[str, int]:
    return {
        table.name: connection.scalar(select(func.count()).select_from(table)) or 0
        for table in _tables()
    }
