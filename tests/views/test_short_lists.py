"""Lists of a handful of rows are sorted by their heads."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from flask import Flask

from plan_app.domain.roles import Role
from plan_app.models import Absence, Plan, User
from tests.builders import (
    make_leader_field,
    make_leader_list,
    make_milestone,
    make_plan,
    make_task,
    make_user,
    save,
)
from tests.pages import Client, Page

ClientOf = Callable[..., Client]
CountQueries = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def plan(app: Flask) -> Plan:
    assert app
    return make_plan()


@pytest.fixture
def person(plan: Plan) -> User:
    """A coordinator who will be away twice, with different people in their place."""
    found = make_user(plan, Role.COORDINATOR)
    for day, name in ((14, "Trần Văn Yên"), (21, "Lê Thị An")):
        deputy = make_user(plan, Role.OWNER, full_name=name)
        first, last = date(2026, 12, day), date(2026, 12, day + 1)
        save(Absence(user_id=found.id, deputy_id=deputy.id, first_day=first, last_day=last))
    return found


def first_of(page: Page) -> str:
    """The head of the first row."""
    heads = [each for each in page.one("main").iter("th") if each.get("scope") == "row"]
    return page.text(heads[0])


def sorts(page: Page) -> list[str]:
    """The addresses of the heads that sort."""
    return [
        each.get("href") or ""
        for each in page.all("a")
        if "sort" in (each.get("class") or "").split()
    ]


def test_absences_are_sorted_by_day_and_by_deputy(client_of: ClientOf, person: User) -> None:
    browser = client_of(person)
    where = f"/p/{person.memberships[0].plan.slug}/people/{person.id}/absences"
    for address in (where, "/account/absences"):
        assert first_of(browser.get(address)) == "14/12/2026"
        assert first_of(browser.get(f"{address}?sort=-first")) == "21/12/2026"
        assert first_of(browser.get(f"{address}?sort=deputy")) == "21/12/2026"


def test_the_milestones_of_a_task_are_moved_only_in_their_own_order(
    client_of: ClientOf, plan: Plan, person: User
) -> None:
    task = make_task(plan, due=date(2027, 6, 30), milestone_label="Sau")
    make_milestone(task, due=date(2026, 12, 31), label="Trước")
    browser, where = client_of(person), f"/p/{plan.slug}/tasks/{task.number}/milestones"
    in_order, by_day = browser.get(where), browser.get(f"{where}?sort=due")
    assert (first_of(in_order), first_of(by_day)) == ("Sau", "Trước")
    assert "Xuống" in in_order.text()
    assert "Xuống" not in by_day.text()


@pytest.mark.parametrize("where", ["/account", "structure", "leaders/fields", "leaders/sent"])
def test_every_head_sorts(
    client_of: ClientOf, plan: Plan, person: User, count_queries: CountQueries, where: str
) -> None:
    make_leader_list(make_task(plan))
    make_leader_field(plan)
    browser = client_of(person)
    address = where if where.startswith("/") else f"/p/{plan.slug}/{where}"
    heads = sorts(browser.get(address))
    assert len(heads) == 3
    for each in heads:
        with count_queries() as sent:
            page = browser.get(each)
        assert len(sent) <= 8
        assert [head for head in page.all("th") if head.get("aria-sort")]
