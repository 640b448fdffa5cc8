"""Conditions on more ids than a statement takes parameters."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Column, ColumnElement, Integer, any_, column, func, literal, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import InstrumentedAttribute

from plan_app.extensions import db


def among(
    tested: Column[Any] | InstrumentedAttribute[Any], ids: Collection[int]
) -> ColumnElement[bool]:
    """Whether the column is one of `ids`, however many: they are sent as one value."""
    if db.session.get_bind().dialect.name == "postgresql":
        return tested == any_(literal(list(ids), postgresql.ARRAY(Integer)))
    listed = func.json_each(f"[{','.join(map(str, ids))}]").table_valued(column("value", Integer))
    return tested.in_(select(listed.c.value))
