"""Reads of the journal."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import aliased

from plan_app.extensions import db
from plan_app.models import (
    Agency,
    Comment,
    Direction,
    JournalEntry,
    JournalText,
    ProgressReport,
    User,
)

# A person is a subject under either name.
PERSONS: Final = ("user_account", "user")
Columns = tuple[JournalEntry, User, User, Agency, JournalText, ProgressReport, Direction, Comment]


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One entry with the names it speaks of.

    `actor` is empty for the system; `is_shared` says that the account belongs to an agency.
    `subject_name` is the person or agency that the entry is about, where it is about one;
    `subject_name_en` how an agency is called in English, where it is.
    `text` is empty where nothing was written, None where it was erased. `report` is the one that
    was made, corrected or taken back, `direction` the one that was given, answered or closed,
    `comment` the one that was written or withdrawn.
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
    direction: Direction | None
    comment: Comment | None
    subject_name_en: str = ""


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
    chosen = select_lines().where(*conditions).order_by(JournalEntry.id.desc())
    return [line(*row) for row in db.session.execute(chosen)]


def select_lines() -> Select[Columns]:
    """Entries with all that `line` puts together."""
    person = aliased(User)
    return (
        select(JournalEntry, User, person, Agency, JournalText, ProgressReport, Direction, Comment)
        .outerjoin(User, User.id == JournalEntry.actor_id)
        .outerjoin(
            person,
            JournalEntry.subject_kind.in_(PERSONS) & (person.id == JournalEntry.subject_id),
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
        .outerjoin(
            Direction,
            (JournalEntry.subject_kind == "direction") & (Direction.id == JournalEntry.subject_id),
        )
        .outerjoin(
            Comment,
            (JournalEntry.subject_kind == "comment") & (Comment.id == JournalEntry.subject_id),
        )
    )


def added_milestone() -> ColumnElement[int]:
    """The milestone that an entry `milestone_added` tells of, which has no subject."""
    found: ColumnElement[int] = JournalEntry.data["milestone"].as_integer()
    return found


def reports_of(lines: Iterable[JournalLine]) -> list[ProgressReport]:
    """The reports that a task's entries speak of, the latest first.

    No report is without an entry, so the page of a task need not ask for both.
    """
    found = {line.report.id: line.report for line in lines if line.report is not None}
    return sorted(found.values(), key=lambda report: (report.reported_at, report.id), reverse=True)


def line(
    entry: JournalEntry,
    actor: User | None,
    person: User | None,
    agency: Agency | None,
    text: JournalText | None,
    report: ProgressReport | None,
    direction: Direction | None,
    comment: Comment | None,
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
        report=report,
        direction=direction,
        comment=comment,
        subject_name_en=agency.name_en if agency and not person else "",
    )
