"""The journal of a plan, or of the installation, as a list: narrowed by task, person and day."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, func, or_, select

from plan_app.domain import vietnamese
from plan_app.extensions import db
from plan_app.models import JournalEntry, JournalHead, Milestone, Task, User
from plan_app.queries.journal import PERSONS, JournalLine, line, select_lines

Row = TypeVar("Row", bound=tuple[Any, ...])
SIZE = 30


@dataclass(frozen=True, slots=True)
class JournalFilter:
    """What of the journal is wanted.

    `words` are in the name or address of whoever acted or whom it was about; from the instant
    `since` on and before the instant `until`.
    """

    words: str = ""
    task: int | None = None
    action: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class JournalRow:
    """An entry of the list. `task` is None, and `label` empty, where it is about none."""

    sequence: int
    line: JournalLine
    task: Task | None
    label: str
    label_en: str


def list_rows(
    plan_id: int | None,
    wanted: JournalFilter,
    *,
    oldest_first: bool = False,
    page: int | None = 1,
) -> list[JournalRow]:
    """Thirty entries, or all without a page, in two queries. No plan: the installation's chain."""
    order = JournalEntry.sequence.asc() if oldest_first else JournalEntry.sequence.desc()
    statement = _narrowed(
        select_lines().outerjoin(Task, Task.id == JournalEntry.task_id).add_columns(Task),
        plan_id,
        wanted,
    ).order_by(order)
    if page is not None:
        statement = statement.limit(SIZE).offset((page - 1) * SIZE)
    found = db.session.execute(statement).all()
    labels = _labels({_milestone_of(row[0]) for row in found} - {None})
    return [_row(*row, labels=labels) for row in found]


def count_rows(plan_id: int | None, wanted: JournalFilter) -> int:
    """How many entries there are in all."""
    return db.session.scalar(_narrowed(select(func.count(JournalEntry.id)), plan_id, wanted)) or 0


def _row(entry: JournalEntry, *rest: Any, labels: dict[int | None, tuple[str, str]]) -> JournalRow:  # noqa: ANN401 (the other columns)
    *names, task = rest
    label, label_en = labels.get(_milestone_of(entry), ("", ""))
    return JournalRow(entry.sequence, line(entry, *names), task, label, label_en)


def _milestone_of(entry: JournalEntry) -> int | None:
    """The milestone that the entry, or the report it is about, belongs to."""
    if entry.subject_kind == "milestone":
        return entry.subject_id
    if entry.subject_kind == "progress_report":
        return entry.data.get("milestone")
    return None


def _labels(ids: Collection[int | None]) -> dict[int | None, tuple[str, str]]:
    if not ids:
        return {}
    rows = db.session.execute(
        select(Milestone.id, Milestone.label, Milestone.label_en).where(Milestone.id.in_(ids))
    )
    return {row.id: (row.label, row.label_en) for row in rows}


def _narrowed(statement: Select[Row], plan_id: int | None, wanted: JournalFilter) -> Select[Row]:
    own = JournalHead.plan_id == plan_id if plan_id else JournalHead.plan_id.is_(None)
    head = select(JournalHead.id).where(own).scalar_subquery()
    return statement.where(JournalEntry.head_id == head, *_conditions(plan_id, wanted))


def _conditions(plan_id: int | None, wanted: JournalFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.words:
        found.append(_is_by_or_about(wanted.words))
    if wanted.task is not None:
        of_plan = select(Task.id).where(Task.plan_id == plan_id, Task.number == wanted.task)
        found.append(JournalEntry.task_id.in_(of_plan))
    if wanted.action is not None:
        found.append(JournalEntry.action == wanted.action)
    if wanted.since is not None:
        found.append(JournalEntry.at >= wanted.since)
    if wanted.until is not None:
        found.append(JournalEntry.at < wanted.until)
    return found


def _is_by_or_about(words: str) -> ColumnElement[bool]:
    named = User.search_text.contains(vietnamese.fold(words), autoescape=True)
    addressed = User.email.icontains(words, autoescape=True)
    people = select(User.id).where(or_(named, addressed))
    about = JournalEntry.subject_kind.in_(PERSONS) & JournalEntry.subject_id.in_(people)
    return or_(JournalEntry.actor_id.in_(people), about)
