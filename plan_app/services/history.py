"""Whether anything points at a row: what has a history is never removed."""

from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import Column, Select, Table, literal, select, union, union_all

from plan_app.extensions import db
from plan_app.models import Milestone, SolutionGroup, Task
from plan_app.models.references import columns_pointing_at
from plan_app.queries.ids import among

# Rows that are parts of the row itself and go with it.
_PARTS: Final = {"task": frozenset({"milestone", "task_coordination"})}


def is_referred_to(row: Task | Milestone | SolutionGroup) -> bool:
    """Whether a row of any table but the parts of `row` points at it."""
    chosen = (select(literal(1)).where(each == row.id) for each in _columns(row.__tablename__))
    return db.session.scalar(union_all(*chosen).limit(1)) is not None


def list_referred_to(table: Table, ids: Collection[int], *also: Select[tuple[int]]) -> set[int]:
    """Those of the rows of `table` that something points at, and those of `also`, in one query."""
    chosen = [select(each).where(among(each, ids)) for each in _columns(table.name) if ids]
    if not chosen and not also:
        return set()
    return set(db.session.scalars(union(*chosen, *also)))


def _columns(name: str) -> list[Column[Any]]:
    parts = _PARTS.get(name, frozenset())
    return [each for each in columns_pointing_at(name) if each.table.name not in parts]
