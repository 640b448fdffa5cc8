"""Saved filters on the pages: kept from a list, above it, renamed, shared and removed."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask

from plan_app.domain.roles import Role
from plan_app.domain.saved_filters import Place
from plan_app.extensions import db
from plan_app.models import Plan, SavedFilter, User
from tests.builders import make_plan, make_saved_filter, make_task, make_user
from tests.pages import Client

ClientOf = Callable[[User], Client]
CountQueries = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def plan(app: Flask) -> Plan:
    assert app
    plan = make_plan()
    make_task(plan)
    return plan


def test_from_a_filtered_list_to_a_link_above_it_and_away_again(
    client_of: ClientOf, plan: Plan
) -> None:
    base = f"/p/{plan.slug}"
    browser = client_of(make_user(plan, Role.OWNER))
    assert browser.get(f"{base}/tasks").all("nav", class_="saved") == []
    where = f"{base}/tasks?group=1&sort=due&page=1&nonsense=http://elsewhere.example.org"
    [keep] = [each for each in browser.get(where).links() if "/filters/new/" in each]
    assert keep == f"{base}/filters/new/tasks?group=1&sort=due"

    page = browser.fill(keep, {"name": ""}, status=422)
    assert "Đề nghị nhập tên bộ lọc." in page.text(page.one("div", id="error-summary"))
    assert "Nhóm giải pháp: I. Nhóm một" in page.text()
    assert page.all("input", name="is_shared") == []
    answer = browser.fill(keep, {"name": "Nhóm I"})

    assert answer.response.location == f"{base}/tasks?group=1&sort=due"
    page = browser.get(answer.response.location)
    [link] = page.all("a", class_="saved-link")
    assert (page.text(link), link.get("aria-current")) == ("Nhóm I", "true")
    assert link.get("href") == answer.response.location
    assert not [each for each in page.links() if "/filters/new/" in each]
    assert browser.get(f"{base}/overdue").all("a", class_="saved-link") == []

    saved = db.session.query(SavedFilter).one()
    browser.fill(f"{base}/filters/{saved.id}", {"name": "Theo thời hạn"})
    assert "Theo thời hạn" in browser.get(f"{base}/filters").text()
    assert "Theo thời hạn" in browser.get(f"{base}/filters/{saved.id}/remove").text()
    browser.fill(f"{base}/filters/{saved.id}/remove")
    assert db.session.query(SavedFilter).count() == 0


def test_a_coordinator_shares_a_filter_of_the_overdue_list(client_of: ClientOf, plan: Plan) -> None:
    base = f"/p/{plan.slug}"
    coordinator = client_of(make_user(plan, Role.COORDINATOR))
    coordinator.fill(f"{base}/filters/new/overdue?group=1", {"name": "Nhóm I", "is_shared": "y"})

    page = client_of(make_user(plan, Role.OBSERVER)).get(f"{base}/filters")

    assert "Nhóm I (dùng chung;" in page.text()
    assert f"{base}/overdue?group=1" in page.links()
    saved = db.session.query(SavedFilter).one()
    assert f"{base}/filters/{saved.id}" not in page.links()


def test_conditions_that_no_list_understands_are_nothing_to_keep(
    client_of: ClientOf, plan: Plan
) -> None:
    where = f"/p/{plan.slug}/filters/new/overdue?state=nonsense&timeliness=overdue&next=//x"
    page = client_of(make_user(plan, Role.OWNER)).fill(where, {"name": "Lạ"}, status=422)
    assert "Danh sách chưa có điều kiện lọc nào để lưu." in page.text()
    assert page.field("name").get("value") == "Lạ"


def test_who_comes_second_sees_the_name_of_the_first(client_of: ClientOf, plan: Plan) -> None:
    user = make_user(plan, Role.OWNER)
    saved = make_saved_filter(plan, user, name="Cũ")
    browser, where = client_of(user), f"/p/{plan.slug}/filters/{saved.id}"
    seen = browser.get(where).hidden()
    browser.fill(where, {"name": "Mới"})
    page = browser.post(where, seen | {"name": "Khác"}, status=409)
    assert "Mới" in page.text(page.one("section", id="present"))
    assert page.field("name").get("value") == "Khác"
    page = browser.post(f"{where}/remove", status=409)
    assert page.hidden()["seen"] == browser.get(where).hidden()["seen"]


@pytest.mark.parametrize("place", list(Place))
def test_the_lists_ask_few_queries_with_filters_above_them(
    client_of: ClientOf, count_queries: CountQueries, plan: Plan, place: Place
) -> None:
    user = make_user(plan, Role.COORDINATOR)
    make_saved_filter(plan, user, place=place)
    browser, where = client_of(user), f"/p/{plan.slug}/{place.value}?group=1"
    with count_queries() as sent:
        browser.get(where)
    assert len(sent) <= 8, "\n".join(sent)
