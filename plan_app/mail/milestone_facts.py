"""What a mail about one milestone says now, for its task's owner: a decision, a request."""

from typing import Any

from plan_app.domain import deadlines
from plan_app.domain.deadlines import Figure
from plan_app.domain.mailing import MessageKind
from plan_app.domain.statuses import OPEN, MilestoneState
from plan_app.extensions import settings
from plan_app.mail.batch import Batch
from plan_app.mail.facts import (
    DECISION_GONE,
    DRAFT_TEXT,
    OTHER_OWNER,
    DecisionFacts,
    Dropped,
    ExtensionFacts,
    ObjectionFacts,
    Reader,
)
from plan_app.mail.outbox import Claimed
from plan_app.models import Milestone, TextStatus


def of_decision(batch: Batch, message: Claimed, reader: Reader) -> DecisionFacts | Dropped:
    """What became of the report, or why the mail about it is no longer sent."""
    milestone = batch.milestones.get(message.context.get("milestone_id", 0))
    if milestone is None or not _still_holds(message.kind, milestone):
        return Dropped(DECISION_GONE)
    if dropped := _not_for(reader, milestone):
        return dropped
    return DecisionFacts(
        **_shared(batch, message, reader, milestone),
        task_id=milestone.task_id,
        agency=milestone.task.responsible_agency.name,
        reported_on=milestone.reported_on,
        is_late=deadlines.figure(milestone.facts, batch.today) is Figure.COMPLETED_LATE,
        reason=milestone.return_reason or "",
        rework_by=milestone.rework_by,
    )


def of_extension(batch: Batch, message: Claimed, reader: Reader) -> ExtensionFacts | Dropped:
    """Where the request stands, or why the mail about it is no longer sent."""
    request = batch.extensions.get(message.context.get("extension_id", 0))
    if request is None or request.state != message.context.get("standing"):
        return Dropped(DECISION_GONE)
    milestone = request.milestone
    if dropped := _not_for(reader, milestone):
        return dropped
    return ExtensionFacts(
        **_shared(batch, message, reader, milestone),
        extension_id=request.id,
        standing=request.state,
        is_fixed=milestone.is_fixed,
        requested_on=request.requested_at.astimezone(settings().timezone).date(),
        before=request.due_date_before,
        wanted=request.requested_due_date,
        offered=request.offered_due_date,
        answer_by=request.answer_by,
        granted=request.granted_due_date,
        document=request.approval_document or "",
        document_date=request.approval_document_date,
        reason=request.words,
    )


def of_objection(batch: Batch, message: Claimed, reader: Reader) -> ObjectionFacts | Dropped:
    """What was answered to an objection, or why the mail about it is no longer sent."""
    objection = batch.objections.get(message.context.get("objection_id", 0))
    if objection is None or objection.answered_at is None:
        return Dropped(DECISION_GONE)
    report = objection.report
    if dropped := _not_for(reader, report.milestone):
        return dropped
    return ObjectionFacts(
        **_shared(batch, message, reader, report.milestone),
        letter_id=report.agency_letter_id or 0,
        document=report.letter or "",
        dated=report.letter_date or report.reported_on,
        words=objection.words,
        reason=objection.answer,
    )


def _not_for(reader: Reader, milestone: Milestone) -> Dropped | None:
    """Why the reader is not told: another follows the task, or its text is a draft again."""
    if milestone.task.owner_id != reader.id:
        return Dropped(OTHER_OWNER)
    is_draft = milestone.task.text_status is TextStatus.DRAFT
    return Dropped(DRAFT_TEXT) if is_draft and not settings().demo else None


def _shared(batch: Batch, message: Claimed, reader: Reader, milestone: Milestone) -> dict[str, Any]:
    """What `facts.MilestoneFacts` holds but the reason."""
    task = milestone.task
    plan = batch.plans[task.plan_id]
    english = reader.language == "en"
    return {
        "kind": message.kind,
        "reader": reader,
        "support": batch.supports.get(task.plan_id),
        "today": batch.today,
        "plan_slug": plan.slug,
        "number": task.number,
        "title": (english and task.title_en) or task.title,
        "label": (english and milestone.label_en) or milestone.label,
        "standing_agency": plan.standing_agency.name,
        "due": milestone.due_date,
        "is_draft": task.text_status is TextStatus.DRAFT,
    }


def _still_holds(kind: MessageKind, milestone: Milestone) -> bool:
    if kind is MessageKind.CONFIRMED:
        return milestone.state is MilestoneState.COMPLETED
    return milestone.state in OPEN and bool(milestone.return_reason)
