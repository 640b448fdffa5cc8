"""Reads of absences."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from plan_app.extensions import db
from plan_app.models import Absence, Membership, User
from plan_app.queries.assignments import CAN_REPORT, Candidate


@dataclass(frozen=True, slots=True)
class AbsenceLine:
    """One absence with the names of both people, and the keys by which these are sorted."""

    id: int
    user_id: int
    user: str
    deputy_id: int
    deputy: str
    first_day: date
    last_day: date
    user_key: str
    deputy_key: str


def list_of_person(person_id: int, *, today: date) -> list[AbsenceLine]:
    """Absences of the person, and of those whose deputy they are, that are not over; by day."""
    deputy = aliased(User)
    rows = db.session.execute(
        select(Absence, User, deputy)
        .join(User, User.id == Absence.user_id)
        .join(deputy, deputy.id == Absence.deputy_id)
        .where(
            or_(Absence.user_id == person_id, Absence.deputy_id == person_id),
            Absence.last_day >= today,
        )
        .order_by(Absence.first_day, Absence.id)
    )
    return [
        AbsenceLine(
            id=absence.id,
            user_id=user.id,
            user=user.addressed,
            deputy_id=stand_in.id,
            deputy=stand_in.addressed,
            first_day=absence.first_day,
            last_day=absence.last_day,
            user_key=user.sort_key,
            deputy_key=stand_in.sort_key,
        )
        for absence, user, stand_in in rows
    ]


def list_colleagues(person_id: int, *, agency_id: int | None) -> list[Candidate]:
    """Active people of the agency who can report in some plan, without the person, by name."""
    reporting = select(Membership.user_id).where(Membership.role.in_(CAN_REPORT))
    found = db.session.scalars(
        select(User)
        .where(
            User.active,
            User.agency_id == agency_id,
            User.id != person_id,
            User.id.in_(reporting),
        )
        .order_by(User.sort_key, User.id)
    )
    return [Candidate(user.id, user.addressed) for user in found]
