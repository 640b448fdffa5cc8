"""Reads of the addresses by which other programs read agendas."""

from datetime import date
from typing import Final, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from plan_app.domain.permissions import Permission
from plan_app.domain.update_links import digest
from plan_app.extensions import db
from plan_app.models import Agency, AgendaFeed, Plan, User
from plan_app.queries import choices, plans
from plan_app.queries.choices import Choice
from plan_app.queries.plans import Place

_LONGEST_TOKEN: Final = 60


class Offered(NamedTuple):
    """A plan whose agendas a person may read, and the agencies that have tasks in it."""

    plan: Plan
    agencies: tuple[Choice, ...]


def find(token: str) -> AgendaFeed | None:
    """The feed with this token, of a person whose account is in use."""
    if len(token) > _LONGEST_TOKEN:
        return None
    return db.session.scalar(
        select(AgendaFeed)
        .join(AgendaFeed.user)
        .where(AgendaFeed.token_digest == digest(token), User.active)
        .options(
            joinedload(AgendaFeed.user), joinedload(AgendaFeed.plan), joinedload(AgendaFeed.agency)
        )
    )


def list_of(user_id: int) -> list[AgendaFeed]:
    """The person's feeds, the first made first."""
    return list(
        db.session.scalars(
            select(AgendaFeed)
            .where(AgendaFeed.user_id == user_id)
            .options(joinedload(AgendaFeed.plan), joinedload(AgendaFeed.agency))
            .order_by(AgendaFeed.id)
        )
    )


def find_place(user: User, plan: Plan, *, today: date) -> Place | None:
    """The person's place in the plan, while they may see it."""
    place = plans.find_place(user, slug=plan.slug, today=today)
    return place if place and place.actor.may(Permission.SEE_PLAN) else None


def list_offered(user: User, *, today: date) -> list[Offered]:
    """Every plan that the person may see; two queries each."""
    return [
        Offered(plan, choices.list_choices(plan.id, version=place.version).agencies)
        for plan in plans.list_plans()
        if (place := find_place(user, plan, today=today)) is not None
    ]


def agency_of(feed: AgendaFeed, *, today: date) -> int | None:
    """Whose work the feed tells of by now: that of the agency that took over, too."""
    if feed.agency is None:
        return feed.user.agency_id
    agency, seen = feed.agency, {feed.agency_id}
    while (heir := _heir(agency, today)) is not None and heir.id not in seen:
        agency = heir
        seen.add(heir.id)
    return agency.id


def _heir(agency: Agency, today: date) -> Agency | None:
    has_taken_over = agency.succession_date is not None and agency.succession_date <= today
    return agency.successor if has_taken_over else None
