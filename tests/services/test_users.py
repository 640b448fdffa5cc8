"""Making accounts, giving roles, ending accounts."""

from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select

from plan_app import clock
from plan_app.domain.permissions import Actor
from plan_app.domain.roles import Role
from plan_app.errors import NotAllowed, RuleBroken
from plan_app.extensions import db
from plan_app.models import JournalEntry, Membership, Plan, User, UserSession
from plan_app.services import users
from plan_app.services.transaction import transaction
from plan_app.services.users import NewUser
from tests.builders import make_plan, make_session, make_user

HOA = NewUser(email="Hoa@so.example.org ", full_name=" Lê Thị  Hòa")
pytestmark = pytest.mark.usefixtures("app")


def actor(user: User, *roles: Role) -> Actor:
    return Actor(user.id, roles=frozenset(roles), is_administrator=user.is_administrator)


def create(new: NewUser = HOA, by: Actor | None = None) -> User:
    with transaction():
        return users.create(new, actor=by, now=clock.now())


def grant(user: User, plan: Plan, role: Role, by: Actor | None) -> None:
    with transaction():
        users.grant(user, plan, role, actor=by, now=clock.now())


def actions() -> list[str]:
    return list(db.session.scalars(select(JournalEntry.action).order_by(JournalEntry.id)))


def test_an_account_is_stored_as_it_is_searched_and_sorted() -> None:
    user = create()

    assert (user.email, user.full_name) == ("hoa@so.example.org", "Lê Thị Hòa")
    assert user.search_text == "le thi hoa hoa@so.example.org"
    assert user.sort_key
    assert (user.active, user.password) == (True, None)
    assert actions() == ["user_created"]


@pytest.mark.parametrize("email", ["", "hoa", "hoa@", "hoa <hoa@so.example.org>"])
def test_a_bad_address_is_refused_at_its_field(email: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        create(NewUser(email=email, full_name="Hoa"))
    assert broken.value.field == "email"


def test_one_address_has_one_account() -> None:
    make_user(email="hoa@so.example.org")

    with pytest.raises(RuleBroken, match="Đã có tài khoản"):
        create()


def test_an_office_without_a_domain_of_the_internet_has_addresses_too() -> None:
    assert create(NewUser(email="hoa@noibo", full_name="Hoa")).email == "hoa@noibo"


def test_a_name_is_needed() -> None:
    with pytest.raises(RuleBroken) as broken:
        create(NewUser(email="hoa@so.example.org", full_name="  "))
    assert broken.value.field == "full_name"


@pytest.mark.parametrize("role", [Role.OWNER, Role.LEADER, Role.OBSERVER])
def test_only_those_who_may_invite_make_accounts(role: Role) -> None:
    with pytest.raises(NotAllowed):
        create(by=actor(make_user(), role))


def test_a_coordinator_makes_accounts_but_no_administrator() -> None:
    coordinator = actor(make_user(), Role.COORDINATOR)

    create(by=coordinator)
    with pytest.raises(NotAllowed):
        create(
            NewUser(email="x@so.example.org", full_name="X", is_administrator=True), by=coordinator
        )


def test_an_administrator_makes_administrators() -> None:
    administrator = actor(make_user(is_administrator=True))
    new = NewUser(email="x@so.example.org", full_name="X", is_administrator=True)

    assert create(new, by=administrator).is_administrator


def test_a_coordinator_gives_the_role_of_an_owner_alone() -> None:
    plan, user = make_plan(), make_user()
    coordinator = actor(make_user(), Role.COORDINATOR)

    grant(user, plan, Role.OWNER, coordinator)
    with pytest.raises(NotAllowed):
        grant(user, plan, Role.LEADER, coordinator)

    assert list(db.session.scalars(select(Membership.role))) == [Role.OWNER]


def test_a_role_given_twice_is_held_once() -> None:
    plan, user = make_plan(), make_user()

    grant(user, plan, Role.LEADER, None)
    grant(user, plan, Role.LEADER, None)

    assert len(list(db.session.scalars(select(Membership)))) == 1
    assert actions() == ["role_granted"]


def deactivate(user: User, by: Actor | None = None) -> None:
    with transaction():
        users.deactivate(user, actor=by, now=clock.now())


def test_an_ended_account_has_no_sessions_and_no_links(now: datetime) -> None:
    user = make_user()
    uniquifier = user.fs_uniquifier
    make_session(user)

    deactivate(user)

    assert not user.active
    assert user.fs_uniquifier != uniquifier
    assert list(db.session.scalars(select(UserSession.revoked_at))) == [now]
    assert actions() == ["user_deactivated"]


def test_ending_twice_is_refused() -> None:
    with pytest.raises(RuleBroken, match="đã ngừng"):
        deactivate(make_user(active=False))


def test_the_last_administrator_stays() -> None:
    make_user(is_administrator=True, active=False)
    last = make_user(is_administrator=True)

    with pytest.raises(RuleBroken, match="duy nhất"):
        deactivate(last)
    make_user(is_administrator=True)
    deactivate(last)


def test_only_administrators_end_accounts() -> None:
    user = make_user()
    with pytest.raises(NotAllowed):
        deactivate(user, actor(make_user(), Role.COORDINATOR))

    deactivate(user, actor(make_user(is_administrator=True)))


def test_the_person_who_acted_stands_in_the_journal(app: Flask) -> None:
    assert app
    administrator = make_user(is_administrator=True)

    create(by=actor(administrator))

    assert db.session.scalars(select(JournalEntry.actor_id)).one() == administrator.id
