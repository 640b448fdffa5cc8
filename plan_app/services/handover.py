"""Handing over: all open tasks of a person go to another, or to nobody, in one step.

Queued mail follows by itself: who owns a task is read again when a message is sent.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from plan_app.domain.permissions import Permission
from plan_app.errors import N_, NotAllowed, RuleBroken
from plan_app.extensions import db
from plan_app.models import Membership, Task, User
from plan_app.queries.assignments import CAN_REPORT
from plan_app.queries.handover import list_open_tasks
from plan_app.services import journal, owner_changes, tasks, users
from plan_app.services.acts import Act


class TasksChanged(RuleBroken):
    """The person has other open tasks than those that were shown."""

    def __init__(self) -> None:
        super().__init__(
            N_("Danh sách nhiệm vụ cần bàn giao vừa thay đổi; đề nghị xem lại rồi xác nhận.")
        )


class OtherAgency(RuleBroken):
    """The successor is of neither the agency of a task nor the person's own."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "Người nhận không thuộc cơ quan chịu trách nhiệm của một số nhiệm vụ; "
                "đề nghị kiểm tra lại rồi đánh dấu xác nhận."
            ),
            field="is_elsewhere",
        )


@dataclass(frozen=True, slots=True)
class Handover:
    """To whom (None: to nobody), and the digest of the list of tasks that was shown.

    `is_elsewhere`: the successor may be of another agency than the tasks.
    """

    successor_id: int | None
    seen: str
    is_elsewhere: bool = False


def digest(found: Sequence[Task]) -> str:
    """Equal for equal tasks: what a form says about the list it was made from."""
    return hashlib.sha256(repr(sorted(task.id for task in found)).encode()).hexdigest()[:16]


def hand_over(person: User, to: Handover, *, plan_id: int | None, act: Act) -> int:
    """Give all open tasks (of one plan) to the successor; their number.

    Coordinators in their plan; administrators wherever an account ends. Raises NotAllowed,
    TasksChanged, OtherAgency, RuleBroken for a successor who cannot report.
    """
    if not (act.actor.may(Permission.ASSIGN) or act.actor.may(Permission.ADMINISTER)):
        raise NotAllowed(N_("Chỉ chuyên viên tổng hợp được bàn giao nhiệm vụ."))
    return _move(person, to, plan_id=plan_id, actor_id=act.actor.user_id, now=act.now)


def end_account(person: User, to: Handover, *, plan_id: int, act: Act) -> int:
    """Hand over the open tasks in every plan, then end the account; the number of tasks."""
    count = hand_over(person, to, plan_id=None, act=act)
    users.deactivate(person, actor=act.actor, now=act.now, plan_id=plan_id)
    return count


def end_by_operator(person: User, to: Handover, *, now: datetime) -> int:
    """As `end_account`, by whoever operates the installation and need be nobody in it."""
    count = _move(person, to, plan_id=None, actor_id=None, now=now)
    users.deactivate(person, actor=None, now=now)
    return count


def _move(
    person: User, to: Handover, *, plan_id: int | None, actor_id: int | None, now: datetime
) -> int:
    found = list_open_tasks(person.id, plan_id=plan_id)
    if digest(found) != to.seen:
        raise TasksChanged
    successor = _successor(person, to.successor_id, {task.plan_id for task in found})
    if successor is not None and not to.is_elsewhere:
        _check_agencies(found, person, successor)
    # In the order of ids, so that two who hand over wait for each other at one row.
    for task_id in sorted(task.id for task in found):
        task = tasks.hold(task_id)
        task.owner = successor
        owner_changes.follow(task, actor_id=actor_id, now=now)
        tasks.raise_version(task)
        _record(task, person, successor, actor_id=actor_id, now=now)
    return len(found)


def _check_agencies(found: Sequence[Task], person: User, successor: User) -> None:
    """Colleagues take whatever the person had; others what their own agency answers for."""
    if successor.agency_id == person.agency_id:
        return
    if any(task.responsible_agency_id != successor.agency_id for task in found):
        raise OtherAgency


def _successor(person: User, successor_id: int | None, plan_ids: set[int]) -> User | None:
    if successor_id is None:
        return None
    successor = db.session.get(User, successor_id)
    reports_in = set(
        db.session.scalars(
            select(Membership.plan_id).where(
                Membership.user_id == successor_id, Membership.role.in_(CAN_REPORT)
            )
        )
    )
    if successor is None or not successor.active or successor.id == person.id:
        raise RuleBroken(N_("Không giao được cho người này."), field="successor")
    if not plan_ids <= reports_in:
        raise RuleBroken(
            N_("Người này chưa có vai trò đầu mối trong Kế hoạch hoặc tài khoản đã ngừng dùng."),
            field="successor",
        )
    return successor


def _record(
    task: Task, person: User, successor: User | None, *, actor_id: int | None, now: datetime
) -> None:
    journal.record(
        "owner_changed" if successor else "owner_removed",
        now=now,
        actor_id=actor_id,
        plan_id=task.plan_id,
        task_id=task.id,
        subject=("user_account", successor.id) if successor else None,
        data={"before": person.id, "handover": True},
    )
