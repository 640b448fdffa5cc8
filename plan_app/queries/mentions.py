"""Reads of the comments that mention one person, who sees the details of all tasks."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import Select, and_, func, or_, select, true

from plan_app.domain import vietnamese
from plan_app.domain.comments import NEWS_FOR
from plan_app.extensions import db
from plan_app.models import Agency, Comment, JournalText, Mention, Task, User
from plan_app.queries.rows import PAGE_SIZE


@dataclass(frozen=True, slots=True)
class MentionFilter:
    """Whom the comments mention; words of the task, or of who wrote."""

    person_id: int
    words: str = ""


class MentionRow(NamedTuple):
    """A comment with its task and its author; `body` is None where the words were erased."""

    comment_id: int
    number: int
    title: str
    title_en: str
    author: str
    honorific: str
    agency: str | None
    agency_en: str | None
    written_at: datetime
    body: str | None


SORTS: Final[dict[str, tuple[Any, ...]]] = {
    "written": (Comment.written_at, Comment.id),
    "number": (Task.number, Comment.id),
    "author": (User.sort_key, Comment.id),
}
DEFAULT_SORT: Final = "-written"


def counting(plan_id: int, person_id: int, *, now: datetime) -> Select[tuple[int]]:
    """How many comments of the last thirty days mention the person."""
    return _listed(select(func.count(Comment.id)), plan_id, MentionFilter(person_id)).where(
        Comment.written_at > now - NEWS_FOR
    )


def count_rows(plan_id: int, wanted: MentionFilter) -> int:
    """How many comments the filter leaves."""
    return db.session.scalar(_listed(select(func.count(Comment.id)), plan_id, wanted)) or 0


def list_rows(
    plan_id: int, wanted: MentionFilter, *, sort: str = DEFAULT_SORT, page: int | None = 1
) -> list[MentionRow]:
    """Thirty comments of the filter, or all without a page; those withdrawn are left out."""
    chosen = select(
        Comment.id,
        Task.number,
        Task.title,
        Task.title_en,
        User.full_name,
        User.honorific,
        Agency.short_name,
        Agency.name_en,
        Comment.written_at,
        JournalText.body,
    )
    columns = SORTS[sort.removeprefix("-")]
    statement = (
        _listed(chosen, plan_id, wanted)
        .outerjoin(Agency, Agency.id == User.agency_id)
        .outerjoin(JournalText, JournalText.digest == Comment.text_digest)
        .order_by(*(column.desc() if sort.startswith("-") else column for column in columns))
    )
    if page is not None:
        statement = statement.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    return [MentionRow._make(row) for row in db.session.execute(statement)]


def _listed(chosen: Select[Any], plan_id: int, wanted: MentionFilter) -> Select[Any]:
    said = (
        or_(
            Task.search_text.contains(word, autoescape=True),
            User.search_text.contains(word, autoescape=True),
        )
        for word in vietnamese.fold(wanted.words).split()
    )
    return (
        chosen.select_from(Mention)
        .join(Comment, Comment.id == Mention.comment_id)
        .join(Task, Task.id == Comment.task_id)
        .join(User, User.id == Comment.author_id)
        .where(
            Mention.person_id == wanted.person_id,
            Task.plan_id == plan_id,
            Comment.withdrawn_at.is_(None),
            and_(true(), *said),
        )
    )
