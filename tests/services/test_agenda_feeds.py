"""Secret addresses of agendas: one each, made anew, ended, nobody else's."""

from datetime import date

import pytest
from sqlalchemy import delete, select

from plan_app.domain.agenda import Whose
from plan_app.domain.roles import Role
from plan_app.domain.update_links import digest
from plan_app.errors import NotAllowed, NotFound
from plan_app.extensions import db
from plan_app.models import AgendaFeed, JournalEntry, Plan, User
from plan_app.queries import agenda_feeds as feeds
from plan_app.services import agenda_feeds, users
from plan_app.services.agenda_feeds import FeedThere
from plan_app.services.transaction import transaction
from tests.acting import TODAY, act_of
from tests.builders import make_agency, make_agenda_feed, make_plan, make_user
from tests.conftest import NOW


@pytest.fixture
def plan(app: object) -> Plan:
    assert app
    return make_plan()


@pytest.fixture
def owner(plan: Plan) -> User:
    return make_user(plan, Role.OWNER, agency=make_agency())


def make(
    user: User, plan: Plan, whose: Whose = Whose.OWN, *, agency_id: int | None = None
) -> AgendaFeed:
    """The person makes an address."""
    act = act_of(user, plan)
    with transaction():
        return agenda_feeds.make(plan, whose, act, agency_id=agency_id)


def acts() -> list[str]:
    return [each.action for each in db.session.scalars(select(JournalEntry))]


def test_an_address_is_found_by_its_secret_of_which_only_the_digest_is_kept(
    plan: Plan, owner: User
) -> None:
    feed = make(owner, plan)
    token = agenda_feeds.find_token(feed)

    assert token is not None
    assert feeds.find(token) is feed
    assert token not in {feed.seed, feed.token_digest}
    assert feed.token_digest == digest(token)
    assert acts() == ["agenda_feed_made"]


def test_there_is_one_address_for_each_agenda(plan: Plan, owner: User) -> None:
    for whose in Whose:
        make(owner, plan, whose)
    make(owner, plan, Whose.AGENCY, agency_id=make_agency().id)

    assert len(feeds.list_of(owner.id)) == 4
    for whose in Whose:
        with pytest.raises(FeedThere):
            make(owner, plan, whose)
    other = make_user(plan, Role.OWNER)
    assert make(other, plan).user_id == other.id


def test_who_has_no_part_in_the_plan_makes_none(plan: Plan) -> None:
    with pytest.raises(NotAllowed):
        make(make_user(), plan)


def test_who_has_no_account_any_more_makes_none(plan: Plan, owner: User) -> None:
    act = act_of(owner, plan)
    owner.active = False
    db.session.commit()
    with pytest.raises(NotFound), transaction():
        agenda_feeds.make(plan, Whose.OWN, act)


def test_an_agency_has_to_be_there(plan: Plan, owner: User) -> None:
    with pytest.raises(NotFound):
        make(make_user(plan, Role.LEADER), plan, Whose.AGENCY)
    with pytest.raises(NotFound):
        make(owner, plan, Whose.AGENCY, agency_id=0xFFFF)


def test_renewing_ends_the_address_before(plan: Plan, owner: User) -> None:
    feed = make(owner, plan)
    before = agenda_feeds.find_token(feed)

    act = act_of(owner, plan)
    with transaction():
        agenda_feeds.renew(feed.id, act)

    after = agenda_feeds.find_token(feed)
    assert before
    assert after
    assert (feeds.find(before), feeds.find(after)) == (None, feed)
    assert acts() == ["agenda_feed_made", "agenda_feed_renewed"]


def test_revoking_ends_it_for_good(plan: Plan, owner: User) -> None:
    feed = make(owner, plan)
    token = agenda_feeds.find_token(feed)

    act = act_of(owner, plan)
    with transaction():
        agenda_feeds.revoke(feed.id, act)

    assert token
    assert feeds.find(token) is None
    assert feeds.list_of(owner.id) == []
    assert acts() == ["agenda_feed_made", "agenda_feed_revoked"]


def test_nobody_touches_somebody_elses(plan: Plan, owner: User) -> None:
    feed, act = make(owner, plan), act_of(make_user(plan, Role.COORDINATOR), plan)
    for touch in (agenda_feeds.renew, agenda_feeds.revoke):
        with pytest.raises(NotFound), transaction():
            touch(feed.id, act)


def test_who_presses_second_finds_nothing_to_end(plan: Plan, owner: User) -> None:
    feed, act = make(owner, plan), act_of(owner, plan)
    feed_id = feed.id
    # As another process has it: this one still knows the feed.
    ended = delete(AgendaFeed).execution_options(synchronize_session=False)
    for touch in (agenda_feeds.renew, agenda_feeds.revoke):
        db.session.execute(ended)
        with pytest.raises(NotFound):
            touch(feed_id, act)
        assert feed in db.session


def test_a_closed_account_loses_its_addresses_and_gets_none_back(plan: Plan, owner: User) -> None:
    token = agenda_feeds.find_token(make(owner, plan))
    assert token

    with transaction():
        users.deactivate(db.session.merge(owner), actor=None, now=NOW)
    with transaction():
        users.activate(db.session.merge(owner), actor=None, now=NOW)

    assert feeds.find(token) is None


def test_an_address_of_another_key_cannot_be_shown_again(plan: Plan, owner: User) -> None:
    feed = make_agenda_feed(owner, plan, token_digest=digest("made by the key before"))
    assert agenda_feeds.find_token(feed) is None
    assert feeds.find("made by the key before") is feed
    assert feeds.find("x" * 61) is None


def test_an_account_out_of_use_opens_nothing(plan: Plan, owner: User) -> None:
    token = agenda_feeds.find_token(make_agenda_feed(owner, plan))
    assert token
    owner.active = False
    db.session.commit()
    assert feeds.find(token) is None


def test_the_agency_is_the_persons_own_or_the_one_that_took_over(plan: Plan, owner: User) -> None:
    heir, own = make_agency(), owner.agency
    assert own is not None
    own_feed = make_agenda_feed(owner, plan, whose=Whose.AGENCY)
    named = make_agenda_feed(owner, plan, whose=Whose.AGENCY, agency=own)

    assert {feeds.agency_of(each, today=TODAY) for each in (own_feed, named)} == {own.id}
    own.successor, own.succession_date = heir, date(2026, 12, 9)
    db.session.commit()
    assert feeds.agency_of(named, today=TODAY) == own.id
    own.succession_date = TODAY
    # Not even a circle keeps anybody waiting.
    heir.successor, heir.succession_date = own, TODAY
    db.session.commit()
    assert feeds.agency_of(named, today=TODAY) == heir.id


def test_what_is_offered_are_the_plans_that_the_person_may_see(plan: Plan, owner: User) -> None:
    make_plan()
    assert [each.plan for each in feeds.list_offered(owner, today=TODAY)] == [plan]
    assert feeds.list_offered(make_user(), today=TODAY) == []
