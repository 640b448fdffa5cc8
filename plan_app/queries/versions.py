"""The version of the data that figures and choices are counted from."""

from sqlalchemy import select

from plan_app.extensions import db
from plan_app.models import JournalHead

Version = tuple[int, int]


def get_version(plan_id: int) -> Version:
    """How many acts the journals of the plan and of the installation hold.

    Read it before what is kept under it: then a value can be newer than its version, never
    older.
    """
    rows = db.session.execute(
        select(JournalHead.plan_id, JournalHead.sequence).where(
            (JournalHead.plan_id == plan_id) | JournalHead.plan_id.is_(None)
        )
    ).all()
    by_plan: dict[int | None, int] = {row.plan_id: row.sequence for row in rows}
    return by_plan.get(plan_id, 0), by_plan.get(None, 0)
