"""Mails that answer an owner: a decision on what they reported or asked for."""

from datetime import datetime, timedelta
from typing import Any

from plan_app.domain import policy, windows
from plan_app.domain.mailing import MessageKind
from plan_app.domain.windows import Window
from plan_app.extensions import settings
from plan_app.mail import outbox
from plan_app.models import Milestone, Plan, Task, TextStatus, User
from plan_app.queries import ledger
from plan_app.queries.calendar import get_calendar
from plan_app.services.acts import Act

ANSWER_EXPIRES = timedelta(hours=72)


def tell_owner(kind: MessageKind, milestone: Milestone, context: dict[str, Any], act: Act) -> None:
    """Mail the answer to the task's owner, unless nobody should get it.

    An owner who decided it knows.
    """
    task, owner = milestone.task, milestone.task.owner
    if owner is not None and owner.id != act.actor.user_id:
        tell(kind, owner, task, {"milestone_id": milestone.id, **context}, act.now)


def tell(
    kind: MessageKind, reader: User, task: Task, context: dict[str, Any], now: datetime
) -> None:
    """Mail an answer about the task to the reader, in the first window in which they may be told.

    Draft texts never leave the house outside the demonstration.
    """
    if not reader.active or (task.text_status is TextStatus.DRAFT and not settings().demo):
        return
    window = window_for(reader, task.plan, now)
    not_before = max(now, window.opens)
    outbox.enqueue(
        kind,
        reader,
        now=now,
        local_day=window.day,
        not_before=not_before,
        expires_at=not_before + ANSWER_EXPIRES,
        plan_id=task.plan_id,
        task_id=task.id,
        context=context,
    )


def window_for(owner: User, plan: Plan, now: datetime) -> Window:
    """The first window in which the owner may be told: of a working day and below the cap.

    One place of each day is kept for the digest, so that answers never hold reminders back.
    """
    own, zone, calendar = policy.parse(plan.policy), settings().timezone, get_calendar()
    most = max(1, own.daily_cap - 1)
    window = windows.following(now, own, calendar, zone)
    while ledger.count_answers(owner.id, day=window.day) >= most:
        window = windows.of_day(calendar.add(window.day, 1), own, zone)
    return window
