"""Wishes to be relieved of a task: asked for by its owner, answered by a coordinator."""

from datetime import datetime

from sqlalchemy import select

from plan_app.domain import reliefs as rules
from plan_app.domain.mailing import MessageKind
from plan_app.domain.permissions import Permission, capacities
from plan_app.domain.reliefs import ReliefState
from plan_app.domain.statuses import Capacity
from plan_app.errors import N_, NotAllowed
from plan_app.extensions import db
from plan_app.models import ReliefRequest, Task
from plan_app.queries.reliefs import find_open
from plan_app.services import answers, journal, tasks
from plan_app.services.acts import Act


def lock(relief_id: int, *, plan_id: int) -> ReliefRequest:
    """The request, its task held until the transaction ends; raises NotFound."""
    task_id = db.session.scalar(
        select(ReliefRequest.task_id)
        .join(Task, Task.id == ReliefRequest.task_id)
        .where(ReliefRequest.id == relief_id, Task.plan_id == plan_id)
    )
    tasks.hold(task_id)
    return db.session.get_one(ReliefRequest, relief_id, populate_existing=True)


def ask(task: Task, *, reason: str, suggested: str, act: Act) -> ReliefRequest:
    """The owner, or the deputy, asks that somebody else follow the held task.

    Raises NotAllowed, TaskChanged, AlreadyAskedRelief, or RuleBroken without a reason.
    """
    if Capacity.REPORTER not in capacities(act.actor, task.scope):
        raise NotAllowed(N_("Chỉ đầu mối theo dõi nhiệm vụ được đề nghị chuyển đầu mối."))
    tasks.check_version(task, act)
    if find_open(task.id) is not None:
        raise rules.AlreadyAskedRelief
    rules.check_reason(reason)
    request = ReliefRequest(
        task=task,
        requested_by_id=act.actor.user_id,
        requested_at=act.now,
        reason=reason.strip(),
        suggested=suggested.strip(),
        state=ReliefState.REQUESTED,
    )
    db.session.add(request)
    tasks.raise_version(task)
    text = "\n".join(filter(None, (request.reason, request.suggested)))
    _record("relief_requested", request, act.actor.user_id, act.now, text=text, way=act.way)
    return request


def decline(request: ReliefRequest, *, words: str, act: Act) -> None:
    """The owner keeps the task, for a reason, which they are told. Nobody decides their own."""
    if not act.actor.may(Permission.ASSIGN) or request.requested_by_id == act.actor.user_id:
        raise NotAllowed(N_("Chỉ chuyên viên tổng hợp khác xử lý đề nghị chuyển đầu mối."))
    tasks.check_version(request.task, act)
    rules.check_open(request.state)
    rules.check_reason(words)
    request.words = words.strip()
    _decide(request, ReliefState.DECLINED, act.actor.user_id, act.now)
    tasks.raise_version(request.task)
    _record("relief_declined", request, act.actor.user_id, act.now, text=words)
    _tell(request, act.now)


def withdraw(request: ReliefRequest, act: Act) -> None:
    """Who asked does not ask for it any more."""
    if request.requested_by_id != act.actor.user_id:
        raise NotAllowed
    tasks.check_version(request.task, act)
    rules.check_open(request.state)
    _decide(request, ReliefState.WITHDRAWN, act.actor.user_id, act.now)
    tasks.raise_version(request.task)
    _record("relief_withdrawn", request, act.actor.user_id, act.now)


def grant(task: Task, *, actor_id: int | None, now: datetime) -> None:
    """The task has another owner: an open request is settled, and who asked is told.

    The caller holds the task and raises its version.
    """
    request = find_open(task.id)
    if request is None:
        return
    _decide(request, ReliefState.GRANTED, actor_id, now)
    db.session.flush()
    _record("relief_granted", request, actor_id, now)
    if request.requested_by_id not in {actor_id, task.owner.id if task.owner else None}:
        _tell(request, now)


def _decide(
    request: ReliefRequest, state: ReliefState, actor_id: int | None, now: datetime
) -> None:
    request.state, request.decided_by_id, request.decided_at = state, actor_id, now


def _tell(request: ReliefRequest, now: datetime) -> None:
    context = {"relief_id": request.id, "standing": request.state.value}
    answers.tell(MessageKind.RELIEF, request.requested_by, request.task, context, now)


def _record(
    action: str,
    request: ReliefRequest,
    actor_id: int | None,
    now: datetime,
    *,
    text: str = "",
    way: dict[str, bool] | None = None,
) -> None:
    journal.record(
        action,
        now=now,
        actor_id=actor_id,
        plan_id=request.task.plan_id,
        task_id=request.task_id,
        subject=("relief_request", request.id),
        data=dict(way or {}),
        text=text.strip(),
    )
