"""Reads for assigning: who could own a task, which agencies exist."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from plan_app.domain.permissions import OF_ROLE, Permission
from plan_app.extensions import db
from plan_app.models import Agency, Membership, User

CAN_REPORT = [role for role, granted in OF_ROLE.items() if Permission.REPORT in granted]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One person or agency to choose."""

    id: int
    name: str
    agency: str = ""
    name_en: str = ""
    agency_en: str = ""


def list_possible_owners(*, plan_id: int, agency_id: int | None = None) -> list[Candidate]:
    """Active people who can report in the plan (of one agency), by agency and given name."""
    wanted = (
        select(User, Agency.name, Agency.name_en)
        .outerjoin(Agency, Agency.id == User.agency_id)
        .where(
            User.active,
            User.id.in_(
                select(Membership.user_id).where(
                    Membership.plan_id == plan_id, Membership.role.in_(CAN_REPORT)
                )
            ),
        )
        .order_by(Agency.official_order.nulls_last(), User.sort_key, User.id)
    )
    if agency_id is not None:
        wanted = wanted.where(User.agency_id == agency_id)
    return [
        Candidate(user.id, user.addressed, agency or "", agency_en=agency_en or "")
        for user, agency, agency_en in db.session.execute(wanted)
    ]


def list_agencies(*, today: date) -> list[Candidate]:
    """The agencies that exist today, in official order."""
    found = db.session.execute(
        select(Agency.id, Agency.name, Agency.name_en)
        .where(or_(Agency.valid_to.is_(None), Agency.valid_to >= today))
        .order_by(Agency.official_order, Agency.id)
    )
    return [Candidate(row.id, row.name, name_en=row.name_en) for row in found]
