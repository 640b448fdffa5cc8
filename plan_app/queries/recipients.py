"""Reads of who is there today for whom, for the rules of `domain.recipients`."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any, Final, NamedTuple

from sqlalchemy import Row, Select, cast, func, literal, null, or_, select, union_all
from sqlalchemy.types import Date, Integer

from plan_app.domain.recipients import Line
from plan_app.domain.roles import Role
from plan_app.extensions import db
from plan_app.models import Absence, Agency, AgencyContact, ContactKind, Membership, User

KINDS = range(8)
UNUSABLE, ABSENT, CONTACT, HEAD, COORDINATOR, WEEKDAY, EARLY, NO_ROLL_UP = KINDS


# Where people without an agency stand.
LAST: Final = 1_000_000


class Person(NamedTuple):
    """A recipient as a list names them; `order` is that of the agency."""

    full_name: str
    email: str
    agency: str
    agency_en: str
    honorific: str
    sort_key: str
    order: int

    @property
    def addressed(self) -> str:
        """`Ông Nguyễn Văn An`; of a shared account just the name."""
        return f"{self.honorific} {self.full_name}".strip()


def list_people(user_ids: Collection[int]) -> dict[int, Person]:
    """Names, addresses and agencies of people, by id; the agency's name is the short one."""
    agency = (func.coalesce(Agency.short_name, ""), func.coalesce(Agency.name_en, ""))
    order = func.coalesce(Agency.official_order, LAST)
    rows = db.session.execute(
        select(User.id, User.full_name, User.email, *agency, User.honorific, User.sort_key, order)
        .outerjoin(Agency, Agency.id == User.agency_id)
        .where(User.id.in_(user_ids))
    ).tuples()
    return {row[0]: Person(*row[1:]) for row in rows}


class AbsenceRow(NamedTuple):
    """Who is away on which days, and who stands in."""

    user_id: int
    deputy_id: int
    first_day: date
    last_day: date


def read_absences(rows: Iterable[Row[Any]]) -> list[AbsenceRow]:
    """The absences among rows of `parts`, in their order."""
    return [
        AbsenceRow(row.first, row.second, row.begins, row.ends)
        for row in rows
        if row.kind == ABSENT
    ]


def line_on(day: date, line: Line, absences: Iterable[AbsenceRow]) -> Line:
    """`line` with the people who are absent on `day`: accounts and contacts stay as they are."""
    deputy_of = {
        row.user_id: row.deputy_id for row in absences if row.first_day <= day <= row.last_day
    }
    return line.with_deputies(deputy_of)


def get_line(*, today: date) -> Line:
    """The line of everybody on `today`, in one query.

    Of two absences of a person on one day the one entered later counts.
    """
    wanted = union_all(*parts(today, today)).order_by("kind", "id")
    return read_line(db.session.execute(wanted), today)


def read_line(rows: Iterable[Row[Any]], today: date) -> Line:
    """The line of `today` from rows of `parts`, by kind and id."""
    unusable: set[int] = set()
    heads: set[int] = set()
    deputy_of: dict[int, int] = {}
    contact_of: dict[int, int] = {}
    coordinators_of: dict[int, list[int]] = {}
    chosen: dict[int, dict[int, int]] = {WEEKDAY: {}, EARLY: {}, NO_ROLL_UP: {}}
    for row in rows:
        if row.kind == UNUSABLE:
            unusable.add(row.first)
        elif row.kind == ABSENT:
            if row.begins <= today <= row.ends:
                deputy_of[row.first] = row.second
        elif row.kind == CONTACT:
            contact_of[row.first] = row.second
        elif row.kind == HEAD:
            heads.add(row.second)
        elif row.kind in chosen:
            chosen[row.kind][row.first] = row.second
        else:
            coordinators_of.setdefault(row.first, []).append(row.second)
    return Line(
        unusable=frozenset(unusable),
        deputy_of=deputy_of,
        contact_of=contact_of,
        heads=frozenset(heads),
        coordinators_of={plan: tuple(people) for plan, people in coordinators_of.items()},
        weekday_of=chosen[WEEKDAY],
        early_lead_of=chosen[EARLY],
        without_roll_up=frozenset(chosen[NO_ROLL_UP]),
    )


def get_deputies(*, day: date) -> dict[int, int]:
    """Who stands in on `day` for whom, as `get_line` has it."""
    absences = db.session.execute(_absent(day, day).order_by(Absence.id))
    return {row.first: row.second for row in absences}


def _absent(first: date, last: date) -> Select[Any]:
    return select(
        literal(ABSENT).label("kind"),
        Absence.user_id.label("first"),
        Absence.deputy_id.label("second"),
        Absence.id.label("id"),
        Absence.first_day.label("begins"),
        Absence.last_day.label("ends"),
    ).where(Absence.first_day <= last, Absence.last_day >= first)


def parts(first: date, last: date) -> list[Select[Any]]:
    """Everybody that `read_line` needs, with the absences that touch the period.

    The first of them gives the columns their names and types.
    """
    no_day = cast(null(), Date)
    unusable = select(
        literal(UNUSABLE), User.id, cast(null(), Integer), User.id, no_day, no_day
    ).where(or_(User.active.is_(False), User.unreachable_since.is_not(None)))
    contacts = select(
        literal(CONTACT), AgencyContact.agency_id, AgencyContact.user_id, AgencyContact.user_id,
        no_day, no_day,
    ).where(AgencyContact.kind == ContactKind.CONTACT)  # fmt: skip
    heads = select(
        literal(HEAD), AgencyContact.agency_id, AgencyContact.user_id, AgencyContact.user_id,
        no_day, no_day,
    ).where(AgencyContact.kind == ContactKind.HEAD)  # fmt: skip
    coordinators = select(
        literal(COORDINATOR), Membership.plan_id, Membership.user_id, Membership.user_id,
        no_day, no_day,
    ).where(Membership.role == Role.COORDINATOR)  # fmt: skip
    weekdays, early, no_roll_up = (
        select(literal(kind), User.id, value, User.id, no_day, no_day).where(condition)
        for kind, value, condition in (
            (WEEKDAY, User.digest_weekday, User.digest_weekday.is_not(None)),
            (EARLY, User.early_lead, User.early_lead.is_not(None)),
            (NO_ROLL_UP, User.id, User.skips_roll_up),
        )
    )
    people = [unusable, contacts, heads, coordinators]
    return [_absent(first, last), *people, weekdays, early, no_roll_up]
