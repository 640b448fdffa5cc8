"""The pages about agencies."""

import csv
import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from flask import Flask

from plan_app.domain.roles import Role
from plan_app.extensions import db
from plan_app.models import Agency, AgencyContact, ContactKind, Plan, User
from plan_app.services import agencies as contents
from tests.builders import make_agency, make_plan, make_task, make_user, save
from tests.pages import Client, Page

ClientOf = Callable[[User], Client]
CountQueries = Callable[[], AbstractContextManager[list[str]]]
NEW = {"name": "Sở Dân tộc và Tôn giáo", "short_name": "DTTG", "successor": ""}


@pytest.fixture
def plan(app: Flask) -> Plan:
    assert app
    return make_plan()


@pytest.fixture
def browser(plan: Plan, client_of: ClientOf) -> Client:
    return client_of(make_user(plan, Role.COORDINATOR))


@pytest.fixture
def agency() -> Agency:
    return make_agency(name="Sở Hóa chất", official_order=1)


@pytest.fixture
def agencies(plan: Plan) -> str:
    return f"/p/{plan.slug}/agencies"


def names(page: Page) -> list[str]:
    """The names in the rows of the list."""
    return [page.text(each) for row in page.all("th", scope="row") for each in row.iter("a")]


def test_agencies_stand_in_their_official_order_and_are_searched(
    browser: Client, agencies: str, agency: Agency, plan: Plan
) -> None:
    last = make_agency(name="Ban Dân vận", official_order=9_999_999)
    found = names(browser.get(agencies))
    assert (found[0], found[-1]) == (agency.name, last.name)
    assert names(browser.get(f"{agencies}?sort=name"))[0] == last.name
    assert names(browser.get(f"{agencies}?sort=-order"))[0] == last.name
    assert names(browser.get(f"{agencies}?words=so+hoa")) == [agency.name]
    assert plan.standing_agency.name in found


def test_groups_and_what_has_ended_are_found(browser: Client, agencies: str) -> None:
    follows = make_agency(name="Sở Tiếp nhận")
    ended = make_agency(name="Sở Cũ", valid_to=date(2025, 2, 28), successor=follows)
    group = make_agency(name="UBND các xã", is_group=True)
    page = browser.get(f"{agencies}?kind=ended")
    assert names(page) == [ended.name]
    assert "tiếp nhận: Sở Tiếp nhận" in page.text()
    assert names(browser.get(f"{agencies}?kind=group")) == [group.name]
    assert ended.name not in names(browser.get(f"{agencies}?kind=present"))
    assert "Không có cơ quan phù hợp" in browser.get(f"{agencies}?words=zzz").text()


def test_the_file_tells_what_the_list_tells(
    browser: Client, agencies: str, agency: Agency, plan: Plan
) -> None:
    contact = make_user(plan, Role.OWNER, agency=agency, full_name="Lê An")
    save(AgencyContact(agency=agency, kind=ContactKind.CONTACT, user=contact))
    text = browser.get(f"{agencies}.csv?words=hoa+chat").response.get_data().decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["Tên cơ quan"], row["Số người"]) == (agency.name, "1")
    assert (row["Đầu mối liên hệ của cơ quan"], row["Lãnh đạo phụ trách"]) == ("Ông Lê An", "")


def test_no_page_asks_the_database_too_much(
    browser: Client, agencies: str, agency: Agency, plan: Plan, count_queries: CountQueries
) -> None:
    make_task(plan, agency=agency)
    for kind in ContactKind:
        save(AgencyContact(agency=agency, kind=kind, user=make_user(plan, agency=agency)))
    below = ("", "/edit", "/members", "/contacts", "/history")
    for address in [agencies] + [f"{agencies}/{agency.id}{each}" for each in below]:
        with count_queries() as sent:
            browser.get(address)
        assert len(sent) <= 8, f"{address}: {len(sent)}"


def test_an_agency_is_added_and_edited(browser: Client, agencies: str) -> None:
    browser.post(f"{agencies}/new", NEW | {"name": ""}, 422)
    browser.post(f"{agencies}/new", NEW | {"official_order": "7"})
    agency = db.session.query(Agency).filter_by(short_name="DTTG").one()
    assert (agency.code, agency.official_order) == ("so-dan-toc-va-ton-giao", 7)

    address = f"{agencies}/{agency.id}/edit"
    seen = browser.get(address).field("seen").get("value")
    typed = NEW | {"official_order": "8", "seen": seen, "valid_to": "28/02/2030"}
    browser.post(address, typed)
    stale = browser.post(address, typed | {"short_name": "DT"}, 409)
    assert "Nội dung hiện nay" in stale.text()
    assert stale.field("short_name").get("value") == "DT"
    wrong = browser.post(address, typed | {"valid_to": "32/13"}, 422)
    assert "07/12/2026" in wrong.text(wrong.one("div", id="valid_to-error"))
    page = browser.get(f"{agencies}/{agency.id}")
    assert "28/02/2030" in page.text()
    assert "Sửa thông tin cơ quan" in browser.get(f"{agencies}/{agency.id}/history").text()


def test_an_ended_agency_with_open_tasks_says_so(
    browser: Client, agencies: str, agency: Agency, plan: Plan
) -> None:
    make_task(plan, agency=agency)
    agency.valid_to = date(2025, 2, 28)
    page = browser.get(f"{agencies}/{agency.id}")
    assert "còn chịu trách nhiệm 01 nhiệm vụ" in page.text()
    assert f"/p/{plan.slug}/tasks?agency={agency.id}" in page.links()


def test_members_of_a_group_are_ticked(browser: Client, agencies: str, agency: Agency) -> None:
    group = make_agency(is_group=True)
    address = f"{agencies}/{group.id}/members"
    browser.fill(address, {"members": [str(agency.id)]})
    ticked = [each.get("value") for each in browser.get(address).all("input", checked="")]
    assert ticked == [str(agency.id)]
    assert agency.name in browser.get(f"{agencies}/{group.id}").text()
    browser.fill(address, {"members": [str(group.id)]}, 422)
    plain = {"seen": contents.members_fingerprint(agency)}
    browser.post(f"{agencies}/{agency.id}/members", plain, 422)


def test_contacts_are_chosen_among_the_people_of_the_agency(
    browser: Client, agencies: str, agency: Agency, plan: Plan
) -> None:
    person = make_user(plan, Role.OWNER, agency=agency, telephone="0237 1")
    stranger = make_user(plan, Role.OWNER)
    address = f"{agencies}/{agency.id}/contacts"
    browser.fill(address, {"contact": str(stranger.id), "head": ""}, 422)
    both = browser.fill(address, {"contact": str(person.id), "head": str(person.id)}, 422)
    assert "không đồng thời" in both.text(both.one("div", id="head-error"))
    browser.fill(address, {"contact": str(person.id), "head": ""})
    page = browser.get(f"{agencies}/{agency.id}")
    assert "tel:02371" in page.links()
    assert "Đầu mối liên hệ của cơ quan" in browser.get(f"/p/{plan.slug}/people/{person.id}").text()


def test_no_agency_is_not_found(browser: Client, agencies: str) -> None:
    browser.get(f"{agencies}/999999", status=404)
