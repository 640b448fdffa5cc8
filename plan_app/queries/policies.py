"""Reads of the policies of reminders: what was changed lately, which tasks differ."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from plan_app.extensions import db
from plan_app.models import JournalEntry, JournalHead, Task, User


class PolicyChange(NamedTuple):
    """One saved change; `data` holds what it was before and after, by field."""

    at: datetime
    actor: str
    data: dict[str, Any]


class OwnDays(NamedTuple):
    """A task that has reminder days of its own."""

    number: int
    title: str
    title_en: str


def list_changes(*, plan_id: int, limit: int = 10) -> list[PolicyChange]:
    """The last changes of the plan's policy, the latest first."""
    rows = db.session.execute(
        select(JournalEntry, User)
        .join(JournalHead, JournalHead.id == JournalEntry.head_id)
        .outerjoin(User, User.id == JournalEntry.actor_id)
        .where(JournalHead.plan_id == plan_id, JournalEntry.action == "reminders.policy_changed")
        .order_by(JournalEntry.sequence.desc())
        .limit(limit)
    ).tuples()
    return [PolicyChange(entry.at, user.addressed if user else "", entry.data)
            for entry, user in rows]  # fmt: skip


def list_with_own_days(*, plan_id: int) -> list[OwnDays]:
    """The tasks that do not follow the plan's days, by number."""
    rows = db.session.execute(
        select(Task.number, Task.title, Task.title_en)
        .where(Task.plan_id == plan_id, Task.policy_override.is_not(None))
        .order_by(Task.number)
    )
    return [OwnDays._make(row) for row in rows]
