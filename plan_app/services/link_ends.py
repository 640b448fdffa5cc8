"""Ending update links before their time: nobody who holds one can use it from then on."""

from datetime import datetime

from sqlalchemy import ColumnElement, select, update

from plan_app.domain.update_links import LinkEnd
from plan_app.extensions import db
from plan_app.models import Milestone, UpdateLink


def end_of_task(task_id: int, *, now: datetime) -> int:
    """Somebody else follows the task: the links to it die, whoever holds them."""
    milestones = select(Milestone.id).where(Milestone.task_id == task_id)
    return _end(UpdateLink.milestone_id.in_(milestones), because=LinkEnd.REASSIGNED, now=now)


def end_of_person(user_id: int, *, because: LinkEnd, now: datetime) -> int:
    """All links of the person; how many they were."""
    return _end(UpdateLink.recipient_id == user_id, because=because, now=now)


def end_some(link_ids: list[int], *, now: datetime) -> int:
    """A coordinator revokes these; how many were not ended before."""
    return _end(UpdateLink.id.in_(link_ids), because=LinkEnd.REVOKED, now=now)


def _end(which: ColumnElement[bool], *, because: LinkEnd, now: datetime) -> int:
    ending = (
        update(UpdateLink)
        .where(which, UpdateLink.ended_at.is_(None))
        .values(ended_at=now, ended_because=because)
    )
    count: int = db.session.execute(ending).rowcount  # type: ignore[attr-defined]
    return count
