"""Entering a letter on behalf through the pages (story 4)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from flask import Flask

from plan_app.domain.roles import Role
from plan_app.domain.statuses import MilestoneState
from plan_app.models import Task, User
from tests.acting import milestone_of
from tests.builders import make_agency, make_letter, make_objection, make_plan, make_task, make_user
from tests.pages import Client, Page

ClientOf = Callable[[User | None], Client]
CountQueries = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def tasks(app: Flask) -> list[Task]:
    assert app
    plan, agency = make_plan(), make_agency()
    owner = make_user(plan, Role.OWNER, agency=agency)
    due = date(2026, 11, 30)
    return [make_task(plan, due=due, agency=agency, owner=owner) for _ in range(3)]


@pytest.fixture
def coordinator(tasks: list[Task]) -> User:
    return make_user(tasks[0].plan, Role.COORDINATOR)


def root(task: Task) -> str:
    return f"/p/{task.plan.slug}"


def form_of(task: Task) -> str:
    return f"{root(task)}/letters/enter"


def main(page: Page) -> str:
    return page.text(page.one("main"))


def typed(tasks: list[Task], **changes: str) -> dict[str, object]:
    """What a coordinator types about these tasks."""
    ids = [task.milestones[0].id for task in tasks]
    return {
        "picks": [f"{task.milestones[0].id}:{task.version}" for task in tasks],
        "letter": "Công văn số 4567/SNNMT-KHTC",
        "letter_date": "27/11/2026",
        **{f"state_{id_}": "awaiting_confirmation" for id_ in ids},
        **{f"result_{id_}": f"Đã ban hành {id_}." for id_ in ids},
        **changes,
    }


def test_from_ticks_to_what_the_owner_reads(
    client_of: ClientOf, tasks: list[Task], coordinator: User
) -> None:
    browser, where, chosen = client_of(coordinator), form_of(tasks[0]), tasks[:2]
    assert where in browser.get(f"{root(tasks[0])}/letters").links()
    assert "Đã chọn" not in main(browser.get(where))
    picks = typed(chosen)["picks"]
    page = browser.post(where, {"picks": picks, "step": "fill"}, status=200)
    assert "02 nhiệm vụ được chọn" in main(page)
    page = browser.post(where, typed(chosen) | {"step": "preview"}, status=200)
    assert "02 nhiệm vụ theo Công văn số 4567/SNNMT-KHTC ngày 27/11/2026." in main(page)
    back = browser.post(where, typed(chosen) | {"step": "fill"}, status=200)
    assert back.field("letter").get("value") == "Công văn số 4567/SNNMT-KHTC"
    saved = browser.post(where, typed(chosen) | {"step": "save"})
    letter = saved.response.location
    owner = client_of(tasks[0].owner)
    text = main(owner.get(f"{root(tasks[0])}/tasks/{tasks[0].number}"))
    agency = tasks[0].plan.standing_agency.name
    assert f"{agency} nhập thay theo Công văn số 4567/SNNMT-KHTC ngày 27/11/2026." in text
    assert "Thư báo đã nhập thay theo văn bản" in text
    assert "phản hồi trước ngày 15/12/2026" in main(owner.get(letter))
    assert milestone_of(tasks[1]).reported_on == date(2026, 11, 27)
    assert milestone_of(tasks[2]).state is MilestoneState.NOT_STARTED


def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(
    client_of: ClientOf, tasks: list[Task], coordinator: User
) -> None:
    browser, where = client_of(coordinator), form_of(tasks[0])
    first, second = (task.milestones[0].id for task in tasks[:2])
    for changes in ({f"result_{second}": ""}, {f"percent_{second}": "viel"}, {"letter_date": ""}):
        sent = typed(tasks[:2], **changes)
        page = browser.post(where, sent | {"step": "preview"}, status=422)
        (name,) = changes
        assert page.all("a", href=f"#{name}")
        assert page.field(f"result_{first}").text == f"Đã ban hành {first}."
    page = browser.post(where, {"step": "fill"}, status=422)
    assert "ít nhất một nhiệm vụ" in main(page)


def test_who_comes_second_sees_which_task_and_loses_nothing(
    client_of: ClientOf, tasks: list[Task], coordinator: User
) -> None:
    browser, where = client_of(coordinator), form_of(tasks[0])
    old = typed(tasks[:1])
    browser.post(where, old | {"step": "save"})
    page = browser.post(where, old | {"step": "save"}, status=409)
    assert "vừa được người khác cập nhật; tình trạng hiện nay ở trên" in main(page)
    assert page.field("letter").get("value") == old["letter"]
    again = page.hidden() | {k: v for k, v in old.items() if k != "picks"}
    refused = browser.post(where, again | {"step": "save"}, status=422)
    assert "đang chờ xác nhận" in main(refused)


def test_the_owner_objects_and_reads_the_answer(
    client_of: ClientOf, tasks: list[Task], coordinator: User
) -> None:
    letter = make_letter(tasks[0], coordinator)
    where = f"{root(tasks[0])}/letters/{letter.id}"
    owner, decider = client_of(tasks[0].owner), client_of(coordinator)
    empty = owner.post(where, {"words": "Sai."}, status=422)
    assert empty.all("a", href="#reports")
    owner.post(where, {"reports": str(letter.reports[0].id), "words": "Đã trình rồi."})
    home = decider.get(f"{root(tasks[0])}/")
    assert f"{root(tasks[0])}/letters?standing=objected" in home.links()
    listed = decider.get(f"{root(tasks[0])}/letters?standing=objected")
    assert "Chưa trả lời: 01" in main(listed)
    (answer,) = [link for link in decider.get(where).links() if "/objections/" in link]
    assert not [link for link in owner.get(where).links() if "/objections/" in link]
    decider.fill(answer, {"words": ""}, status=422)
    decider.fill(answer, {"words": "Đã sửa theo phản hồi."})
    assert "Đã sửa theo phản hồi." in main(owner.get(where))
    csv = decider.download(f"{root(tasks[0])}/letters.csv").text
    assert "Công văn số 4567/SNNMT-KHTC" in csv


def test_the_page_of_an_objection_says_when_somebody_was_quicker(
    client_of: ClientOf, tasks: list[Task], coordinator: User
) -> None:
    assert tasks[0].owner is not None
    objection = make_objection(make_letter(tasks[0], coordinator), tasks[0].owner)
    where = f"{root(tasks[0])}/objections/{objection.id}"
    sent = {"words": "Đã sửa.", "version": str(tasks[0].version - 1)}
    page = client_of(coordinator).post(where, sent, status=409)
    assert page.field("words").text == "Đã sửa."


def test_a_stranger_to_the_tasks_sees_no_letter(
    client_of: ClientOf, tasks: list[Task], coordinator: User
) -> None:
    where = f"{root(tasks[0])}/letters/{make_letter(tasks[0], coordinator).id}"
    client_of(make_user(tasks[0].plan, Role.OBSERVER)).get(where, status=403)
    client_of(coordinator).post(where, {"words": "Sai."}, status=403)


def test_the_pages_ask_few_queries(
    client_of: ClientOf, tasks: list[Task], coordinator: User, count_queries: CountQueries
) -> None:
    letter = make_letter(tasks[0], coordinator)
    browser, where = client_of(coordinator), form_of(tasks[0])
    paths = [where, f"{root(tasks[0])}/letters", f"{root(tasks[0])}/letters/{letter.id}"]
    picks = {"picks": typed(tasks[1:])["picks"], "step": "fill"}
    for path in paths:
        with count_queries() as sent:
            browser.get(path)
        assert len(sent) <= 8, (path, sent)
    with count_queries() as sent:
        browser.post(where, picks, status=200)
    assert len(sent) <= 8
