"""Setting when reminders go: the policy of a plan, and what a single task has otherwise."""

from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import null

from plan_app.domain import policy
from plan_app.domain.permissions import Permission
from plan_app.domain.policy import ReminderPolicy
from plan_app.errors import N_, NotAllowed, StaleEdit
from plan_app.models import Task
from plan_app.services import journal, plan_texts, tasks
from plan_app.services.acts import Act


class PolicyChanged(StaleEdit):
    """Somebody saved the policy between this person's reading and saving."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "Lịch nhắc vừa được người khác thay đổi. Nội dung đã nhập vẫn được giữ; "
                "đề nghị xem lại rồi lưu."
            )
        )


def set_policy(plan_id: int, values: Mapping[str, Any], *, seen: str, act: Act) -> None:
    """Give the plan the policy of `values`, by field; what stays is not written.

    `seen` is the digest of the policy that the form was made from. Raises PolicyWrong at the
    field at fault, and PolicyChanged.
    """
    _check_allowed(act)
    plan = plan_texts.hold(plan_id)
    before = policy.parse(plan.policy)
    if policy.digest(before) != seen:
        raise PolicyChanged
    after = policy.parse(values, before)
    if after == before:
        return
    plan.policy = policy.dump(after)
    journal.record(
        "reminders.policy_changed",
        now=act.now,
        actor_id=act.actor.user_id,
        plan_id=plan.id,
        data=_data(before, after),
    )


def set_override(task: Task, values: Mapping[str, Any], *, act: Act) -> None:
    """Give the held task days of its own; those that are the plan's follow the plan.

    Raises PolicyWrong at the field at fault, and TaskChanged.
    """
    plan = policy.parse(task.plan.policy)
    _write(task, policy.parse_override(values, plan), plan, act)


def reset_override(task: Task, *, act: Act) -> None:
    """Let the held task follow the policy of its plan again. Raises TaskChanged."""
    plan = policy.parse(task.plan.policy)
    _write(task, plan, plan, act)


def _write(task: Task, after: ReminderPolicy, plan: ReminderPolicy, act: Act) -> None:
    _check_allowed(act)
    tasks.check_version(task, act)
    before = policy.parse_override(task.policy_override, plan)
    own = policy.dump_override(after, plan)
    if own == (task.policy_override or {}):
        return
    # Nothing of its own is NULL: None would be stored as the word `null` of JSON.
    task.policy_override = own or cast("None", null())
    journal.record(
        "reminder_days_changed" if own else "reminder_days_reset",
        now=act.now,
        actor_id=act.actor.user_id,
        plan_id=task.plan_id,
        task_id=task.id,
        data=_data(before, after),
    )
    tasks.raise_version(task)


def _data(before: ReminderPolicy, after: ReminderPolicy) -> dict[str, Any]:
    changed = policy.differing(before, after)
    return {
        "policy_before": {name: old for name, (old, _) in changed.items()},
        "policy_after": {name: new for name, (_, new) in changed.items()},
    }


def _check_allowed(act: Act) -> None:
    if not act.actor.may(Permission.STEER_REMINDERS):
        raise NotAllowed(N_("Chỉ chuyên viên tổng hợp được thay đổi lịch nhắc việc."))
