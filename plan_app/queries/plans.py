"""Reads of plans and of people's places in them."""

from datetime import date
from typing import Final

from sqlalchemy import bindparam, null, select
from sqlalchemy.orm import joinedload

from plan_app.domain.permissions import Actor
from plan_app.domain.roles import Role
from plan_app.errors import NotFound
from plan_app.extensions import db
from plan_app.models import Absence, AgencyContact, ContactKind, Membership, Plan, User

# Asked by every page, so built once: putting a statement together takes longer than SQLite
# takes to answer it.
_OF_PERSON: Final = (
    select(Plan, Membership.role)
    .outerjoin(
        Membership,
        (Membership.plan_id == Plan.id) & (Membership.user_id == bindparam("user_id")),
    )
    .where(Plan.slug == bindparam("slug"))
    .options(joinedload(Plan.standing_agency))
)
_STANDS_FOR: Final = (
    select(AgencyContact.agency_id, null())
    .where(
        AgencyContact.user_id == bindparam("user_id"),
        AgencyContact.kind == ContactKind.HEAD,
    )
    .union_all(
        select(null(), Absence.user_id).where(
            Absence.deputy_id == bindparam("user_id"),
            Absence.first_day <= bindparam("today"),
            Absence.last_day >= bindparam("today"),
        )
    )
)


def get_plan(slug: str) -> Plan:
    """The plan with this slug; raises NotFound."""
    plan = db.session.scalar(select(Plan).where(Plan.slug == slug))
    if plan is None:
        raise NotFound(slug)
    return plan


def list_plans() -> list[Plan]:
    """All plans, the first made first."""
    return list(db.session.scalars(select(Plan).order_by(Plan.id)))


def has_plans() -> bool:
    """Whether any plan is loaded."""
    return db.session.scalar(select(Plan.id).limit(1)) is not None


def find_first_of(user: User) -> Plan | None:
    """The plan that short addresses lead a person to: the first one they belong to."""
    mine = select(Plan).join(Membership).where(Membership.user_id == user.id).order_by(Plan.id)
    plan = db.session.scalar(mine.limit(1))
    if plan is None and user.is_administrator:
        return db.session.scalar(select(Plan).order_by(Plan.id).limit(1))
    return plan


def find_for_person(user: User, *, slug: str, today: date) -> tuple[Plan | None, Actor]:
    """The plan and the person's place in it; no plan when the slug is unknown.

    Two queries: the plan with the person's roles, and whom the person heads or stands in for.
    """
    rows = db.session.execute(_OF_PERSON, {"user_id": user.id, "slug": slug}).all()
    plan = rows[0][0] if rows else None
    roles = frozenset(row[1] for row in rows if row[1] is not None)
    return plan, actor_of(user, roles=roles, today=today)


def actor_of(user: User, *, roles: frozenset[Role], today: date) -> Actor:
    """The person as the permission rules see them on `today`."""
    rows = db.session.execute(_STANDS_FOR, {"user_id": user.id, "today": today}).all()
    return Actor(
        user_id=user.id,
        agency_id=user.agency_id,
        roles=roles,
        is_administrator=user.is_administrator,
        head_of=frozenset(agency for agency, _ in rows if agency is not None),
        stands_in_for=frozenset(person for _, person in rows if person is not None),
    )
