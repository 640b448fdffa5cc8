"""Ticks of a list stay when the person goes to another page of it, without a script."""

from collections.abc import Callable

import pytest
from flask import Flask

from plan_app.domain.roles import Role
from plan_app.models import Plan, Task, TextStatus
from plan_app.queries import bulk_assignments, draft_texts
from tests.builders import make_plan, make_task, make_user
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
    return [make_task(plan, number=n, text_status=TextStatus.DRAFT) for n in (1, 2, 3)]


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
    (onward,) = [each for each in first.all("button") if each.get("formaction")]
    assert (onward.get("name"), onward.get("value")) == ("step", "change")
    target = onward.get("formaction") or ""
    assert target == f"{address}?page=2"

    one, _two, three = map(box, tasks)
    second = browser.post(target, {"picks": [one], "step": "change"}, 200)
    assert ticked(second) == {one}
    assert "Đã chọn 01 nhiệm vụ ở các trang khác của danh sách." in second.text()

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
