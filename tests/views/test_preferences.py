"""Choosing one's mail, and doing without the optional in one click as a mail provider does."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from plan_app.domain.preferences import Topic
from plan_app.domain.roles import Role
from plan_app.extensions import db
from plan_app.mail import unsubscribing
from plan_app.models import JournalEntry, User
from plan_app.views import throttle
from tests.builders import make_plan, make_user
from tests.pages import Client, Page

ClientOf = Callable[[User | None], Client]
# Byte for byte what RFC 8058 has a provider send.
ONE_CLICK = b"List-Unsubscribe=One-Click"


@pytest.fixture
def owner(app: Flask) -> User:
    assert app
    return make_user(make_plan(), Role.OWNER, early_lead=60)


def address(user: User, *topics: Topic) -> str:
    return f"/n/{unsubscribing.token(user.id, topics or (Topic.EARLY,))}"


def main(page: Page) -> str:
    return page.text(page.one("main"))


def fresh(user: User) -> User:
    db.session.expire_all()
    return user


def entries() -> list[str]:
    return list(db.session.scalars(select(JournalEntry.action)))


def test_the_form_keeps_and_shows_what_was_chosen(client_of: ClientOf, owner: User) -> None:
    browser = client_of(owner)
    assert "/account/mail" in browser.get("/account").links()
    page = browser.get("/account/mail")
    assert "không tắt được" in main(page)
    assert page.all("input", name="skips_roll_up") == []
    browser.fill("/account/mail", {"digest_weekday": "3", "early_lead": ""})
    assert (fresh(owner).digest_weekday, owner.early_lead) == (3, None)
    (chosen,) = browser.get("/account/mail").all("option", selected="")[:1]
    assert chosen.get("value") == "3"
    browser.fill("/account/mail", {"digest_weekday": "6", "early_lead": ""}, status=422)


def test_somebody_who_saves_second_is_shown_what_is_there(client_of: ClientOf, owner: User) -> None:
    browser = client_of(owner)
    seen = browser.get("/account/mail").hidden()
    browser.fill("/account/mail", {"digest_weekday": "3", "early_lead": "90"})
    page = browser.post("/account/mail", seen | {"digest_weekday": "1", "early_lead": ""}, 409)
    assert "90 ngày" in main(page)
    assert fresh(owner).digest_weekday == 3


def test_a_coordinator_may_do_without_the_roll_up(client_of: ClientOf, app: Flask) -> None:
    assert app
    person = make_user(make_plan(), Role.COORDINATOR)
    sent = {"digest_weekday": "", "early_lead": "", "skips_roll_up": "y"}
    client_of(person).fill("/account/mail", sent)
    assert fresh(person).skips_roll_up


def test_a_mail_provider_unsubscribes_its_reader_by_one_post(client: Client, owner: User) -> None:
    response = client.browser.post(
        address(owner), data=ONE_CLICK, content_type="application/x-www-form-urlencoded"
    )
    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert fresh(owner).early_lead is None
    assert entries() == ["preferences_edited"]
    client.browser.post(address(owner), data=ONE_CLICK,
                        content_type="application/x-www-form-urlencoded")  # fmt: skip
    assert entries() == ["preferences_edited"]


def test_opening_or_sending_nothing_changes_nothing(client: Client, owner: User) -> None:
    for _ in range(2):
        client.browser.head(address(owner))
        page = client.get(address(owner))
        client.post(address(owner), status=400)
        client.post(address(owner), page.hidden(), status=400)
        client.post(address(owner), {"List-Unsubscribe": "Two-Clicks"}, status=400)
    assert fresh(owner).early_lead == 60
    assert entries() == []
    assert page.all("nav") == []


def test_the_button_and_its_undoing(client: Client, owner: User) -> None:
    page = client.get(address(owner))
    (button,) = page.all("button")
    sent = {str(button.get("name")): str(button.get("value"))}
    page = client.post(address(owner), sent, status=200)
    assert "không gửi nữa" in main(page)
    assert fresh(owner).early_lead is None
    (undo,) = page.all("button")
    sent = page.hidden() | {str(undo.get("name")): str(undo.get("value"))}
    page = client.post(address(owner), sent, status=200)
    assert fresh(owner).early_lead == 60
    client.post(address(owner), {"undo": "1", "early_lead": "7"}, status=404)


def test_the_roll_up_is_undone_as_well(client: Client, app: Flask) -> None:
    assert app
    person = make_user(make_plan(), Role.COORDINATOR)
    where = address(person, Topic.ROLL_UP)
    page = client.post(where, {"List-Unsubscribe": "One-Click"}, status=200)
    assert fresh(person).skips_roll_up
    client.post(where, page.hidden() | {"undo": "1"}, status=200)
    assert not fresh(person).skips_roll_up


@pytest.mark.parametrize("token", ["forged", "A" * 22, "á" * 22, "x" * 5000])
def test_a_forged_address_opens_nothing(client: Client, owner: User, token: str) -> None:
    client.get(f"/n/{token}", status=404)
    client.post(f"/n/{token}", {"List-Unsubscribe": "One-Click"}, status=404)
    assert fresh(owner).early_lead == 60


def test_an_ended_account_and_too_many_tries_are_refused(client: Client, owner: User) -> None:
    where = address(owner)
    for _ in range(throttle.PER_LINK):
        client.post(where, status=400)
    client.post(where, {"List-Unsubscribe": "One-Click"}, status=429)
    owner.active = False
    db.session.commit()
    client.get(where, status=404)
