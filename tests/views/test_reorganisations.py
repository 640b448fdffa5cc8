"""Merging and splitting agencies on the page: a preview first, then a way back."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask

from plan_app.domain.roles import Role
from plan_app.extensions import db
from plan_app.models import Agency, Plan, Reorganisation, Task
from tests.builders import (
    make_agency,
    make_pause,
    make_plan,
    make_reorganisation,
    make_task,
    make_user,
)
from tests.pages import Client

# The rules are tested on both databases beside the service.
BACKENDS = ("sqlite",)

Browse = Callable[..., Client]
CountQueries = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def plan(app: Flask) -> Plan:
    assert app
    return make_plan()


@pytest.fixture
def browser(plan: Plan, client_of: Browse) -> Client:
    return client_of(make_user(plan, Role.COORDINATOR))


@pytest.fixture
def ending(plan: Plan) -> Agency:
    assert plan
    return make_agency(name="Sở Giao thông vận tải")


@pytest.fixture
def task(plan: Plan, ending: Agency) -> Task:
    return make_task(plan, agency=ending)


def address(plan: Plan, page: str) -> str:
    return f"/p/{plan.slug}/agencies/{page}"


def wish(heir: Agency | None, **changed: object) -> dict[str, object]:
    return {
        "successor": str(heir.id) if heir else "",
        "first_day": "08/12/2026",
        "document": "Nghị quyết số 12/NQ-HĐND",
        "document_date": "01/12/2026",
        **changed,
    }


def merge(browser: Client, plan: Plan, ending: Agency, heir: Agency) -> Reorganisation:
    where = address(plan, f"{ending.id}/merge")
    shown = browser.post(where, wish(heir), status=200)
    browser.post(where, wish(heir) | shown.hidden(), status=303)
    found: Reorganisation = db.session.scalars(db.select(Reorganisation)).one()
    return found


def test_a_merger_is_previewed_done_and_undone(
    plan: Plan, browser: Client, ending: Agency, task: Task
) -> None:
    heir = make_agency(name="Sở Xây dựng")
    where = address(plan, f"{ending.id}/merge")

    page = browser.post(where, wish(heir), status=200)

    assert "01 nhiệm vụ chưa hoàn thành chuyển sang Sở Xây dựng." in page.text()
    assert db.session.scalars(db.select(Reorganisation)).all() == []

    row = merge(browser, plan, ending, heir)
    db.session.refresh(task)
    assert task.responsible_agency_id == heir.id

    shown = browser.get(address(plan, f"reorganisations/{row.id}"))
    assert "vẫn hoàn tác được" in shown.text()
    assert task.title in shown.text()

    browser.post(address(plan, f"reorganisations/{row.id}/undo"), {}, status=303)
    db.session.refresh(task)
    assert task.responsible_agency_id == ending.id
    again = browser.post(address(plan, f"reorganisations/{row.id}/undo"), {}, status=303)
    assert again is not None
    assert "đã được hoàn tác" in browser.get(address(plan, f"reorganisations/{row.id}")).text()


def test_another_choice_is_previewed_before_it_is_done(
    plan: Plan, browser: Client, ending: Agency, task: Task
) -> None:
    first, second = make_agency(), make_agency()
    where = address(plan, f"{ending.id}/merge")
    shown = browser.post(where, wish(first), status=200)

    page = browser.post(where, wish(second) | shown.hidden(), status=200)

    assert "Xem trước" in page.text()
    db.session.refresh(task)
    assert task.responsible_agency_id == ending.id


def test_a_task_that_came_since_is_shown_before_it_moves(
    plan: Plan, browser: Client, ending: Agency, task: Task
) -> None:
    heir = make_agency()
    where = address(plan, f"{ending.id}/merge")
    shown = browser.post(where, wish(heir), status=200)
    late = make_task(plan, agency=ending)

    page = browser.post(where, wish(heir) | shown.hidden(), status=422)

    assert "vừa thay đổi" in page.text()
    assert late.title in page.text()
    assert page.field("document").get("value") == "Nghị quyết số 12/NQ-HĐND"
    again = browser.post(where, wish(heir) | page.hidden(), status=200)
    assert "02 nhiệm vụ chưa hoàn thành chuyển" in again.text()
    assert task.title in again.text()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"successor": ""}, "Đề nghị chọn cơ quan tiếp nhận."),
        ({"document": " "}, "Đề nghị nhập số, ký hiệu của văn bản."),
        ({"first_day": "31/02/2026"}, "Đề nghị nhập ngày theo mẫu 07/12/2026."),
        ({"first_day": "09/12/2026"}, "Ngày này chưa đến"),
        ({"document_date": "09/12/2026"}, "Ngày văn bản không sau hôm nay."),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    changed: dict[str, object], said: str, plan: Plan, browser: Client, ending: Agency
) -> None:
    page = browser.post(
        address(plan, f"{ending.id}/merge"), wish(make_agency(), **changed), status=422
    )
    assert said in page.text()


def test_a_pause_does_not_go_along_and_the_page_says_so(
    plan: Plan, browser: Client, ending: Agency
) -> None:
    make_pause(plan, agency_id=ending.id)
    page = browser.get(address(plan, f"{ending.id}/merge"))
    assert "đang tạm dừng nhắc việc đến hết ngày 18/12/2026" in page.text()


def test_receivers_are_chosen_before_a_split(plan: Plan, browser: Client, ending: Agency) -> None:
    receiver = make_agency(name="Sở Nội vụ")
    page = browser.get(address(plan, f"{ending.id}/split"))
    assert "Sở Nội vụ" in page.text()
    assert (
        "Đề nghị chọn ít nhất một cơ quan."
        in browser.get(address(plan, f"{ending.id}/split?step=2")).text()
    )
    chosen = browser.get(address(plan, f"{ending.id}/split?to={receiver.id}"))
    assert "Bước 1" not in chosen.text()


def test_a_split_goes_task_by_task(plan: Plan, browser: Client, ending: Agency, task: Task) -> None:
    receiver = make_agency(name="Sở Nội vụ")
    stays = make_task(plan, agency=ending)
    where = address(plan, f"{ending.id}/split?to={receiver.id}")
    typed = wish(None) | {f"task_{task.id}": str(receiver.id),
                          f"person_{task.owner_id}": str(receiver.id)}  # fmt: skip

    page = browser.post(where, typed, status=200)

    assert f"Nhiệm vụ số {task.number} chuyển sang Sở Nội vụ." in page.text()
    assert "tiếp tục hoạt động với phần còn lại" in page.text()
    browser.post(where, typed | page.hidden(), status=303)
    for each in (task, stays):
        db.session.refresh(each)
    assert (task.responsible_agency_id, stays.responsible_agency_id) == (receiver.id, ending.id)


def test_tasks_that_a_split_parts_from_their_owner_are_listed_with_the_assignment(
    plan: Plan, browser: Client, ending: Agency, task: Task
) -> None:
    receiver = make_agency(name="Sở Nội vụ")
    stays = make_task(plan, agency=ending, owner=task.owner)
    whole = make_task(plan, agency=ending)
    where = address(plan, f"{ending.id}/split?to={receiver.id}")
    typed = wish(None) | {f"task_{task.id}": str(receiver.id)}
    browser.post(where, typed | browser.post(where, typed, status=200).hidden(), status=303)
    row = db.session.query(Reorganisation).one()

    page = browser.get(address(plan, f"reorganisations/{row.id}"))

    assert "Đầu mối không thuộc cơ quan chịu trách nhiệm (01 nhiệm vụ)" in page.text()
    offered = [link for link in page.links() if link.endswith("/assignment")]
    assert offered == [f"/p/{plan.slug}/tasks/{task.number}/assignment"]
    assert stays.owner_id == task.owner_id
    assert whole.owner_id != task.owner_id
    assert task.owner is not None
    task.owner.agency = receiver
    db.session.commit()
    page = browser.get(address(plan, f"reorganisations/{row.id}"))
    assert [link for link in page.links() if link.endswith("/assignment")] == [
        f"/p/{plan.slug}/tasks/{stays.number}/assignment"
    ]


def test_the_list_narrows_sorts_and_comes_as_a_file(plan: Plan, browser: Client) -> None:
    kept = make_reorganisation(heir=make_agency(name="Sở Xây dựng"))
    make_reorganisation(heir=make_agency(name="Sở Nội vụ"), undone_at=kept.done_at)

    page = browser.get(address(plan, "reorganisations?words=xay+dung&sort=day"))
    assert "01 lần sắp xếp" in page.text()
    assert "01 lần sắp xếp" in browser.get(address(plan, "reorganisations?undone=yes")).text()
    nothing = browser.get(address(plan, "reorganisations?words=khongco"))
    assert "Không có lần sắp xếp phù hợp" in nothing.text()
    answer = browser.download(address(plan, "reorganisations.csv?undone=no"))
    assert answer.text.count("\r\n") == 2
    assert "Sở Xây dựng" in answer.text


def test_what_was_built_upon_says_why_it_stays(
    plan: Plan, browser: Client, ending: Agency, task: Task
) -> None:
    row = merge(browser, plan, ending, make_agency())
    db.session.refresh(task)
    task.version += 1
    db.session.commit()

    page = browser.get(address(plan, f"reorganisations/{row.id}"))

    assert f"Nhiệm vụ đã được cập nhật sau đó: số {task.number}." in page.text()
    assert page.all("button", type="submit") == [] or "Hoàn tác</button>" not in page.response.text
    browser.post(address(plan, f"reorganisations/{row.id}/undo"), {}, status=303)
    db.session.refresh(row)
    assert row.undone_at is None


def test_the_pages_ask_few_questions(
    plan: Plan, browser: Client, ending: Agency, task: Task, count_queries: CountQueries
) -> None:
    for _ in range(3):
        make_task(plan, agency=ending)
    row = merge(browser, plan, ending, make_agency())
    assert task
    pages = ("reorganisations", f"reorganisations/{row.id}", f"{ending.id}/merge")
    for page in [address(plan, each) for each in pages]:
        with count_queries() as asked:
            browser.get(page)
        assert len(asked) <= 8, "\n".join(asked)
