"""Who answers for a task: its owner, and the agency responsible now."""

from sqlalchemy import select

from plan_app.domain.permissions import OF_ROLE, Permission, may_reassign
from plan_app.errors import N_, NotAllowed, RuleBroken
from plan_app.extensions import db
from plan_app.models import Agency, Membership, Task, User
from plan_app.services import journal, owner_changes, search_texts, tasks
from plan_app.services.acts import Act


class OwnerNotPossible(RuleBroken):
    """The person could not report on the task."""

    def __init__(self, message: str) -> None:
        super().__init__(message, field="owner")


class AgencyNotPossible(RuleBroken):
    """The agency cannot be responsible."""

    def __init__(self, message: str) -> None:
        super().__init__(message, field="agency")


def assign(task: Task, *, owner_id: int | None, agency_id: int, act: Act) -> None:
    """Set the owner (None: nobody) and the responsible agency; what stays is not written.

    A coordinator may name anybody who can report; the head of the agency only its people,
    and always somebody. Only a coordinator moves the task to another agency.
    """
    if not may_reassign(act.actor, task.scope):
        raise NotAllowed(
            N_("Chỉ chuyên viên tổng hợp và lãnh đạo cơ quan chủ trì được giao đầu mối theo dõi.")
        )
    tasks.check_version(task, act)
    moved = agency_id != task.responsible_agency_id
    given = owner_id != task.owner_id
    if moved:
        move(task, agency_id, act)
    if given:
        _give(task, owner_id, act)
    if moved or given:
        tasks.raise_version(task)


def move(task: Task, agency_id: int, act: Act) -> None:
    """Make another agency responsible; the caller raises the version."""
    if not act.actor.may(Permission.ASSIGN):
        raise NotAllowed(N_("Chỉ chuyên viên tổng hợp được chuyển nhiệm vụ sang cơ quan khác."))
    agency = db.session.get(Agency, agency_id)
    if agency is None:
        raise AgencyNotPossible(N_("Không có cơ quan này."))
    if agency.valid_to is not None and agency.valid_to < act.today:
        raise AgencyNotPossible(N_("Cơ quan này không còn hoạt động."))
    _record("agency_changed", task, act, ("agency", agency.id), task.responsible_agency_id)
    task.responsible_agency = agency
    # The task is found by the name of its agency.
    task.search_text = search_texts.of_task(task)
    db.session.flush()


def _give(task: Task, owner_id: int | None, act: Act) -> None:
    owner = _possible_owner(task, owner_id, act)
    if owner is None:
        _record("owner_removed", task, act, None, task.owner_id)
    else:
        _record("owner_changed", task, act, ("user_account", owner.id), task.owner_id)
    task.owner = owner
    owner_changes.follow(task, actor_id=act.actor.user_id, now=act.now)


def _possible_owner(task: Task, owner_id: int | None, act: Act) -> User | None:
    by_coordinator = act.actor.may(Permission.ASSIGN)
    if owner_id is None:
        if not by_coordinator:
            raise OwnerNotPossible(N_("Đề nghị chọn đầu mối theo dõi."))
        return None
    owner = db.session.get(User, owner_id)
    if owner is None or not owner.active or not _can_report(owner, task):
        raise OwnerNotPossible(
            N_("Người này chưa có vai trò đầu mối trong Kế hoạch hoặc tài khoản đã ngừng dùng.")
        )
    if not by_coordinator and owner.agency_id != task.responsible_agency_id:
        raise OwnerNotPossible(N_("Chỉ có thể giao cho người của cơ quan mình."))
    return owner


def _can_report(user: User, task: Task) -> bool:
    roles = db.session.scalars(
        select(Membership.role).where(
            Membership.user_id == user.id, Membership.plan_id == task.plan_id
        )
    )
    return any(Permission.REPORT in OF_ROLE[role] for role in roles)


def _record(
    action: str, task: Task, act: Act, subject: tuple[str, int] | None, before: int | None
) -> None:
    journal.record(
        action,
        now=act.now,
        actor_id=act.actor.user_id,
        plan_id=task.plan_id,
        task_id=task.id,
        subject=subject,
        data={"before": before},
    )
