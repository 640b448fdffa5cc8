"""What a mail about a wish to be relieved of a task says now."""

from plan_app.domain.reliefs import ReliefState
from plan_app.extensions import settings
from plan_app.mail.batch import Batch
from plan_app.mail.facts import DECISION_GONE, DRAFT_TEXT, Dropped, Reader, ReliefFacts
from plan_app.mail.outbox import Claimed
from plan_app.models import TextStatus


def facts_of(batch: Batch, message: Claimed, reader: Reader) -> ReliefFacts | Dropped:
    """What became of the wish, or why the mail about it is no longer sent."""
    request = batch.reliefs.get(message.context.get("relief_id", 0))
    if request is None or request.state != message.context.get("standing"):
        return Dropped(DECISION_GONE)
    task = request.task
    is_draft = task.text_status is TextStatus.DRAFT
    if is_draft and not settings().demo:
        return Dropped(DRAFT_TEXT)
    plan = batch.plans[task.plan_id]
    return ReliefFacts(
        kind=message.kind,
        reader=reader,
        support=batch.supports.get(task.plan_id),
        today=batch.today,
        plan_slug=plan.slug,
        number=task.number,
        title=(reader.language == "en" and task.title_en) or task.title,
        standing_agency=plan.standing_agency.name,
        is_granted=request.state is ReliefState.GRANTED,
        reason=request.words,
        is_draft=is_draft,
    )
