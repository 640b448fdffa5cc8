"""Reads of update links: what one opens, and the coordinator's list of those that live."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload

from plan_app.domain import policy, update_links, vietnamese
from plan_app.domain.mailing import MessageState
from plan_app.domain.members import ANSWERED, Standing
from plan_app.domain.permissions import OF_ROLE, Actor, Permission, capacities
from plan_app.domain.roles import Role
from plan_app.domain.statuses import Capacity, MilestoneState
from plan_app.domain.update_links import LinkEnd, LinkFacts, LinkPolicy, LinkStanding
from plan_app.errors import NotFound
from plan_app.extensions import db, settings
from plan_app.models import (
    Agency,
    Milestone,
    OutboxMessage,
    Plan,
    Task,
    TextStatus,
    UpdateLink,
    User,
)
from plan_app.queries import members, plans
from plan_app.queries.deadlines import UNREPORTED
from plan_app.queries.rows import PAGE_SIZE

# A message whose bytes may be outside: what was only composed has no link that anybody knows.
_MAY_BE_OUT: Final = (MessageState.ACCEPTED, MessageState.SENDING, MessageState.RETRY)
_LONGEST_TOKEN: Final = 60


@dataclass(frozen=True, slots=True)
class Opened:
    """A link with what it opens: for `actor`, who is nobody but the owner or the deputy here."""

    link: UpdateLink
    plan: Plan
    actor: Actor
    policy: LinkPolicy
    standing: LinkStanding
    today: date
    # Of a group's task: the members that the person speaks for, where they are not its owner.
    parts: tuple[tuple[Agency, Standing], ...] = ()

    @property
    def milestone(self) -> Milestone:
        """What the form is about."""
        return self.link.milestone

    @property
    def part(self) -> Agency | None:
        """The member of a group that the form is about: the first that is still to answer."""
        left = [agency for agency, standing in self.parts if standing not in ANSWERED]
        return next(iter(left), self.parts[0][0] if self.parts else None)

    @property
    def person(self) -> User:
        """Who acts by the link."""
        return self.link.recipient


class LinkState(StrEnum):
    """Values of the list's filter."""

    LIVE = "live"
    USED = "used"
    ENDED = "ended"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class LinkFilter:
    """What the list is narrowed to: words of the person or the task, and where links stand."""

    words: str = ""
    state: LinkState = LinkState.LIVE


class LinkRow(NamedTuple):
    """A link as a list shows it; its token is nowhere known."""

    id: int
    person_id: int
    person: str
    honorific: str
    number: int
    title: str
    title_en: str
    label: str
    label_en: str
    sent_at: datetime
    used_at: datetime | None
    expires_at: datetime
    ended_at: datetime | None
    ended_because: LinkEnd | None

    def is_live(self, now: datetime) -> bool:
        """Whether it can still be revoked."""
        return self.ended_at is None and self.expires_at > now


SORTS: Final[dict[str, tuple[Any, ...]]] = {
    "sent": (OutboxMessage.dated, UpdateLink.id),
    "person": (User.sort_key, UpdateLink.id),
    "number": (Task.number, UpdateLink.id),
    "expires": (UpdateLink.expires_at, UpdateLink.id),
    "used": (UpdateLink.used_at, UpdateLink.id),
}
DEFAULT_SORT: Final = "-sent"


def find(token: str, *, now: datetime, anew: bool = False) -> Opened | None:
    """What a token opens at `now`, live or not; None where it is not ours.

    `<token>~<milestone>` is another link of the same mail, once the first was used. `anew`: what
    the session holds already is read again.
    """
    base, and_then, other = token.partition(update_links.AND_THEN)
    if len(token) > _LONGEST_TOKEN:
        return None
    link = _one(UpdateLink.token_digest == update_links.digest(base), anew=anew)
    if link is None:
        return None
    opened = _open(link, now)
    if not and_then:
        return opened
    if opened.standing is not LinkStanding.LIVE or not link.used_at or not other.isdecimal():
        return None
    beside = _one(
        UpdateLink.message_id == link.message_id,
        UpdateLink.recipient_id == link.recipient_id,
        UpdateLink.milestone_id == int(other),
        anew=anew,
    )
    return None if beside is None else _open(beside, now, known=opened)


def list_left(opened: Opened, *, now: datetime) -> list[Milestone]:
    """The milestones of the other live links of the same mail that were not reported yet."""
    beside = db.session.scalars(
        _whole()
        .join(Milestone, Milestone.id == UpdateLink.milestone_id)
        .where(
            UpdateLink.message_id == opened.link.message_id,
            UpdateLink.recipient_id == opened.link.recipient_id,
            UpdateLink.id != opened.link.id,
            UpdateLink.used_at.is_(None),
            Milestone.plan_id == opened.plan.id,
            Milestone.state.in_(UNREPORTED),
        )
        .order_by(UpdateLink.id)
    )
    return [
        each.milestone
        for each in beside
        if _open(each, now, known=opened).standing is LinkStanding.LIVE
    ]


def get(link_id: int, *, plan_id: int) -> UpdateLink:
    """One link of the plan; raises NotFound."""
    link = _one(UpdateLink.id == link_id)
    if link is None or link.milestone.plan_id != plan_id:
        raise NotFound
    return link


def list_live_ids(person_id: int, *, plan_id: int, now: datetime) -> list[int]:
    """The links of the person that nobody ended and that have not expired."""
    live = (
        select(UpdateLink.id)
        .join(Milestone, Milestone.id == UpdateLink.milestone_id)
        .where(
            UpdateLink.recipient_id == person_id,
            Milestone.plan_id == plan_id,
            *_standing(LinkState.LIVE, now),
        )
    )
    return list(db.session.scalars(live))


def count_rows(plan_id: int, wanted: LinkFilter, *, now: datetime) -> int:
    """How many links the filter leaves."""
    statement = _listed(select(func.count(UpdateLink.id)), plan_id, wanted, now)
    return db.session.scalar(statement) or 0


def list_rows(
    plan_id: int,
    wanted: LinkFilter,
    *,
    now: datetime,
    sort: str = DEFAULT_SORT,
    page: int | None = 1,
) -> list[LinkRow]:
    """Thirty links of the filter, or all without a page."""
    columns = SORTS[sort.removeprefix("-")]
    chosen = select(
        UpdateLink.id,
        User.id,
        User.full_name,
        User.honorific,
        Task.number,
        Task.title,
        Task.title_en,
        Milestone.label,
        Milestone.label_en,
        OutboxMessage.dated,
        UpdateLink.used_at,
        UpdateLink.expires_at,
        UpdateLink.ended_at,
        UpdateLink.ended_because,
    )
    statement = _listed(chosen, plan_id, wanted, now).order_by(
        *(column.desc() if sort.startswith("-") else column for column in columns)
    )
    if page is not None:
        statement = statement.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    return [LinkRow._make(row) for row in db.session.execute(statement)]


def _listed(chosen: Select[Any], plan_id: int, wanted: LinkFilter, now: datetime) -> Select[Any]:
    words = vietnamese.fold(wanted.words)
    found = (
        chosen.select_from(UpdateLink)
        .join(OutboxMessage, OutboxMessage.id == UpdateLink.message_id)
        .join(User, User.id == UpdateLink.recipient_id)
        .join(Milestone, Milestone.id == UpdateLink.milestone_id)
        .join(Task, Task.id == Milestone.task_id)
        .where(
            Milestone.plan_id == plan_id,
            OutboxMessage.dated.is_not(None),
            OutboxMessage.state.in_(_MAY_BE_OUT),
            *_standing(wanted.state, now),
        )
    )
    if not words:
        return found
    return found.where(
        User.search_text.contains(words, autoescape=True)
        | Task.search_text.contains(words, autoescape=True)
    )


def _standing(state: LinkState, now: datetime) -> list[ColumnElement[bool]]:
    live = [UpdateLink.ended_at.is_(None), UpdateLink.expires_at > now]
    match state:
        case LinkState.LIVE:
            return live
        case LinkState.USED:
            return [UpdateLink.used_at.is_not(None)]
        case LinkState.ENDED:
            return [UpdateLink.ended_at.is_not(None) | (UpdateLink.expires_at <= now)]
        case LinkState.ALL:
            return []


def _whole() -> Select[tuple[UpdateLink]]:
    milestone = joinedload(UpdateLink.milestone)
    return select(UpdateLink).options(
        joinedload(UpdateLink.recipient).joinedload(User.agency),
        milestone.joinedload(Milestone.task).joinedload(Task.plan).joinedload(Plan.standing_agency),
        milestone.joinedload(Milestone.task).joinedload(Task.responsible_agency),
    )


def _one(*which: ColumnElement[bool], anew: bool = False) -> UpdateLink | None:
    wanted = _whole().where(*which).execution_options(populate_existing=anew)
    return db.session.scalar(wanted)


def _open(link: UpdateLink, now: datetime, known: Opened | None = None) -> Opened:
    zone = settings().timezone
    today = now.astimezone(zone).date()
    task = link.milestone.task
    if known is not None and known.plan is task.plan:
        actor = known.actor
    else:
        actor = _actor(link.recipient, task.plan, today)
    own = policy.parse(task.plan.policy).update_links
    is_reporter = Capacity.REPORTER in capacities(actor, task.scope)
    parts = () if is_reporter else _parts(link.milestone, actor)
    facts = LinkFacts(
        policy=own,
        speaks=link.recipient.active and (is_reporter or bool(parts)),
        is_ended=link.ended_at is not None,
        is_draft=task.text_status is TextStatus.DRAFT,
        state=MilestoneState(link.milestone.state),
        expires_at=link.expires_at,
    )
    standing = update_links.standing(facts, now=now, demonstration=settings().demo)
    return Opened(link, task.plan, actor, own, standing, today, parts)


def _parts(milestone: Milestone, actor: Actor) -> tuple[tuple[Agency, Standing], ...]:
    """The members of a group that the person speaks for; none where the agency is no group."""
    if not milestone.task.responsible_agency.is_group or not actor.may(Permission.REPORT):
        return ()
    people = frozenset({actor.user_id, *actor.stands_in_for})
    return tuple(members.list_own(milestone, agency_ids=actor.agency_ids, people=people))


def _actor(person: User, plan: Plan, today: date) -> Actor:
    """The person as no more than an owner, whatever else they are when they sign in."""
    place = plans.find_place(person, slug=plan.slug, today=today)
    if place is None:
        raise NotFound
    can_report = any(Permission.REPORT in OF_ROLE[role] for role in place.actor.roles)
    return replace(
        place.actor,
        roles=frozenset({Role.OWNER}) if can_report else frozenset(),
        is_administrator=False,
        head_of=frozenset(),
    )
