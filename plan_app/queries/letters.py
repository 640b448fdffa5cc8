"""Reads of letters entered on behalf: what can be answered, one letter, the list of all."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from plan_app.domain import vietnamese
from plan_app.domain.permissions import Actor
from plan_app.errors import NotFound
from plan_app.extensions import db
from plan_app.models import (
    AgencyLetter,
    LetterObjection,
    Milestone,
    ProgressReport,
    Task,
    User,
)
from plan_app.queries import conditions, rows
from plan_app.queries.conditions import ListFilter
from plan_app.queries.deadlines import UNREPORTED
from plan_app.queries.rows import PAGE_SIZE, MilestoneRow, addressed

CHOICES_SIZE: Final = 100


class LetterStanding(StrEnum):
    """Whether agencies object: an answer is due, all is answered, nobody objects."""

    OBJECTED = "objected"
    ANSWERED = "answered"
    UNDISPUTED = "undisputed"


@dataclass(frozen=True, slots=True)
class LetterFilter:
    """What the list is narrowed to; `words` are of the reference or of a task in it."""

    words: str = ""
    standing: LetterStanding | None = None


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A letter with how many tasks it answered and how many objections it met."""

    letter_id: int
    reference: str
    dated: date
    entered_at: datetime
    entered_by: str
    object_by: date
    tasks: int
    objections: int
    unanswered: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerableRow(MilestoneRow):
    """A task that a letter may answer, by its pressing milestone."""

    version: int


_CHOICE_SORTS: Final[dict[str, tuple[Any, ...]]] = {
    "number": (Task.number,),
    "agency": (Task.responsible_agency_id, Task.number),
    "due": (Milestone.due_date.is_(None), Milestone.due_date, Task.number),
}
CHOICE_SORTS: Final = frozenset(_CHOICE_SORTS)
CHOICE_SORT: Final = "number"

_HOLDS: Final = and_(
    ProgressReport.retracted_at.is_(None), ProgressReport.superseded_by_id.is_(None)
)
_TASKS: Final = (
    select(func.count(ProgressReport.id))
    .where(ProgressReport.agency_letter_id == AgencyLetter.id, _HOLDS)
    .correlate(AgencyLetter)
    .scalar_subquery()
)


def _objections(*more: ColumnElement[bool]) -> Any:  # noqa: ANN401 (a scalar subquery)
    return (
        select(func.count(LetterObjection.id))
        .join(ProgressReport, ProgressReport.id == LetterObjection.report_id)
        .where(ProgressReport.agency_letter_id == AgencyLetter.id, *more)
        .correlate(AgencyLetter)
        .scalar_subquery()
    )


_ALL: Final = _objections()
_UNANSWERED: Final = _objections(LetterObjection.answered_at.is_(None))
SORTS: Final[dict[str, tuple[Any, ...]]] = {
    "entered": (AgencyLetter.entered_at, AgencyLetter.id),
    "dated": (AgencyLetter.dated, AgencyLetter.id),
    "reference": (AgencyLetter.search_text, AgencyLetter.id),
    "object_by": (AgencyLetter.object_by, AgencyLetter.id),
}
DEFAULT_SORT: Final = "-entered"


def list_answerable(
    plan_id: int,
    *,
    actor: Actor,
    today: date,
    wanted: ListFilter,
    sort: str = CHOICE_SORT,
    page: int = 1,
) -> list[AnswerableRow]:
    """A hundred tasks of the filter that a letter may answer; never the coordinator's own."""
    columns = _CHOICE_SORTS[sort.removeprefix("-")]
    statement = (
        _answerable(select(*rows.COLUMNS, Task.version), plan_id, actor, today, wanted)
        .order_by(*(column.desc() if sort.startswith("-") else column for column in columns))
        .limit(CHOICES_SIZE)
        .offset((page - 1) * CHOICES_SIZE)
    )
    return [AnswerableRow(**row._mapping) for row in db.session.execute(statement)]


def list_picks(
    plan_id: int, *, actor: Actor, today: date, wanted: ListFilter, limit: int
) -> list[tuple[int, int]]:
    """Milestone and version of its task of the first `limit` of them, by number."""
    statement = (
        _answerable(select(Milestone.id, Task.version), plan_id, actor, today, wanted)
        .order_by(*_CHOICE_SORTS["number"])
        .limit(limit)
    )
    return [(row[0], row[1]) for row in db.session.execute(statement).tuples()]


def count_answerable(plan_id: int, *, actor: Actor, today: date, wanted: ListFilter) -> int:
    """How many there are in all."""
    counted = _answerable(select(func.count(Milestone.id)), plan_id, actor, today, wanted)
    return db.session.scalar(counted) or 0


def list_chosen(plan_id: int, milestone_ids: Collection[int]) -> list[AnswerableRow]:
    """These milestones of the plan as they are now, by number; what is gone is left out."""
    statement = (
        rows.joined(select(*rows.COLUMNS, Task.version).select_from(Milestone))
        .where(Milestone.plan_id == plan_id, Milestone.id.in_(milestone_ids))
        .order_by(Task.number, Milestone.id)
    )
    return [AnswerableRow(**row._mapping) for row in db.session.execute(statement)]


def get_letter(letter_id: int, *, plan_id: int) -> AgencyLetter:
    """The letter with its reports, their tasks and objections; raises NotFound."""
    of_report = selectinload(AgencyLetter.reports)
    of_task = of_report.joinedload(ProgressReport.milestone).joinedload(Milestone.task)
    objection = of_report.joinedload(ProgressReport.objection)
    found = db.session.scalar(
        select(AgencyLetter)
        .where(AgencyLetter.id == letter_id, AgencyLetter.plan_id == plan_id)
        .options(
            joinedload(AgencyLetter.entered_by),
            of_task.joinedload(Task.coordinating_agencies),
            of_task.joinedload(Task.responsible_agency),
            objection.joinedload(LetterObjection.objected_by),
            objection.joinedload(LetterObjection.answered_by),
        )
    )
    if found is None:
        raise NotFound
    return found


def count_rows(plan_id: int, wanted: LetterFilter) -> int:
    """How many letters the filter leaves."""
    counted = select(func.count(AgencyLetter.id)).where(*_conditions(plan_id, wanted))
    return db.session.scalar(counted) or 0


def list_rows(
    plan_id: int, wanted: LetterFilter, *, sort: str = DEFAULT_SORT, page: int | None = 1
) -> list[LetterRow]:
    """Thirty letters of the filter, or all without a page."""
    columns = SORTS[sort.removeprefix("-")]
    statement = (
        select(
            AgencyLetter.id,
            AgencyLetter.reference,
            AgencyLetter.dated,
            AgencyLetter.entered_at,
            addressed(User),
            AgencyLetter.object_by,
            _TASKS,
            _ALL,
            _UNANSWERED,
        )
        .join(User, User.id == AgencyLetter.entered_by_id)
        .where(*_conditions(plan_id, wanted))
        .order_by(*(column.desc() if sort.startswith("-") else column for column in columns))
    )
    if page is not None:
        statement = statement.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    return [LetterRow(*row) for row in db.session.execute(statement)]


def _answerable(
    statement: Select[Any], plan_id: int, actor: Actor, today: date, wanted: ListFilter
) -> Select[Any]:
    return rows.joined(statement.select_from(Milestone)).where(
        Milestone.plan_id == plan_id,
        Milestone.is_pressing,
        Milestone.state.in_(UNREPORTED),
        or_(Task.owner_id.is_(None), Task.owner_id.not_in(actor.answers_for)),
        *conditions.of_milestone(wanted, today),
        *conditions.of_task(wanted, plan_id),
    )


def _conditions(plan_id: int, wanted: LetterFilter) -> list[ColumnElement[bool]]:
    folded = vietnamese.fold(wanted.words).split()
    return [
        AgencyLetter.plan_id == plan_id,
        *(_speaks_of(word) for word in folded),
        *_standing(wanted.standing),
    ]


def _speaks_of(word: str) -> ColumnElement[bool]:
    """Whether the folded word is in the reference or of a task that the letter answered."""
    of_task = exists().where(
        ProgressReport.agency_letter_id == AgencyLetter.id,
        Milestone.id == ProgressReport.milestone_id,
        Task.id == Milestone.task_id,
        Task.search_text.contains(word, autoescape=True),
    )
    return or_(AgencyLetter.search_text.contains(word, autoescape=True), of_task)


def _standing(standing: LetterStanding | None) -> list[ColumnElement[bool]]:
    match standing:
        case None:
            return []
        case LetterStanding.OBJECTED:
            return [_UNANSWERED > 0]
        case LetterStanding.ANSWERED:
            return [_ALL > 0, _UNANSWERED == 0]
        case LetterStanding.UNDISPUTED:
            return [_ALL == 0]
