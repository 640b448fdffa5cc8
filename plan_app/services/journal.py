"""Writing the journal: every act of a person becomes an entry in the same transaction."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from plan_app.domain import chain
from plan_app.extensions import Base, db
from plan_app.models import JournalEntry, JournalHead, JournalText
from plan_app.services import many_rows


@dataclass(frozen=True, slots=True)
class Entry:
    """What an entry says; `data` and `text` as `record` has them."""

    action: str
    task_id: int | None = None
    subject: tuple[str, int] | None = None
    data: dict[str, Any] = field(default_factory=dict)
    text: str = ""


def record(
    action: str,
    *,
    now: datetime,
    actor_id: int | None,
    plan_id: int | None,
    task_id: int | None = None,
    subject: tuple[str, int] | None = None,
    data: dict[str, Any] | None = None,
    text: str = "",
) -> JournalEntry:
    """Append one entry to the plan's chain (or the installation's, without `plan_id`).

    `actor_id` is None for the system. `data` holds ids, slugs, numbers and ISO dates only;
    what people wrote goes into `text`. Takes the chain's lock until the transaction ends.
    """
    head = hold(plan_id)
    said = Entry(action, task_id, subject, data or {}, text)
    words = _text_of(said)
    if words is not None:
        db.session.add(words)
        db.session.flush()
    entry = _following(head, said, words, now, actor_id)
    db.session.add(entry)
    db.session.flush()
    return entry


def record_all(
    entries: Sequence[Entry], *, now: datetime, actor_id: int | None, plan_id: int | None
) -> None:
    """Append the entries of one act to many tasks, in their order, in two statements."""
    record_several([(each, now, actor_id) for each in entries], plan_id=plan_id)


def record_several(
    acts: Sequence[tuple[Entry, datetime, int | None]], *, plan_id: int | None
) -> None:
    """The same for acts of several people at several times: each with its instant and its actor."""
    head = hold(plan_id)
    texts = [_text_of(each) for each, _, _ in acts]
    found = [
        _following(head, each, text, now, actor_id)
        for (each, now, actor_id), text in zip(acts, texts, strict=True)
    ]
    # The texts go first: the entries point at them.
    _insert_all(JournalText, [text for text in texts if text is not None])
    _insert_all(JournalEntry, found)
    db.session.flush()


def _insert_all(model: type[Base], rows: Sequence[Base]) -> None:
    names = [column.key for column in model.__mapper__.columns if column.key != "id"]
    values = [{name: getattr(row, name) for name in names} for row in rows]
    many_rows.add(Base.metadata.tables[model.__tablename__], values)


def _following(
    head: JournalHead,
    said: Entry,
    text: JournalText | None,
    now: datetime,
    actor_id: int | None,
) -> JournalEntry:
    """The entry after the last, which the head then names."""
    subject_kind, subject_id = said.subject or ("", None)
    entry = JournalEntry(
        head_id=head.id,
        sequence=head.sequence + 1,
        at=now,
        actor_id=actor_id or None,
        action=said.action,
        task_id=said.task_id,
        subject_kind=subject_kind,
        subject_id=subject_id,
        data=said.data,
        text_digest=text.digest if text else None,
        previous_hash=head.hash,
    )
    entry.hash = chain.digest(entry)
    head.sequence, head.hash = entry.sequence, entry.hash
    return entry


def hold(plan_id: int | None) -> JournalHead:
    """The end of the chain, held until the transaction ends.

    Whoever first looks whether something is free, and then takes it, looks after this: of two
    people at the same moment the second then sees what the first has written.
    """
    wanted = JournalHead.plan_id == plan_id if plan_id else JournalHead.plan_id.is_(None)
    head = db.session.scalar(
        select(JournalHead)
        .where(wanted)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if head is None:
        head = JournalHead(plan_id=plan_id, sequence=0, hash="")
        db.session.add(head)
        db.session.flush()
    return head


def _text_of(said: Entry) -> JournalText | None:
    if not said.text:
        return None
    salt = secrets.token_hex(16)
    return JournalText(digest=chain.text_digest(salt, said.text), salt=salt, body=said.text)
