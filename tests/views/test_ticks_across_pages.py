"""Ticks of a list stay when the person turns its pages, sorts and filters, without a script."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask

from plan_app.domain.roles import Role
from plan_app.forms.fields import Picks
from plan_app.models import AgencyContact, ContactKind, Plan, Task, TextStatus
from plan_app.queries import bulk_assignments, draft_texts
from tests import acting
from tests.builders import make_agency, make_call, make_plan, make_task, make_user, save, together
from tests.pages import Client, Page

ClientOf = Callable[..., Client]


@pytest.fixture
def plan(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Plan:
    """A plan of three drafts, shown two on a page."""
    assert app
    for module in (bulk_assignments, draft_texts):
        monkeypatch.setattr(module, "PAGE_SIZE", 2)
    return make_plan()


@pytest.fixture
def tasks(plan: Plan) -> list[Task]:
    draft: dict[str, Any] = {"title": "Xây dựng kế hoạch", "text_status": TextStatus.DRAFT}
    return [make_task(plan, number=n, **draft) for n in (1, 2, 3)]


@pytest.fixture
def browser(plan: Plan, client_of: ClientOf) -> Client:
    return client_of(make_user(plan, Role.COORDINATOR))


def box(task: Task) -> str:
    return f"{task.id}:{task.version}"


def ticked(page: Page) -> set[str]:
    """What the form would send: ticked boxes, and hidden ones of other pages."""
    boxes = page.all("input", name="picks")
    return {
        each.get("value") or ""
        for each in boxes
        if each.get("type") == "hidden" or each.get("checked") is not None
    }


@pytest.mark.parametrize("where", ["assign", "structure/texts"])
def test_ticks_come_along_and_go_into_the_preview(
    browser: Client, plan: Plan, tasks: list[Task], where: str
) -> None:
    address = f"/p/{plan.slug}/{where}"
    first = browser.get(address)
    (onward,) = [each for each in first.all("button") if "Trang sau" in first.text(each)]
    assert (onward.get("name"), onward.get("value")) == ("step", "change")
    target = onward.get("formaction") or ""
    assert target == f"{address}?page=2"

    one, _two, three = map(box, tasks)
    second = browser.post(target, {"picks": [one], "step": "change"}, 200)
    assert ticked(second) == {one}
    assert "Đã chọn 01 nhiệm vụ ngoài các dòng dưới đây." in second.text()

    both = {"picks": [one, three]}
    assert ticked(browser.post(address, both | {"step": "change"}, 200)) == {one, three}
    owner = {"owner": "", "agency": "keep"} if where == "assign" else {}
    preview = browser.post(target, both | owner | {"step": "preview"}, 200)
    assert ticked(preview) >= {one, three}


def test_what_was_typed_comes_along_too(browser: Client, plan: Plan, tasks: list[Task]) -> None:
    assert tasks
    sent = {"step": "change", "reason": "Theo đề nghị của cơ quan", "due": "31/12/2026"}
    page = browser.post(f"/p/{plan.slug}/assign?page=2", sent, 200)
    assert page.field("due").get("value") == "31/12/2026"
    assert page.field("reason").get("value") == "Theo đề nghị của cơ quan"


@pytest.mark.parametrize("where", ["assign", "structure/texts"])
def test_ticks_come_along_when_the_list_is_sorted(
    browser: Client, plan: Plan, tasks: list[Task], where: str
) -> None:
    address = f"/p/{plan.slug}/{where}"
    buttons = browser.get(address).all("button")
    head = next(each for each in buttons if "sort" in (each.get("class") or "").split())
    target = head.get("formaction") or ""
    assert target == f"{address}?sort=-number"

    page = browser.post(target, {"picks": [box(tasks[0])], "step": "change"}, 200)

    assert ticked(page) == {box(tasks[0])}
    shown = [each.get("value") for each in page.all("input", type="checkbox", name="picks")]
    assert shown == [box(tasks[2]), box(tasks[1])]


@pytest.mark.parametrize("where", ["assign", "structure/texts"])
def test_ticks_come_along_when_the_list_is_filtered(
    browser: Client, plan: Plan, tasks: list[Task], where: str
) -> None:
    address = f"/p/{plan.slug}/{where}"
    sent = {"picks": [box(tasks[0])], "step": "filter", "filter-q": str(tasks[1].number)}

    target = browser.post(f"{address}?page=2", sent, 307).response.location
    assert target == f"{address}?q=2"
    page = browser.post(target, sent, 200)

    assert ticked(page) == {box(tasks[0])}
    assert page.field("filter-q").get("value") == "2"
    # Where the filter leaves no row, the ticks are still there.
    none = browser.post(f"{address}?q=khongco", sent | {"filter-q": "khongco"}, 200)
    assert ticked(none) == {box(tasks[0])}


@pytest.mark.parametrize("where", ["assign", "structure/texts"])
def test_all_rows_of_the_filter_are_ticked_at_once_and_none(
    browser: Client, plan: Plan, tasks: list[Task], where: str
) -> None:
    address = f"/p/{plan.slug}/{where}"
    assert "Chọn cả 03 dòng theo bộ lọc" in browser.get(address).text()

    every = browser.post(address, {"step": "all"}, 200)
    assert ticked(every) == set(map(box, tasks))
    some = browser.post(f"{address}?q=3", {"picks": [box(tasks[0])], "step": "all"}, 200)
    assert ticked(some) == {box(tasks[0]), box(tasks[2])}
    assert "Bỏ chọn cả 02 dòng" in some.text()
    assert ticked(browser.post(address, {"picks": [box(tasks[0])], "step": "none"}, 200)) == set()


def test_more_rows_than_one_act_may_hold_are_not_offered(
    browser: Client, plan: Plan, tasks: list[Task], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Picks, "LIMIT", len(tasks) - 1)

    page = browser.get(f"/p/{plan.slug}/assign")

    assert "Có 03 dòng theo bộ lọc; chọn được cả khi không quá 2 dòng." in page.text()
    assert "all" not in [each.get("value") for each in page.all("button")]


def test_a_tick_has_the_newest_version_of_its_row(
    browser: Client, plan: Plan, tasks: list[Task]
) -> None:
    sent = {"picks": [f"{tasks[0].id}:99"], "step": "all"}
    assert ticked(browser.post(f"/p/{plan.slug}/assign", sent, 200)) == set(map(box, tasks))


@pytest.fixture
def queue(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> list[Task]:
    """Three tasks that nobody owns, of an agency with a contact, shown two on a page."""
    monkeypatch.setattr(bulk_assignments, "UNASSIGNED_SIZE", 2)
    agency = make_agency()
    contact = make_user(plan, Role.OWNER, agency=agency)
    save(AgencyContact(agency=agency, user=contact, kind=ContactKind.CONTACT))
    facts: dict[str, Any] = {"title": "Xây dựng kế hoạch", "agency": agency, "owner": None}
    return [make_task(plan, number=n, **facts) for n in (1, 2, 3)]


def test_the_unassigned_queue_carries_its_ticks_and_what_was_unticked(
    browser: Client, plan: Plan, queue: list[Task]
) -> None:
    address = f"/p/{plan.slug}/assign/unassigned"
    first = browser.get(address)
    one, two = sorted(ticked(first))
    seen = [each.get("value") for each in first.all("input", name="seen")]
    assert seen == [str(task.id) for task in queue[:2]]

    # The second was unticked; the third is seen for the first time, and ticked beforehand.
    second = browser.post(
        f"{address}?page=2", {"picks": [one], "seen": seen, "step": "change"}, 200
    )
    (three,) = ticked(second) - {one}
    assert three.startswith(f"{queue[2].id}:")
    again = [each.get("value") for each in second.all("input", name="seen")]
    back = browser.post(address, {"picks": [one, three], "seen": again, "step": "change"}, 200)
    assert ticked(back) == {one, three}

    browser.post(address, {"picks": [one, three], "seen": again})
    assert [task.owner is None for task in queue] == [False, True, False]
    assert two not in ticked(back)


def test_all_of_the_unassigned_queue_are_ticked_at_once_and_none(
    browser: Client, plan: Plan, queue: list[Task]
) -> None:
    address = f"/p/{plan.slug}/assign/unassigned"
    every = browser.post(address, {"step": "all"}, 200)
    assert {each.partition(":")[0] for each in ticked(every)} == {str(task.id) for task in queue}
    assert ticked(browser.post(address, {"step": "none"}, 200)) == set()
    filtered = browser.post(address, {"step": "filter", "filter-q": "2"}, 307)
    assert filtered.response.location == f"{address}?q=2"


def test_the_language_can_be_switched_without_losing_ticks_and_words(
    browser: Client, plan: Plan, tasks: list[Task]
) -> None:
    sent = {"picks": [box(tasks[0])], "step": "preview", "reason": "Theo đề nghị", "owner": "keep"}
    sent |= {"agency": "keep", "filter-q": "1", "filter-group": ""}
    page = browser.post(f"/p/{plan.slug}/assign?q=1", sent, 422)
    fields = {name: page.field(name).get("value") for name in ("page", "typed")}

    answer = browser.post("/language", fields | {"language": "en"})

    page = browser.get(answer.response.location)
    assert page.one("html").get("lang") == "en"
    assert ticked(page) == {box(tasks[0])}
    assert page.field("reason").get("value") == "Theo đề nghị"
    assert page.field("filter-q").get("value") == "1"


@pytest.mark.parametrize("where", ["causes", "letters/enter"])
def test_milestones_stay_ticked_while_their_list_is_sorted_and_filtered(
    browser: Client, plan: Plan, where: str
) -> None:
    late: dict[str, Any] = {"title": "Xây dựng kế hoạch", "due": date(2026, 11, 30)}
    made = [make_task(plan, number=n, **late) for n in (1, 2)]
    boxes = [f"{task.milestones[0].id}:{task.version}" for task in made]
    address = f"/p/{plan.slug}/{where}"
    first = browser.get(address)
    assert "Chọn cả 02 dòng theo bộ lọc" in first.text()
    heads = [each for each in first.all("button") if "sort" in (each.get("class") or "").split()]
    assert {each.get("value") for each in heads} == {"change"}

    name = "words" if where == "causes" else "q"
    sent = {"picks": [boxes[0]], "step": "filter", f"filter-{name}": "khongco", "reason": "Bão."}
    target = browser.post(address, sent, 307).response.location
    nothing = browser.post(target, sent, 200)
    assert ticked(nothing) == {boxes[0]}
    if where == "causes":
        assert nothing.field("reason").text == "Bão."
    assert ticked(browser.post(f"{address}?sort=due", {"step": "all"}, 200)) == set(boxes)
    none = browser.post(address, {"picks": boxes, "step": "none"}, 200)
    assert ticked(none) == set()


@pytest.fixture
def late(plan: Plan) -> list[Task]:
    """A page and one of tasks that can be nudged, and one whose report was promised."""
    facts: dict[str, Any] = {"title": "Xây dựng kế hoạch", "due": date(2026, 11, 30)}
    with together():
        agency = make_agency()
        found = [make_task(plan, number=n, agency=agency, **facts) for n in range(1, 32)]
    make_call(make_task(plan, number=40, **facts))
    return found


@pytest.fixture
def claimed(plan: Plan) -> list[Task]:
    """Two tasks whose completion can be confirmed together."""
    found = [make_task(plan, number=n, title="Xây dựng kế hoạch") for n in (1, 2)]
    for task in found:
        acting.report(task)
    return found


def check_kept(browser: Client, address: str, boxes: list[str], words: str) -> None:
    """Ticks go along to another order, to all rows, to none, and to where no row is left."""
    one = {"picks": boxes[0]}
    assert ticked(browser.get(address)) == set()
    page = browser.post(address, one | {"step": "change"}, 200)
    assert page.text(page.one("output")) == "01"
    head = next(each for each in page.all("button") if "sort" in (each.get("class") or "").split())
    page = browser.post(head.get("formaction") or "", {"picks": boxes[:2], "step": "change"}, 200)
    assert ticked(page) == set(boxes[:2])
    assert ticked(browser.post(address, one | {"step": "all"}, 200)) == set(boxes)
    assert ticked(browser.post(address, {"picks": boxes, "step": "none"}, 200)) == set()
    sent = one | {"step": "filter", f"filter-{words}": "khongco"}
    target = browser.post(address, sent, 307).response.location
    assert target == f"{address}?{words}=khongco"
    page = browser.post(target, sent, 200)
    assert ticked(page) == {boxes[0]}
    assert page.text(page.one("output")) == "01"


def test_the_overdue_list_keeps_its_ticks_on_the_way_to_the_nudge(
    browser: Client, plan: Plan, late: list[Task]
) -> None:
    address = f"/p/{plan.slug}/overdue"
    boxes = [str(task.milestones[0].id) for task in late]
    check_kept(browser, address, boxes, "q")

    first = browser.get(address)
    (onward,) = [each for each in first.all("button") if "Trang sau" in first.text(each)]
    second = browser.post(
        onward.get("formaction") or "", {"picks": boxes[0], "step": "change"}, 200
    )
    assert ticked(second) == {boxes[0]}
    assert "Đã chọn 01 nhiệm vụ ngoài các dòng dưới đây." in second.text()
    (nudge,) = second.all("button", name="step", value="nudge")
    assert second.text(nudge) == "Nhắc việc các nhiệm vụ được chọn"
    sent = {"picks": boxes, "step": "nudge"}
    preview = browser.post(f"{address}?page=2", sent, 307).response.location
    assert preview == f"/p/{plan.slug}/nudges"
    assert "31/31 nhiệm vụ được chọn" in browser.post(preview, sent, 200).text()


def test_a_nudge_of_too_many_loses_neither_ticks_nor_conditions(
    browser: Client, plan: Plan, late: list[Task], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Picks, "LIMIT", 1)
    address = f"/p/{plan.slug}/overdue?q=xay"
    boxes = [str(late[n].milestones[0].id) for n in (0, 30)]

    page = browser.post(address, {"picks": boxes, "step": "nudge"}, 422)

    assert "nhiều nhất 1 nhiệm vụ" in page.text(page.one("div", id="error-summary"))
    assert ticked(page) == set(boxes)
    assert page.one("form", id="picks").get("action") == address


def test_the_queue_of_confirmations_keeps_its_ticks(
    browser: Client, plan: Plan, claimed: list[Task]
) -> None:
    boxes = [f"{task.id}:{task.version}:{task.milestones[0].id}" for task in claimed]
    check_kept(browser, f"/p/{plan.slug}/confirmations", boxes, "words")
