"""Many rows of a table written at once: for PostgreSQL in one statement, as an array a column.

Sent one by one they cost it several times as much. SQLite, to which nothing is sent, takes them
row by row.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Table, bindparam, delete, func, insert, literal, select, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql.selectable import TableValuedAlias

from plan_app.extensions import db
from plan_app.queries.ids import among

Rows = Sequence[Mapping[str, Any]]


def add(table: Table, rows: Rows) -> None:
    """New rows in their order, each with the same columns; the others take their defaults."""
    if not rows:
        return
    if not _takes_arrays():
        db.session.connection().execute(insert(table), list(rows))
        return
    given = _given(table, rows)
    names = list(rows[0])
    db.session.connection().execute(
        insert(table).from_select(names, select(*(given.c[name] for name in names)))
    )


def change(table: Table, rows: Rows) -> None:
    """The columns of rows that are there, found by their `id`; each has the same columns."""
    if not rows:
        return
    names = [name for name in rows[0] if name != "id"]
    if not _takes_arrays():
        values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
        statement = update(table).where(table.c.id == bindparam("new_id")).values(values)
        given = [{f"new_{name}": value for name, value in row.items()} for row in rows]
        db.session.connection().execute(statement, given)
        return
    new = _given(table, rows)
    db.session.connection().execute(
        update(table).where(table.c.id == new.c.id).values({name: new.c[name] for name in names})
    )


def remove(table: Table, ids: Collection[int]) -> None:
    """The rows of these ids, none of which the session holds."""
    if ids:
        db.session.connection().execute(delete(table).where(among(table.c.id, ids)))


def _takes_arrays() -> bool:
    return db.session.get_bind().dialect.name == "postgresql"


def _given(table: Table, rows: Rows) -> TableValuedAlias:
    """The rows as a table of the statement."""
    names = list(rows[0])
    arrays = [
        literal([row[name] for row in rows], postgresql.ARRAY(table.c[name].type)) for name in names
    ]
    return func.unnest(*arrays).table_valued(*names).render_derived()
