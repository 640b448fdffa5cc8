"""Writing the journal: every act of a person becomes an entry in the same transaction."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from plan_app.domain import chain
from plan_app.extensions import db
from plan_app.models import JournalEntry, JournalHead, JournalText


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
    said = Entry(action, task_id, subject, data or {}, text)
    return record_all([said], now=now, actor_id=actor_id, plan_id=plan_id)[0]


def record_all(
    entries: Sequence[Entry], *, now: datetime, actor_id: int | None, plan_id: int | None
) -> list[JournalEntry]:
    """Append several entries of one act, in their order, written at once."""
    head = _lock_head(plan_id)
    # The texts go first: the entries point at them.
    digests = [_keep_text(each.text) for each in entries]
    db.session.flush()
    found = []
    for each, text_digest in zip(entries, digests, strict=True):
        entry = _following(head, each, text_digest)
        entry.at, entry.actor_id = now, actor_id or None
        entry.hash = chain.digest(entry)
        head.sequence, head.hash = entry.sequence, entry.hash
        db.session.add(entry)
        found.append(entry)
    db.session.flush()
    return found


def _following(head: JournalHead, said: Entry, text_digest: str | None) -> JournalEntry:
    subject_kind, subject_id = said.subject or ("", None)
    return JournalEntry(
        head_id=head.id,
        sequence=head.sequence + 1,
        action=said.action,
        task_id=said.task_id,
        subject_kind=subject_kind,
        subject_id=subject_id,
        data=said.data,
        text_digest=text_digest,
        previous_hash=head.hash,
    )


def _lock_head(plan_id: int | None) -> JournalHead:
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


def _keep_text(body: str) -> str | None:
    if not body:
        return None
    salt = secrets.token_hex(16)
    text = JournalText(digest=chain.text_digest(salt, body), salt=salt, body=body)
    db.session.add(text)
    return text.digest
