"""Reads of who is there today for whom, for the rules of `domain.recipients`."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import CompoundSelect, Select, func, literal, null, or_, select, union_all

from plan_app.domain.recipients import Line
from plan_app.domain.roles import Role
from plan_app.extensions import db
from plan_app.models import Absence, Agency, AgencyContact, ContactKind, Membership, User

UNUSABLE, ABSENT, CONTACT, HEAD, COORDINATOR = range(5)


class Person(NamedTuple):
    """A recipient as a list names them."""

    full_name: str
    email: str
    agency: str


def list_people(user_ids: Collection[int]) -> dict[int, Person]:
    """Names, addresses and agencies of people, by id."""
    rows = db.session.execute(
        select(User.id, User.full_name, User.email, func.coalesce(Agency.short_name, ""))
        .outerjoin(Agency, Agency.id == User.agency_id)
        .where(User.id.in_(user_ids))
    ).tuples()
    return {id_: Person(name, email, agency) for id_, name, email, agency in rows}


class AbsenceRow(NamedTuple):
    """Who is away on which days, and who stands in."""

    user_id: int
    deputy_id: int
    first_day: date
    last_day: date


def list_absences(first: date, last: date) -> list[AbsenceRow]:
    """The absences of everybody that touch the period, the one entered last at the end."""
    rows = db.session.execute(
        select(Absence.user_id, Absence.deputy_id, Absence.first_day, Absence.last_day)
        .where(Absence.first_day <= last, Absence.last_day >= first)
        .order_by(Absence.id)
    )
    return [AbsenceRow._make(row) for row in rows]


def line_on(day: date, line: Line, absences: Iterable[AbsenceRow]) -> Line:
    """`line` with the people who are absent on `day`: accounts and contacts stay as they are."""
    return Line(
        unusable=line.unusable,
        deputy_of={
            row.user_id: row.deputy_id for row in absences if row.first_day <= day <= row.last_day
        },
        contact_of=line.contact_of,
        heads=line.heads,
        coordinators_of=line.coordinators_of,
    )


def get_line(*, today: date) -> Line:
    """The line of everybody on `today`, in one query.

    Of two absences of a person on one day the one entered later counts.
    """
    unusable: set[int] = set()
    heads: set[int] = set()
    deputy_of: dict[int, int] = {}
    contact_of: dict[int, int] = {}
    coordinators_of: dict[int, list[int]] = {}
    for kind, first, second, _ in db.session.execute(_everybody(today)):
        if kind == UNUSABLE:
            unusable.add(first)
        elif kind == ABSENT:
            deputy_of[first] = second
        elif kind == CONTACT:
            contact_of[first] = second
        elif kind == HEAD:
            heads.add(second)
        else:
            coordinators_of.setdefault(first, []).append(second)
    return Line(
        unusable=frozenset(unusable),
        deputy_of=deputy_of,
        contact_of=contact_of,
        heads=frozenset(heads),
        coordinators_of={plan: tuple(people) for plan, people in coordinators_of.items()},
    )


def get_deputies(*, day: date) -> dict[int, int]:
    """Who stands in on `day` for whom, as `get_line` has it."""
    absences = db.session.execute(_absent(day).order_by(Absence.id))
    return {person: deputy for _, person, deputy, _ in absences}


def _absent(day: date) -> Select[tuple[int, int, int, int]]:
    return select(literal(ABSENT), Absence.user_id, Absence.deputy_id, Absence.id).where(
        Absence.first_day <= day, Absence.last_day >= day
    )


def _everybody(today: date) -> CompoundSelect[Any]:
    unusable = select(
        literal(UNUSABLE).label("kind"), User.id.label("first"), null().label("second"),
        User.id.label("id"),
    ).where(or_(User.active.is_(False), User.unreachable_since.is_not(None)))  # fmt: skip
    contacts = select(
        literal(CONTACT), AgencyContact.agency_id, AgencyContact.user_id, AgencyContact.user_id
    ).where(AgencyContact.kind == ContactKind.CONTACT)
    heads = select(
        literal(HEAD), AgencyContact.agency_id, AgencyContact.user_id, AgencyContact.user_id
    ).where(AgencyContact.kind == ContactKind.HEAD)
    coordinators = select(
        literal(COORDINATOR), Membership.plan_id, Membership.user_id, Membership.user_id
    ).where(Membership.role == Role.COORDINATOR)
    return union_all(unusable, _absent(today), contacts, heads, coordinators).order_by("kind", "id")
