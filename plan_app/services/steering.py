"""Switching the reminders of a plan on and off, and letting a stopped run go on."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, update

from plan_app.domain import windows
from plan_app.errors import N_, RuleBroken
from plan_app.extensions import db, settings
from plan_app.models import Plan, QueueStop, Task
from plan_app.queries import days, deadlines, ledger
from plan_app.queries.calendar import get_calendar
from plan_app.queries.next_run import get_next_run
from plan_app.services import journal, reminders
from plan_app.services.reminders import Planning


class PreviewChanged(RuleBroken):
    """What would go to whom is no longer what the coordinator has seen."""

    def __init__(self) -> None:
        message = N_(
            "Danh sách thư dự kiến đã thay đổi kể từ khi Ông/Bà mở trang này; "
            "đề nghị kiểm tra lại danh sách mới rồi xác nhận."
        )
        super().__init__(message)


class NotStopped(RuleBroken):
    """There is no run that waits for a coordinator."""

    def __init__(self) -> None:
        super().__init__(N_("Không có lượt gửi nào đang chờ xác nhận."))


@dataclass(frozen=True, slots=True)
class Switching:
    """What switching on would do: what would go at the next opportunity, and what is armed.

    `people` is how many may get duty mail at all from now on, `unarmed` how many tasks are armed
    by it; `digest` names exactly this, so that a changed preview is noticed.
    """

    planning: Planning
    people: int
    unarmed: int
    digest: str


def preview_switch_on(plan: Plan, *, now: datetime) -> Switching:
    """What would go to whom once the reminders are on and every task is armed."""
    run = get_next_run(deadlines.row_of(plan), now=now, assumed=plan.id)
    planning = reminders.planned(run)
    reach = days.get_reach(plan.id, line=run.day.line)
    said = [
        (
            digest.recipient_id,
            digest.roll_ups,
            [tuple(each) for each in digest.notices],
            [tuple(each) for each in digest.matters],
        )
        for digest in planning.digests
    ]
    named = repr((said, sorted(reach.people), reach.unarmed))
    digest = hashlib.sha256(named.encode()).hexdigest()
    return Switching(planning, len(reach.people), reach.unarmed, digest)


def switch_on(plan: Plan, confirmed: str, *, actor_id: int | None, now: datetime) -> Switching:
    """Switch the reminders on and arm the tasks, as the preview named `confirmed` said.

    Tasks whose text is a draft stay unarmed outside the demonstration. Raises PreviewChanged.
    Also for a later import, while the reminders are on.
    """
    shown = preview_switch_on(plan, now=now)
    if shown.digest != confirmed:
        raise PreviewChanged
    plan.reminders_on = True
    plan.confirmed_messages = shown.people
    db.session.execute(
        update(Task)
        .where(Task.id.in_(days.unarmed_of(plan.id)))
        .values(armed_at=now)
        .execution_options(synchronize_session=False)
    )
    _record("reminders.switched_on", plan, actor_id, now, messages=len(shown.planning.digests),
            people=shown.people, armed=shown.unarmed)  # fmt: skip
    return shown


def switch_off(plan: Plan, *, actor_id: int | None, now: datetime) -> None:
    """Switch the reminders off: nothing is planned for the plan; tasks stay armed."""
    plan.reminders_on = False
    _record("reminders.switched_off", plan, actor_id, now)


def resume(plan: Plan, *, messages: int, actor_id: int | None, now: datetime) -> None:
    """Let the run that was far above what is usual go, up to `messages` that day.

    The day is the next one on which mail can leave. Raises NotStopped.
    """
    queue = ledger.get_queue(lock=True)
    if queue.stopped is not QueueStop.TOO_MANY:
        raise NotStopped
    policy = deadlines.row_of(plan).policy
    window = windows.following(now, policy, get_calendar(), settings().timezone)
    queue.stopped = queue.stopped_at = queue.reason = None
    queue.allowed_day, queue.allowed_messages = window.day, messages
    _record("reminders.resumed", plan, actor_id, now, messages=messages)


def count_waiting(plan: Plan, *, now: datetime) -> int:
    """How many digests the next day of sending would hold, those planned already included."""
    run = get_next_run(deadlines.row_of(plan), now=now)
    return run.digests_before + len(reminders.planned(run).digests)


def count_unarmed(plan: Plan) -> int:
    """How many tasks wait for a confirmed preview before anybody is reminded of them."""
    unarmed = days.unarmed_of(plan.id).with_only_columns(func.count(Task.id))
    return db.session.scalar(unarmed) or 0


def _record(action: str, plan: Plan, actor_id: int | None, now: datetime, **data: int) -> None:
    journal.record(action, now=now, actor_id=actor_id, plan_id=plan.id, data=data)
