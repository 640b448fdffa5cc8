"""What coordinators do to a milestone through its pages."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask

from plan_app.domain.roles import Role
from plan_app.domain.statuses import TRANSITIONS, MilestoneState, Step
from plan_app.extensions import db
from plan_app.models import Milestone, Task, User
from tests.acting import TODAY, milestone_of
from tests.builders import make_plan, make_task, make_user
from tests.pages import Client

ClientOf = Callable[[User | None], Client]
State = MilestoneState
DOCUMENT = {"document": "Công văn số 2345/UBND-THĐT ngày 07/12/2026"}
REASON = {"reason": "Đã có kinh phí."}
PAGES: dict[Step, tuple[str, dict[str, str]]] = {
    Step.RETURN: ("return", REASON),
    Step.SUSPEND: ("suspend", DOCUMENT),
    Step.WITHDRAW: ("withdraw", DOCUMENT),
    Step.RESUME: ("resume", REASON),
    Step.REOPEN: ("reopen", REASON),
}
DATING: dict[str, dict[str, str]] = {
    "date": {
        "due": "30/6/2027",
        "reason": "Chờ nghiệm thu.",
        "document": "Công văn số 2345/UBND-THĐT",
        "document_date": "7/12/2026",
    },
    "guidance": {"reference": "Thông tư số 8/TT-BTC", "dated": "1/12/2026", "due": "30/6/2027"},
}
ALL_PAGES = dict(PAGES.values()) | DATING


@pytest.fixture
def task(app: Flask) -> Task:
    assert app
    return make_task(make_plan(), due=date(2026, 12, 31))


@pytest.fixture
def browser(client_of: ClientOf, task: Task) -> Client:
    return client_of(make_user(task.plan, Role.COORDINATOR))


def address(task: Task, page: str) -> str:
    return f"/p/{task.plan.slug}/milestones/{task.milestones[0].id}/{page}"


def task_page(task: Task) -> str:
    return f"/p/{task.plan.slug}/tasks/{task.number}"


def bring_to(task: Task, state: State) -> Milestone:
    milestone = task.milestones[0]
    milestone.state = state
    if state in {State.AWAITING_CONFIRMATION, State.COMPLETED}:
        milestone.reported_on = TODAY
    if state is State.COMPLETED:
        milestone.confirmed_on = TODAY
    db.session.commit()
    return milestone


@pytest.mark.parametrize("step", PAGES)
@pytest.mark.parametrize("state", State)
def test_each_step_works_exactly_where_its_button_is(
    browser: Client, task: Task, state: State, step: Step
) -> None:
    bring_to(task, state)
    name, sent = PAGES[step]
    possible = state in TRANSITIONS[step].sources
    page = browser.get(task_page(task))
    offered = page.links() + [form.get("action", "") for form in page.all("form")]
    assert (address(task, name) in offered) is possible
    answer = browser.post(
        address(task, name), sent | {"version": "1"}, status=303 if possible else 422
    )
    assert milestone_of(task).state is (TRANSITIONS[step].target if possible else state)
    if not possible:
        assert answer.one("div", id="error-summary") is not None


@pytest.mark.parametrize("name", ALL_PAGES)
@pytest.mark.parametrize("role", [Role.OWNER, Role.LEADER, Role.OBSERVER])
def test_other_roles_are_refused(client_of: ClientOf, task: Task, role: Role, name: str) -> None:
    bring_to(task, State.AWAITING_CONFIRMATION)
    sent = ALL_PAGES[name] | {"version": "1"}
    user = task.owner if role is Role.OWNER else make_user(task.plan, role)
    client_of(user).post(address(task, name), sent, status=403)
    client_of(user).get(address(task, name), status=403)
    assert milestone_of(task).state is State.AWAITING_CONFIRMATION


@pytest.mark.parametrize("name", ALL_PAGES)
def test_an_empty_form_says_what_is_missing(browser: Client, task: Task, name: str) -> None:
    page = browser.post(address(task, name), {"version": "1"}, status=422)
    assert page.all("div", id="error-summary")
    assert task.version == 1


@pytest.mark.parametrize("name", ALL_PAGES)
def test_a_stale_form_shows_the_present_and_keeps_what_was_typed(
    browser: Client, task: Task, name: str
) -> None:
    task.version = 5
    db.session.commit()
    sent = ALL_PAGES[name]
    page = browser.post(address(task, name), sent | {"version": "4"}, status=409)
    assert "31/12/2026" in page.text(page.one("section", id="present"))
    assert page.field("version").get("value") == "5"
    for field, value in sent.items():
        shown = page.field(field)
        assert (shown.get("value") or page.text(shown)) == value


@pytest.mark.parametrize("state", State)
def test_the_page_leads_to_the_confirmation_with_its_papers(
    browser: Client, task: Task, state: State
) -> None:
    bring_to(task, state)
    where = f"/p/{task.plan.slug}/confirmations/{task.milestones[0].id}"
    awaits = state is State.AWAITING_CONFIRMATION
    assert (where in browser.get(task_page(task)).links()) is awaits
    browser.post(where, {"version": "9"}, status=409)
    assert milestone_of(task).state is state


def test_a_date_of_the_decision_asks_for_the_approving_document(
    browser: Client, task: Task
) -> None:
    page = browser.get(address(task, "date"))
    assert "Thời hạn này được quy định tại Kế hoạch của UBND tỉnh" in page.text()
    without = {"version": "1", "due": "30/6/2027", "reason": "Chờ nghiệm thu."}
    page = browser.post(address(task, "date"), without, status=422)
    assert "#document" in page.links()
    browser.post(address(task, "date"), DATING["date"] | {"version": "1"})
    assert milestone_of(task).due_date == date(2027, 6, 30)
    text = browser.get(task_page(task)).text()
    assert "30/06/2027 (ban đầu: 31/12/2026)" in text
    assert "Điều chỉnh thời hạn hoàn thành: từ 31/12/2026 đến 30/06/2027" in text


def test_an_internal_date_asks_only_for_a_reason(browser: Client, task: Task) -> None:
    task.milestones[0].is_fixed = False
    db.session.commit()
    page = browser.get(address(task, "date"))
    assert "chỉ cần nêu lý do" in page.text()
    sent = {"version": "1", "due": "2027-06-30", "reason": "Chờ nghiệm thu."}
    browser.post(address(task, "date"), sent)
    assert milestone_of(task).due_date == date(2027, 6, 30)


def test_a_return_with_another_date_follows_the_same_rule(browser: Client, task: Task) -> None:
    bring_to(task, State.AWAITING_CONFIRMATION)
    sent = REASON | {"version": "1", "due": "30/6/2027"}
    page = browser.post(address(task, "return"), sent, status=422)
    assert "#document" in page.links()
    document = {"document": "Công văn số 1/UBND", "document_date": "7/12/2026"}
    browser.post(address(task, "return"), sent | document)
    milestone = milestone_of(task)
    assert (milestone.due_date, milestone.state) == (date(2027, 6, 30), State.IN_PROGRESS)
    assert "Cần bổ sung" in browser.get(task_page(task)).text()


def test_guidance_gives_waiting_work_its_date(browser: Client, task: Task) -> None:
    waiting = make_task(task.plan, due=None, milestone_waiting_for="Bộ Tài chính")
    page = browser.get(task_page(waiting))
    assert "Chờ hướng dẫn của Bộ Tài chính" in page.text()
    assert address(waiting, "guidance") in page.links()
    assert address(waiting, "date") not in page.links()
    browser.post(address(waiting, "guidance"), DATING["guidance"] | {"version": "1"})
    assert milestone_of(waiting).due_date == date(2027, 6, 30)
    text = browser.get(task_page(waiting)).text()
    assert "Thông tư số 8/TT-BTC, ngày 01/12/2026" in text
    assert "Ghi nhận văn bản hướng dẫn: thời hạn 30/06/2027" in text


def test_the_document_of_resting_work_stands_on_the_page(browser: Client, task: Task) -> None:
    browser.post(address(task, "suspend"), DOCUMENT | {"version": "1"})
    page = browser.get(task_page(task))
    assert f"Theo văn bản {DOCUMENT['document']}" in page.text()
    assert "Tạm dừng" in page.text()
