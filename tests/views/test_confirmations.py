"""The confirmation queue through the pages."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from plan_app.domain.roles import Role
from plan_app.domain.statuses import MilestoneState
from plan_app.extensions import db
from plan_app.models import Plan, Task, User
from tests import acting
from tests import paper_samples as samples
from tests.acting import milestone_of
from tests.builders import make_paper, make_plan, make_task, make_user
from tests.pages import Client, Page

ClientOf = Callable[[User | None], Client]
CountQueries = Callable[[], Any]


@pytest.fixture
def plan(app: Flask) -> Plan:
    assert app
    return make_plan()


@pytest.fixture
def coordinator(plan: Plan) -> User:
    return make_user(plan, Role.COORDINATOR)


def reported(plan: Plan) -> Task:
    task = make_task(plan)
    acting.report(task)
    return task


def queue(plan: Plan) -> str:
    return f"/p/{plan.slug}/confirmations"


def box(task: Task) -> str:
    db.session.refresh(task)
    return f"{task.id}:{task.version}:{task.milestones[0].id}"


def main(page: Page) -> str:
    return page.text(page.one("main"))


def state(task: Task) -> MilestoneState:
    return milestone_of(task).state


def test_each_row_shows_the_claim_with_its_papers(
    client_of: ClientOf, plan: Plan, coordinator: User
) -> None:
    task = reported(plan)
    report = acting.report(make_task(plan))
    paper = make_paper(report, content=samples.pdf(), name="Biên bản.pdf")
    browser = client_of(coordinator)
    page = browser.get(queue(plan))
    text = main(page)
    for part in ("Đã trình dự thảo Kế hoạch.", "Biên bản.pdf", "Không có", "02 báo cáo"):
        assert part in text
    assert f"/p/{plan.slug}/papers/{paper.id}" in page.links()
    assert f"/p/{plan.slug}/milestones/{task.milestones[0].id}/return" in page.links()
    assert queue(plan) in browser.get(f"/p/{plan.slug}/").links()


def test_one_row_is_confirmed_by_its_button(
    client_of: ClientOf, plan: Plan, coordinator: User
) -> None:
    one, other = reported(plan), reported(plan)
    browser = client_of(coordinator)
    browser.post(queue(plan), {"only": box(one)})
    assert (state(one), state(other)) == (
        MilestoneState.COMPLETED,
        MilestoneState.AWAITING_CONFIRMATION,
    )
    assert f"nhiệm vụ số: {one.number}." in main(browser.get(queue(plan)))


def test_many_are_confirmed_after_a_preview(
    client_of: ClientOf, plan: Plan, coordinator: User
) -> None:
    tasks = [reported(plan), reported(plan)]
    picks = [box(each) for each in tasks]
    browser = client_of(coordinator)
    page = browser.post(queue(plan), {"picks": picks, "step": "preview"}, 200)
    assert "02/02 báo cáo được chọn" in main(page)
    assert {state(each) for each in tasks} == {MilestoneState.AWAITING_CONFIRMATION}
    page = browser.post(queue(plan), {"picks": picks, "step": "change"}, 200)
    assert len(page.all("input", name="picks", checked="")) == 2
    browser.post(queue(plan), {"picks": picks, "step": "save"})
    assert {state(each) for each in tasks} == {MilestoneState.COMPLETED}


def test_what_lacks_something_cannot_be_ticked_and_says_why(
    client_of: ClientOf, plan: Plan, coordinator: User
) -> None:
    task = reported(plan)
    plan.completion_needs_paper = True
    db.session.commit()
    browser = client_of(coordinator)
    page = browser.get(queue(plan))
    assert page.all("input", name="picks") == []
    assert "Không chọn được: Chưa có văn bản, tài liệu kèm theo" in main(page)
    # A box that somebody made by hand is refused all the same.
    page = browser.post(queue(plan), {"picks": [box(task)], "step": "preview"}, 200)
    assert "Không thực hiện được: Chưa có văn bản" in main(page)
    page = browser.post(queue(plan), {"picks": [box(task)], "step": "save"}, 409)
    assert "xác nhận riêng nhiệm vụ này" in main(page)
    assert state(task) is MilestoneState.AWAITING_CONFIRMATION


def test_nothing_ticked_is_said(client_of: ClientOf, plan: Plan, coordinator: User) -> None:
    reported(plan)
    page = client_of(coordinator).post(queue(plan), {"step": "preview"}, 422)
    assert "Đề nghị chọn ít nhất một nhiệm vụ." in main(page)


def test_a_row_that_is_gone_is_said_in_the_preview(
    client_of: ClientOf, plan: Plan, coordinator: User
) -> None:
    task = make_task(plan)
    page = client_of(coordinator).post(queue(plan), {"picks": box(task), "step": "preview"}, 200)
    assert "01 dòng đã chọn không còn chờ xác nhận" in main(page)


def test_one_is_looked_at_and_confirmed_with_papers(
    client_of: ClientOf, plan: Plan, coordinator: User
) -> None:
    task = reported(plan)
    plan.completion_needs_paper = True
    db.session.commit()
    browser, where = client_of(coordinator), f"{queue(plan)}/{task.milestones[0].id}"
    page = browser.get(where)
    assert "Còn thiếu: Chưa có văn bản" in main(page)
    sent = page.hidden() | {"papers": [(io.BytesIO(samples.pdf()), "Nghiệm thu.pdf")]}
    stale = browser.post(where, sent | {"version": "0"}, 409, content_type="multipart/form-data")
    kept = [each.get("value") for each in stale.all("input", name="papers-kept")]
    browser.post(where, page.hidden() | {"papers-kept": kept})
    assert state(task) is MilestoneState.COMPLETED
    text = main(browser.get(f"/p/{plan.slug}/tasks/{task.number}"))
    assert "Nghiệm thu.pdf" in text
    assert "(kèm theo xác nhận)" in text
    browser.get(where, 303)


def test_the_paper_of_a_confirmation_stands_on_the_task_where_nothing_was_reported(
    client_of: ClientOf, plan: Plan, coordinator: User
) -> None:
    awaiting = MilestoneState.AWAITING_CONFIRMATION
    task = make_task(plan, milestone_state=awaiting, milestone_reported_on=acting.TODAY)
    browser, where = client_of(coordinator), f"{queue(plan)}/{task.milestones[0].id}"
    sent = browser.get(where).hidden() | {"papers": [(io.BytesIO(samples.pdf()), "Nghiệm thu.pdf")]}
    browser.post(where, sent, content_type="multipart/form-data")
    text = main(browser.get(f"/p/{plan.slug}/tasks/{task.number}"))
    assert "Văn bản, tài liệu kèm theo xác nhận Nghiệm thu.pdf" in text


def test_returning_asks_for_a_day_that_is_not_the_due_date(
    client_of: ClientOf, plan: Plan, coordinator: User
) -> None:
    task = reported(plan)
    browser = client_of(coordinator)
    where = f"/p/{plan.slug}/milestones/{task.milestones[0].id}/return"
    page = browser.get(where)
    assert page.field("rework_by").get("value") == "15/12/2026"
    page = browser.fill(where, {"reason": "Thiếu quyết định.", "rework_by": "1/12/2026"}, 422)
    assert page.one("div", id="rework_by-error") is not None
    browser.fill(where, {"reason": "Thiếu quyết định.", "rework_by": "11/12/2026"})
    text = main(browser.get(f"/p/{plan.slug}/tasks/{task.number}"))
    assert "Đề nghị bổ sung trước ngày 11/12/2026." in text
    form = f"/p/{plan.slug}/milestones/{task.milestones[0].id}/report"
    assert "trước ngày 11/12/2026" in main(client_of(task.owner).get(form))
    assert str(milestone_of(task).due_date) == "2026-12-31"


def test_the_rule_is_set_on_its_page(client_of: ClientOf, plan: Plan, coordinator: User) -> None:
    browser, where = client_of(coordinator), f"{queue(plan)}/rule"
    browser.fill(where, {"is_required": "y"})
    assert "yêu cầu kèm văn bản" in main(browser.get(queue(plan)))
    page = browser.post(where, {"seen": "no"}, 409)
    assert "vừa được người khác thay đổi" in main(page)
    browser.fill(where)
    assert "không bắt buộc" in main(browser.get(queue(plan)))


def test_the_queue_is_searched_narrowed_sorted_and_saved(
    client_of: ClientOf, plan: Plan, coordinator: User
) -> None:
    one, other = reported(plan), reported(plan)
    make_paper(acting.report(make_task(plan)), subject="Phê duyệt Đề án")
    browser = client_of(coordinator)
    assert "01 báo cáo" in main(browser.get(f"{queue(plan)}?words={one.number}"))
    agency = f"{queue(plan)}?agency={other.responsible_agency_id}"
    assert "01 báo cáo" in main(browser.get(agency))
    assert "Không có báo cáo nào" in main(browser.get(f"{queue(plan)}?completeness=lacking"))
    numbers = [each.text for each in browser.get(f"{queue(plan)}?sort=-number").all("th")]
    assert numbers
    text = browser.download(f"{queue(plan)}.csv?sort=number").text
    assert "Quyết định số 12/QĐ-UBND ngày 01/12/2026: Phê duyệt Đề án" in text
    assert len(text.strip().splitlines()) == 4


def test_an_empty_queue_says_so(client_of: ClientOf, plan: Plan, coordinator: User) -> None:
    text = main(client_of(coordinator).get(queue(plan)))
    assert "Hiện không có báo cáo hoàn thành nào chờ xác nhận." in text


def test_the_queue_stays_within_its_queries(
    client_of: ClientOf, count_queries: CountQueries, plan: Plan, coordinator: User
) -> None:
    for _n in range(3):
        make_paper(acting.report(make_task(plan)))
    browser = client_of(coordinator)
    browser.get(queue(plan))
    with count_queries() as sent:
        browser.get(queue(plan))
    assert len(sent) <= 8, "\n".join(sent)


def test_one_s_own_rows_are_marked_and_cannot_be_confirmed(
    client_of: ClientOf, plan: Plan, coordinator: User
) -> None:
    make_user(plan, Role.COORDINATOR)
    own = make_task(plan, owner=coordinator)
    acting.report(own)
    other = reported(plan)
    browser, said = (
        client_of(coordinator),
        "Nhiệm vụ của Ông/Bà; chuyên viên tổng hợp khác xác nhận.",
    )
    page = browser.get(queue(plan))
    assert said in main(page)
    assert [each.get("value") for each in page.all("input", name="picks")] == [box(other)]
    sent = {"picks": [box(own), box(other)], "step": "preview"}
    preview = browser.post(queue(plan), sent, status=200)
    assert "01/02 báo cáo được chọn sẽ được xác nhận" in main(preview)
    assert said in main(preview)
    browser.get(f"{queue(plan)}/{own.milestones[0].id}", status=403)
    links = browser.get(f"/p/{plan.slug}/tasks/{own.number}").links()
    assert f"{queue(plan)}/{own.milestones[0].id}" not in links


def test_the_only_coordinator_reads_whom_to_ask_about_their_own_work(
    client_of: ClientOf, plan: Plan, coordinator: User, count_queries: CountQueries
) -> None:
    own = make_task(plan, owner=coordinator)
    acting.report(own)
    helper = make_user(plan, is_administrator=True, full_name="Hoàng Sơn", telephone="0237 000 206")
    browser, alone = client_of(coordinator), "chuyên viên tổng hợp duy nhất"
    for where in (queue(plan), f"/p/{plan.slug}/tasks/{own.number}"):
        browser.get(where)
        with count_queries() as sent:
            page = browser.get(where)
        assert len(sent) <= 8
        assert alone in main(page)
        assert "Ông Hoàng Sơn, 0237 000 206" in main(page)
        assert f"mailto:{helper.email}" in page.links()

    make_user(plan, Role.COORDINATOR)
    for where in (queue(plan), f"/p/{plan.slug}/tasks/{own.number}"):
        assert alone not in main(browser.get(where))


def test_a_coordinator_who_administers_is_led_to_the_people(
    client_of: ClientOf, plan: Plan
) -> None:
    both = make_user(plan, Role.COORDINATOR, is_administrator=True)
    acting.report(make_task(plan, owner=both))
    assert "tại trang Người dùng." in main(client_of(both).get(queue(plan)))
