"""Reads of directions: of a task, of a plan as a list, of those who are to answer."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, func, or_, select, true
from sqlalchemy.orm import aliased, joinedload

from plan_app.domain import directions as rules
from plan_app.domain import vietnamese
from plan_app.domain.directions import UNSETTLED, DirectionState
from plan_app.errors import NotFound
from plan_app.extensions import db
from plan_app.models import Agency, Direction, Task, User
from plan_app.queries import conditions
from plan_app.queries.conditions import ListFilter
from plan_app.queries.journal import JournalLine
from plan_app.queries.rows import PAGE_SIZE


class Standing(StrEnum):
    """What the list is narrowed to; without a choice what is not settled."""

    OPEN = "open"
    LATE = "late"
    ANSWERED = "answered"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class DirectionFilter:
    """Words of the direction, its document or its task; agency of the task; standing."""

    words: str = ""
    agency: int | None = None
    standing: Standing | None = None


class Unsettled(NamedTuple):
    """How many directions of a plan are not settled, and how many of them are late."""

    number: int
    late: int


class DirectionRow(NamedTuple):
    """A direction with its task and the people behind it."""

    id: int
    number: int
    title: str
    title_en: str
    agency_name: str
    agency_name_en: str
    author: str
    author_honorific: str
    written_at: datetime
    body: str
    document: str
    document_date: date | None
    answer_by: date
    state: DirectionState
    answer: str
    answered_at: datetime | None
    note: str
    owner: str | None
    owner_honorific: str | None

    def is_late(self, today: date) -> bool:
        """Whether the answer has not come in time."""
        return rules.is_late(self.state, self.answer_by, today)


class AskedDirection(NamedTuple):
    """A direction that asks the owner of its task for an answer."""

    id: int
    number: int
    title: str
    title_en: str
    body: str
    asked_again: str
    answer_by: date


@dataclass(frozen=True, slots=True)
class TaskDirection:
    """A direction on the page of its task; `names` of who wrote, last answered and closed it."""

    direction: Direction
    names: dict[str, str] = field(default_factory=dict)


SORTS: Final[dict[str, tuple[Any, ...]]] = {
    "answer_by": (Direction.answer_by, Direction.id),
    "written": (Direction.written_at, Direction.id),
    "number": (Task.number, Direction.id),
    "agency": (Agency.official_order, Task.number, Direction.id),
}
DEFAULT_SORT: Final = "answer_by"
_PARTS: Final = {
    "direction_written": "author",
    "direction_answered": "answered",
    "direction_settled": "closed",
    "direction_withdrawn": "closed",
}


def get_direction(direction_id: int, *, plan_id: int) -> Direction:
    """The direction with its task and author; raises NotFound outside the plan."""
    of_task = joinedload(Direction.task)
    found = db.session.scalar(
        select(Direction)
        .join(Task, Task.id == Direction.task_id)
        .where(Direction.id == direction_id, Task.plan_id == plan_id)
        .options(
            of_task.joinedload(Task.coordinating_agencies),
            joinedload(Direction.author),
            joinedload(Direction.answered_by),
        )
    )
    if found is None:
        raise NotFound
    return found


def of_lines(lines: Iterable[JournalLine]) -> list[TaskDirection]:
    """The directions that a task's entries speak of, those that ask for an answer first.

    No direction is without an entry, so the page of a task need not ask for both.
    """
    found: dict[int, TaskDirection] = {}
    for line in lines:
        if line.direction is not None:
            own = found.setdefault(line.direction.id, TaskDirection(line.direction))
            own.names.setdefault(_PARTS.get(line.action, ""), line.actor)
    return sorted(found.values(), key=_order)


def count_unsettled(plan_id: int, *, today: date) -> Unsettled:
    """The counts of `count_columns`, in one query."""
    return Unsettled(*db.session.execute(select(*count_columns(plan_id, today=today))).one())


def count_columns(plan_id: int, *, today: date) -> list[ScalarSelect[int]]:
    """How many directions of the plan are not settled, and how many of them are late."""
    return [
        counting(plan_id, DirectionFilter(), today=today).scalar_subquery(),
        counting(plan_id, DirectionFilter(standing=Standing.LATE), today=today).scalar_subquery(),
    ]


def asked_of(plan_id: int, owner_ids: Collection[int]) -> Select[Any]:
    """What the owners of tasks are asked for, as `AskedDirection`."""
    return (
        select(
            Direction.id,
            Task.number,
            Task.title,
            Task.title_en,
            Direction.body,
            Direction.asked_again,
            Direction.answer_by,
        )
        .join(Task, Task.id == Direction.task_id)
        .where(
            Direction.state == DirectionState.OPEN,
            Task.plan_id == plan_id,
            Task.owner_id.in_(sorted(owner_ids)),
        )
    )


def counting(plan_id: int, wanted: DirectionFilter, *, today: date) -> Select[tuple[int]]:
    """How many directions the filter leaves."""
    return _listed(select(func.count(Direction.id)), plan_id, wanted, today)


def count_rows(plan_id: int, wanted: DirectionFilter, *, today: date) -> int:
    """The same as a number."""
    return db.session.scalar(counting(plan_id, wanted, today=today)) or 0


def list_rows(
    plan_id: int,
    wanted: DirectionFilter,
    *,
    today: date,
    sort: str = DEFAULT_SORT,
    page: int | None = 1,
) -> list[DirectionRow]:
    """Thirty directions of the filter, or all without a page."""
    owner = aliased(User)
    columns = SORTS[sort.removeprefix("-")]
    chosen = select(
        Direction.id,
        Task.number,
        Task.title,
        Task.title_en,
        Agency.name,
        Agency.name_en,
        User.full_name,
        User.honorific,
        Direction.written_at,
        Direction.body,
        Direction.document,
        Direction.document_date,
        Direction.answer_by,
        Direction.state,
        Direction.answer,
        Direction.answered_at,
        Direction.note,
        owner.full_name,
        owner.honorific,
    )
    statement = (
        _listed(chosen, plan_id, wanted, today)
        .join(Agency, Agency.id == Task.responsible_agency_id)
        .join(User, User.id == Direction.author_id)
        .outerjoin(owner, owner.id == Task.owner_id)
        .order_by(*(column.desc() if sort.startswith("-") else column for column in columns))
    )
    if page is not None:
        statement = statement.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    return [DirectionRow._make(row) for row in db.session.execute(statement)]


def list_agencies(plan_id: int) -> list[tuple[int, str, str]]:
    """Id, name and English name of the agencies with a direction, in official order."""
    with_one = (
        select(Task.responsible_agency_id)
        .join(Direction, Direction.task_id == Task.id)
        .where(Task.plan_id == plan_id)
    )
    found = db.session.execute(
        select(Agency.id, Agency.name, Agency.name_en)
        .where(Agency.id.in_(with_one))
        .order_by(Agency.official_order)
    )
    return [(row.id, row.name, row.name_en) for row in found]


def _listed(chosen: Select[Any], plan_id: int, wanted: DirectionFilter, today: date) -> Select[Any]:
    of_task = ListFilter(agency=wanted.agency)
    return (
        chosen.select_from(Direction)
        .join(Task, Task.id == Direction.task_id)
        .where(
            Task.plan_id == plan_id,
            *conditions.of_task(of_task, plan_id),
            _speaks_of(wanted.words),
            _stands(wanted.standing, today),
        )
    )


def _speaks_of(words: str) -> ColumnElement[bool]:
    """Whether each of the words is in the direction, its document or its task."""
    return and_(
        true(),
        *(
            or_(
                Direction.search_text.contains(word, autoescape=True),
                Task.search_text.contains(word, autoescape=True),
            )
            for word in vietnamese.fold(words).split()
        ),
    )


def _stands(standing: Standing | None, today: date) -> ColumnElement[bool]:
    if standing is None:
        return Direction.state.in_(UNSETTLED)
    if standing is Standing.ALL:
        return true()
    if standing is Standing.LATE:
        return (Direction.state == DirectionState.OPEN) & (Direction.answer_by < today)
    return Direction.state == DirectionState(standing.value)


def _order(each: TaskDirection) -> tuple[bool, date, int]:
    """Open ones first, then what waits to be noted, by the day of the answer."""
    direction = each.direction
    return direction.state not in UNSETTLED, direction.answer_by, direction.id
