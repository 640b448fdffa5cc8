"""Statements that are compiled once and given to the driver as text.

SQLAlchemy takes longer to run a statement than SQLite does; where a message costs several of
them, that is a tenth of all its time.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final, cast

from sqlalchemy import Connection, Dialect, Update
from sqlalchemy.dialects import sqlite
from sqlalchemy.types import TypeEngine

Bind = Callable[[Any], Any]


class Prepared:
    """A statement with named parameters."""

    def __init__(self, statement: Update) -> None:
        self.statement = statement
        self._compiled: Final = lru_cache(maxsize=4)(self._compile)

    def run(self, connection: Connection, values: dict[str, Any]) -> int:
        """Execute it with at least its parameters in `values`; how many rows it touched."""
        text, constants, binds = self._compiled(connection.dialect)
        given = {name: bind(values[name]) for name, bind in binds}
        driver = cast("Any", connection.connection.dbapi_connection)
        touched: int = driver.execute(text, constants | given).rowcount
        return touched

    def _compile(self, dialect: Dialect) -> tuple[str, dict[str, Any], list[tuple[str, Bind]]]:
        """The text, the values that never change, and what turns a value into the driver's."""
        if dialect.name == "sqlite":
            dialect = sqlite.dialect(paramstyle="named")
        compiled = self.statement.compile(dialect=dialect)
        constants: dict[str, Any] = {}
        binds: list[tuple[str, Bind]] = []
        for name, parameter in cast("Any", compiled).binds.items():
            bind = _bind_of(parameter.type, dialect)
            if parameter.required:
                binds.append((name, bind))
            else:
                constants[name] = bind(parameter.value)
        return str(compiled), constants, binds


def _bind_of(type_: TypeEngine[Any], dialect: Dialect) -> Bind:
    found = type_.dialect_impl(dialect).bind_processor(dialect)
    return found if found is not None else _as_it_is


def _as_it_is(value: Any) -> Any:  # noqa: ANN401 (whatever the column holds)
    return value
