"""Asking to be relieved of a task, and the coordinator's answer, through the pages."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask

from plan_app.domain.reliefs import ReliefState
from plan_app.domain.roles import Role
from plan_app.extensions import db
from plan_app.models import Task, User
from tests.builders import make_plan, make_relief, make_task, make_user
from tests.pages import Client, Page

ClientOf = Callable[[User | None], Client]
ASKED = {"reason": "Đã chuyển phòng.", "suggested": "Bà Lê Thị B"}


@pytest.fixture
def task(app: Flask) -> Task:
    assert app
    return make_task(make_plan(), due=date(2026, 12, 31), number=53)


@pytest.fixture
def coordinator(task: Task) -> User:
    return make_user(task.plan, Role.COORDINATOR)


def main(page: Page) -> str:
    return page.text(page.one("main"))


def test_from_the_wish_to_another_owner(client_of: ClientOf, task: Task, coordinator: User) -> None:
    owner, decider = client_of(task.owner), client_of(coordinator)
    root = f"/p/{task.plan.slug}"
    form = f"{root}/tasks/53/relief"
    assert form in owner.get(f"{root}/tasks/53").links()
    page = owner.fill(form, {"reason": "", "suggested": "Bà Lê Thị B"}, status=422)
    assert page.field("suggested").get("value") == "Bà Lê Thị B"
    owner.fill(form, ASKED)
    text = main(owner.get(f"{root}/tasks/53"))
    assert "Đề nghị chuyển đầu mối ngày 08/12/2026, chưa xử lý: Đã chuyển phòng." in text
    assert "01" in main(decider.get(f"{root}/")).split("Đề nghị chuyển đầu mối chưa xử lý")[0][-4:]

    page = decider.get(f"{root}/reliefs")

    assert "Bà Lê Thị B" in main(page)
    assert f"{root}/tasks/53/assignment" in page.links()
    successor = make_user(task.plan, Role.OWNER, agency=task.responsible_agency)
    sent = {"owner": str(successor.id), "agency": str(task.responsible_agency_id)}
    decider.fill(f"{root}/tasks/53/assignment", sent)
    assert "Hiện không có đề nghị" in main(decider.get(f"{root}/reliefs"))
    assert "Đã giao đầu mối khác" in main(decider.get(f"{root}/reliefs?state=granted"))
    assert len(decider.download(f"{root}/reliefs.csv?state=all").text.splitlines()) == 2


def test_declining_says_why_and_keeps_what_was_typed(
    client_of: ClientOf, task: Task, coordinator: User
) -> None:
    request = make_relief(task)
    decider = client_of(coordinator)
    address = f"/p/{task.plan.slug}/reliefs/{request.id}/decline"
    decider.fill(address, {"reason": ""}, status=422)
    page = decider.post(address, {"reason": "Chưa có người.", "version": "99"}, status=409)
    assert "Chưa có người." in (page.field("reason").text or "")
    decider.fill(address, {"reason": "Chưa có người."})
    db.session.refresh(request)
    assert (request.state, request.words) == (ReliefState.DECLINED, "Chưa có người.")


def test_who_asked_takes_it_back_once(client_of: ClientOf, task: Task) -> None:
    request = make_relief(task)
    owner = client_of(task.owner)
    address = f"/p/{task.plan.slug}/reliefs/{request.id}/withdraw"
    for said in ("Đã rút đề nghị chuyển đầu mối.", "đã được xử lý"):
        where = owner.post(address, {"version": str(fresh_version(task))}).response.location
        assert said in main(owner.get(where))


def fresh_version(task: Task) -> int:
    db.session.refresh(task)
    return task.version


def test_the_queue_is_narrowed_and_asks_few_questions(
    client_of: ClientOf, task: Task, coordinator: User, count_queries: Callable[[], Any]
) -> None:
    make_relief(task)
    browser = client_of(coordinator)
    address = f"/p/{task.plan.slug}/reliefs"
    with count_queries() as queries:
        browser.get(f"{address}?sort=-number")
    assert len(queries) <= 8
    assert "phù hợp với các điều kiện" in main(browser.get(f"{address}?words=khong+co"))
    assert f"{address}" in browser.get(f"/p/{task.plan.slug}/assign").links()


def test_who_assigns_another_owner_reads_why_this_one_asks(client_of: ClientOf, task: Task) -> None:
    request = make_relief(task)
    browser = client_of(make_user(task.plan, Role.COORDINATOR))
    page = browser.get(f"/p/{task.plan.slug}/tasks/{task.number}/assignment")
    assert request.reason in main(page)
    assert f"/p/{task.plan.slug}/reliefs/{request.id}/decline" in page.links()
