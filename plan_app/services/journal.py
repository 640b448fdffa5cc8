"""Writing the journal: every act of a person becomes an entry in the same transaction."""

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import select

from plan_app.domain import chain
from plan_app.extensions import db
from plan_app.models import JournalEntry, JournalHead, JournalText


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
    head = _lock_head(plan_id)
    subject_kind, subject_id = subject or ("", None)
    entry = JournalEntry(
        head_id=head.id,
        sequence=head.sequence + 1,
        at=now,
        actor_id=actor_id,
        action=action,
        task_id=task_id,
        subject_kind=subject_kind,
        subject_id=subject_id,
        data=data or {},
        text_digest=_keep_text(text),
        previous_hash=head.hash,
    )
    entry.hash = chain.digest(entry)
    head.sequence, head.hash = entry.sequence, entry.hash
    db.session.add(entry)
    db.session.flush()
    return entry


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
    db.session.flush()
    return text.digest
