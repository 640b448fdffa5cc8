"""Holding a task while a person changes it: its lock and its version."""

from sqlalchemy import select

from plan_app.errors import N_, NotFound, StaleEdit
from plan_app.extensions import db
from plan_app.models import Milestone, Task
from plan_app.services.acts import Act


class TaskChanged(StaleEdit):
    """Somebody saved the task between this person's reading and saving."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "Nhiệm vụ này vừa được người khác cập nhật. Nội dung đã nhập vẫn được giữ; "
                "đề nghị xem lại rồi gửi."
            )
        )


def lock(*, plan_id: int, number: int) -> Task:
    """The task, held until the transaction ends; raises NotFound."""
    return hold(
        db.session.scalar(select(Task.id).where(Task.plan_id == plan_id, Task.number == number))
    )


def hold(task_id: int | None) -> Task:
    """The task with this id and its milestones, read anew and held; raises NotFound.

    Every write to a task, its milestones or reports begins here, so that two people wait
    for each other at one row and never at two in different order.
    """
    task = db.session.scalar(
        select(Task)
        .where(Task.id == task_id)
        .with_for_update(of=Task)
        .execution_options(populate_existing=True)
    )
    if task is None:
        raise NotFound
    db.session.scalars(
        select(Milestone)
        .where(Milestone.task_id == task.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    return task


def check_version(task: Task, act: Act) -> None:
    """Raise TaskChanged when the person saw another version than the present one."""
    if act.version is not None and act.version != task.version:
        raise TaskChanged


def raise_version(task: Task) -> None:
    """Note that a person wrote something to the task, its milestones or its reports."""
    task.version += 1
    db.session.flush()
