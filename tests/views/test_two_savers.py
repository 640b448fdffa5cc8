"""Two people have the same form open: the second is shown both, and nothing of either is lost."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from plan_app.domain.roles import Role
from plan_app.extensions import db
from plan_app.models import Agency, ContactKind, Plan, User
from plan_app.queries.installation import list_mail_domains
from tests.builders import make_agency, make_plan, make_user
from tests.pages import Client

ClientOf = Callable[[User], Client]
PRESENT = "Nội dung hiện nay, do người khác vừa lưu"


@pytest.fixture
def plan(app: Flask) -> Plan:
    assert app
    return make_plan()


@pytest.fixture
def owner(plan: Plan) -> User:
    return make_user(plan, Role.OWNER, agency=make_agency(), telephone="0237 1")


@pytest.fixture
def administrator(client_of: ClientOf) -> Client:
    return client_of(make_user(is_administrator=True))


def save_twice(
    browser: Client, address: str, first: dict[str, Any], second: dict[str, Any]
) -> tuple[str, Callable[[], None]]:
    """Both open the form, one saves `first`, the other sends `second`.

    Gives what the other is shown of the present, and how they send what they typed once more.
    """
    theirs = browser.get(address).hidden()
    browser.fill(address, first)
    page = browser.post(address, theirs | second, 409)
    shown = page.one("section", id="present")
    assert page.text(shown).startswith(PRESENT)
    return page.text(shown), lambda: _again(browser, address, page.hidden() | second)


def _again(browser: Client, address: str, sent: dict[str, Any]) -> None:
    browser.post(address, sent)


def roles_of(user: User) -> set[Role]:
    db.session.refresh(user)
    return {each.role for each in user.memberships}


def test_roles(administrator: Client, plan: Plan, owner: User) -> None:
    address = f"/p/{plan.slug}/people/{owner.id}/roles"
    both = {"owner": "y", "leader": "y"}
    shown, again = save_twice(administrator, address, both, {"owner": "y", "observer": "y"})
    assert "Lãnh đạo Có" in shown
    assert roles_of(owner) == {Role.OWNER, Role.LEADER}
    again()
    assert roles_of(owner) == {Role.OWNER, Role.OBSERVER}


def test_members_of_a_group(administrator: Client, plan: Plan) -> None:
    group, one, two = make_agency(is_group=True), make_agency(), make_agency()
    address = f"/p/{plan.slug}/agencies/{group.id}/members"
    first, second = {"members": [str(one.id)]}, {"members": [str(two.id)]}
    shown, again = save_twice(administrator, address, first, second)
    assert one.name in shown
    again()
    assert db.session.get_one(Agency, group.id).members == [two]


def test_contacts_of_an_agency(administrator: Client, plan: Plan) -> None:
    agency = make_agency()
    an, binh = (make_user(plan, Role.OWNER, agency=agency) for _ in range(2))
    address = f"/p/{plan.slug}/agencies/{agency.id}/contacts"
    first, second = {"contact": str(an.id)}, {"contact": "", "head": str(binh.id)}
    shown, again = save_twice(administrator, address, first, second)
    assert an.full_name in shown
    again()
    (standing,) = db.session.get_one(Agency, agency.id).contacts
    assert (standing.kind, standing.user_id) == (ContactKind.HEAD, binh.id)


def test_facts_of_an_agency(administrator: Client, plan: Plan) -> None:
    agency, follows = make_agency(), make_agency()
    address = f"/p/{plan.slug}/agencies/{agency.id}/edit"
    typed = {"name": agency.name, "short_name": agency.short_name, "successor": ""}
    first = typed | {"successor": str(follows.id), "succession_date": "01/03/2025"}
    shown, _again = save_twice(administrator, address, first, typed | {"official_order": "4"})
    assert f"Cơ quan tiếp nhận {follows.name} Tiếp nhận từ ngày 01/03/2025" in shown


def test_facts_of_a_person(administrator: Client, plan: Plan, owner: User) -> None:
    address = f"/p/{plan.slug}/people/{owner.id}/edit"
    typed = {
        "full_name": owner.full_name, "email": owner.email, "honorific": "Ông",
        "agency": str(owner.agency_id), "telephone": "0237 1", "language": "vi",
    }  # fmt: skip
    first, second = typed | {"language": "en"}, typed | {"position": "Chuyên viên"}
    shown, _again = save_twice(administrator, address, first, second)
    assert shown == f"{PRESENT} Chức vụ – Ngôn ngữ Tiếng Anh"


def test_one_s_own_telephone(client_of: ClientOf, owner: User) -> None:
    first, second = (
        {"telephone": "0237 2", "language": "vi"},
        {"telephone": "0237 3", "language": "vi"},
    )
    shown, again = save_twice(client_of(owner), "/account/profile", first, second)
    assert "Điện thoại công vụ 0237 2" in shown
    again()
    db.session.refresh(owner)
    assert owner.telephone == "0237 3"


def test_official_domains(administrator: Client, plan: Plan) -> None:
    first, second = {"domains": "thanhhoa.gov.vn\nnoibo"}, {"domains": "so.gov.vn"}
    shown, again = save_twice(administrator, f"/p/{plan.slug}/mail-domains", first, second)
    assert "thanhhoa.gov.vn noibo" in shown
    again()
    assert list_mail_domains() == ("so.gov.vn",)
