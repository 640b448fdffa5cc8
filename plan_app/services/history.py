"""Whether anything points at a row: what has a history is never removed."""

from collections.abc import Iterator
from typing import Final

from sqlalchemy import Select, literal, select, union_all

from plan_app.extensions import Base, db
from plan_app.models import Milestone, SolutionGroup, Task

# Rows that are parts of the row itself and go with it.
_PARTS: Final = {"task": frozenset({"milestone", "task_coordination"})}


def is_referred_to(row: Task | Milestone | SolutionGroup) -> bool:
    """Whether a row of any table but the parts of `row` points at it.

    Asked of the tables themselves, so that a table added later counts too.
    """
    return db.session.scalar(union_all(*_references(row)).limit(1)) is not None


def _references(row: Task | Milestone | SolutionGroup) -> Iterator[Select[tuple[int]]]:
    parts = _PARTS.get(row.__tablename__, frozenset())
    for table in Base.metadata.sorted_tables:
        if table.name in parts:
            continue
        for key in sorted(table.foreign_keys, key=lambda key: key.parent.name):
            if key.column.table.name == row.__tablename__:
                yield select(literal(1)).where(key.parent == row.id)
