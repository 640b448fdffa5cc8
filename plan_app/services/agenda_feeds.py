"""Secret addresses for calendars of other programs: made, made anew, ended."""

import secrets
from typing import Final

from sqlalchemy import delete, select

from plan_app.domain.agenda import Whose, token
from plan_app.domain.update_links import digest
from plan_app.errors import N_, NotAllowed, NotFound, RuleBroken
from plan_app.extensions import db, settings
from plan_app.models import Agency, AgendaFeed, Plan, User
from plan_app.queries import agenda_feeds as feeds
from plan_app.queries import users
from plan_app.services import journal
from plan_app.services.acts import Act

_SEED_BYTES: Final = 16


class FeedThere(RuleBroken):
    """One address for each agenda: its owner reads it again on the same page."""

    def __init__(self) -> None:
        super().__init__(
            N_("Đã có đường dẫn của lịch này; dùng lại đường dẫn ở trên, hoặc tạo lại."),
            field="what",
        )


def make(plan: Plan, whose: Whose, act: Act, *, agency_id: int | None = None) -> AgendaFeed:
    """A feed of the acting person; of an agency without an id, their own.

    Raises NotAllowed for who may not see the plan, NotFound where there is no such agency.
    """
    user = _hold_user(act)
    if feeds.find_place(user, plan, today=act.today) is None:
        raise NotAllowed(N_("Chỉ người có vai trò trong kế hoạch được đăng ký lịch."))
    _check_agency(user, whose, agency_id)
    # Of two presses on the button the second sees what the first has made.
    journal.hold(plan.id)
    if _is_there(user.id, plan.id, whose, agency_id):
        raise FeedThere
    feed = AgendaFeed(user_id=user.id, plan_id=plan.id, whose=whose, agency_id=agency_id)
    _take_token(feed, act)
    db.session.add(feed)
    _record("agenda_feed_made", feed, act)
    return feed


def renew(feed_id: int, act: Act) -> AgendaFeed:
    """Another address; the one before opens nothing from now on. Raises NotFound."""
    feed = _hold(feed_id, act)
    _take_token(feed, act)
    _record("agenda_feed_renewed", feed, act)
    return feed


def revoke(feed_id: int, act: Act) -> None:
    """End the address for good; raises NotFound."""
    feed = _hold(feed_id, act)
    db.session.delete(feed)
    _record("agenda_feed_revoked", feed, act)


def end_of_person(user_id: int) -> None:
    """End all of the person's, as part of another act, which the journal names."""
    db.session.execute(delete(AgendaFeed).where(AgendaFeed.user_id == user_id))


def find_token(feed: AgendaFeed) -> str | None:
    """The secret of the address, for its owner; None where the instance's key is another one."""
    made = token(feed.seed, settings().secret_key)
    return made if digest(made) == feed.token_digest else None


def _hold_user(act: Act) -> User:
    user = users.find_active(act.actor.user_id)
    if user is None:
        raise NotFound
    return user


def _hold(feed_id: int, act: Act) -> AgendaFeed:
    """The person's own feed, read anew and held; NotFound where it is another's, or ended."""
    feed = db.session.scalar(
        select(AgendaFeed)
        .where(AgendaFeed.id == feed_id, AgendaFeed.user_id == act.actor.user_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if feed is None:
        raise NotFound
    return feed


def _check_agency(user: User, whose: Whose, agency_id: int | None) -> None:
    if whose is not Whose.AGENCY:
        return
    if db.session.get(Agency, agency_id or user.agency_id or 0) is None:
        raise NotFound


def _is_there(user_id: int, plan_id: int, whose: Whose, agency_id: int | None) -> bool:
    same = select(AgendaFeed.id).where(
        AgendaFeed.user_id == user_id,
        AgendaFeed.plan_id == plan_id,
        AgendaFeed.whose == whose,
        AgendaFeed.agency_id.is_(None) if agency_id is None else AgendaFeed.agency_id == agency_id,
    )
    return db.session.scalar(same) is not None


def _take_token(feed: AgendaFeed, act: Act) -> None:
    feed.seed = secrets.token_hex(_SEED_BYTES)
    feed.token_digest = digest(token(feed.seed, settings().secret_key))
    feed.made_at = act.now


def _record(action: str, feed: AgendaFeed, act: Act) -> None:
    db.session.flush()
    journal.record(
        action,
        now=act.now,
        actor_id=act.actor.user_id,
        plan_id=feed.plan_id,
        subject=("user", feed.user_id),
        data={"feed": feed.id, "whose": feed.whose.value, "agency": feed.agency_id},
    )
