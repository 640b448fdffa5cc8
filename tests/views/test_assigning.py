"""The pages that assign many tasks at once."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask

from plan_app.domain.roles import Role
from plan_app.extensions import db
from plan_app.models import AgencyContact, ContactKind, Plan, Task, User
from tests.builders import make_agency, make_plan, make_task, make_user, save
from tests.pages import Client, Page

ClientOf = Callable[[User | None], Client]
NOTHING = {"owner": "keep", "agency": "keep", "due": "", "reason": "", "document": ""}


@pytest.fixture
def plan(app: Flask) -> Plan:
    assert app
    return make_plan()


@pytest.fixture
def browser(client_of: ClientOf, plan: Plan) -> Client:
    return client_of(make_user(plan, Role.COORDINATOR))


def address(plan: Plan, page: str = "") -> str:
    return f"/p/{plan.slug}/assign{page}"


def ticked(*tasks: Task) -> list[str]:
    return [f"{task.id}:{task.version}" for task in tasks]


def hidden(page: Page, step: str) -> dict[str, object]:
    """What the form with the button of this step would send."""
    form = next(
        each
        for each in page.all("form")
        if any(button.get("value") == step for button in each.iter("button"))
    )
    found: dict[str, object] = {"step": step, "picks": []}
    for field in form.iter("input"):
        name, value = str(field.get("name")), field.get("value", "")
        if name == "picks":
            found["picks"] = [*found["picks"], value]  # type: ignore[misc]
        else:
            found[name] = value
    return found


def test_many_tasks_are_assigned_after_a_preview(browser: Client, plan: Plan) -> None:
    fixed, internal = make_task(plan), make_task(plan, milestone_is_fixed=False)
    owner = make_user(plan, Role.OWNER, full_name="Lê Thị Hoa", honorific="Bà")
    asked = NOTHING | {
        "owner": str(owner.id), "due": "31/3/2027", "reason": "Theo tiến độ chung.",
        "picks": ticked(fixed, internal), "step": "preview",
    }  # fmt: skip
    page = browser.post(address(plan), asked, status=200)
    text = page.text()
    assert "01/02 nhiệm vụ được chọn sẽ thay đổi" in text
    assert "Cũ: 31/12/2026 → 31/03/2027" in text
    assert "→ Bà Lê Thị Hoa" in text
    assert "Không thực hiện được:" in text
    assert fixed.version == internal.version == 1
    sent = hidden(page, "save")
    assert sent["picks"] == ticked(internal)
    browser.post(address(plan), sent)
    assert f"Đã lưu phân công nhiệm vụ số: {internal.number}." in browser.get(address(plan)).text()
    assert (internal.owner, internal.milestones[0].due_date) == (owner, date(2027, 3, 31))
    assert fixed.owner != owner


def test_an_error_keeps_selection_filters_and_what_was_typed(browser: Client, plan: Plan) -> None:
    agency = make_agency()
    first, second = make_task(plan, agency=agency), make_task(plan, agency=agency)
    make_task(plan)
    filtered = f"{address(plan)}?agency={agency.id}"
    sent = NOTHING | {"picks": ticked(second), "step": "preview", "document": "Công văn số 1"}
    page = browser.post(filtered, sent, status=422)
    assert "Đề nghị chọn ít nhất một nội dung cần thay đổi." in page.text()
    boxes = {box.get("value"): box.get("checked") for box in page.all("input", name="picks")}
    assert set(boxes) == set(ticked(first, second))
    assert boxes[ticked(second)[0]] is not None
    assert boxes[ticked(first)[0]] is None
    assert page.field("document").get("value") == "Công văn số 1"
    page = browser.post(filtered, sent | {"due": "31/3/2027"}, status=422)
    assert "#reason" in page.links()
    page = browser.post(filtered, NOTHING | {"owner": "", "step": "preview"}, status=422)
    assert "#picks" in page.links()


def test_going_back_from_the_preview_keeps_everything(browser: Client, plan: Plan) -> None:
    task = make_task(plan)
    asked = NOTHING | {"owner": "", "picks": ticked(task), "step": "preview"}
    page = browser.post(address(plan), asked, status=200)
    page = browser.post(address(plan), hidden(page, "change"), status=200)
    assert page.one("input", name="picks").get("checked") is not None
    assert page.one("select", id="owner").findall(".//option[@selected]")[0].get("value") == ""


def test_rows_that_changed_since_the_preview_are_shown_for_another(
    browser: Client, plan: Plan
) -> None:
    first, second = make_task(plan), make_task(plan)
    kept = second.owner
    asked = NOTHING | {"owner": "", "picks": ticked(first, second), "step": "preview"}
    sent = hidden(browser.post(address(plan), asked, status=200), "save")
    second.version = 2
    db.session.commit()
    page = browser.post(address(plan), sent, status=409)
    assert "Đã lưu 01/02 nhiệm vụ" in page.text()
    assert (first.owner, second.owner) == (None, kept)
    again = hidden(page, "preview")
    assert again["picks"] == [f"{second.id}:2"]
    page = browser.post(address(plan), again, status=200)
    browser.post(address(plan), hidden(page, "save"))
    assert second.owner is None


def test_nothing_possible_leaves_nothing_to_confirm(browser: Client, plan: Plan) -> None:
    task = make_task(plan)
    asked = NOTHING | {
        "agency": str(task.responsible_agency_id), "picks": ticked(task), "step": "preview",
    }  # fmt: skip
    page = browser.post(address(plan), asked, status=200)
    assert "Không thay đổi" in page.text()
    assert "save" not in [button.get("value") for button in page.all("button")]


def test_an_owner_who_stays_behind_is_pointed_out(browser: Client, plan: Plan) -> None:
    task, agency = make_task(plan), make_agency()
    asked = NOTHING | {"agency": str(agency.id), "picks": ticked(task), "step": "preview"}
    page = browser.post(address(plan), asked, status=200)
    assert "Đầu mối hiện nay thuộc cơ quan khác." in page.text()


def test_boxes_that_are_not_ours_are_left_out(browser: Client, plan: Plan) -> None:
    for wrong in ("x:1", "1", "1:2:3", "99999999999:1"):
        sent = NOTHING | {"owner": "", "picks": [wrong], "step": "preview"}
        assert "#picks" in browser.post(address(plan), sent, status=422).links()
    many = [f"{number}:1" for number in range(1, 502)]
    sent = NOTHING | {"owner": "", "picks": many, "step": "preview"}
    assert "nhiều nhất 500" in browser.post(address(plan), sent, status=422).text()


def test_the_list_of_tasks_leads_here_with_its_filters(browser: Client, plan: Plan) -> None:
    task = make_task(plan)
    page = browser.get(f"/p/{plan.slug}/tasks?agency={task.responsible_agency_id}")
    assert f"{address(plan)}?agency={task.responsible_agency_id}" in page.links()
    page = browser.get(f"/p/{plan.slug}/tasks?owner=none&state=open")
    assert address(plan, "/unassigned") in page.links()
    assert "Không có nhiệm vụ phù hợp" in browser.get(f"{address(plan)}?q=khongco").text()


def test_the_list_is_sorted_by_its_heads(browser: Client, plan: Plan) -> None:
    later = make_task(plan, due=date(2027, 6, 30))
    sooner = make_task(plan)
    page = browser.get(f"{address(plan)}?sort=due")
    boxes = [box.get("value") for box in page.all("input", name="picks")]
    assert boxes == ticked(sooner, later)
    form = next(each for each in page.all("form") if each.get("method") == "post" and
                each.get("action", "").startswith(address(plan)))  # fmt: skip
    assert form.get("action") == f"{address(plan)}?sort=due"


def test_an_empty_plan_says_so(browser: Client, plan: Plan) -> None:
    assert "Kế hoạch chưa có nhiệm vụ nào." in browser.get(address(plan)).text()
    text = browser.get(address(plan, "/unassigned")).text()
    assert "Mọi nhiệm vụ chưa hoàn thành đều đã có đầu mối theo dõi." in text


def test_the_queue_suggests_and_gives_with_one_press(browser: Client, plan: Plan) -> None:
    agency = make_agency()
    contact = make_user(plan, Role.OWNER, full_name="Lê Thị Hoa", honorific="Bà")
    save(AgencyContact(agency=agency, kind=ContactKind.CONTACT, user=contact))
    owner = make_user(plan, Role.OWNER, full_name="Trần Minh", honorific="Ông")
    make_task(plan, agency=agency, owner=owner)
    first, second, third = (make_task(plan, agency=agency, owner=None) for _ in range(3))
    lonely = make_task(plan, owner=None)
    page = browser.get(address(plan, "/unassigned"))
    assert "Ông Trần Minh – giao nhiệm vụ số" in page.text()
    assert "đang theo dõi 01 nhiệm vụ" in page.text()
    assert f"/p/{plan.slug}/tasks/{lonely.number}/assignment" in page.links()
    boxes = [str(box.get("value")) for box in page.all("input", name="picks")]
    assert boxes == [f"{task.id}:1:{contact.id}" for task in (first, second, third)]
    only = {"picks": boxes, "only": f"{first.id}:1:{owner.id}"}
    browser.post(address(plan, "/unassigned"), only)
    assert (first.owner, second.owner) == (owner, None)
    second.version = 2
    db.session.commit()
    page = browser.post(address(plan, "/unassigned"), {"picks": boxes[1:]}, status=409)
    assert "vừa được người khác cập nhật" in page.text()
    assert (second.owner, third.owner) == (None, contact)
    page = browser.post(address(plan, "/unassigned"), {}, status=422)
    assert "#picks" in page.links()
