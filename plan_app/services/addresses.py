"""Addresses that mail cannot reach."""

from datetime import datetime

from sqlalchemy import update

from plan_app.extensions import db
from plan_app.models import User

_LONGEST_REASON = 300


def mark_unreachable(user_id: int, *, reason: str, now: datetime) -> None:
    """Note that the server refused the person's address for good; the first time counts."""
    db.session.execute(
        update(User)
        .where(User.id == user_id, User.unreachable_since.is_(None))
        .values(unreachable_since=now, unreachable_reason=reason[:_LONGEST_REASON])
        .execution_options(synchronize_session=False)
    )
