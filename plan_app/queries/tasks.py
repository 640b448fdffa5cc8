"""Reads of one task."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from plan_app.errors import NotFound
from plan_app.extensions import db
from plan_app.models import CallNote, Milestone, Task, User


def get_task(number: int, *, plan_id: int) -> Task:
    """The task with its group, agencies, owner and milestones, in one query; raises NotFound.

    The milestones come with the requests for more time and the calls, the task with the wish
    to be relieved of it, and the tasks before and after it with their pressing milestones.
    """
    task = (
        db.session.scalars(
            select(Task)
            .where(Task.plan_id == plan_id, Task.number == number)
            .options(
                joinedload(Task.group),
                joinedload(Task.lead_agency),
                joinedload(Task.responsible_agency),
                joinedload(Task.owner).joinedload(User.agency),
                joinedload(Task.coordinating_agencies),
                joinedload(Task.milestones).joinedload(Milestone.extensions),
                joinedload(Task.milestones)
                .joinedload(Milestone.calls)
                .joinedload(CallNote.noted_by),
                joinedload(Task.text_checked_by),
                joinedload(Task.text_import),
                joinedload(Task.open_relief),
                joinedload(Task.after).joinedload(Task.pressing_milestone),
                joinedload(Task.followers).joinedload(Task.pressing_milestone),
            )
        )
        .unique()
        .one_or_none()
    )
    if task is None:
        raise NotFound
    return task
