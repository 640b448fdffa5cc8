"""What a mail with a fresh update link says now."""

from plan_app.domain.statuses import MilestoneState
from plan_app.errors import N_
from plan_app.extensions import settings
from plan_app.mail import update_links
from plan_app.mail.batch import Batch
from plan_app.mail.facts import DECISION_GONE, DRAFT_TEXT, Dropped, Reader, UpdateLinkFacts
from plan_app.mail.outbox import Claimed
from plan_app.models import TextStatus

NOT_BY_LINK = N_("kế hoạch không cho cập nhật qua đường dẫn trong thư")


def facts_of(batch: Batch, message: Claimed, reader: Reader) -> UpdateLinkFacts | Dropped:
    """The task of the link, or why it is no longer sent.

    Whether the reader still speaks for the task is asked whenever the link is used.
    """
    milestone = batch.milestones.get(message.context.get("milestone_id", 0))
    if milestone is None or milestone.state is MilestoneState.WITHDRAWN:
        return Dropped(DECISION_GONE)
    task = milestone.task
    if not update_links.in_force(batch.policies[task.plan_id].update_links):
        return Dropped(NOT_BY_LINK)
    is_draft = task.text_status is TextStatus.DRAFT
    if is_draft and not settings().demo:
        return Dropped(DRAFT_TEXT)
    english = reader.language == "en"
    return UpdateLinkFacts(
        kind=message.kind,
        reader=reader,
        support=batch.supports.get(task.plan_id),
        today=batch.today,
        milestone_id=milestone.id,
        number=task.number,
        title=(english and task.title_en) or task.title,
        label=(english and milestone.label_en) or milestone.label,
        due=milestone.due_date,
        is_draft=is_draft,
    )
