"""Reads of agencies."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, exists, func, select
from sqlalchemy.orm import joinedload, selectinload

from plan_app.domain import vietnamese
from plan_app.errors import NotFound
from plan_app.extensions import db
from plan_app.models import Agency, AgencyContact, ContactKind, Task, User
from plan_app.queries.conditions import is_unreachable
from plan_app.queries.handover import is_open


class AgencyKind(StrEnum):
    """Values of the filter of the list."""

    PRESENT = "present"
    ENDED = "ended"
    GROUP = "group"
    WITHOUT_CONTACT = "without_contact"


@dataclass(frozen=True, slots=True)
class AgencyFilter:
    """What the list is narrowed to."""

    words: str = ""
    kind: AgencyKind | None = None


class AgencyRow(NamedTuple):
    """An agency with its contacts and successor at hand; people and open tasks of the plan."""

    agency: Agency
    people: int
    open_tasks: int


SORTS: Final[dict[str, Any]] = {"order": Agency.official_order, "name": Agency.search_text}
DEFAULT_SORT: Final = "order"


def get_agency(code: str) -> Agency:
    """The agency with this code; raises NotFound."""
    agency = db.session.scalar(select(Agency).where(Agency.code == code))
    if agency is None:
        raise NotFound(code)
    return agency


def get_by_id(agency_id: int) -> Agency:
    """The agency with successor, members and contacts at hand; raises NotFound."""
    found = db.session.scalars(
        select(Agency)
        .where(Agency.id == agency_id)
        .options(
            joinedload(Agency.successor),
            joinedload(Agency.members),
            joinedload(Agency.contacts).joinedload(AgencyContact.user),
        )
    )
    agency = found.unique().first()
    if agency is None:
        raise NotFound
    return agency


def list_agencies(
    plan_id: int, wanted: AgencyFilter, *, today: date, sort: str = DEFAULT_SORT
) -> list[AgencyRow]:
    """All agencies that the filter leaves; `sort` is a key of `SORTS`, "-" for the other way."""
    column = SORTS[sort.removeprefix("-")]
    people = select(func.count(User.id)).where(User.agency_id == Agency.id, User.active)
    tasks = select(func.count(Task.id)).where(
        Task.responsible_agency_id == Agency.id, Task.plan_id == plan_id, is_open()
    )
    statement = (
        select(
            Agency,
            people.correlate(Agency).scalar_subquery(),
            tasks.correlate(Agency).scalar_subquery(),
        )
        .where(*_conditions(wanted, plan_id, today))
        .options(
            joinedload(Agency.successor),
            selectinload(Agency.contacts).joinedload(AgencyContact.user),
        )
        .order_by(column.desc() if sort.startswith("-") else column, Agency.id)
    )
    return [AgencyRow(*row) for row in db.session.execute(statement)]


def list_people(agency_id: int) -> Sequence[User]:
    """The active people of the agency, by given name."""
    return db.session.scalars(
        select(User)
        .where(User.agency_id == agency_id, User.active)
        .order_by(User.sort_key, User.id)
    ).all()


def count_open_tasks(agency_id: int, *, plan_id: int) -> int:
    """Tasks of the plan that the agency is responsible for and that are not finished."""
    wanted = select(func.count(Task.id)).where(
        Task.responsible_agency_id == agency_id, Task.plan_id == plan_id, is_open()
    )
    return db.session.scalar(wanted) or 0


def list_all() -> Sequence[Agency]:
    """Every agency there is or was, in official order."""
    return db.session.scalars(select(Agency).order_by(Agency.official_order, Agency.id)).all()


def counting_without_contact(plan_id: int) -> ScalarSelect[int]:
    """How many agencies are responsible for open tasks of the plan and have no contact."""
    return select(func.count(Agency.id)).where(_lacks_contact(plan_id)).scalar_subquery()


def _lacks_contact(plan_id: int) -> ColumnElement[bool]:
    is_responsible = exists().where(
        Task.responsible_agency_id == Agency.id, Task.plan_id == plan_id, is_open()
    )
    has_contact = exists().where(
        AgencyContact.agency_id == Agency.id,
        AgencyContact.kind == ContactKind.CONTACT,
        User.id == AgencyContact.user_id,
        ~is_unreachable(),
    )
    return is_responsible & ~has_contact


def list_current(*, today: date) -> Sequence[Agency]:
    """The agencies of `today`, without the groups of several, in official order."""
    wanted = select(Agency).where(~_has_ended(today), ~Agency.is_group)
    return db.session.scalars(wanted.order_by(Agency.official_order, Agency.id)).all()


def _has_ended(today: date) -> ColumnElement[bool]:
    return Agency.valid_to.is_not(None) & (Agency.valid_to < today)


def _conditions(wanted: AgencyFilter, plan_id: int, today: date) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [
        Agency.search_text.contains(word, autoescape=True)
        for word in vietnamese.fold(wanted.words).split()
    ]
    has_ended = _has_ended(today)
    if wanted.kind is AgencyKind.GROUP:
        found.append(Agency.is_group.is_(True))
    if wanted.kind is AgencyKind.ENDED:
        found.append(has_ended)
    if wanted.kind is AgencyKind.PRESENT:
        found.append(~has_ended)
    if wanted.kind is AgencyKind.WITHOUT_CONTACT:
        found.append(_lacks_contact(plan_id))
    return found
