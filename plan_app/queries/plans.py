"""Reads of plans and of people's places in them."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from sqlalchemy import CTE, bindparam, func, literal, select
from sqlalchemy.orm import joinedload

from plan_app.domain.permissions import Actor
from plan_app.errors import NotFound
from plan_app.extensions import db
from plan_app.models import (
    Absence,
    Agency,
    AgencyContact,
    ContactKind,
    JournalHead,
    Membership,
    Plan,
    ReportingRound,
    User,
)
from plan_app.queries import reminder_health
from plan_app.queries.versions import Version

_TODAY: Final = (Absence.first_day <= bindparam("today")) & (Absence.last_day >= bindparam("today"))


def _absent_people() -> CTE:
    """Those whose tasks come to the person today, over however many deputies of deputies.

    As `domain.deputies.resolve` has it, seen from the end of the chain. One in the middle keeps
    the right too: who is away and reports all the same does no harm. A union keeps each person
    once, so that it ends even where a chain runs in a circle.
    """
    direct = select(Absence.user_id.label("person"))
    mine = direct.where(Absence.deputy_id == bindparam("user_id"), _TODAY)
    chain = mine.cte("absent", recursive=True)
    further = direct.join(chain, Absence.deputy_id == chain.c.person).where(_TODAY)
    return chain.union(further)


def _agencies_taken_over() -> CTE:
    """The agencies that the person's own has taken over by today, and those that they had.

    The person's own stands among them, so that there is a row for the chain to begin with.
    """
    own = select(User.agency_id.label("agency")).where(
        User.id == bindparam("user_id"), User.agency_id.is_not(None)
    )
    chain = own.cte("taken_over", recursive=True)
    earlier = select(Agency.id).join(chain, Agency.successor_id == chain.c.agency)
    return chain.union(earlier.where(Agency.succession_date <= bindparam("today")))


_ABSENT: Final = _absent_people()
_TAKEN_OVER: Final = _agencies_taken_over()

# Asked by every page, so built once: putting a statement together takes longer than SQLite
# takes to answer it. A person has few roles, heads few agencies, stands in for few people.
_OF_PERSON: Final = (
    select(
        Plan,
        Membership.role,
        AgencyContact.agency_id,
        _ABSENT.c.person,
        _TAKEN_OVER.c.agency,
        select(JournalHead.sequence).where(JournalHead.plan_id == Plan.id).scalar_subquery(),
        select(JournalHead.sequence).where(JournalHead.plan_id.is_(None)).scalar_subquery(),
        select(func.count()).where(ReportingRound.plan_id == Plan.id).scalar_subquery(),
        *reminder_health.COLUMNS,
    )
    .outerjoin(
        Membership,
        (Membership.plan_id == Plan.id) & (Membership.user_id == bindparam("user_id")),
    )
    .outerjoin(
        AgencyContact,
        (AgencyContact.user_id == bindparam("user_id")) & (AgencyContact.kind == ContactKind.HEAD),
    )
    .outerjoin(_ABSENT, _ABSENT.c.person != bindparam("user_id"))
    .outerjoin(_TAKEN_OVER, literal(True))
    .where(Plan.slug == bindparam("slug"))
    .options(joinedload(Plan.standing_agency))
)


class Place(NamedTuple):
    """A plan, a person as its permission rules see them, and the version of what they read.

    `reminding` is for `reminder_health.of_columns`: every page of a coordinator tells whether
    reminders leave, and a question of its own would be as much work as all the rest of this.
    """

    plan: Plan
    actor: Actor
    version: Version
    reminding: Sequence[Any]
    # How many reporting rounds there were: without any the home page need not ask about them.
    rounds: int


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


def find_place(user: User, *, slug: str, today: date) -> Place | None:
    """The person's place in the plan on `today`, in one query; None when the slug is unknown."""
    asked = {"user_id": user.id, "slug": slug, "today": today, "agency_id": user.agency_id}
    rows = db.session.execute(_OF_PERSON, asked).tuples().all()
    if not rows:
        return None
    plan, _, _, _, _, acts, acts_of_installation, rounds, *reminding = rows[0]
    actor = Actor(
        user_id=user.id,
        agency_id=user.agency_id,
        heir_of=frozenset(row[4] for row in rows if row[4] is not None) - {user.agency_id},
        roles=frozenset(row[1] for row in rows if row[1] is not None),
        is_administrator=user.is_administrator,
        head_of=frozenset(row[2] for row in rows if row[2] is not None),
        stands_in_for=frozenset(row[3] for row in rows if row[3] is not None),
    )
    return Place(plan, actor, (acts or 0, acts_of_installation or 0), reminding, rounds)
