"""Noting calls through the pages (story 4)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from flask import Flask

from plan_app.domain.roles import Role
from plan_app.models import Task, User
from tests.builders import make_call, make_plan, make_task, make_user
from tests.pages import Client, Page

ClientOf = Callable[[User | None], Client]
CountQueries = Callable[[], AbstractContextManager[list[str]]]
SAID = {
    "spoke_with": "Bà Mơ",
    "called_on": "4/12/2026",
    "promised": "Sở sẽ báo cáo trước ngày 11/12",
    "look_again_on": "11/12/2026",
}


@pytest.fixture
def task(app: Flask) -> Task:
    assert app
    return make_task(make_plan(), due=date(2026, 11, 30))


@pytest.fixture
def coordinator(task: Task) -> User:
    return make_user(task.plan, Role.COORDINATOR)


def root(task: Task) -> str:
    return f"/p/{task.plan.slug}"


def form_of(task: Task) -> str:
    return f"{root(task)}/milestones/{task.milestones[0].id}/call"


def main(page: Page) -> str:
    return page.text(page.one("main"))


def test_from_the_overdue_list_to_why_nobody_is_reminded(
    client_of: ClientOf, task: Task, coordinator: User
) -> None:
    browser = client_of(coordinator)
    assert form_of(task) in browser.get(f"{root(task)}/overdue").links()
    form = browser.get(form_of(task))
    assert task.owner is not None
    assert form.field("spoke_with").get("value") == task.owner.addressed
    assert form.field("called_on").get("value") == "08/12/2026"
    browser.fill(form_of(task), SAID)
    said = "Đã trao đổi qua điện thoại ngày 04/12/2026: Sở sẽ báo cáo trước ngày 11/12"
    page = main(browser.get(f"{root(task)}/overdue"))
    assert said in page
    assert "Chưa nhắc đến ngày 11/12/2026" in page
    of_task = main(client_of(task.owner).get(f"{root(task)}/tasks/{task.number}"))
    assert said in of_task
    assert "cơ quan hẹn báo cáo. Nhắc lại từ ngày 11/12/2026." in of_task
    assert "Ghi nhận trao đổi qua điện thoại: xem lại ngày 11/12/2026" in of_task
    csv = browser.download(f"{root(task)}/overdue.csv").text
    assert "04/12/2026" in csv
    assert SAID["promised"] in csv


def test_an_observer_sees_no_call(client_of: ClientOf, task: Task) -> None:
    make_call(task)
    browser = client_of(make_user(task.plan, Role.OBSERVER))
    for path in ("overdue", f"tasks/{task.number}"):
        assert "Đã trao đổi qua điện thoại ngày" not in main(browser.get(f"{root(task)}/{path}"))


@pytest.mark.parametrize(
    ("field", "value"),
    [("look_again_on", "12/12/2026"), ("called_on", "hôm qua"), ("promised", "")],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(
    client_of: ClientOf, task: Task, coordinator: User, field: str, value: str
) -> None:
    page = client_of(coordinator).fill(form_of(task), SAID | {field: value}, status=422)
    assert page.all("a", href=f"#{field}")
    assert page.field("spoke_with").get("value") == SAID["spoke_with"]


def test_who_comes_second_sees_both_and_loses_nothing(
    client_of: ClientOf, task: Task, coordinator: User
) -> None:
    sent = SAID | {"version": str(task.version - 1)}
    page = client_of(coordinator).post(form_of(task), sent, status=409)
    assert "Nội dung hiện nay" in main(page)
    assert page.field("promised").text == SAID["promised"]


def test_ones_own_note_is_put_right_and_taken_back(
    client_of: ClientOf, task: Task, coordinator: User
) -> None:
    browser = client_of(coordinator)
    browser.fill(form_of(task), SAID)
    (where,) = {
        link
        for link in browser.get(f"{root(task)}/tasks/{task.number}").links()
        if "/reminders/calls/" in link
    }
    assert browser.get(where).field("promised").text == SAID["promised"]
    browser.fill(where, SAID | {"promised": "Báo cáo ngày 10/12"})
    assert "Báo cáo ngày 10/12" in main(browser.get(f"{root(task)}/overdue"))
    other = client_of(make_user(task.plan, Role.COORDINATOR))
    other.get(where, status=403)
    hidden = browser.get(where).hidden()
    browser.post(f"{where}/withdraw", {"version": hidden["version"]})
    assert "Báo cáo ngày 10/12" not in main(browser.get(f"{root(task)}/overdue"))
    again = browser.post(f"{where}/withdraw", {"version": str(int(hidden["version"]) + 1)})
    assert "đã được thu hồi" in main(browser.get(again.response.location))


def test_the_owner_who_coordinates_cannot_hold_their_own_reminder(
    client_of: ClientOf, task: Task
) -> None:
    mine = make_task(
        task.plan, due=date(2026, 11, 30), owner=make_user(task.plan, Role.COORDINATOR)
    )
    browser = client_of(mine.owner)
    assert form_of(mine) not in browser.get(f"{root(task)}/overdue").links()
    assert form_of(mine) not in browser.get(f"{root(task)}/tasks/{mine.number}").links()
    browser.get(form_of(mine), status=403)


def test_the_list_is_searched_and_taken_along(
    client_of: ClientOf, task: Task, coordinator: User
) -> None:
    make_call(task)
    browser = client_of(coordinator)
    where = f"{root(task)}/reminders/calls"
    assert where in browser.get(f"{root(task)}/reminders").links()
    assert "Sở sẽ báo cáo" in main(browser.get(f"{where}?words=bao+cao&standing=holds&sort=look"))
    assert "Không có trao đổi phù hợp" in main(browser.get(f"{where}?standing=withdrawn"))
    assert "Chưa đến ngày xem lại" in browser.download(f"{where}/list.csv").text


def test_the_pages_ask_few_queries(
    client_of: ClientOf, task: Task, coordinator: User, count_queries: CountQueries
) -> None:
    for n in range(3):
        make_call(make_task(task.plan, number=900 + n, due=date(2026, 11, 30)))
    browser = client_of(coordinator)
    lists = ("reminders/calls", "overdue")
    paths = [*(f"{root(task)}/{each}" for each in lists), form_of(task)]
    for path in paths:
        with count_queries() as sent:
            browser.get(path)
        assert len(sent) <= 8, (path, sent)
