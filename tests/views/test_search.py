"""The search: its field on every page, its page, and what stands there for whom."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from plan_app.domain.roles import Role
from plan_app.models import User
from tests import acting
from tests.builders import make_agency, make_letter, make_paper, make_plan, make_task, make_user
from tests.pages import Client

ClientOf = Callable[[User], Client]
CountQueries = Callable[[], AbstractContextManager[list[str]]]


def test_a_coordinator_finds_everything_on_one_page_in_few_queries(
    client_of: ClientOf, count_queries: CountQueries
) -> None:
    plan = make_plan()
    agency = make_agency(name="Sở Xây dựng 2026", email="so@so.example.org")
    user = make_user(plan, Role.OWNER, full_name="Sở Xây dựng 2026", telephone="0237 385 1234")
    tasks = [make_task(plan, agency=agency, owner=user, title="Xây dựng 2026") for _ in range(11)]
    coordinator = make_user(plan, Role.COORDINATOR)
    letter = make_letter(tasks[0], coordinator, reference="Công văn số 2026/SXD")
    make_paper(acting.report(tasks[1], acting.UNDER_WAY), number="Quyết định số 2026/QĐ-UBND")
    browser = client_of(coordinator)
    base = f"/p/{plan.slug}"

    with count_queries() as sent:
        page = browser.get(f"{base}/search?term=2026+xay+dung")
    assert len(sent) <= 8, "\n".join(sent)
    assert {
        f"{base}/tasks/{tasks[0].number}",
        f"{base}/tasks?q=2026+xay+dung",
        f"{base}/agencies/{agency.id}",
        f"{base}/tasks?agency={agency.id}",
        f"{base}/people/{user.id}",
    } <= set(page.links())
    assert "0237 385 1234" in page.text()
    links = browser.get(f"{base}/search?term=2026/").links()
    assert {f"{base}/letters/{letter.id}", f"{base}/tasks/{tasks[1].number}"} <= set(links)


@pytest.mark.parametrize(
    ("rest", "said"),
    [("", "Nhập số hoặc một vài từ"), ("?term=khongco", "Không tìm thấy nội dung phù hợp")],
)
def test_a_page_without_anything_says_what_can_be_done(
    client_of: ClientOf, rest: str, said: str
) -> None:
    plan = make_plan()
    page = client_of(make_user(plan, Role.OBSERVER)).get(f"/p/{plan.slug}/search{rest}")
    assert said in page.text()


def test_an_owner_finds_agencies_without_their_addresses_and_no_people(client_of: ClientOf) -> None:
    plan = make_plan()
    agency = make_agency(name="Sở Xây dựng", email="so@so.example.org")
    make_task(plan, agency=agency, owner=make_user(plan, full_name="Trần Xây Dựng"))

    page = client_of(make_user(plan, Role.OWNER)).get(f"/p/{plan.slug}/search?term=xay+dung")

    assert f"/p/{plan.slug}/tasks?agency={agency.id}" in page.links()
    for kept in ("so@so.example.org", "Trần Xây Dựng"):
        assert kept not in page.text()


def test_every_page_of_the_plan_has_the_search_and_others_have_none(
    client: Client, client_of: ClientOf
) -> None:
    plan = make_plan()
    page = client_of(make_user(plan, Role.OWNER)).get(f"/p/{plan.slug}/")
    [form] = [each for each in page.all("form") if each.get("action") == f"/p/{plan.slug}/search"]
    assert [each.get("name") for each in form.iter("input")] == ["term"]
    assert client.get("/sign-in").all("form", role="search") == []
