"""What a digest says besides deadlines: directions that wait for an answer, and mentions."""

from collections.abc import Collection

from plan_app.extensions import settings
from plan_app.mail.batch import Batch
from plan_app.mail.facts import DirectionLine, MentionLine, Reader
from plan_app.mail.outbox import Claimed
from plan_app.models import Comment, Direction, TextStatus


def directions_of(batch: Batch, reader: Reader) -> tuple[DirectionLine, ...]:
    """All that ask the reader for an answer now, told before or not."""
    return tuple(_line(batch, each, reader) for each in batch.directions.get(reader.id, ()))


def mentions_of(batch: Batch, message: Claimed, reader: Reader) -> tuple[MentionLine, ...]:
    """The comments that mention the reader and that the message was planned for.

    A text that is a draft again stays in the house.
    """
    found = (batch.comments.get(each) for each in message.context.get("mentions", ()))
    return tuple(
        _mention(batch, each, reader)
        for each in found
        if each is not None
        and reader.id in {mention.person_id for mention in each.mentions}
        and (settings().demo or each.task.text_status is TextStatus.CHECKED)
    )


def are_news(directions: Collection[DirectionLine], message: Claimed) -> bool:
    """Whether one is among them that the message was planned for.

    A message that a person sends again tells what was told.
    """
    if "resends" in message.context:
        return bool(directions)
    planned = message.context.get("directions", ())
    return any(each.direction_id in planned for each in directions)


def _line(batch: Batch, direction: Direction, reader: Reader) -> DirectionLine:
    task, author = direction.task, direction.author
    return DirectionLine(
        direction_id=direction.id,
        revision=direction.revision,
        task_id=task.id,
        plan_id=task.plan_id,
        plan_slug=batch.plans[task.plan_id].slug,
        number=task.number,
        title=(reader.language == "en" and task.title_en) or task.title,
        author_honorific="" if direction.document else author.honorific,
        author="" if direction.document else author.full_name,
        document=direction.document,
        document_date=direction.document_date,
        written_on=direction.written_at.astimezone(settings().timezone).date(),
        body=direction.body,
        asked_again=direction.asked_again,
        answer_by=direction.answer_by,
        is_draft=task.text_status is TextStatus.DRAFT,
    )


def _mention(batch: Batch, comment: Comment, reader: Reader) -> MentionLine:
    task, author = comment.task, comment.author
    return MentionLine(
        comment_id=comment.id,
        task_id=task.id,
        plan_id=task.plan_id,
        plan_slug=batch.plans[task.plan_id].slug,
        number=task.number,
        title=(reader.language == "en" and task.title_en) or task.title,
        author_honorific=author.honorific,
        author=author.full_name,
        written_on=comment.written_at.astimezone(settings().timezone).date(),
        is_draft=task.text_status is TextStatus.DRAFT,
    )
