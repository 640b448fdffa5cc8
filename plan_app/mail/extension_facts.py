"""What a mail about a request for more time says now."""

from plan_app.extensions import settings
from plan_app.mail.batch import Batch
from plan_app.mail.facts import DECISION_GONE, OTHER_OWNER, Dropped, ExtensionFacts, Reader
from plan_app.mail.outbox import Claimed
from plan_app.models import TextStatus


def facts_of(batch: Batch, message: Claimed, reader: Reader) -> ExtensionFacts | Dropped:
    """Where the request stands, or why the mail about it is no longer sent."""
    request = batch.extensions.get(message.context.get("extension_id", 0))
    if request is None or request.state != message.context.get("standing"):
        return Dropped(DECISION_GONE)
    milestone = request.milestone
    task = milestone.task
    if task.owner_id != reader.id:
        return Dropped(OTHER_OWNER)
    plan = batch.plans[task.plan_id]
    english = reader.language == "en"
    return ExtensionFacts(
        kind=message.kind,
        reader=reader,
        support=batch.supports.get(task.plan_id),
        today=batch.today,
        plan_slug=plan.slug,
        extension_id=request.id,
        number=task.number,
        title=(english and task.title_en) or task.title,
        label=(english and milestone.label_en) or milestone.label,
        standing_agency=plan.standing_agency.name,
        standing=request.state,
        is_fixed=milestone.is_fixed,
        requested_on=request.requested_at.astimezone(settings().timezone).date(),
        due=milestone.due_date,
        before=request.due_date_before,
        wanted=request.requested_due_date,
        offered=request.offered_due_date,
        answer_by=request.answer_by,
        granted=request.granted_due_date,
        document=request.approval_document or "",
        document_date=request.approval_document_date,
        reason=request.words,
        is_draft=task.text_status is TextStatus.DRAFT,
    )
