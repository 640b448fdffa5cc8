"""Holding a milestone while a person changes it, and keeping what is derived from it."""

from collections.abc import Sequence

from sqlalchemy import select

from plan_app.domain import statuses
from plan_app.domain.deadlines import pressing
from plan_app.domain.statuses import Capacity, MilestoneState, Step
from plan_app.errors import NotFound
from plan_app.extensions import db
from plan_app.models import Milestone, Task
from plan_app.services import history, tasks
from plan_app.services.acts import Act


def lock(milestone_id: int, *, plan_id: int) -> Milestone:
    """The milestone, its task held until the transaction ends; raises NotFound."""
    task = tasks.hold(
        db.session.scalar(
            select(Milestone.task_id).where(
                Milestone.id == milestone_id, Milestone.plan_id == plan_id
            )
        )
    )
    for milestone in task.milestones:
        if milestone.id == milestone_id:
            return milestone
    raise NotFound


def step(
    milestone: Milestone,
    step: Step,
    act: Act,
    *,
    by: frozenset[Capacity],
    reason: str = "",
    document: str = "",
) -> MilestoneState:
    """The state after the step, which the caller sets.

    Raises NotYours, then TaskChanged, then the rule of the table that is broken: a stranger
    learns nothing, and somebody who comes second is told so before being told that the step
    is not possible any more.
    """
    who = statuses.TRANSITIONS[step].who
    if not who & by:
        raise statuses.NotYours(who)
    tasks.check_version(milestone.task, act)
    return statuses.apply(milestone.state, step, by=by, reason=reason, document=document)


def changed(milestone: Milestone) -> None:
    """What every write by a person to a milestone ends with: versions and the pressing one."""
    milestone.version += 1
    tasks.raise_version(milestone.task)
    keep_pressing(milestone.task)


def keep_pressing(task: Task) -> None:
    """Mark exactly the milestone that stands for the task, and no other.

    The old mark goes first and by itself: the index that allows one mark a task is checked
    row by row.
    """
    chosen = pressing([milestone.facts for milestone in task.milestones])
    chosen_id = chosen.id if chosen else None
    for milestone in task.milestones:
        if milestone.is_pressing and milestone.id != chosen_id:
            milestone.is_pressing = False
    db.session.flush()
    for milestone in task.milestones:
        milestone.is_pressing = milestone.id == chosen_id
    db.session.flush()


def is_moved_or_reported(milestone: Milestone) -> bool:
    """Whether the milestone's own columns tell that somebody has worked with it."""
    return (
        milestone.deadline_revision > 1
        or milestone.guidance_reference is not None
        or milestone.last_reported_at is not None
        or milestone.state is not MilestoneState.NOT_STARTED
    )


def is_used(milestone: Milestone) -> bool:
    """Whether the milestone has a history: then it is never removed."""
    return is_moved_or_reported(milestone) or history.is_referred_to(milestone)


def put_in_order(task: Task, found: Sequence[Milestone]) -> None:
    """Number the milestones anew and keep the pressing one marked.

    Numbers are unique within the task and checked row by row: all leave their places first.
    """
    db.session.flush()
    if [each.ordinal for each in found] != list(range(1, len(found) + 1)):
        highest = max(each.ordinal for each in found)
        for first in (highest + 1, 1):
            for ordinal, each in enumerate(found, first):
                each.ordinal = ordinal
            db.session.flush()
    keep_pressing(task)
