"""Requests for more time: asked for by the agency, decided by the coordinator, each step kept."""

from datetime import date
from typing import Any

from sqlalchemy import select

from plan_app.domain import extension_wishes as wishes
from plan_app.domain import extensions as rules
from plan_app.domain import papers as paper_rules
from plan_app.domain.dates import Ground
from plan_app.domain.extension_wishes import Wish
from plan_app.domain.extensions import ExtensionState, ExtensionStep
from plan_app.domain.papers import Given
from plan_app.domain.permissions import capacities
from plan_app.domain.statuses import Capacity
from plan_app.errors import NotFound
from plan_app.extensions import db
from plan_app.models import Cause, ExtensionRequest, Milestone
from plan_app.queries.calendar import get_calendar
from plan_app.queries.extensions import find_open
from plan_app.services import deadlines, extension_ends, milestones, papers, tasks
from plan_app.services.acts import Act


def lock(extension_id: int, *, plan_id: int) -> ExtensionRequest:
    """The request, its task held until the transaction ends; raises NotFound."""
    milestone_id = db.session.scalar(
        select(ExtensionRequest.milestone_id).where(ExtensionRequest.id == extension_id)
    )
    if milestone_id is None:
        raise NotFound
    milestones.lock(milestone_id, plan_id=plan_id)
    return db.session.get_one(ExtensionRequest, extension_id, populate_existing=True)


def ask(
    milestone: Milestone, wish: Wish, act: Act, given: Given = paper_rules.NONE
) -> ExtensionRequest:
    """The owner, or the deputy, asks for more time, perhaps with papers.

    Raises NotYours, TaskChanged, AlreadyAsked, or the rule that is broken.
    """
    by = capacities(act.actor, milestone.task.scope)
    rules.check_who(Capacity.REPORTER, by=by, is_own=False)
    tasks.check_version(milestone.task, act)
    if find_open(milestone.id) is not None:
        raise rules.AlreadyAsked
    wishes.check_wish(wish, state=milestone.state, current=milestone.due_date, today=act.today)
    request = ExtensionRequest(
        milestone=milestone,
        requested_by_id=act.actor.user_id,
        requested_at=act.now,
        requested_due_date=wish.due,
        due_date_before=milestone.due_date,
        reason=wish.reason.strip(),
        cause=Cause(wish.cause),
        document=wish.document.strip() or None,
        document_date=wish.document_date,
        state=ExtensionState.REQUESTED,
    )
    db.session.add(request)
    db.session.flush()
    papers.attach(papers.to_extension(request), given, act)
    _note("extension_requested", request, act, due=wish.due, text=wish.reason)
    return request


def submit(request: ExtensionRequest, act: Act, *, document: str = "") -> None:
    """It is put before the provincial committee (Trình UBND tỉnh); reminders slow down."""
    _step(request, ExtensionStep.SUBMIT, act)
    request.submission_document = document.strip() or None
    _note("extension_submitted", request, act, text=document)
    extension_ends.tell(request, act)


def ask_papers(request: ExtensionRequest, act: Act, *, reason: str) -> None:
    """More papers are needed before anybody can decide."""
    _step(request, ExtensionStep.ASK_PAPERS, act, reason=reason)
    request.words = reason.strip()
    _note("extension_papers_asked", request, act, text=reason)
    extension_ends.tell(request, act)


def approve(request: ExtensionRequest, due: date | None, ground: Ground, act: Act) -> None:
    """The date changes; one of the decision only with the approving document."""
    milestone = request.milestone
    _step(request, ExtensionStep.APPROVE, act)
    wishes.check_approval(
        due, ground, current=milestone.due_date, is_fixed=milestone.is_fixed, today=act.today
    )
    request.approval_document = ground.document.strip() or None
    request.approval_document_date = ground.document_date
    request.words = ground.reason.strip()
    request.decided_by_id = act.actor.user_id
    _grant(request, "extension_approved", due, ground, act)
    extension_ends.tell(request, act)


def offer(request: ExtensionRequest, due: date | None, reason: str, act: Act) -> None:
    """Another date is offered; the agency accepts it or says what it thinks."""
    _step(request, ExtensionStep.OFFER, act, reason=reason)
    wishes.check_later(due, current=request.milestone.due_date, today=act.today)
    request.offered_due_date, request.words = due, reason.strip()
    request.answer_by = get_calendar().add(act.today, rules.ANSWER_WORKING_DAYS)
    request.decided_by_id = act.actor.user_id
    _note("extension_offered", request, act, due=due, text=reason)
    extension_ends.tell(request, act)


def decline(request: ExtensionRequest, act: Act, *, reason: str) -> None:
    """The date stays; the agency may ask again for another reason."""
    _step(request, ExtensionStep.DECLINE, act, reason=reason)
    request.words, request.decided_at = reason.strip(), act.now
    request.decided_by_id = act.actor.user_id
    _note("extension_declined", request, act, text=reason)
    extension_ends.tell(request, act)


def accept(request: ExtensionRequest, act: Act) -> None:
    """The agency takes the date offered, which the coordinator has decided by offering it."""
    _step(request, ExtensionStep.ACCEPT, act)
    due = request.offered_due_date
    wishes.check_later(due, current=request.milestone.due_date, today=act.today)
    _grant(request, "extension_accepted", due, Ground(reason=request.words), act)


def answer(request: ExtensionRequest, act: Act, *, reason: str, document: str = "",
           document_date: date | None = None,
           given: Given = paper_rules.NONE) -> None:  # fmt: skip
    """The agency sends what was missing, or says what it thinks of the date offered."""
    _step(request, ExtensionStep.ANSWER, act, reason=reason)
    wishes.check_document(document, document_date, today=act.today)
    papers.attach(papers.to_extension(request), given, act)
    request.answer = reason.strip()
    if document.strip():
        request.document, request.document_date = document.strip(), document_date
    _note("extension_answered", request, act, text=reason)


def withdraw(request: ExtensionRequest, act: Act) -> None:
    """The agency does not ask for it any more."""
    _step(request, ExtensionStep.WITHDRAW, act)
    request.decided_at = act.now
    _note("extension_withdrawn", request, act)


def is_own(request: ExtensionRequest, user_id: int) -> bool:
    """Whether the person asked for it themselves."""
    return request.requested_by_id == user_id


def _step(request: ExtensionRequest, step: ExtensionStep, act: Act, *, reason: str = "") -> None:
    """Set the state after the step; a stranger learns nothing, and who is second is told so."""
    milestone = request.milestone
    by = capacities(act.actor, milestone.task.scope)
    own = is_own(request, act.actor.user_id)
    rules.check_who(rules.TRANSITIONS[step].who, by=by, is_own=own)
    tasks.check_version(milestone.task, act)
    request.state = rules.apply(
        request.state, step, by=by, is_own=own, is_fixed=milestone.is_fixed, reason=reason
    )


def _grant(
    request: ExtensionRequest, action: str, due: date | None, ground: Ground, act: Act
) -> None:
    milestone = request.milestone
    before = milestone.due_date
    request.granted_due_date, request.decided_at = due, act.now
    reason = Ground(
        reason=ground.reason or request.reason,
        document=ground.document,
        document_date=ground.document_date,
    )
    deadlines.revise(milestone, due, reason, act, decided_by_id=request.decided_by_id)
    data = {"revision": milestone.deadline_revision, "before": before and before.isoformat()}
    _note(action, request, act, due=due, data=data, text=deadlines.said(ground))


def _note(
    action: str,
    request: ExtensionRequest,
    act: Act,
    *,
    due: date | None = None,
    data: dict[str, Any] | None = None,
    text: str = "",
) -> None:
    milestones.changed(request.milestone)
    current = request.milestone.due_date
    days = {"before": current and current.isoformat(), "due": due.isoformat()} if due else {}
    extension_ends.record(action, request, act, data=days | (data or {}), text=text)
