"""The version of the data that figures and choices are counted from."""

from typing import Final

from sqlalchemy import bindparam, select

from plan_app.extensions import db
from plan_app.models import JournalHead

Version = tuple[int, int]

# Asked by every page with totals, so built once.
_HEADS: Final = select(JournalHead.plan_id, JournalHead.sequence).where(
    (JournalHead.plan_id == bindparam("plan_id")) | JournalHead.plan_id.is_(None)
)


def get_version(plan_id: int) -> Version:
    """How many acts the journals of the plan and of the installation hold.

    Read it before what is kept under it: then a value can be newer than its version, never
    older.
    """
    rows = db.session.execute(_HEADS, {"plan_id": plan_id}).all()
    by_plan: dict[int | None, int] = {row.plan_id: row.sequence for row in rows}
    return by_plan.get(plan_id, 0), by_plan.get(None, 0)
