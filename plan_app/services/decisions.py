"""What the coordinator decides of a milestone: confirm, return, suspend, withdraw, go on."""

from datetime import date, datetime, timedelta
from typing import Any

from plan_app.domain import dates, policy, windows
from plan_app.domain.dates import Ground
from plan_app.domain.mailing import MessageKind
from plan_app.domain.permissions import capacities
from plan_app.domain.statuses import Step
from plan_app.domain.windows import Window
from plan_app.extensions import settings
from plan_app.mail import outbox
from plan_app.models import Milestone, Plan, ProgressReport, TextStatus, User
from plan_app.queries import ledger
from plan_app.queries.calendar import get_calendar
from plan_app.queries.reports import find_last
from plan_app.services import deadlines, journal, milestones
from plan_app.services.acts import Act

ANSWER_EXPIRES = timedelta(hours=72)


def confirm(milestone: Milestone, act: Act) -> None:
    """The reported completion is accepted; the owner is told."""
    _step(milestone, Step.CONFIRM, act)
    milestone.confirmed_on = act.today
    milestone.return_reason = milestone.returned_on = None
    milestones.changed(milestone)
    report = find_last(milestone_id=milestone.id)
    _record("completion_confirmed", milestone, act, data=_of_report(report))
    _tell_owner(MessageKind.CONFIRMED, milestone, report, act)


def return_(
    milestone: Milestone,
    act: Act,
    *,
    reason: str,
    due: date | None = None,
    document: str = "",
    document_date: date | None = None,
) -> None:
    """Ask for more before the completion can be confirmed; the owner is told.

    Without `due` the current date counts again. Another one for a date fixed by the decision
    needs the approving document, as any change of it does.
    """
    _step(milestone, Step.RETURN, act, reason=reason)
    ground = Ground(reason=reason, document=document, document_date=document_date)
    before = milestone.due_date
    if due is not None and due != before:
        _check_new_due(milestone, due, ground, act)
    report = find_last(milestone_id=milestone.id)
    milestone.reported_on = None
    milestone.percent = report.percent_before if report else None
    milestone.return_reason, milestone.returned_on = reason.strip(), act.today
    deadlines.revise(milestone, due or before, ground, act)
    milestones.changed(milestone)
    data = _of_report(report) | _days(before, milestone.due_date)
    _record("completion_returned", milestone, act, data=data, text=reason)
    _tell_owner(MessageKind.RETURNED, milestone, report, act)


def suspend(milestone: Milestone, act: Act, *, document: str) -> None:
    """The work rests, as the document says."""
    _step(milestone, Step.SUSPEND, act, document=document)
    milestone.state_document = document.strip()
    milestones.changed(milestone)
    _record("milestone_suspended", milestone, act, text=document)


def withdraw(milestone: Milestone, act: Act, *, document: str) -> None:
    """The work is given up, as the document says."""
    _step(milestone, Step.WITHDRAW, act, document=document)
    milestone.state_document = document.strip()
    milestones.changed(milestone)
    _record("milestone_withdrawn", milestone, act, text=document)


def resume(milestone: Milestone, act: Act, *, reason: str) -> None:
    """Suspended work goes on, under the date it had."""
    _step(milestone, Step.RESUME, act, reason=reason)
    _go_on(milestone)
    milestones.changed(milestone)
    _record("milestone_resumed", milestone, act, text=reason)


def reopen(milestone: Milestone, act: Act, *, reason: str) -> None:
    """Completed or withdrawn work is open again; its date is told anew."""
    _step(milestone, Step.REOPEN, act, reason=reason)
    _go_on(milestone)
    deadlines.revise(milestone, milestone.due_date, Ground(reason=reason), act)
    milestones.changed(milestone)
    _record("milestone_reopened", milestone, act, text=reason)


def _step(
    milestone: Milestone, step: Step, act: Act, *, reason: str = "", document: str = ""
) -> None:
    by = capacities(act.actor, milestone.task.scope)
    milestone.state = milestones.step(milestone, step, act, by=by, reason=reason, document=document)


def _go_on(milestone: Milestone) -> None:
    milestone.reported_on = milestone.confirmed_on = milestone.state_document = None
    milestone.return_reason = milestone.returned_on = None


def _check_new_due(milestone: Milestone, due: date, ground: Ground, act: Act) -> None:
    if due < act.today:
        raise dates.DueBefore
    dates.check_approval(ground, is_fixed=milestone.is_fixed, today=act.today)


def _of_report(report: ProgressReport | None) -> dict[str, Any]:
    return {"report": report.id} if report else {}


def _days(before: date | None, due: date | None) -> dict[str, Any]:
    return {"before": before and before.isoformat(), "due": due and due.isoformat()}


def _record(
    action: str,
    milestone: Milestone,
    act: Act,
    *,
    data: dict[str, Any] | None = None,
    text: str = "",
) -> None:
    journal.record(
        action,
        now=act.now,
        actor_id=act.actor.user_id,
        plan_id=milestone.plan_id,
        task_id=milestone.task_id,
        subject=("milestone", milestone.id),
        data=data,
        text=text.strip(),
    )


def _tell_owner(
    kind: MessageKind, milestone: Milestone, report: ProgressReport | None, act: Act
) -> None:
    """Mail the answer to the task's owner, unless nobody should get it.

    An owner who decided it knows; draft texts never leave the house outside the demonstration.
    """
    task, owner = milestone.task, milestone.task.owner
    if owner is None or not owner.active or owner.id == act.actor.user_id:
        return
    if task.text_status is TextStatus.DRAFT and not settings().demo:
        return
    window = window_for(owner, task.plan, act.now)
    not_before = max(act.now, window.opens)
    outbox.enqueue(
        kind,
        owner,
        now=act.now,
        local_day=window.day,
        not_before=not_before,
        expires_at=not_before + ANSWER_EXPIRES,
        plan_id=task.plan_id,
        task_id=task.id,
        context={
            "milestone_id": milestone.id,
            "report_id": report.id if report else None,
            "reason": milestone.return_reason or "",
        },
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
