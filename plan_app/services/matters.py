"""What digests tell besides deadlines: noted by the planner, put right by what a digest shows.

What became of it is the message's state, so that what did not arrive is planned again.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from plan_app.domain.matters import MatterKind
from plan_app.domain.planning import Digest
from plan_app.extensions import Base, db
from plan_app.mail.facts import DigestFacts, DirectionLine
from plan_app.models import DirectionMail, Mention
from plan_app.services.ledger import Message

_MENTION: Final = Base.metadata.tables[Mention.__tablename__]
_TELL_MENTION: Final = (
    update(_MENTION)
    .where(_MENTION.c.comment_id == bindparam("of"), _MENTION.c.person_id == bindparam("to"))
    .values(message_id=bindparam("in_message"))
)


def note(digests: Iterable[Digest], ids: Mapping[int, int]) -> None:
    """Keep what new digests, whose messages have these ids by recipient, are to tell."""
    planned = [
        (ids[digest.recipient_id], each)
        for digest in digests
        if digest.recipient_id in ids
        for each in digest.matters
    ]
    _tell(
        (message, each.recipient_id, each.subject_id, each.revision)
        for message, each in planned
        if each.kind is MatterKind.DIRECTION
    )
    _mention(
        (message, each.recipient_id, each.subject_id)
        for message, each in planned
        if each.kind is MatterKind.MENTION
    )
    _name_tasks((message, each.task_id) for message, each in planned)


def reserve_shown(shown: Sequence[tuple[Message, DigestFacts]]) -> None:
    """Make what is noted of a batch of digests what each will show.

    What a digest does not show any more is told another time; what it shows beyond its plan is
    told with it.
    """
    lines = {message.id: (message, facts.directions) for message, facts in shown}
    rows = db.session.execute(
        select(DirectionMail.message_id, DirectionMail.direction_id).where(
            DirectionMail.message_id.in_(lines)
        )
    )
    for message_id, direction_id in rows.all():
        _, directions = lines[message_id]
        if direction_id not in {each.direction_id for each in directions}:
            gone = DirectionMail.message_id == message_id
            db.session.execute(
                delete(DirectionMail)
                .where(gone, DirectionMail.direction_id == direction_id)
                .execution_options(synchronize_session=False)
            )
    _reserve_mentions(shown)
    told = list(_shown(lines.values()))
    _tell(
        (message.id, message.recipient_id, each.direction_id, each.revision)
        for message, each in told
    )
    _name_tasks((message.id, each.task_id) for message, each in told)


def hand_over(message_id: int, *, to: int) -> None:
    """Give what a message was to tell to the one that takes its place."""
    for table in (DirectionMail, Mention):
        db.session.execute(
            update(table)
            .where(table.message_id == message_id)
            .values(message_id=to)
            .execution_options(synchronize_session=False)
        )


def _reserve_mentions(shown: Sequence[tuple[Message, DigestFacts]]) -> None:
    """Mentions that a message does not show are in no mail; those that it shows are in this one."""
    ids = [message.id for message, _ in shown]
    taken = update(Mention).where(Mention.message_id.in_(ids)).values(message_id=None)
    db.session.execute(taken.execution_options(synchronize_session=False))
    rows = [
        (message.id, message.recipient_id, each.comment_id)
        for message, facts in shown
        for each in facts.mentions
    ]
    _mention(rows)
    _name_tasks((message.id, each.task_id) for message, facts in shown for each in facts.mentions)


def _mention(rows: Iterable[tuple[int, int, int]]) -> None:
    values = [
        {"in_message": message, "to": person, "of": comment} for message, person, comment in rows
    ]
    if values:
        db.session.connection().execute(_TELL_MENTION, values)


def _shown(
    lines: Iterable[tuple[Message, Sequence[DirectionLine]]],
) -> Iterable[tuple[Message, DirectionLine]]:
    for message, directions in lines:
        for each in directions:
            yield message, each


def _tell(rows: Iterable[tuple[int, int, int, int]]) -> None:
    names = ("message_id", "recipient_id", "direction_id", "revision")
    _put(DirectionMail.__table__, [dict(zip(names, row, strict=True)) for row in rows])


def _name_tasks(rows: Iterable[tuple[int, int]]) -> None:
    names = ("message_id", "task_id")
    table = Base.metadata.tables["outbox_message_task"]
    _put(table, [dict(zip(names, row, strict=True)) for row in sorted(set(rows))])


def _put(table: Any, rows: Sequence[Mapping[str, int]]) -> None:  # noqa: ANN401 (a table of keys)
    """Add the rows that are not there yet."""
    if rows:
        dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
        db.session.execute(dialect.insert(table).on_conflict_do_nothing(), list(rows))
