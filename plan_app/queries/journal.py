"""Reads of the journal."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased

from plan_app.extensions import db
from plan_app.models import Agency, JournalEntry, JournalText, User


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One entry with the names it speaks of.

    `actor` is empty for the system; `is_shared` says that the account belongs to an agency.
    `subject_name` is the person or agency that the entry is about, where it is about one.
    `text` is empty where nothing was written, None where it was erased.
    """

    at: datetime
    action: str
    data: dict[str, Any]
    subject_kind: str
    subject_id: int | None
    subject_name: str
    actor: str
    is_shared: bool
    text: str | None


def list_of_task(*, task_id: int) -> list[JournalLine]:
    """The task's entries, the latest first, in one query."""
    return _list(JournalEntry.task_id == task_id)


def list_about(kind: str, subject_id: int) -> list[JournalLine]:
    """The entries about one person (`user`) or agency, the latest first, in one query.

    Without those of tasks, which stand on the pages of the tasks.
    """
    return _list(
        JournalEntry.subject_kind == kind,
        JournalEntry.subject_id == subject_id,
        JournalEntry.task_id.is_(None),
    )


def _list(*conditions: ColumnElement[bool]) -> list[JournalLine]:
    person = aliased(User)
    rows = db.session.execute(
        select(JournalEntry, User, person, Agency, JournalText)
        .outerjoin(User, User.id == JournalEntry.actor_id)
        .outerjoin(
            person,
            (JournalEntry.subject_kind == "user_account") & (person.id == JournalEntry.subject_id),
        )
        .outerjoin(
            Agency, (JournalEntry.subject_kind == "agency") & (Agency.id == JournalEntry.subject_id)
        )
        .outerjoin(JournalText, JournalText.digest == JournalEntry.text_digest)
        .where(*conditions)
        .order_by(JournalEntry.at.desc(), JournalEntry.id.desc())
    )
    return [_line(*row) for row in rows]


def _line(
    entry: JournalEntry,
    actor: User | None,
    person: User | None,
    agency: Agency | None,
    text: JournalText | None,
) -> JournalLine:
    return JournalLine(
        at=entry.at,
        action=entry.action,
        data=entry.data,
        subject_kind=entry.subject_kind,
        subject_id=entry.subject_id,
        subject_name=person.addressed if person else agency.name if agency else "",
        actor=actor.addressed if actor else "",
        is_shared=actor.is_shared if actor else False,
        text=text.body if text else "",
    )
