"""Asking for more time and deciding about it, through the pages."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask

from plan_app.domain.extensions import ExtensionState
from plan_app.domain.roles import Role
from plan_app.domain.statuses import MilestoneState
from plan_app.extensions import db
from plan_app.models import ExtensionRequest, Membership, Milestone, Task, User
from tests.acting import TODAY, milestone_of
from tests.builders import make_extension, make_milestone, make_plan, make_task, make_user, save
from tests.pages import Client, Page

ClientOf = Callable[[User | None], Client]
CountQueries = Callable[[], object]
S = ExtensionState
ASKED = {
    "due": "30/6/2027",
    "reason": "Chờ nghiệm thu.",
    "cause": "objective",
    "document": "Công văn số 7/SXD-KHTC",
    "document_date": "7/12/2026",
}
APPROVED = {
    "due": "30/6/2027",
    "document": "Công văn số 2345/UBND-THĐT",
    "document_date": "8/12/2026",
}
STEPS: dict[str, tuple[S, bool, dict[str, str]]] = {
    "submission": (S.REQUESTED, True, {}),
    "papers": (S.REQUESTED, True, {"reason": "Biên bản."}),
    "approval": (S.SUBMITTED, True, APPROVED),
    "offer": (S.REQUESTED, False, {"due": "31/3/2027", "reason": "Cần cho báo cáo."}),
    "decline": (S.SUBMITTED, True, {"reason": "Chưa đủ căn cứ."}),
}


@pytest.fixture
def task(app: Flask) -> Task:
    assert app
    return make_task(make_plan(), due=date(2026, 12, 31))


@pytest.fixture
def coordinator(task: Task) -> User:
    return make_user(task.plan, Role.COORDINATOR)


def root(task: Task) -> str:
    return f"/p/{task.plan.slug}"


def form_of(task: Task) -> str:
    return f"{root(task)}/milestones/{task.milestones[0].id}/extension"


def task_page(task: Task) -> str:
    return f"{root(task)}/tasks/{task.number}"


def versioned(task: Task, sent: dict[str, str]) -> dict[str, str]:
    db.session.refresh(task)
    return sent | {"version": str(task.version)}


def main(page: Page) -> str:
    return page.text(page.one("main"))


def test_from_asking_to_the_approving_document(
    client_of: ClientOf, task: Task, coordinator: User
) -> None:
    owner, decider = client_of(task.owner), client_of(coordinator)
    where = owner.post(form_of(task), versioned(task, ASKED)).response.location
    assert "Thời hạn hiện tại chưa thay đổi" in main(owner.get(where))
    assert "Chấp thuận" not in [page_link.text for page_link in owner.get(where).all("a")]
    queue = decider.get(f"{root(task)}/extensions")
    assert where in queue.links()
    page = decider.get(where)
    assert "chỉ thay đổi khi có văn bản chấp thuận" in main(page)
    assert "Đoạn văn đưa vào Tờ trình" in main(page)
    assert f"{where}/approval" not in page.links()
    decider.post(f"{where}/submission", versioned(task, {}))
    text = main(owner.get(task_page(task)))
    assert "Đang trình gia hạn" in text
    assert "nhắc việc hai tuần một lần" in text
    decider.post(f"{where}/approval", versioned(task, APPROVED))
    text = main(owner.get(task_page(task)))
    assert "ban đầu: 31/12/2026" in text
    assert "Đang trình gia hạn" not in text.split("Nhật ký xử lý")[0]
    assert "Chấp thuận đề nghị gia hạn: từ 31/12/2026 đến 30/06/2027" in text
    assert milestone_of(task).due_date == date(2027, 6, 30)


def test_the_form_is_folded_on_the_update_form_and_leads_to_the_open_request(
    client_of: ClientOf, task: Task
) -> None:
    browser = client_of(task.owner)
    report = f"{root(task)}/milestones/{task.milestones[0].id}/report"
    fold = browser.get(report).one("details", id="extension")
    assert fold.get("open") is None
    (form,) = fold.iter("form")
    assert form.get("action") == form_of(task)
    where = browser.post(form_of(task), versioned(task, ASKED)).response.location
    assert where in browser.get(report).links()
    assert browser.get(form_of(task), status=303).response.location == where


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"due": "31/12/2026"}, "due"),
        ({"due": "sau Tết"}, "due"),
        ({"reason": ""}, "reason"),
        ({"cause": ""}, "cause"),
        ({"cause": "khác"}, "cause"),
        ({"document_date": ""}, "document_date"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(
    client_of: ClientOf, task: Task, change: dict[str, str], field: str
) -> None:
    typed = ASKED | change
    page = client_of(task.owner).post(form_of(task), versioned(task, typed), status=422)
    assert page.one("div", id=f"{field}-error") is not None
    assert page.field("due").get("value") == typed["due"]
    assert page.text(page.field("reason")) == typed["reason"]
    assert page.field("document").get("value") == typed["document"]


def test_who_comes_second_sees_both_and_loses_nothing(client_of: ClientOf, task: Task) -> None:
    sent = versioned(task, ASKED) | {"version": str(task.version - 1)}
    page = client_of(task.owner).post(form_of(task), sent, status=409)
    assert "Nội dung hiện nay, do người khác vừa lưu" in main(page)
    assert page.text(page.field("reason")) == ASKED["reason"]


@pytest.mark.parametrize("step", STEPS)
def test_each_decision_is_taken_on_its_page(
    client_of: ClientOf, task: Task, coordinator: User, step: str
) -> None:
    state, is_fixed, sent = STEPS[step]
    task.milestones[0].is_fixed = is_fixed
    request = make_extension(task, state=state)
    where = f"{root(task)}/extensions/{request.id}"
    browser = client_of(coordinator)
    assert f"{where}/{step}" in browser.get(where).links()
    browser.get(f"{where}/{step}")
    assert browser.post(f"{where}/{step}", versioned(task, sent)).response.location == where
    db.session.expire_all()
    assert db.session.get_one(ExtensionRequest, request.id).state is not state


@pytest.mark.parametrize("step", [step for step in STEPS if step != "submission"])
def test_an_empty_decision_is_refused_with_what_is_missing(
    client_of: ClientOf, task: Task, coordinator: User, step: str
) -> None:
    state, is_fixed, _ = STEPS[step]
    task.milestones[0].is_fixed = is_fixed
    request = make_extension(task, state=state)
    where = f"{root(task)}/extensions/{request.id}/{step}"
    page = client_of(coordinator).post(where, versioned(task, {}), status=422)
    assert page.one("div", id="error-summary") is not None


def test_a_coordinator_who_owns_the_task_sees_no_decision_and_may_take_none(
    client_of: ClientOf, task: Task
) -> None:
    assert task.owner
    save(Membership(user=task.owner, plan=task.plan, role=Role.COORDINATOR))
    request = make_extension(task)
    where = f"{root(task)}/extensions/{request.id}"
    browser = client_of(task.owner)
    links = browser.get(where).links()
    assert not [link for link in links if link.startswith(f"{where}/")]
    browser.post(f"{where}/decline", versioned(task, {"reason": "Không."}), status=403)


def test_another_date_is_accepted_or_answered_by_the_agency(
    client_of: ClientOf, task: Task, coordinator: User
) -> None:
    task.milestones[0].is_fixed = False
    request = make_extension(
        task,
        state=S.OFFERED,
        offered_due_date=date(2027, 3, 31),
        answer_by=date(2026, 12, 14),
        words="Cần cho báo cáo.",
        decided_by_id=coordinator.id,
    )
    where = f"{root(task)}/extensions/{request.id}"
    owner = client_of(task.owner)
    assert "đề nghị phản hồi trước ngày 14/12/2026" in main(owner.get(where))
    owner.get(f"{where}/answer")
    owner.post(f"{where}/answer", versioned(task, {}), status=422)
    owner.post(f"{where}/answer", versioned(task, {"reason": "Không kịp."}))
    decider = client_of(coordinator)
    assert "Không kịp." in main(decider.get(where))
    decider.post(f"{where}/offer", versioned(task, {"due": "30/4/2027", "reason": "Muộn nhất."}))
    owner.post(f"{where}/accept", versioned(task, {}))
    assert milestone_of(task).due_date == date(2027, 4, 30)
    owner.post(f"{where}/withdraw", versioned(task, {}))
    assert "đã được xử lý" in main(owner.get(where))


def test_the_agency_withdraws(client_of: ClientOf, task: Task) -> None:
    request = make_extension(task)
    owner = client_of(task.owner)
    owner.post(f"{root(task)}/extensions/{request.id}/withdraw", versioned(task, {}))
    assert "Đã rút đề nghị gia hạn." in main(owner.get(task_page(task)))


def test_the_queue_is_searched_sorted_and_taken_along(
    client_of: ClientOf, task: Task, coordinator: User
) -> None:
    make_extension(task)
    make_extension(make_task(task.plan, title="Trồng rừng ngập mặn"), state=S.DECLINED)
    browser, queue = client_of(coordinator), f"{root(task)}/extensions"
    page = browser.get(f"{queue}?state=all&words=rung+ngap&sort=-wanted")
    assert [page.text(head) for head in page.all("th", scope="row")] == ["Trồng rừng ngập mặn"]
    assert "Không có đề nghị" in main(browser.get(f"{queue}?words=khong+co"))
    answer = browser.get(f"{queue}.csv?state=all").response
    assert answer.mimetype == "text/csv"
    assert answer.text.count("30/06/2027") == 2
    assert "Khách quan" in answer.text


def test_the_home_page_leads_to_the_queue(
    client_of: ClientOf, task: Task, coordinator: User
) -> None:
    browser = client_of(coordinator)
    assert "Hiện không có đề nghị gia hạn chưa xử lý." in main(
        browser.get(f"{root(task)}/extensions")
    )
    make_extension(task)
    home = browser.get(f"{root(task)}/")
    figure = home.one("a", data_figure="extensions")
    assert home.text(figure).startswith("01")


@pytest.mark.parametrize("page", ["extensions", "extensions/{}", "extensions/{}/approval"])
def test_the_pages_ask_few_queries(
    client_of: ClientOf,
    task: Task,
    coordinator: User,
    count_queries: Callable[[], object],
    page: str,
) -> None:
    request = make_extension(task, state=S.SUBMITTED)
    for _ in range(5):
        make_extension(make_task(task.plan))
    browser, where = client_of(coordinator), f"{root(task)}/{page.format(request.id)}"
    browser.get(where)
    with count_queries() as sent:  # type: ignore[attr-defined]
        browser.get(where)
    assert len(sent) <= 8, "\n".join(sent)


def test_lateness_is_shown_against_both_dates(client_of: ClientOf, task: Task) -> None:
    milestone = task.milestones[0]
    milestone.original_due_date, milestone.due_date = date(2026, 11, 30), date(2026, 12, 31)
    done = make_milestone(
        task, due=date(2026, 11, 15), state=MilestoneState.COMPLETED,
        reported_on=date(2026, 11, 10), confirmed_on=TODAY,
    )  # fmt: skip
    done.original_due_date = date(2026, 10, 31)
    db.session.commit()
    text = main(client_of(task.owner).get(task_page(task)))
    assert "ban đầu (30/11/2026): quá hạn 08 ngày hiện tại (31/12/2026): trong hạn" in text
    assert "ban đầu (31/10/2026): quá hạn 10 ngày hiện tại (15/11/2026): đúng hạn" in text


def test_the_list_of_tasks_shows_the_request(client_of: ClientOf, task: Task) -> None:
    make_extension(task, state=S.SUBMITTED)
    assert "Đang trình gia hạn" in main(client_of(task.owner).get(f"{root(task)}/tasks"))
    assert isinstance(milestone_of(task), Milestone)
