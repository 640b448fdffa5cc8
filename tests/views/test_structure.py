"""The pages that edit a plan's texts and structure."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from flask import Flask

from plan_app.domain.roles import Role
from plan_app.domain.statuses import MilestoneState
from plan_app.extensions import db
from plan_app.models import SolutionGroup, Task, TextStatus, User
from plan_app.services import groups, plan_texts
from tests.builders import make_agency, make_milestone, make_plan, make_task, make_user, save
from tests.pages import Client, Page

ClientOf = Callable[[User | None], Client]
Counting = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def task(app: Flask) -> Task:
    assert app
    return make_task(
        make_plan(),
        milestone_label="Kết quả năm 2026",
        milestone_year=2026,
        text_status=TextStatus.DRAFT,
    )


@pytest.fixture
def browser(client_of: ClientOf, task: Task) -> Client:
    return client_of(make_user(task.plan, Role.COORDINATOR))


def base(task: Task) -> str:
    return f"/p/{task.plan.slug}"


def of_task(task: Task, page: str = "") -> str:
    return f"{base(task)}/tasks/{task.number}{page}"


def sent_back(page: Page) -> dict[str, object]:
    """What a browser would send of the page's form, with nothing changed."""
    found: dict[str, object] = {}
    form = next(each for each in page.all("form") if each.get("novalidate") is not None)
    for field in form.iter("input"):
        kind = field.get("type")
        if kind in {"checkbox", "radio"} and field.get("checked") is None:
            continue
        name = str(field.get("name"))
        if kind == "checkbox":
            found.setdefault(name, [])
            found[name].append(field.get("value"))  # type: ignore[attr-defined]
        else:
            found[name] = field.get("value", "")
    for field in form.iter("textarea"):
        found[str(field.get("name"))] = (field.text or "").strip()
    for field in form.iter("select"):
        chosen = [each for each in field.iter("option") if each.get("selected") is not None]
        options = chosen or list(field.iter("option"))[:1]
        found[str(field.get("name"))] = options[0].get("value", "")
    return found


def agencies_of(task: Task) -> dict[str, str]:
    """Choices of a form: the agencies of this task."""
    return {
        "lead_agency": str(task.lead_agency_id),
        "agency": str(task.responsible_agency_id),
    }


def test_the_structure_shows_plan_groups_and_drafts(browser: Client, task: Task) -> None:
    page = browser.get(f"{base(task)}/structure")
    text = page.text()
    assert "Số 3825/QĐ-UBND ngày 18/10/2023 của UBND tỉnh Thanh Hóa" in text
    assert "01 nhiệm vụ có nội dung minh họa" in text
    assert f"{base(task)}/structure/groups/1" in page.links()
    assert f"{base(task)}/structure/groups/1/remove" not in page.links()
    assert f"{base(task)}/structure" in browser.get(base(task) + "/").links()


def test_a_plan_without_groups_says_where_to_begin(client_of: ClientOf, app: Flask) -> None:
    assert app
    plan = make_plan()
    db.session.delete(plan.groups[0])
    db.session.commit()
    page = client_of(make_user(plan, Role.COORDINATOR)).get(f"/p/{plan.slug}/structure")
    assert "Kế hoạch chưa có nhóm giải pháp nào" in page.text()
    assert f"/p/{plan.slug}/tasks/add" not in page.links()


def test_the_plan_is_edited(browser: Client, task: Task) -> None:
    address = f"{base(task)}/structure/plan"
    sent = sent_back(browser.get(address))
    browser.post(address, sent | {"title": "Kế hoạch mới", "last_year": "2035"})
    assert (task.plan.title, task.plan.last_year) == ("Kế hoạch mới", 2035)
    page = browser.post(address, sent | {"last_year": "mai sau", "issued_by": ""}, status=422)
    assert {"#last_year", "#issued_by"} <= set(page.links())
    assert page.field("last_year").get("value") == "mai sau"


def test_a_stale_plan_shows_both_versions(browser: Client, task: Task) -> None:
    address = f"{base(task)}/structure/plan"
    sent = sent_back(browser.get(address))
    browser.post(address, sent | {"title": "Tên thứ nhất"})
    page = browser.post(address, sent | {"title": "Tên thứ hai"}, status=409)
    assert "Tên thứ nhất" in page.text(page.one("section", id="present"))
    assert page.text(page.field("title")) == "Tên thứ hai"
    browser.post(address, sent_back(page))
    assert task.plan.title == "Tên thứ hai"
    assert int(str(sent_back(browser.get(address))["version"])) == plan_texts.version_of(task.plan)


def test_groups_are_added_edited_and_removed(browser: Client, task: Task) -> None:
    address = f"{base(task)}/structure/groups"
    sent = sent_back(browser.get(f"{address}/add"))
    assert sent["ordinal"] == "2"
    browser.post(f"{address}/add", sent | {"title": "Nhóm hai"})
    page = browser.post(f"{address}/add", sent | {"title": "Nhóm hai nữa"}, status=422)
    assert "#ordinal" in page.links()
    sent = sent_back(browser.get(f"{address}/2"))
    browser.post(f"{address}/2", sent | {"ordinal": "1", "title": "Nhóm đầu"})
    assert [each.title for each in task.plan.groups] == ["Nhóm đầu", "Nhóm một"]
    sent = sent_back(browser.get(f"{address}/1/remove"))
    browser.post(f"{address}/1/remove", sent)
    browser.get(f"{address}/1", status=404)
    sent = sent_back(browser.get(f"{address}/2/remove"))
    page = browser.post(f"{address}/2/remove", sent, status=422)
    assert "còn nhiệm vụ" in page.text()
    assert groups.get_of(task.plan, 2).title == "Nhóm một"


def test_a_task_text_is_edited_and_the_journal_says_what(browser: Client, task: Task) -> None:
    ended = make_agency(name="Sở Kế hoạch và Đầu tư", valid_to=date(2025, 3, 1))
    sent = sent_back(browser.get(of_task(task, "/text")))
    changed = {
        "title": "Quản lý chất thải y tế",
        "deliverable": "Kế hoạch của ngành",
        "lead_agency": str(ended.id),
        "coordinating": [str(ended.id)],
        "time_as_worded": "Hằng năm",
    }
    browser.post(of_task(task, "/text"), sent | changed)
    page = browser.get(of_task(task))
    text = page.text()
    assert "Quản lý chất thải y tế" in page.text(page.one("h1"))
    assert "Sản phẩm, kết quả: – → Kế hoạch của ngành" in text
    assert task.coordinating_agencies == [ended]
    again = sent_back(browser.get(of_task(task, "/text")))
    assert again["coordinating"] == [str(ended.id)]


def test_errors_of_a_text_keep_what_was_typed(browser: Client, task: Task) -> None:
    sent = sent_back(browser.get(of_task(task, "/text")))
    page = browser.post(
        of_task(task, "/text"), sent | {"title": "", "deliverable": "Đề án"}, status=422
    )
    assert "#title" in page.links()
    assert page.text(page.field("deliverable")) == "Đề án"


def test_a_stale_text_shows_both_versions(browser: Client, task: Task) -> None:
    sent = sent_back(browser.get(of_task(task, "/text")))
    browser.post(of_task(task, "/text"), sent | {"title": "Tên thứ nhất"})
    page = browser.post(of_task(task, "/text"), sent | {"title": "Tên thứ hai"}, status=409)
    present = page.text(page.one("section", id="present"))
    assert "Tên thứ nhất" in present
    assert task.lead_agency.name in present
    assert page.field("version").get("value") == "2"
    browser.post(of_task(task, "/text"), sent_back(page))
    assert task.title == "Tên thứ hai"


def test_an_agency_that_has_ended_may_stay_responsible(browser: Client, task: Task) -> None:
    task.responsible_agency.valid_to = date(2025, 3, 1)
    db.session.commit()
    sent = sent_back(browser.get(of_task(task, "/text")))
    browser.post(of_task(task, "/text"), sent | {"title": "Tên mới"})
    assert task.title == "Tên mới"


def test_one_text_is_checked_and_taken_back(browser: Client, task: Task) -> None:
    page = browser.get(of_task(task))
    assert of_task(task, "/check") in [form.get("action") for form in page.all("form")]
    browser.post(of_task(task, "/check"), {"version": "1"})
    text = browser.get(of_task(task)).text()
    assert "Đã đối chiếu, Ông" in text
    assert "xác nhận lúc 08:00 ngày 08/12/2026" in text
    browser.post(of_task(task, "/check"), {"version": "2"})
    assert "đã được xác nhận đối chiếu" in browser.get(of_task(task)).text()
    browser.post(of_task(task, "/uncheck"), {"version": "2"}, status=422)
    browser.post(of_task(task, "/uncheck"), {"version": "2", "reason": "Sai cơ quan."})
    assert task.text_status is TextStatus.DRAFT
    browser.get(of_task(task, "/uncheck"))


def test_a_task_is_added(browser: Client, task: Task) -> None:
    address = f"{base(task)}/tasks/add"
    sent = sent_back(browser.get(address))
    assert sent["number"] == str(task.number + 1)
    facts = {"title": "Kiểm kê khí nhà kính", "when": "yearly", "due": "31/3/2029"}
    page = browser.post(address, sent | facts, status=422)
    assert {"#lead_agency", "#agency"} <= set(page.links())
    browser.post(address, sent | facts | agencies_of(task))
    page = browser.get(f"{base(task)}/tasks/{sent['number']}")
    assert "Kết quả năm 2030" in page.text()
    assert "Chưa giao đầu mối" in page.text()


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"when": "once"}, "due"),
        ({"when": "yearly", "due": "mai"}, "due"),
        ({"when": "waiting"}, "waiting_for"),
        ({}, "when-0"),
        ({"when": "ongoing", "title": ""}, "title"),
        ({"when": "ongoing", "number": "0"}, "number"),
    ],
)
def test_a_new_task_says_what_is_missing(
    browser: Client, task: Task, typed: dict[str, str], field: str
) -> None:
    address = f"{base(task)}/tasks/add"
    right = {"title": "Kiểm kê khí nhà kính"} | agencies_of(task)
    sent = sent_back(browser.get(address)) | right | typed
    page = browser.post(address, sent, status=422)
    assert f"#{field}" in page.links()
    assert page.text(page.field("title")) == sent["title"]


def test_what_is_missing_is_told_in_the_order_of_the_page(browser: Client, task: Task) -> None:
    address = f"{base(task)}/tasks/add"
    sent = sent_back(browser.get(address)) | {"number": ""}
    sent.pop("when", None)

    page = browser.post(address, sent, status=422)

    told = [each for each in page.links() if each.startswith("#")][1:]
    assert told == ["#number", "#title", "#lead_agency", "#agency", "#when-0"]
    assert "Đề nghị chọn loại thời hạn." in page.text()


def test_a_task_that_waits_and_one_without_a_date_are_added(browser: Client, task: Task) -> None:
    address = f"{base(task)}/tasks/add"
    for number, facts in (
        (800, {"when": "waiting", "waiting_for": "Bộ Tài chính"}),
        (801, {"when": "ongoing"}),
        (802, {"when": "once", "due": "30/6/2027"}),
    ):
        sent = sent_back(browser.get(address))
        right = {"title": "Việc mới", "number": str(number)} | agencies_of(task)
        browser.post(address, sent | right | facts)
    assert "Chờ hướng dẫn của Bộ Tài chính" in browser.get(f"{base(task)}/tasks/800").text()
    assert "Không hạn" in browser.get(f"{base(task)}/tasks/801").text()
    assert "30/06/2027" in browser.get(f"{base(task)}/tasks/802").text()


def test_the_order_of_tasks_is_set_and_shown_both_ways(
    browser: Client, task: Task, count_queries: Counting
) -> None:
    first, address = make_task(task.plan), of_task(task, "/after")
    sent = sent_back(browser.get(address))
    for number, said in (
        (99_999, "Kế hoạch không có nhiệm vụ số 99999."),
        (task.number, "Nhiệm vụ không thể thực hiện sau chính nhiệm vụ đó."),
    ):
        page = browser.post(address, sent | {"after": str(number)}, status=422)
        assert "#after" in page.links()
        assert said in page.text()
        assert page.field("after").get("value") == str(number)

    browser.post(address, sent | {"after": str(first.number)})
    browser.get(of_task(task))
    with count_queries() as queries:
        text = browser.get(of_task(task)).text()
    assert len(queries) <= 8
    assert f"Thực hiện sau nhiệm vụ số: – → {first.number}" in text
    assert (
        f"Nhiệm vụ này thực hiện sau nhiệm vụ số {first.number} (chưa thực hiện); "
        "thời hạn và việc nhắc không thay đổi." in text
    )
    text = browser.get(of_task(first)).text()
    assert f"Nhiệm vụ thực hiện tiếp theo Nhiệm vụ số {task.number}" in text

    page = browser.post(of_task(first, "/after"), {"after": str(task.number), "version": "1"},
                        status=422)  # fmt: skip
    assert f"{first.number} → {task.number} → {first.number}" in page.text()


def test_a_task_gets_another_number_and_group(browser: Client, task: Task) -> None:
    second = save(SolutionGroup(plan=task.plan, ordinal=2, title="Nhóm hai", title_en=""))
    other, before = make_task(task.plan), task.number
    wanted = {"number": str(other.number), "group": str(second.id), "version": "1"}
    page = browser.post(of_task(task, "/place"), wanted, status=422)
    assert "#number" in page.links()
    assert page.field("group").findall(".//option[@selected]")[0].get("value") == str(second.id)
    browser.post(of_task(task, "/place"), wanted | {"swap": "y"})
    assert (other.number, task.group) == (before, second)
    text = browser.get(of_task(task)).text()
    assert f"Số thứ tự: {before} → {task.number}" in text


def test_a_whole_task_is_withdrawn_from_its_page(browser: Client, task: Task) -> None:
    make_milestone(task, label="Sơ kết")
    browser.get(of_task(task, "/withdraw"))
    browser.post(of_task(task, "/withdraw"), {"version": "1"}, status=422)
    browser.post(of_task(task, "/withdraw"), {"version": "1", "document": "Công văn số 1"})
    assert {each.state for each in task.milestones} == {MilestoneState.WITHDRAWN}


def test_only_a_task_without_history_is_removed(browser: Client, task: Task) -> None:
    address = of_task(task)
    browser.post(of_task(task, "/check"), {"version": "1"})
    page = browser.post(of_task(task, "/remove"), {"version": "2"}, status=422)
    assert "đã có quá trình xử lý" in page.text()
    wrong = make_task(task.plan)
    address = of_task(wrong)
    browser.get(f"{address}/remove")
    browser.post(f"{address}/remove", {"version": "1"})
    browser.get(address, status=404)


def test_milestones_are_added_named_moved_and_removed(browser: Client, task: Task) -> None:
    address = of_task(task, "/milestones")
    sent = sent_back(browser.get(f"{address}/add"))
    page = browser.post(f"{address}/add", sent | {"label": "", "due": "30/6"}, status=422)
    assert {"#label", "#due"} <= set(page.links())
    browser.post(f"{address}/add", sent | {"label": "Sơ kết", "due": "30/6/2027"})
    added = task.milestones[1]
    of_added = f"{base(task)}/milestones/{added.id}"
    browser.post(f"{of_added}/up", {"version": "2"})
    assert [each.label for each in task.milestones] == ["Sơ kết", "Kết quả năm 2026"]
    browser.post(f"{of_added}/down", {"version": "2"})
    assert "vừa được người khác cập nhật" in browser.get(address).text()
    browser.post(f"{of_added}/down", {"version": "3"})
    sent = sent_back(browser.get(f"{of_added}/name"))
    browser.post(f"{of_added}/name", sent | {"label": "Sơ kết giữa kỳ"})
    assert "Sơ kết giữa kỳ" in browser.get(address).text()
    browser.get(f"{of_added}/remove")
    browser.post(f"{of_added}/remove", {"version": str(task.version)})
    assert [each.label for each in task.milestones] == ["Kết quả năm 2026"]
    left = f"{base(task)}/milestones/{task.milestones[0].id}/remove"
    page = browser.post(left, {"version": str(task.version)}, status=422)
    assert "ít nhất một mốc" in page.text()


def test_an_internal_milestone_is_marked_as_such(browser: Client, task: Task) -> None:
    sent = sent_back(browser.get(of_task(task, "/milestones/add")))
    facts = {"label": "Họp", "kind": "internal", "due": "30/6/2027", "year": "2027"}
    browser.post(of_task(task, "/milestones/add"), sent | facts)
    assert (task.milestones[1].is_fixed, task.milestones[1].year) == (False, 2027)


def test_further_years_are_shown_and_added(browser: Client, task: Task) -> None:
    address = of_task(task, "/milestones/years")
    page = browser.get(address)
    assert "Kết quả năm 2030" in page.text()
    browser.post(address, sent_back(page) | {"until": "2028"})
    assert [each.year for each in task.milestones] == [2026, 2027, 2028]
    browser.post(address, sent_back(browser.get(address)))
    assert task.milestones[-1].year == 2030
    browser.get(address, status=303)
    assert "đến năm cuối" in browser.get(of_task(task, "/milestones")).text()
    assert address not in browser.get(of_task(task, "/milestones")).links()


def test_many_drafts_are_checked_after_a_preview(browser: Client, task: Task) -> None:
    other = make_task(task.plan, text_status=TextStatus.DRAFT, deliverable="Đề án")
    address = f"{base(task)}/structure/texts"
    assert len(browser.get(address).all("input", name="picks")) == 2
    page = browser.post(address, {"step": "preview"}, status=422)
    assert "#picks" in page.links()
    picks = [f"{each.id}:1" for each in (task, other)]
    page = browser.post(address, {"step": "preview", "picks": picks}, status=200)
    assert "Sản phẩm, kết quả: Đề án" in page.text()
    page = browser.post(address, {"step": "change", "picks": picks[:1]}, status=200)
    boxes = page.all("input", name="picks")
    assert [box.get("checked") is not None for box in boxes] == [True, False]
    other.version = 2
    db.session.commit()
    page = browser.post(address, {"step": "save", "picks": picks}, status=409)
    assert "vừa được người khác cập nhật" in page.text()
    assert (task.text_status, other.text_status) == (TextStatus.CHECKED, TextStatus.DRAFT)
    browser.post(address, {"step": "save", "picks": [f"{other.id}:2"]})
    assert "Nội dung của mọi nhiệm vụ đã được đối chiếu." in browser.get(address).text()


def test_drafts_are_filtered_and_the_filter_stays(browser: Client, task: Task) -> None:
    make_task(task.plan, text_status=TextStatus.DRAFT)
    address = f"{base(task)}/structure/texts?agency={task.responsible_agency_id}"
    page = browser.get(address)
    assert len(page.all("input", name="picks")) == 1
    sent = {"step": "save", "picks": [f"{task.id}:1"]}
    answer = browser.post(address, sent)
    assert answer.response.location == address
    again = browser.get(address)
    assert "Bỏ tất cả điều kiện" in again.text(again.one("div", class_="empty"))


@pytest.mark.parametrize(
    "page",
    ["structure", "structure/plan", "structure/groups/1", "structure/texts", "tasks/add",
     "tasks/{number}/text", "tasks/{number}/place", "tasks/{number}/milestones",
     "tasks/{number}/milestones/years", "assign", "assign/unassigned"],
)  # fmt: skip
def test_pages_ask_the_database_little(
    browser: Client, task: Task, count_queries: Counting, page: str
) -> None:
    for _ in range(3):
        make_task(task.plan, text_status=TextStatus.DRAFT, owner=None)
    address = f"{base(task)}/{page.format(number=task.number)}"
    browser.get(address)
    with count_queries() as sent:
        browser.get(address)
    assert len(sent) <= 9  # One of them is the test's own, to name the address.
