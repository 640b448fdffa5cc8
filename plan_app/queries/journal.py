"""Reads of the journal."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from plan_app.extensions import db
from plan_app.models import Agency, JournalEntry, JournalText, User

# A person is a subject under either name.
PERSONS: Final = ("user_account", "user")
Columns = tuple[JournalEntry, User, User, Agency, JournalText]


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
    of_task = select_lines().where(JournalEntry.task_id == task_id)
    rows = db.session.execute(of_task.order_by(JournalEntry.sequence.desc()))
    return [line(*row) for row in rows]


def select_lines() -> Select[Columns]:
    """Entries with all that `line` puts together."""
    person = aliased(User)
    return (
        select(JournalEntry, User, person, Agency, JournalText)
        .outerjoin(User, User.id == JournalEntry.actor_id)
        .outerjoin(
            person,
            JournalEntry.subject_kind.in_(PERSONS) & (person.id == JournalEntry.subject_id),
        )
        .outerjoin(
            Agency, (JournalEntry.subject_kind == "agency") & (Agency.id == JournalEntry.subject_id)
        )
        .outerjoin(JournalText, JournalText.digest == JournalEntry.text_digest)
    )


def line(
    entry: JournalEntry,
    actor: User | None,
    person: User | None,
    agency: Agency | None,
    text: JournalText | None,
) -> JournalLine:
    """The entry with the names it speaks of."""
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
