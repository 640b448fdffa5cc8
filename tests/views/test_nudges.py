"""Nudging chosen rows of the overdue list through the pages (story 1)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from plan_app.domain.mailing import MessageKind
from plan_app.domain.roles import Role
from plan_app.extensions import db
from plan_app.models import OutboxMessage, Task, User
from tests.acting import milestone_of
from tests.builders import make_call, make_plan, make_task, make_user
from tests.pages import Client, Page

ClientOf = Callable[[User | None], Client]
CountQueries = Callable[[], AbstractContextManager[list[str]]]
DUE = date(2026, 11, 30)


@pytest.fixture
def tasks(app: Flask) -> list[Task]:
    """Three late tasks; of the second the agency has promised a report."""
    assert app
    plan = make_plan()
    found = [make_task(plan, due=DUE, number=n) for n in (1, 2, 3)]
    make_call(found[1])
    return found


@pytest.fixture
def coordinator(tasks: list[Task]) -> User:
    return make_user(tasks[0].plan, Role.COORDINATOR)


def root(task: Task) -> str:
    return f"/p/{task.plan.slug}"


def picks(*tasks: Task) -> dict[str, object]:
    return {"picks": [str(task.milestones[0].id) for task in tasks]}


def main(page: Page) -> str:
    return page.text(page.one("main"))


def count_mails() -> int:
    db.session.rollback()
    kind = OutboxMessage.kind == MessageKind.NUDGE
    return db.session.scalar(select(func.count()).where(kind)) or 0


def test_from_the_overdue_list_to_the_cause(
    client_of: ClientOf, tasks: list[Task], coordinator: User
) -> None:
    browser, where = client_of(coordinator), f"{root(tasks[0])}/nudges"
    boxes = browser.get(f"{root(tasks[0])}/overdue").all("input", name="picks")
    offered = {each.get("value") for each in boxes if each.get("disabled") is None}
    assert offered == {str(tasks[n].milestones[0].id) for n in (0, 2)}
    assert not [each for each in boxes if each.get("checked") is not None]
    page = browser.post(where, picks(*tasks), status=200)
    assert "02 thư sẽ gửi, về 02/03 nhiệm vụ được chọn." in main(page)
    assert "Không gửi: Đã trao đổi qua điện thoại" in main(page)
    told = tasks[0].owner
    assert told is not None
    # In the row, and above the letter.
    assert main(page).count(told.addressed) >= 2
    assert count_mails() == 0
    sent = picks(*tasks) | {"words": "Kính mong quan tâm.", "asks_cause": "y", "step": "preview"}
    assert "Kính mong quan tâm." in page.text(browser.post(where, sent, status=200).all("pre")[0])
    done = browser.post(where, sent | {"step": "send"}, status=200)
    assert "Đã xếp lịch gửi 02 thư" in main(done)
    again = browser.post(where, sent | {"step": "send"}, status=200)
    assert "Hôm nay đã có thư nhắc về nhiệm vụ này." in main(again)
    assert count_mails() == 2
    assert "Hôm nay đã nhắc" in main(browser.get(f"{root(tasks[0])}/overdue"))
    owner = client_of(tasks[0].owner)
    of_task = f"{root(tasks[0])}/tasks/{tasks[0].number}"
    text = main(owner.get(of_task))
    assert "Đã đề nghị báo cáo rõ nguyên nhân ngày 08/12/2026" in text
    assert "Thư nhắc việc do chuyên viên gửi" in text
    form = f"{root(tasks[0])}/milestones/{tasks[0].milestones[0].id}/cause"
    assert form in owner.get(of_task).links()
    owner.fill(form, {"cause": "", "cause_words": "Bão."}, status=422)
    owner.fill(form, {"cause": "objective", "cause_words": ""}, status=422)
    owner.fill(form, {"cause": "objective", "cause_words": "Bão số 9."})
    assert "Khách quan (chưa xác nhận): Bão số 9." in main(owner.get(of_task))
    milestone = milestone_of(tasks[0])
    assert milestone.cause_asked_on is None


def test_unkind_words_come_back_with_what_was_typed(
    client_of: ClientOf, tasks: list[Task], coordinator: User
) -> None:
    sent = picks(tasks[0]) | {"words": "Yêu cầu báo cáo ngay!", "step": "send"}
    page = client_of(coordinator).post(f"{root(tasks[0])}/nudges", sent, status=422)
    assert page.all("a", href="#words")
    assert page.field("words").text == "Yêu cầu báo cáo ngay!"
    assert count_mails() == 0


def test_nothing_ticked_leads_back_to_the_list(
    client_of: ClientOf, tasks: list[Task], coordinator: User
) -> None:
    browser = client_of(coordinator)
    where = browser.post(f"{root(tasks[0])}/nudges", {}).response.location
    assert "ít nhất một nhiệm vụ" in main(browser.get(where))


def test_a_stopped_run_is_said_on_the_preview(
    client_of: ClientOf, tasks: list[Task], coordinator: User
) -> None:
    plan = tasks[0].plan
    plan.confirmed_messages = 0
    for task in tasks[1:]:
        task.owner_id = tasks[0].owner_id
    db.session.commit()
    browser, where = client_of(coordinator), f"{root(tasks[0])}/nudges"
    browser.post(where, picks(tasks[0]) | {"step": "send"}, status=200)
    page = browser.post(where, picks(tasks[2]) | {"step": "send"}, status=422)
    assert "vượt mức thông thường" in main(page)


def test_others_see_no_boxes(client_of: ClientOf, tasks: list[Task]) -> None:
    browser = client_of(tasks[0].owner)
    assert browser.get(f"{root(tasks[0])}/overdue").all("input", name="picks") == []


def test_the_preview_asks_few_queries(
    client_of: ClientOf, tasks: list[Task], coordinator: User, count_queries: CountQueries
) -> None:
    browser, where, sent = client_of(coordinator), f"{root(tasks[0])}/nudges", picks(*tasks)
    with count_queries() as asked:
        browser.post(where, sent, status=200)
    assert len(asked) <= 8, asked
