"""Late milestones with their causes, and what was confirmed together."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from plan_app.domain.deadlines import Figure
from plan_app.errors import NotFound
from plan_app.extensions import db
from plan_app.models import (
    Agency,
    Cause,
    CauseConfirmation,
    ConfirmedCause,
    Milestone,
    Task,
)
from plan_app.queries import conditions, rows
from plan_app.queries.conditions import ListFilter
from plan_app.queries.rows import MilestoneRow

PAGE_SIZE: Final = 100
SHOWN_CONFIRMATIONS: Final = 10
_LATE: Final = (Figure.OPEN_OVERDUE.value, Figure.COMPLETED_LATE.value)


class Known(StrEnum):
    """What is known of a cause: nothing, what the agency stated, what was confirmed."""

    NONE = "none"
    STATED = "stated"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True)
class CauseFilter:
    """What the list is narrowed to; `since` and `until` are due dates, both included."""

    words: str = ""
    agency: int | None = None
    since: date | None = None
    until: date | None = None
    late: Figure | None = None
    known: Known | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseRow(MilestoneRow):
    """A late milestone with its cause, and the version of its task."""

    version: int
    cause: Cause | None
    cause_confirmed: bool
    cause_words: str
    cause_asked_on: date | None


_OWN: Final = (
    Task.version,
    Milestone.cause.label("cause"),
    Milestone.cause_confirmed,
    Milestone.cause_words,
    Milestone.cause_asked_on,
)
SORTS: Final[dict[str, tuple[Any, ...]]] = {
    "due": (Milestone.due_date, Milestone.id),
    "number": (Task.number, Milestone.id),
    "agency": (Agency.official_order, Task.number, Milestone.id),
}
DEFAULT_SORT: Final = "due"


def list_rows(
    plan_id: int,
    wanted: CauseFilter,
    *,
    today: date,
    sort: str = DEFAULT_SORT,
    page: int | None = 1,
) -> list[CauseRow]:
    """A hundred late milestones of the filter, or all without a page."""
    columns = SORTS[sort.removeprefix("-")]
    order = [column.desc() if sort.startswith("-") else column for column in columns]
    # First which rows, then all that is shown of them: what hangs on a row costs more than it.
    key = sort.removeprefix("-")
    ids = _late(select(Milestone.id), plan_id, wanted, today, order=key).order_by(*order)
    if page is not None:
        ids = rows.page_of(ids, page, PAGE_SIZE)
    statement = rows.joined(select(*rows.COLUMNS, *_OWN).select_from(Milestone))
    statement = statement.where(Milestone.id.in_(ids)).order_by(*order)
    return [CauseRow(**row._mapping) for row in db.session.execute(statement)]


def count_rows(plan_id: int, wanted: CauseFilter, *, today: date) -> int:
    """How many there are in all."""
    counted = select(func.count(Milestone.id))
    return db.session.scalar(_late(counted, plan_id, wanted, today, order=DEFAULT_SORT)) or 0


def count_of(plan_id: int, wanted: CauseFilter, owner_ids: Collection[int], *, today: date) -> int:
    """How many of them are of these owners: few, found by their tasks."""
    counted = _late(select(func.count(Milestone.id)), plan_id, wanted, today, order="number")
    return db.session.scalar(counted.where(Task.owner_id.in_(owner_ids))) or 0


def list_picks(
    plan_id: int, wanted: CauseFilter, *, today: date, besides: Collection[int], limit: int
) -> list[tuple[int, int]]:
    """Id and version of the task of the first `limit` rows that are not of these owners."""
    statement = (
        _late(select(Milestone.id, Task.version), plan_id, wanted, today, order="number")
        .where(_not_of(besides))
        .order_by(*SORTS["number"])
        .limit(limit)
    )
    return [(row[0], row[1]) for row in db.session.execute(statement).tuples()]


def list_chosen(plan_id: int, milestone_ids: Collection[int]) -> list[CauseRow]:
    """These milestones of the plan as they are now, by number; late or not."""
    statement = (
        rows.joined(select(*rows.COLUMNS, *_OWN).select_from(Milestone))
        .where(Milestone.plan_id == plan_id, Milestone.id.in_(milestone_ids))
        .order_by(Task.number, Milestone.id)
    )
    return [CauseRow(**row._mapping) for row in db.session.execute(statement)]


def list_confirmations(plan_id: int) -> list[CauseConfirmation]:
    """The latest ten, the last first."""
    found = db.session.scalars(
        select(CauseConfirmation)
        .where(CauseConfirmation.plan_id == plan_id)
        .options(joinedload(CauseConfirmation.confirmed_by))
        .order_by(CauseConfirmation.id.desc())
        .limit(SHOWN_CONFIRMATIONS)
    )
    return list(found)


def get_confirmation(confirmation_id: int, *, plan_id: int) -> CauseConfirmation:
    """One confirmation with its milestones and their tasks; raises NotFound."""
    found = db.session.scalar(
        select(CauseConfirmation)
        .where(CauseConfirmation.id == confirmation_id, CauseConfirmation.plan_id == plan_id)
        .options(
            joinedload(CauseConfirmation.confirmed_by),
            joinedload(CauseConfirmation.undone_by),
            selectinload(CauseConfirmation.rows)
            .joinedload(ConfirmedCause.milestone)
            .joinedload(Milestone.task)
            .joinedload(Task.responsible_agency),
        )
    )
    if found is None:
        raise NotFound
    return found


def _late(
    statement: Select[Any], plan_id: int, wanted: CauseFilter, today: date, *, order: str
) -> Select[Any]:
    """The late milestones, joined to no more than the filter and the order by ask for."""
    of_task = conditions.of_task(ListFilter(words=wanted.words, agency=wanted.agency), plan_id)
    late = [wanted.late.value] if wanted.late else _LATE
    statement = statement.select_from(Milestone)
    if of_task or order != DEFAULT_SORT:
        statement = statement.join(Task, Task.id == Milestone.task_id)
    if order == "agency":
        statement = statement.join(Agency, Agency.id == Task.responsible_agency_id)
    return statement.where(
        Milestone.plan_id == plan_id,
        # What follows from being late, said so that an index can be asked for it.
        Milestone.due_date < today,
        conditions.figure(today).in_(late),
        *of_task,
        *_period(wanted),
        *_known(wanted.known),
    )


def _not_of(owner_ids: Collection[int]) -> ColumnElement[bool]:
    return or_(Task.owner_id.is_(None), Task.owner_id.not_in(owner_ids))


def _period(wanted: CauseFilter) -> list[ColumnElement[bool]]:
    found = []
    if wanted.since is not None:
        found.append(Milestone.due_date >= wanted.since)
    if wanted.until is not None:
        found.append(Milestone.due_date <= wanted.until)
    return found


def _known(known: Known | None) -> list[ColumnElement[bool]]:
    match known:
        case None:
            return []
        case Known.NONE:
            return [Milestone.cause.is_(None)]
        case Known.STATED:
            return [Milestone.cause.is_not(None), Milestone.cause_confirmed.is_(False)]
        case Known.CONFIRMED:
            return [Milestone.cause_confirmed.is_(True)]
