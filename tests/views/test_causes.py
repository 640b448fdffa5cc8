"""Confirming causes of delay through the pages (story 7)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from flask import Flask

from plan_app.domain.roles import Role
from plan_app.models import Cause, Task, User
from tests.acting import milestone_of
from tests.builders import make_plan, make_task, make_user
from tests.pages import Client, Page

ClientOf = Callable[[User | None], Client]
CountQueries = Callable[[], AbstractContextManager[list[str]]]
STORM = {"cause": "objective", "reason": "Bão số 9.", "document": "", "document_date": ""}


@pytest.fixture
def tasks(app: Flask) -> list[Task]:
    assert app
    plan = make_plan()
    return [make_task(plan, due=date(2026, 11, 30), number=n) for n in (1, 2)]


@pytest.fixture
def coordinator(tasks: list[Task]) -> User:
    return make_user(tasks[0].plan, Role.COORDINATOR)


def root(task: Task) -> str:
    return f"/p/{task.plan.slug}"


def picks(*tasks: Task) -> dict[str, object]:
    return {"picks": [f"{task.milestones[0].id}:{task.version}" for task in tasks]}


def main(page: Page) -> str:
    return page.text(page.one("main"))


def test_a_storm_is_confirmed_for_many_and_taken_back(
    client_of: ClientOf, tasks: list[Task], coordinator: User
) -> None:
    browser, where = client_of(coordinator), f"{root(tasks[0])}/causes"
    assert where in browser.get(f"{root(tasks[0])}/overdue").links()
    sent = picks(*tasks) | STORM
    page = browser.post(where, sent | {"step": "preview"}, status=200)
    assert "02/02 nhiệm vụ được chọn sẽ được xác nhận. Khách quan. Bão số 9." in main(page)
    back = browser.post(where, sent | {"step": "change"}, status=200)
    assert back.field("reason").text == "Bão số 9."
    done = browser.post(where, sent | {"step": "save"}, status=200)
    assert "Đã xác nhận 02/02 nhiệm vụ" in main(done)
    overdue = main(browser.get(f"{root(tasks[0])}/overdue"))
    assert "Nguyên nhân: Khách quan (đã xác nhận)" in overdue
    assert "02 nhiệm vụ" in overdue
    assert "Bão số 9." in browser.download(f"{root(tasks[0])}/overdue.csv").text
    assert "đã xác nhận" in browser.download(f"{where}.csv?known=confirmed").text
    again = browser.post(where, sent | {"step": "save"}, status=422)
    assert "vừa được người khác cập nhật" in main(again)
    (one,) = [link for link in done.links() if "/causes/" in link]
    assert "Nhiệm vụ số 2" in main(browser.get(one))
    for said in ("Đã hoàn tác xác nhận nguyên nhân của 02 mốc.", "đã được hoàn tác."):
        browser.post(f"{one}/undo")
        assert said in main(browser.get(one))
    assert milestone_of(tasks[0]).cause is None


def test_what_is_missing_is_said_at_its_field(
    client_of: ClientOf, tasks: list[Task], coordinator: User
) -> None:
    browser, where = client_of(coordinator), f"{root(tasks[0])}/causes"
    for field, change in (("reason", {"reason": ""}), ("document_date", {"document": "Số 5"})):
        sent = picks(tasks[0]) | STORM | change | {"step": "preview"}
        page = browser.post(where, sent, status=422)
        assert page.all("a", href=f"#{field}")
        assert [each for each in page.all("input", name="picks") if each.get("checked") is not None]


def test_one_cause_is_confirmed_on_its_page(
    client_of: ClientOf, tasks: list[Task], coordinator: User
) -> None:
    browser = client_of(coordinator)
    of_task = f"{root(tasks[0])}/tasks/1"
    (where,) = [
        link for link in browser.get(of_task).links() if link.endswith("/cause/confirmation")
    ]
    stale = STORM | {"version": str(tasks[0].version - 1)}
    assert "Nội dung hiện nay" in main(browser.post(where, stale, status=409))
    browser.fill(where, STORM | {"reason": ""}, status=422)
    browser.fill(where, STORM)
    assert "Khách quan (đã xác nhận): Bão số 9." in main(browser.get(of_task))
    owner = client_of(tasks[0].owner)
    assert not [link for link in owner.get(of_task).links() if link.endswith("/cause")]


def test_the_agency_gives_the_cause_with_its_report(client_of: ClientOf, tasks: list[Task]) -> None:
    browser = client_of(tasks[0].owner)
    where = f"{root(tasks[0])}/milestones/{tasks[0].milestones[0].id}/report"
    said = {"state": "in_progress", "result": "Đang lấy ý kiến.", "delay_cause": "objective"}
    page = browser.fill(where, said, status=422)
    assert page.all("a", href="#delay_words")
    browser.fill(where, said | {"delay_words": "Chờ hướng dẫn."})
    assert milestone_of(tasks[0]).cause is Cause.OBJECTIVE
    in_time = make_task(tasks[0].plan, owner=tasks[0].owner)
    where = f"{root(tasks[0])}/milestones/{in_time.milestones[0].id}/report"
    assert browser.get(where).all("input", name="delay_cause") == []


def test_the_pages_ask_few_queries(
    client_of: ClientOf, tasks: list[Task], coordinator: User, count_queries: CountQueries
) -> None:
    browser, where = client_of(coordinator), f"{root(tasks[0])}/causes"
    sent = picks(*tasks) | STORM | {"step": "preview"}
    with count_queries() as asked:
        browser.get(where)
    assert len(asked) <= 8, asked
    with count_queries() as asked:
        browser.post(where, sent, status=200)
    assert len(asked) <= 8, asked


def test_one_s_own_delays_are_not_ticked_with_all(
    client_of: ClientOf, tasks: list[Task], coordinator: User
) -> None:
    make_task(tasks[0].plan, due=date(2026, 11, 30), number=3, owner=coordinator)
    browser, where = client_of(coordinator), f"{root(tasks[0])}/causes"
    page = browser.post(where, {"step": "all"}, status=200)
    ticked = [each for each in page.all("input", name="picks") if each.get("checked") is not None]
    assert len(ticked) == len(tasks)
    assert "03 mốc quá hạn hoặc hoàn thành quá hạn" in main(page)
    assert "Chọn cả 02 dòng theo bộ lọc" in main(page)
