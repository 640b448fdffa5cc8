"""Reads of the journal."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased

from plan_app.domain import chain
from plan_app.extensions import db
from plan_app.models import Agency, JournalEntry, JournalHead, JournalText, ProgressReport, User

# So many are in memory at a time, however long a chain is.
ENTRIES_AT_ONCE: Final = 1_000


class JournalBreak(NamedTuple):
    """Where a chain is broken: of which plan (None: the installation's), at which entry."""

    plan_id: int | None
    sequence: int


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One entry with the names it speaks of.

    `actor` is empty for the system; `is_shared` says that the account belongs to an agency.
    `subject_name` is the person or agency that the entry is about, where it is about one.
    `text` is empty where nothing was written, None where it was erased. `report` is the one that
    was made, corrected or taken back.
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
    report: ProgressReport | None


def list_of_task(*, task_id: int) -> list[JournalLine]:
    """The task's entries, the latest first, with its reports and their authors, in one query."""
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
        select(JournalEntry, User, person, Agency, JournalText, ProgressReport)
        .outerjoin(User, User.id == JournalEntry.actor_id)
        .outerjoin(
            person,
            (JournalEntry.subject_kind == "user_account") & (person.id == JournalEntry.subject_id),
        )
        .outerjoin(
            Agency, (JournalEntry.subject_kind == "agency") & (Agency.id == JournalEntry.subject_id)
        )
        .outerjoin(JournalText, JournalText.digest == JournalEntry.text_digest)
        .outerjoin(
            ProgressReport,
            (JournalEntry.subject_kind == "progress_report")
            & (ProgressReport.id == JournalEntry.subject_id),
        )
        .where(*conditions)
        .order_by(JournalEntry.id.desc())
    )
    return [_line(*row) for row in rows]


def reports_of(lines: Iterable[JournalLine]) -> list[ProgressReport]:
    """The reports that a task's entries speak of, the latest first.

    No report is without an entry, so the page of a task need not ask for both.
    """
    found = {line.report.id: line.report for line in lines if line.report is not None}
    return sorted(found.values(), key=lambda report: (report.reported_at, report.id), reverse=True)


def find_break() -> JournalBreak | None:
    """The first place where a chain, or a text that it names, is not as it was written."""
    for head in db.session.scalars(select(JournalHead).order_by(JournalHead.id)).all():
        entries = db.session.scalars(
            select(JournalEntry)
            .where(JournalEntry.head_id == head.id)
            .order_by(JournalEntry.sequence)
            .execution_options(yield_per=ENTRIES_AT_ONCE)
        )
        number = chain.find_break(entries, last=(head.sequence, head.hash))
        number = number or _find_changed_text(head.id)
        if number is not None:
            return JournalBreak(head.plan_id, number)
    return None


def _find_changed_text(head_id: int) -> int | None:
    """The first entry of a chain whose text says something else now; an erased one is as it was."""
    rows = db.session.execute(
        select(JournalEntry.sequence, JournalText.digest, JournalText.salt, JournalText.body)
        .join(JournalText, JournalText.digest == JournalEntry.text_digest)
        .where(JournalEntry.head_id == head_id, JournalText.body.is_not(None))
        .order_by(JournalEntry.sequence)
        .execution_options(yield_per=ENTRIES_AT_ONCE)
    ).tuples()
    changed = (row[0] for row in rows if chain.text_digest(row[2], row[3] or "") != row[1])
    return next(changed, None)


def _line(
    entry: JournalEntry,
    actor: User | None,
    person: User | None,
    agency: Agency | None,
    text: JournalText | None,
    report: ProgressReport | None,
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
        report=report,
    )
