"""Holding one row while a person changes it."""

from typing import TypeVar

from sqlalchemy import select

from plan_app.extensions import db
from plan_app.models import Agency, Plan, User

Row = TypeVar("Row", Agency, Plan, User)


def hold(table: type[Row], row_id: int) -> Row | None:
    """The row, read anew and held until the transaction ends; two people wait for each other."""
    return db.session.scalar(
        select(table)
        .where(table.id == row_id)
        .with_for_update(of=table)
        .execution_options(populate_existing=True)
    )
