"""The form that an owner fills in on a phone, and what comes after it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from xml.etree.ElementTree import Element

import pytest
from flask import Flask

from plan_app.domain.roles import Role
from plan_app.domain.statuses import MilestoneState
from plan_app.extensions import db
from plan_app.models import JournalEntry, ProgressReport, Task, TextStatus, User
from plan_app.services import decisions
from tests.acting import DONE, UNDER_WAY, decide, milestone_of, report
from tests.builders import make_agency, make_plan, make_task, make_user
from tests.pages import Client, Page

ClientOf = Callable[[User | None], Client]
CountQueries = Callable[[], AbstractContextManager[list[str]]]
SENT = {
    "version": "1",
    "state": "awaiting_confirmation",
    "result": "Đã trình dự thảo Kế hoạch.",
    "difficulties": "Thiếu kinh phí.",
}
SIGNED = {
    "prepared_by": "Bà Lê Thị Hoa",
    "prepared_position": "Công chức Kinh tế",
    "prepared_telephone": "0237 123",
    "approved_by": "Ông Trần Văn Nam",
    "approved_position": "Phó Chủ tịch",
}


@pytest.fixture
def task(app: Flask) -> Task:
    assert app
    return make_task(make_plan(), due=date(2026, 12, 31))


@pytest.fixture
def coordinator(task: Task) -> User:
    return make_user(task.plan, Role.COORDINATOR)


def form_of(task: Task, part: str = "report") -> str:
    return f"/p/{task.plan.slug}/milestones/{task.milestones[0].id}/{part}"


def folds(page: Page) -> list[Element]:
    """The folded parts of the form; a help in place is none."""
    return [fold for fold in page.one("main").iter("details") if not fold.get("data-help")]


def report_address(said: ProgressReport, part: str) -> str:
    return f"/p/{said.milestone.task.plan.slug}/reports/{said.id}/{part}"


def reports_of(task: Task) -> list[ProgressReport]:
    found = db.session.query(ProgressReport).filter_by(milestone_id=task.milestones[0].id)
    return found.order_by(ProgressReport.id).all()


def test_three_questions_stand_open_and_the_rest_is_folded(client_of: ClientOf, task: Task) -> None:
    page = client_of(task.owner).get(form_of(task))
    folded = {
        field.get("name")
        for fold in folds(page)
        for kind in ("input", "textarea")
        for field in fold.iter(kind)
        if field.get("type") != "hidden"
    }
    asked = {
        field.get("name")
        for kind in ("input", "textarea")
        for field in page.one("main").iter(kind)
        if field.get("type") != "hidden"
    }
    assert asked - folded == {"state", "result", "difficulties"}
    more_time = {"due", "reason", "cause", "document", "document_date"}
    papers = {"papers", "papers-number", "papers-day", "papers-subject"}
    assert folded == {"percent", "letter", "letter_date"} | papers | more_time
    assert all(fold.get("open") is None for fold in folds(page))
    assert "Không nhập thông tin thuộc danh mục bí mật nhà nước." in page.text(page.one("main"))
    assert "Gửi báo cáo" in page.text()


def test_after_sending_the_page_says_what_happens_next(client_of: ClientOf, task: Task) -> None:
    browser = client_of(task.owner)
    answer = browser.post(form_of(task), SENT)
    assert answer.response.location == form_of(task, "reported")
    text = browser.get(form_of(task, "reported")).text()
    assert "đã ghi nhận lúc 08:00 ngày 08/12/2026." in text
    assert f"{task.plan.standing_agency.name} sẽ xác nhận." in text
    assert "hệ thống không gửi nhắc việc đối với nhiệm vụ này" in text
    assert "Hiện không còn nhiệm vụ nào cần cập nhật." in text
    milestone = milestone_of(task)
    assert milestone.state is MilestoneState.AWAITING_CONFIRMATION
    (said,) = reports_of(task)
    assert (said.result, said.difficulties) == (SENT["result"], SENT["difficulties"])


def test_what_is_left_to_do_is_counted_and_linked(client_of: ClientOf, task: Task) -> None:
    others = [
        make_task(task.plan, owner=task.owner, due=date(2026, 11, 30)),
        make_task(task.plan, owner=task.owner, due=date(2026, 12, 15)),
    ]
    browser = client_of(task.owner)
    browser.post(form_of(task), SENT)
    page = browser.get(form_of(task, "reported"))
    assert "Còn 02 nhiệm vụ cần cập nhật:" in page.text()
    assert f"Nhiệm vụ số {others[0].number}: {others[0].title}" in page.text()
    assert "Quá hạn 08 ngày" in page.text()
    assert form_of(others[0]) in page.links()
    assert form_of(others[1]) not in page.links()
    assert f"/p/{task.plan.slug}/" in page.links()


def test_what_was_returned_without_a_date_is_left_to_do(
    client_of: ClientOf, count_queries: CountQueries, task: Task
) -> None:
    returned = make_task(
        task.plan,
        owner=task.owner,
        due=None,
        milestone_state=MilestoneState.IN_PROGRESS,
        milestone_return_reason="Thiếu văn bản.",
        milestone_returned_on=date(2026, 12, 1),
    )
    browser, where = client_of(task.owner), form_of(task, "reported")
    browser.post(form_of(task), SENT)
    with count_queries() as sent:
        page = browser.get(where)
    assert len(sent) <= 8, "\n".join(sent)
    assert "Còn 01 nhiệm vụ cần cập nhật:" in page.text()
    assert "Cần bổ sung" in page.text()
    assert form_of(returned) in page.links()


def test_what_is_left_is_the_same_while_nobody_is_reminded(client_of: ClientOf, task: Task) -> None:
    task.plan.reminders_on = False
    make_task(task.plan, owner=task.owner, due=date(2026, 11, 30), text_status=TextStatus.DRAFT)
    db.session.commit()
    browser = client_of(task.owner)
    browser.post(form_of(task), SENT | {"state": "in_progress"})
    text = browser.get(form_of(task, "reported")).text()
    assert "Còn 01 nhiệm vụ cần cập nhật:" in text
    assert "Thời hạn: 31/12/2026. Việc nhắc tự động của kế hoạch đang tắt." in text
    assert "tiếp tục nhắc việc" not in text


def test_progress_says_that_reminders_go_on(client_of: ClientOf, task: Task) -> None:
    undated = make_task(task.plan, owner=task.owner, due=None)
    browser = client_of(task.owner)
    under_way = SENT | {"state": "in_progress"}
    browser.post(form_of(task), under_way)
    text = browser.get(form_of(task, "reported")).text()
    assert "Hệ thống tiếp tục nhắc việc theo thời hạn 31/12/2026." in text
    browser.post(form_of(undated), under_way)
    text = browser.get(form_of(undated, "reported")).text()
    assert "không quy định thời hạn" in text


def test_an_empty_form_is_refused(client_of: ClientOf, task: Task) -> None:
    browser = client_of(task.owner)
    page = browser.post(form_of(task), {}, status=422)
    assert "Đề nghị chọn tình trạng thực hiện." in page.text(page.one("div", id="error-summary"))
    page = browser.post(form_of(task), SENT | {"state": "completed"}, status=422)
    assert "Đề nghị chọn tình trạng thực hiện." in page.text(page.one("div", id="error-summary"))
    assert reports_of(task) == []


def test_errors_stand_at_their_field_and_nothing_typed_is_lost(
    client_of: ClientOf, task: Task
) -> None:
    typed = SENT | {"result": "", "percent": "nhiều", "letter_date": "hôm qua"}
    page = client_of(task.owner).post(form_of(task), typed, status=422)
    summary = page.one("div", id="error-summary")
    links = {link.get("href") for link in summary.iter("a")}
    assert links == {"#percent", "#letter_date"}
    assert page.field("percent").get("value") == "nhiều"
    assert page.field("letter_date").get("value") == "hôm qua"
    assert page.text(page.field("difficulties")) == "Thiếu kinh phí."
    (chosen,) = [radio for radio in page.all("input", name="state") if "checked" in radio.keys()]  # noqa: SIM118 (an element is not a mapping)
    assert chosen.get("value") == "awaiting_confirmation"
    of_report = [fold for fold in folds(page) if fold.get("id") != "extension"]
    assert of_report
    assert all(fold.get("open") is not None for fold in of_report)


def test_a_completion_without_a_result_points_to_the_field(client_of: ClientOf, task: Task) -> None:
    page = client_of(task.owner).post(form_of(task), SENT | {"result": ""}, status=422)
    assert "Đề nghị nêu kết quả đạt được" in page.text(page.one("div", id="result-error"))
    assert "#result" in page.links()


def test_the_second_of_two_people_is_shown_both_and_loses_nothing(
    client_of: ClientOf, task: Task, coordinator: User
) -> None:
    assert task.owner
    browser = client_of(task.owner)
    report(task, replace(UNDER_WAY, result="Đã họp lần một."), by=task.owner)
    page = browser.post(form_of(task), SENT, status=409)
    present = page.text(page.one("section", id="present"))
    assert "Đang thực hiện" in present
    assert "Đã họp lần một." in present
    assert task.owner.addressed in present
    assert "vừa được người khác cập nhật" in page.text(page.one("div", id="error-summary"))
    assert page.text(page.field("result")) == SENT["result"]
    assert page.text(page.field("difficulties")) == SENT["difficulties"]
    assert len(reports_of(task)) == 1
    version = page.field("version").get("value")
    assert version == "2"
    browser.post(form_of(task), SENT | {"version": version})
    assert [said.result for said in reports_of(task)] == ["Đã họp lần một.", SENT["result"]]
    assert coordinator


def test_a_shared_account_is_asked_who_stands_behind_it_and_that_is_remembered(
    client_of: ClientOf, task: Task
) -> None:
    assert task.owner
    task.owner.is_shared = True
    db.session.commit()
    other = make_task(task.plan, owner=task.owner)
    browser = client_of(task.owner)
    page = browser.get(form_of(task))
    assert page.field("prepared_by").get("value") == ""
    assert folds(page)[0].get("open") is not None
    page = browser.post(form_of(task), SENT, status=422)
    assert "#prepared_by" in page.links()
    browser.post(form_of(task), SENT | SIGNED)
    page = browser.get(form_of(other))
    for name, value in SIGNED.items():
        assert page.field(name).get("value") == value
    assert folds(page)[0].get("open") is None


def test_a_coordinator_enters_a_letter_on_behalf(
    client_of: ClientOf, task: Task, coordinator: User
) -> None:
    browser = client_of(coordinator)
    assert "Nhập thay báo cáo" in browser.get(form_of(task)).text()
    page = browser.post(form_of(task), SENT, status=422)
    assert "#letter" in page.links()
    letter = {"letter": "Công văn số 4567/SNNMT-KHTC", "letter_date": "4/12/2026"}
    browser.post(form_of(task), SENT | letter)
    assert milestone_of(task).reported_on == date(2026, 12, 4)
    (said,) = reports_of(task)
    assert said.on_behalf
    assert said.author == coordinator


def test_only_owner_and_coordinator_reach_the_form(client_of: ClientOf, task: Task) -> None:
    plan = task.plan
    strangers = [
        make_user(plan, Role.OWNER, agency=task.responsible_agency),
        make_user(plan, Role.LEADER),
        make_user(plan, Role.OBSERVER),
        make_user(plan, Role.OWNER, agency=make_agency()),
        make_user(is_administrator=True),
        make_user(),
    ]
    for user in strangers:
        client_of(user).get(form_of(task), status=403)
        client_of(user).post(form_of(task), SENT, status=403)
        client_of(user).get(form_of(task, "reported"), status=403)
    assert reports_of(task) == []


def test_what_the_coordinator_missed_stands_above_the_form(client_of: ClientOf, task: Task) -> None:
    report(task)
    decide(task, decisions.return_, reason="Thiếu quyết định phê duyệt.")
    text = client_of(task.owner).get(form_of(task)).text()
    assert "Đề nghị bổ sung ngày 08/12/2026: Thiếu quyết định phê duyệt." in text


@pytest.mark.parametrize("state", MilestoneState)
def test_a_report_is_possible_exactly_on_unreported_work(
    client_of: ClientOf, task: Task, state: MilestoneState
) -> None:
    milestone = task.milestones[0]
    milestone.state, milestone.reported_on = state, date(2026, 12, 1)
    milestone.confirmed_on = date(2026, 12, 2)
    db.session.commit()
    is_open = state in {MilestoneState.NOT_STARTED, MilestoneState.IN_PROGRESS}
    page = client_of(task.owner).post(form_of(task), SENT, status=303 if is_open else 422)
    if not is_open:
        assert page.one("div", id="error-summary") is not None
        assert reports_of(task) == []


def test_ones_last_report_can_be_corrected_from_its_page(client_of: ClientOf, task: Task) -> None:
    old = report(task, DONE)
    browser = client_of(task.owner)
    task_page = browser.get(f"/p/{task.plan.slug}/tasks/{task.number}")
    assert report_address(old, "correct") in task_page.links()
    page = browser.get(report_address(old, "correct"))
    assert page.text(page.field("result")) == DONE.result
    sent = SENT | {"version": "2", "result": "Đã trình dự thảo lần hai."}
    answer = browser.post(report_address(old, "correct"), sent)
    assert answer.response.location == form_of(task, "reported")
    text = browser.get(f"/p/{task.plan.slug}/tasks/{task.number}").text()
    assert "Đã được thay bằng báo cáo sửa." in text
    assert "Đã trình dự thảo lần hai." in text


def test_ones_last_report_can_be_taken_back(client_of: ClientOf, task: Task) -> None:
    old = report(task, DONE)
    browser = client_of(task.owner)
    task_page = f"/p/{task.plan.slug}/tasks/{task.number}"
    assert browser.get(task_page).all("form", action=report_address(old, "retract"))
    browser.post(report_address(old, "retract"), {"version": "1"})
    assert "vừa được người khác cập nhật" in browser.get(task_page).text()
    browser.post(report_address(old, "retract"), {"version": "2"})
    page = browser.get(task_page)
    assert "Đã thu hồi báo cáo." in page.text()
    assert "Đã thu hồi lúc 08:00 ngày 08/12/2026." in page.text()
    assert page.all("form", action=report_address(old, "retract")) == []
    assert milestone_of(task).state is MilestoneState.NOT_STARTED
    browser.post(report_address(old, "retract"), {"version": "3"})
    assert "chưa có báo cáo nào" in browser.get(task_page).text()


def test_nobody_mends_the_report_of_another(
    client_of: ClientOf, task: Task, coordinator: User
) -> None:
    old = report(task, DONE)
    for user in (coordinator, make_user(task.plan, Role.OWNER)):
        client_of(user).get(report_address(old, "correct"), status=403)
        client_of(user).post(report_address(old, "correct"), SENT, status=403)
        client_of(user).post(report_address(old, "retract"), {"version": "2"}, status=403)
        task_page = client_of(user).get(f"/p/{task.plan.slug}/tasks/{task.number}")
        assert report_address(old, "correct") not in task_page.links()
    assert old.retracted_at is None


def test_opening_the_forms_changes_nothing(client_of: ClientOf, task: Task) -> None:
    old = report(task, DONE)
    before = task.version, db.session.query(JournalEntry).count()
    browser = client_of(task.owner)
    for link in (form_of(task), form_of(task, "reported"), report_address(old, "correct")):
        browser.get(link)
    browser.get(report_address(old, "retract"), status=405)
    db.session.expire_all()
    assert (task.version, db.session.query(JournalEntry).count()) == before


def test_milestones_and_reports_of_other_plans_are_not_found(
    client_of: ClientOf, task: Task
) -> None:
    old, other = report(task), make_plan()
    browser = client_of(make_user(other, Role.COORDINATOR))
    browser.get(f"/p/{other.slug}/milestones/{task.milestones[0].id}/report", status=404)
    browser.get(f"/p/{other.slug}/reports/{old.id}/correct", status=404)
