"""Signing in with one click: in the demonstration, and nowhere else."""

import pathlib
from collections.abc import Iterator

import pytest
from flask import Flask

from plan_app.domain.roles import Role
from plan_app.extensions import db
from plan_app.models import User
from plan_app.views.sign_in import OWNERS_OFFERED
from tests import databases
from tests.builders import make_plan, make_user
from tests.pages import Client


@pytest.fixture
def demonstration(tmp_path: pathlib.Path, own_app: Flask) -> Iterator[Client]:
    """A stranger's browser of the demonstration, on the database of `own_app`."""
    url = own_app.config["SETTINGS"].database_url
    app = databases.make_app(tmp_path, url, DEMO="1")
    with app.app_context():
        yield Client(app.test_client())
        databases.dispose(app)


def people() -> list[User]:
    plan = make_plan()
    make_user(is_administrator=True, full_name="Quản Trị Viên")
    for role in (Role.COORDINATOR, Role.LEADER, Role.OBSERVER):
        make_user(plan, role)
    return [make_user(plan, Role.OWNER) for _ in range(OWNERS_OFFERED + 2)]


def offers(client: Client) -> list[str]:
    page = client.get("/sign-in")
    return [
        form.get("action") or ""
        for form in page.all("form")
        if "demonstration" in (form.get("action") or "")
    ]


def test_each_role_and_several_owners_are_offered(demonstration: Client) -> None:
    people()

    assert len(offers(demonstration)) == 1 + 3 + OWNERS_OFFERED
    said = demonstration.get("/sign-in").text()
    for title in ("Quản Trị Viên Quản trị", "Chuyên viên tổng hợp", "Lãnh đạo", "Đầu mối"):
        assert title in said


def test_one_click_signs_in(demonstration: Client) -> None:
    person = people()[0]

    assert demonstration.post(f"/demonstration/sign-in/{person.id}").response.location == "/"

    assert person.full_name in demonstration.get("/account").text()


def test_one_click_leads_to_the_page_that_was_asked_for(demonstration: Client) -> None:
    person = people()[0]
    asked = demonstration.get("/sign-in?next=/overdue")
    offer = f"/demonstration/sign-in/{person.id}"
    carried = asked.one("form", action=offer).findall("input[@name='next']")

    answer = demonstration.post(offer, {"next": carried[0].get("value")}).response

    assert answer.location == "/overdue"
    elsewhere = demonstration.post(offer, {"next": "https://elsewhere.example.com/"}).response
    assert elsewhere.location == "/"


def test_a_click_needs_the_token_of_the_page(demonstration: Client) -> None:
    person = people()[0]
    demonstration.browser.application.config["WTF_CSRF_ENABLED"] = True

    demonstration.post(f"/demonstration/sign-in/{person.id}", status=400)


@pytest.mark.parametrize(
    "facts", [{"email": "that@thanhhoa.gov.vn"}, {"active": False}], ids=["real", "ended"]
)
def test_real_and_ended_people_are_not_offered(
    demonstration: Client, facts: dict[str, object]
) -> None:
    person = make_user(make_plan(), Role.OWNER, **facts)

    assert offers(demonstration) == []
    demonstration.post(f"/demonstration/sign-in/{person.id}", status=404)


def test_outside_the_demonstration_there_is_no_such_thing(own_app: Flask) -> None:
    person = people()[0]
    client = Client(own_app.test_client())

    assert offers(client) == []
    client.post(f"/demonstration/sign-in/{person.id}", status=404)
    client.get("/account", status=303)
    assert db.session.get(User, person.id)
