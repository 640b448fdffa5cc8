"""Directions through the pages: written, read first, answered, settled; the list of all."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask

from plan_app.domain.directions import DirectionState
from plan_app.domain.roles import Role
from plan_app.extensions import db
from plan_app.models import Direction, Task, User
from tests.builders import make_direction, make_plan, make_task, make_user
from tests.pages import Client, Page

ClientOf = Callable[[User | None], Client]
TYPED = {
    "body": "Báo cáo rõ tiến độ.",
    "answer_by": "18/12/2026",
    "document": "Thông báo số 12/TB-UBND",
    "document_date": "7/12/2026",
}


@pytest.fixture
def task(app: Flask) -> Task:
    assert app
    return make_task(make_plan(), due=date(2026, 12, 31), number=53)


@pytest.fixture
def coordinator(task: Task) -> User:
    return make_user(task.plan, Role.COORDINATOR)


def main(page: Page) -> str:
    return page.text(page.one("main"))


def test_from_a_document_to_the_end(client_of: ClientOf, task: Task, coordinator: User) -> None:
    root, steers, owner = f"/p/{task.plan.slug}", client_of(coordinator), client_of(task.owner)
    where = f"{root}/tasks/53"
    assert f"{where}/direction" in steers.get(where).links()
    steers.fill(f"{where}/direction", TYPED)

    page = owner.get(where)
    first = page.all("h2")[0]
    assert page.text(first) == "Ý kiến chỉ đạo"
    said = "Theo Thông báo số 12/TB-UBND ngày 07/12/2026"
    assert said in main(page)
    assert "Đề nghị trả lời chậm nhất ngày 18/12/2026." in main(page)
    assert f"{where}/direction" not in page.links()
    (answer,) = [link for link in owner.get(f"{root}/").links() if link.endswith("/answer")]
    assert "Báo cáo rõ tiến độ." in main(owner.get(answer))
    owner.fill(answer, {"answer": ""}, status=422)
    owner.fill(answer, {"answer": "Đã trình dự thảo."})
    assert answer not in owner.get(where).links()

    home = main(steers.get(f"{root}/"))
    assert "01 Ý kiến chỉ đạo chưa kết thúc" in home
    assert "Đã trả lời, chờ ghi nhận" in main(steers.get(f"{root}/directions"))
    base = answer.removesuffix("/answer")
    assert {f"{base}/settle", f"{base}/again"} <= {*steers.get(where).links()}
    page = steers.fill(f"{base}/again", {"words": "", "answer_by": "mai"}, status=422)
    assert page.field("answer_by").get("value") == "mai"
    steers.fill(f"{base}/again", {"words": "Chưa nêu thời gian.", "answer_by": "20/12/2026"})
    assert "Chưa nêu thời gian." in main(owner.get(where))
    page = steers.fill(f"{base}/settle", {"note": ""}, status=422)
    assert "đề nghị ghi rõ đã trả lời bằng cách nào" in main(page)
    steers.fill(f"{base}/settle", {"note": "Đã báo cáo tại cuộc họp."})

    assert "Ý kiến chỉ đạo đã kết thúc (01)" in main(owner.get(where))
    assert "Hiện không có ý kiến chỉ đạo" in main(steers.get(f"{root}/directions"))
    unasked = steers.get(f"{root}/directions").field("standing")
    assert next(unasked.iter("option")).text == "Chưa kết thúc"
    everything = f"{root}/directions?standing=settled&words=53&sort=-number"
    assert "Đã báo cáo tại cuộc họp." in main(steers.get(everything))
    csv = steers.download(f"{root}/directions.csv?standing=all").text
    assert "Đã trình dự thảo." in csv
    assert len(csv.splitlines()) == 2
    assert "Không có ý kiến chỉ đạo phù hợp" in main(steers.get(f"{everything}&agency=999"))


@pytest.mark.parametrize("field", ["body", "answer_by", "document", "document_date"])
def test_what_a_coordinator_leaves_out_is_said_at_its_field(
    client_of: ClientOf, task: Task, coordinator: User, field: str
) -> None:
    address = f"/p/{task.plan.slug}/tasks/53/direction"
    page = client_of(coordinator).fill(address, TYPED | {field: ""}, status=422)
    assert page.one("a", class_="alert-link").get("href") == f"#{field}"
    for name in {"answer_by", "document"} - {field}:
        assert page.field(name).get("value") == TYPED[name]


def test_all_that_is_missing_is_said_at_once(
    client_of: ClientOf, task: Task, coordinator: User
) -> None:
    address = f"/p/{task.plan.slug}/tasks/53/direction"
    page = client_of(coordinator).fill(address, dict.fromkeys(TYPED, ""), status=422)
    faults = [each.get("href") for each in page.all("a", class_="alert-link")]
    assert faults == ["#body", "#answer_by", "#document", "#document_date"]


def test_a_leader_writes_without_a_document_and_takes_it_back(
    client_of: ClientOf, task: Task
) -> None:
    leader, root = client_of(make_user(task.plan, Role.LEADER)), f"/p/{task.plan.slug}"
    typed = {"body": "Sớm hoàn thành.", "answer_by": "18/12/2026"}
    leader.fill(f"{root}/tasks/53/direction", typed)
    assert "01 Ý kiến chỉ đạo chưa kết thúc" in main(leader.get(f"{root}/"))
    direction = db.session.query(Direction).one()
    leader.fill(f"{root}/directions/{direction.id}/withdraw", {"reason": "Ghi nhầm nhiệm vụ."})
    db.session.refresh(direction)
    assert direction.state is DirectionState.WITHDRAWN


def test_who_comes_too_late_sees_what_it_is_now_and_keeps_the_words(
    client_of: ClientOf, task: Task, coordinator: User
) -> None:
    direction = make_direction(task, coordinator, version=2)
    address = f"/p/{task.plan.slug}/directions/{direction.id}/answer"
    page = client_of(task.owner).post(address, {"answer": "Đã trình.", "version": "1"}, status=409)
    assert (page.field("answer").text or "").strip() == "Đã trình."
    assert page.field("version").get("value") == "2"


def test_other_agencies_and_observers_read_nothing_of_it(
    client_of: ClientOf, task: Task, coordinator: User
) -> None:
    make_direction(task, coordinator)
    for role in (Role.OWNER, Role.OBSERVER):
        page = client_of(make_user(task.plan, role)).get(f"/p/{task.plan.slug}/tasks/53")
        assert "Báo cáo rõ tiến độ." not in main(page)


def test_the_pages_ask_few_questions(
    client_of: ClientOf, task: Task, coordinator: User, count_queries: Callable[[], Any]
) -> None:
    root = f"/p/{task.plan.slug}"
    for _ in range(3):
        make_direction(task, coordinator)
    for browser, address in (
        (client_of(coordinator), f"{root}/directions?standing=all&words=53"),
        (client_of(coordinator), f"{root}/tasks/53"),
        (client_of(task.owner), f"{root}/tasks/53"),
        (client_of(task.owner), f"{root}/"),
    ):
        browser.get(address)
        with count_queries() as queries:
            browser.get(address)
        assert len(queries) <= 8, address


def test_the_page_of_why_speaks_of_it(client_of: ClientOf, task: Task, coordinator: User) -> None:
    make_direction(task, coordinator)
    page = client_of(task.owner).get(f"/p/{task.plan.slug}/tasks/53/why")
    assert "Có trong thư nhắc việc tiếp theo, ngày 08/12/2026" in main(page)
