"""Reads of people's accounts and sessions."""

from datetime import datetime

import pytest

from plan_app.domain.roles import Role
from plan_app.errors import NotFound
from plan_app.extensions import db
from plan_app.queries import sessions, users
from tests.builders import make_agency, make_plan, make_session, make_user

pytestmark = pytest.mark.usefixtures("app")


def test_an_address_is_found_in_any_case_of_letters() -> None:
    user = make_user(email="nam@so.example.org")

    assert users.find_by_email(" NAM@so.example.org") == user
    assert users.find_by_email("khac@so.example.org") is None
    with pytest.raises(NotFound):
        users.get_by_email("khac@so.example.org")


def test_people_are_listed_by_given_name() -> None:
    for name in ("Trần Văn Ước", "Nguyễn Thị Ánh", "Lê Văn Đức", "Phạm Văn An"):
        make_user(full_name=name)
    make_user(full_name="Đỗ Văn Bình", active=False)

    names = [user.full_name.split()[-1] for user in users.list_users(only_active=True)]

    assert names == ["An", "Ánh", "Đức", "Ước"]
    assert len(users.list_users()) == 5


def test_the_demonstration_offers_one_owner_of_each_agency_and_the_shared_accounts() -> None:
    plan = make_plan()
    industry, finance = make_agency(), make_agency()
    shared = make_user(plan, Role.OWNER, agency=finance, is_shared=True)
    first = make_user(plan, Role.OWNER, agency=industry)
    make_user(plan, Role.OWNER, agency=industry)
    other = make_user(plan, Role.OWNER, agency=finance)

    offered = [user for _, user in users.list_demonstration_people(owners=2)]

    assert offered == [first, other, shared]
    assert [user for _, user in users.list_demonstration_people(owners=1)] == [first, shared]


def test_the_demonstration_offers_its_own_people_only() -> None:
    plan = make_plan()
    administrator = make_user(is_administrator=True)
    coordinator = make_user(plan, Role.COORDINATOR)
    owners = [make_user(plan, Role.OWNER) for _ in range(3)]
    real = make_user(plan, Role.LEADER, email="that@thanhhoa.gov.vn")
    ended = make_user(plan, Role.OBSERVER, active=False)

    offered = users.list_demonstration_people(owners=2)

    assert offered[:2] == [(None, administrator), (Role.COORDINATOR, coordinator)]
    assert [role for role, _ in offered[2:]] == [Role.OWNER] * 2
    assert {user for _, user in offered[2:]} <= set(owners)
    assert users.find_demonstration_person(coordinator.id) == coordinator
    for nobody in (real, ended):
        assert users.find_demonstration_person(nobody.id) is None


def live(now: datetime, token_digest: str, uniquifier: str) -> bool:
    db.session.expire_all()
    found = sessions.find_live(token_digest=token_digest, uniquifier=uniquifier, now=now)
    return found is not None


def test_only_a_live_session_of_an_active_person_counts(now: datetime) -> None:
    user = make_user(fs_uniquifier="u")
    session = make_session(user)
    token_digest = session.token_digest

    assert live(now, token_digest, "u")
    assert not live(now, "0" * 64, "u")
    assert not live(now, token_digest, "another")
    assert not live(session.expires_at, token_digest, "u")
    session.revoked_at = now
    db.session.commit()
    assert not live(now, token_digest, "u")
    session.revoked_at, user.active = None, False
    db.session.commit()
    assert not live(now, token_digest, "u")


def test_fields_kept_come_back_in_order() -> None:
    kept = make_session(make_user(), returned_to="/x", returned_fields=[("a", "1"), ("a", "2")])
    nothing = make_session(make_user())

    assert sessions.list_returned_fields(kept.id) == [("a", "1"), ("a", "2")]
    assert sessions.list_returned_fields(nothing.id) == []
