"""What the coordinator decides of a milestone: confirm, return, suspend, withdraw, go on."""

from datetime import date
from typing import Any

from plan_app.domain import dates, objections, own_tasks
from plan_app.domain import papers as paper_rules
from plan_app.domain.dates import Ground
from plan_app.domain.mailing import MessageKind
from plan_app.domain.papers import Given
from plan_app.domain.permissions import capacities
from plan_app.domain.statuses import Step
from plan_app.models import Milestone, ProgressReport
from plan_app.queries.objections import find_open
from plan_app.queries.reports import find_last
from plan_app.services import answers, deadlines, extension_ends, journal, milestones, papers
from plan_app.services.acts import Act


def confirm(milestone: Milestone, act: Act, given: Given = paper_rules.NONE) -> None:
    """The reported completion is accepted, perhaps with papers of its own; the owner is told.

    Raises OwnTask where the coordinator answers for the work, NotAnswered while the agency objects
    to what was entered on its behalf.
    """
    _step(milestone, Step.CONFIRM, act)
    own_tasks.check(capacities(act.actor, milestone.task.scope))
    milestone.confirmed_on = act.today
    if find_open(milestone.id) is not None:
        raise objections.NotAnswered
    milestone.return_reason = milestone.returned_on = milestone.rework_by = None
    extension_ends.lapse(milestone, act)
    milestones.changed(milestone)
    report = find_last(milestone_id=milestone.id)
    papers.attach(papers.to_confirmation(milestone, report), given, act)
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
    rework_by: date | None = None,
) -> None:
    """Ask for more before the completion can be confirmed; the owner is told.

    `rework_by` is until when it should come: a wish, and not the due date. Without `due` the
    current date counts again. Another one for a date fixed by the decision
    needs the approving document, as any change of it does.
    """
    _step(milestone, Step.RETURN, act, reason=reason)
    dates.check_rework(rework_by, today=act.today)
    ground = Ground(reason=reason, document=document, document_date=document_date)
    before = milestone.due_date
    if due is not None and due != before:
        _check_new_due(milestone, due, ground, act)
    report = find_last(milestone_id=milestone.id)
    milestone.reported_on = None
    milestone.percent = report.percent_before if report else None
    milestone.return_reason, milestone.returned_on = reason.strip(), act.today
    milestone.rework_by = rework_by
    deadlines.revise(milestone, due or before, ground, act)
    if milestone.due_date != before:
        extension_ends.overtake(milestone, act, because=deadlines.said(ground))
    milestones.changed(milestone)
    data = _of_report(report) | _days(before, milestone.due_date)
    if rework_by is not None:
        data["rework_by"] = rework_by.isoformat()
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
    extension_ends.lapse(milestone, act)
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
    milestone.return_reason = milestone.returned_on = milestone.rework_by = None


def _check_new_due(milestone: Milestone, due: date, ground: Ground, act: Act) -> None:
    if due < act.today:
        raise dates.DueBefore
    deadlines.check_more_time(milestone, due, act)
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
    context = {
        "report_id": report.id if report else None,
        "reason": milestone.return_reason or "",
    }
    answers.tell_owner(kind, milestone, context, act)
