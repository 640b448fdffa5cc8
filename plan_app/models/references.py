"""Which columns point at the rows of a table, asked of the tables themselves."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column

from plan_app.extensions import Base


def columns_pointing_at(name: str) -> Iterator[Column[Any]]:
    """Every column with a foreign key to the table, so that a table added later counts too."""
    for table in Base.metadata.sorted_tables:
        for key in sorted(table.foreign_keys, key=lambda key: key.parent.name):
            if key.column.table.name == name:
                yield key.parent
