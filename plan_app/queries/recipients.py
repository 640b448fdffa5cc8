"""Reads of who is there today for whom, for the rules of `domain.recipients`."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any, Final, NamedTuple

from sqlalchemy import Row, Select, cast, func, literal, null, or_, select, union_all
from sqlalchemy.types import Date, Integer

from plan_app.domain.recipients import Line
from plan_app.domain.roles import Role
from plan_app.domain.statuses import OPEN
from plan_app.extensions import db
from plan_app.models import (
    Absence,
    Agency,
    AgencyContact,
    ContactKind,
    MemberAnswer,
    Membership,
    Milestone,
    User,
    agency_member,
)

KINDS = range(10)
(
    UNUSABLE, ABSENT, CONTACT, HEAD, COORDINATOR, WEEKDAY, EARLY, NO_ROLL_UP, MEMBER, ANSWERED,
) = KINDS  # fmt: skip


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
    by_kind: dict[int, list[Row[Any]]] = {kind: [] for kind in KINDS}
    for row in rows:
        by_kind[row.kind].append(row)
    return Line(
        unusable=frozenset(row.first for row in by_kind[UNUSABLE]),
        deputy_of={
            row.first: row.second for row in by_kind[ABSENT] if row.begins <= today <= row.ends
        },
        contact_of=_pairs(by_kind[CONTACT]),
        heads=frozenset(row.second for row in by_kind[HEAD]),
        coordinators_of=_lists(by_kind[COORDINATOR]),
        weekday_of=_pairs(by_kind[WEEKDAY]),
        early_lead_of=_pairs(by_kind[EARLY]),
        without_roll_up=frozenset(row.first for row in by_kind[NO_ROLL_UP]),
        members_of=_lists(by_kind[MEMBER]),
        answered={(row.first, row.second): bool(row.id) for row in by_kind[ANSWERED]},
    )


def _pairs(rows: Iterable[Row[Any]]) -> dict[int, int]:
    return {row.first: row.second for row in rows}


def _lists(rows: Iterable[Row[Any]]) -> dict[int, tuple[int, ...]]:
    found: dict[int, list[int]] = {}
    for row in rows:
        found.setdefault(row.first, []).append(row.second)
    return {key: tuple(values) for key, values in found.items()}


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
    return [_absent(first, last), *people, weekdays, early, no_roll_up, _members(), _answered()]


def _members() -> Select[Any]:
    """The members of every group, in official order by their fourth column."""
    no_day = cast(null(), Date)
    return select(
        literal(MEMBER),
        agency_member.c.group_id,
        agency_member.c.member_id,
        Agency.official_order,
        no_day,
        no_day,
    ).join(Agency, Agency.id == agency_member.c.member_id)


def _answered() -> Select[Any]:
    """The members that need not be asked about an open milestone any more; 1 where done."""
    no_day = cast(null(), Date)
    return (
        select(
            literal(ANSWERED),
            MemberAnswer.milestone_id,
            MemberAnswer.agency_id,
            cast(MemberAnswer.is_done, Integer),
            no_day,
            no_day,
        )
        .join(Milestone, Milestone.id == MemberAnswer.milestone_id)
        .where(
            MemberAnswer.superseded_at.is_(None),
            Milestone.state.in_(OPEN),
            MemberAnswer.is_done | (MemberAnswer.deadline_revision == Milestone.deadline_revision),
        )
    )
