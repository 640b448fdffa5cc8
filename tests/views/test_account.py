"""A person's own account: who they are, and the browsers they are signed in with."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from plan_app import clock
from plan_app.domain.roles import Role
from plan_app.extensions import db
from plan_app.models import JournalEntry, Plan, User, UserSession
from plan_app.services.sessions import LIFETIME
from tests.builders import make_agency, make_plan, make_session, make_user
from tests.pages import Client

SignIn = Callable[[User], Client]


@pytest.fixture
def person(app: Flask) -> User:
    assert app
    agency = make_agency(name="Sở Công Thương")
    facts = {"position": "Chuyên viên", "division": "Phòng Quản lý năng lượng"}
    return make_user(make_plan(), Role.OWNER, agency=agency, **facts)


def test_the_page_says_who_one_is(client_of: SignIn, person: User) -> None:
    said = client_of(person).get("/account").text()

    for fact in (person.full_name, "Sở Công Thương", "Chuyên viên", person.email):
        assert fact in said


def test_the_page_lists_one_s_live_sessions_only(client_of: SignIn, person: User) -> None:
    now = clock.now()
    make_session(person, browser="Mozilla/5.0 (Windows NT 10.0) Edg/140.0")
    make_session(person, browser="Firefox/1 Linux", revoked_at=now)
    make_session(person, browser="Firefox/1 Android", expires_at=now)
    make_session(make_user(), browser="Firefox/1 iPad")

    page = client_of(person).get("/account")

    assert "Edge, Windows" in page.text()
    assert page.text().count("phiên đang dùng") == 1
    assert "Firefox" not in page.text()


def test_one_session_can_be_ended(client_of: SignIn, person: User) -> None:
    here, elsewhere = client_of(person), client_of(person)
    other = db.session.scalars(select(UserSession).order_by(UserSession.id.desc())).first()
    assert other is not None

    here.post(f"/account/sessions/{other.id}/revoke")

    elsewhere.get("/account", status=303)
    here.get("/account")
    entry = db.session.scalars(select(JournalEntry)).one()
    assert (entry.action, entry.data) == ("sessions_revoked", {"sessions": [other.id]})


def test_all_other_sessions_can_be_ended(client_of: SignIn, person: User) -> None:
    here, elsewhere, third = client_of(person), client_of(person), client_of(person)

    here.post("/account/sessions/revoke-others")

    assert "Đã kết thúc 02 phiên đăng nhập khác" in here.get("/account").text()
    for ended in (elsewhere, third):
        ended.get("/account", status=303)


def test_somebody_else_s_session_cannot_be_ended(client_of: SignIn, person: User) -> None:
    other = make_user()
    elsewhere = client_of(other)
    theirs = db.session.scalars(select(UserSession)).one().id

    client_of(person).post(f"/account/sessions/{theirs}/revoke", status=404)

    elsewhere.get("/account")


def test_a_session_lasts_fourteen_days(client_of: SignIn, person: User) -> None:
    client = client_of(person)
    started = clock.now()

    with clock.stopped_at(started + LIFETIME - timedelta(seconds=1)):
        client.get("/account")
    with clock.stopped_at(started + LIFETIME):
        client.get("/account", status=303)


def test_a_cookie_without_a_session_of_ours_signs_nobody_in(app: Flask, person: User) -> None:
    browser = app.test_client()
    with browser.session_transaction() as cookie:
        cookie["_user_id"] = person.fs_uniquifier

    Client(browser).get("/account", status=303)


def test_another_s_token_does_not_help(app: Flask, person: User) -> None:
    make_session(make_user(), token="của người khác")
    browser = app.test_client()
    with browser.session_transaction() as cookie:
        cookie["_user_id"], cookie["browser"] = person.fs_uniquifier, "của người khác"

    Client(browser).get("/account", status=303)


def test_the_page_asks_little_of_the_database(
    client_of: SignIn, person: User, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    for _ in range(20):
        make_session(person)
    client = client_of(person)

    with count_queries() as sent:
        client.get("/account")

    # Two of them for the navigation: the person's plan, and their place in it.
    assert len([each for each in sent if each.startswith("SELECT")]) <= 6


@pytest.mark.parametrize("address", ["/account", "/account/data", "/no-such-page"])
def test_a_page_outside_every_plan_leads_back_into_one_s_own(
    client_of: SignIn, person: User, address: str
) -> None:
    plan = db.session.scalars(select(Plan)).one()
    status = 404 if address == "/no-such-page" else 200

    page = client_of(person).get(address, status=status)

    assert f"/p/{plan.slug}/overdue" in page.links()
    assert "Đầu mối hỗ trợ" in page.text()


def test_who_belongs_to_no_plan_is_offered_none(client_of: SignIn) -> None:
    make_plan()

    page = client_of(make_user()).get("/account")

    assert page.all("nav") == []
