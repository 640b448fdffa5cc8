"""Reads of one milestone."""

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from plan_app.errors import NotFound
from plan_app.extensions import db
from plan_app.models import Milestone, Task


def get_milestone(milestone_id: int, *, plan_id: int) -> Milestone:
    """The milestone with its task and all that decides who may act; raises NotFound."""
    milestone = (
        db.session.scalars(
            select(Milestone)
            .join(Milestone.task)
            .where(Milestone.id == milestone_id, Milestone.plan_id == plan_id)
            .options(
                contains_eager(Milestone.task).joinedload(Task.coordinating_agencies),
                contains_eager(Milestone.task).joinedload(Task.responsible_agency),
            )
        )
        .unique()
        .one_or_none()
    )
    if milestone is None:
        raise NotFound
    return milestone
