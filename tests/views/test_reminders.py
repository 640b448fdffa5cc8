"""The pages of the reminders: how they stand, the preview, on and off."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

from flask import Flask
from sqlalchemy import select

from plan_app import clock
from plan_app.domain.roles import Role
from plan_app.extensions import db
from plan_app.models import MailQueue, Plan, QueueStop, TextStatus
from tests.builders import make_plan, make_task, make_user
from tests.pages import Client, Page

LATE = date(2026, 11, 30)
Browse = Callable[..., Client]
CountQueries = Callable[[], AbstractContextManager[list[str]]]


def coordinator(plan: Plan, client_of: Browse) -> Client:
    return client_of(make_user(plan, Role.COORDINATOR))


def new_plan() -> Plan:
    plan = make_plan(reminders_on=False, confirmed_messages=0)
    make_task(plan, due=LATE, armed_at=None)
    return plan


def confirmed(page: Page) -> str:
    return page.field("confirmed").get("value") or ""


def test_the_page_says_how_reminders_stand(app: Flask, client_of: Browse) -> None:
    assert app
    plan = new_plan()
    text = coordinator(plan, client_of).get(f"/p/{plan.slug}/reminders").text()
    assert "Việc nhắc tự động đang tắt" in text
    assert "01 nhiệm vụ chưa được nhắc" in text
    assert "Nhắc trước thời hạn 30, 7, 1 ngày" in text
    assert "từ 07:30 đến 17:00" in text
    assert "thứ Hai" in text


def test_the_page_asks_few_queries_however_many_tasks(
    app: Flask, client_of: Browse, count_queries: CountQueries
) -> None:
    assert app
    plan = new_plan()
    browser, address = coordinator(plan, client_of), f"/p/{plan.slug}/reminders"
    with count_queries() as state:
        browser.get(address)
    assert len(state) <= 8, "\n".join(state)
    with count_queries() as one:
        browser.get(f"{address}/preview")
    for _ in range(5):
        make_task(plan, due=LATE, armed_at=None)
    with count_queries() as many:
        browser.get(f"{address}/preview")
    assert len(many) == len(one) <= 8, "\n".join(many)


def test_the_page_of_a_stopped_run_asks_few_queries(
    app: Flask, client_of: Browse, count_queries: CountQueries
) -> None:
    assert app
    plan = make_plan()
    make_task(plan, due=LATE)
    browser, address = coordinator(plan, client_of), f"/p/{plan.slug}/reminders"
    queue = db.session.scalars(select(MailQueue)).one()
    queue.stopped, queue.stopped_at = QueueStop.TOO_MANY, clock.now()
    db.session.commit()
    with count_queries() as asked:
        page = browser.get(address)
    assert page.field("messages").get("value") == "2"
    assert len(asked) <= 8, "\n".join(asked)


def test_the_preview_names_people_and_tasks(app: Flask, client_of: Browse) -> None:
    assert app
    plan = new_plan()
    task = make_task(plan, due=LATE, armed_at=None)
    assert task.owner is not None
    page = coordinator(plan, client_of).get(f"/p/{plan.slug}/reminders/preview")
    text = page.text()
    assert task.owner.full_name in text
    assert str(task.number) in text
    assert "03 thư" in text


def test_the_preview_leads_to_what_holds_reminders_back(app: Flask, client_of: Browse) -> None:
    assert app
    plan = new_plan()
    browser = coordinator(plan, client_of)
    assert "đến lượt nhắc nhưng" not in browser.get(f"/p/{plan.slug}/reminders/preview").text()
    make_task(plan, due=LATE, text_status=TextStatus.DRAFT)
    make_task(plan, due=LATE, owner=None)
    page = browser.get(f"/p/{plan.slug}/reminders/preview")
    assert "01 nhiệm vụ đến lượt nhắc nhưng không được nhắc vì nội dung" in page.text()
    assert "01 nhiệm vụ đến lượt nhắc nhưng chưa phân công đầu mối." in page.text()
    assert {f"/p/{plan.slug}/structure/texts", f"/p/{plan.slug}/assign"} <= set(page.links())


def test_a_confirmed_preview_switches_on(app: Flask, client_of: Browse) -> None:
    assert app
    plan = new_plan()
    browser = coordinator(plan, client_of)
    seen = confirmed(browser.get(f"/p/{plan.slug}/reminders/preview"))
    browser.post(f"/p/{plan.slug}/reminders/on", {"confirmed": seen})
    text = browser.get(f"/p/{plan.slug}/reminders").text()
    assert "đang bật" in text
    db.session.refresh(plan)
    assert plan.reminders_on


def test_a_changed_preview_is_shown_again_with_the_new_one(app: Flask, client_of: Browse) -> None:
    assert app
    plan = new_plan()
    browser = coordinator(plan, client_of)
    address = f"/p/{plan.slug}/reminders/on"
    page = browser.post(address, {"confirmed": "0" * 64}, status=422)
    assert "đã thay đổi" in page.text()
    browser.post(address, {"confirmed": confirmed(page)})
    db.session.refresh(plan)
    assert plan.reminders_on


def test_an_empty_post_switches_nothing_on(app: Flask, client_of: Browse) -> None:
    assert app
    plan = new_plan()
    coordinator(plan, client_of).post(f"/p/{plan.slug}/reminders/on", status=422)
    db.session.refresh(plan)
    assert not plan.reminders_on


def test_switching_off(app: Flask, client_of: Browse) -> None:
    assert app
    plan = make_plan()
    coordinator(plan, client_of).post(f"/p/{plan.slug}/reminders/off")
    db.session.refresh(plan)
    assert not plan.reminders_on


def test_a_stopped_run_is_let_go_on_this_page(app: Flask, client_of: Browse) -> None:
    assert app
    plan = make_plan(confirmed_messages=0)
    make_task(plan, due=LATE)
    queue = db.session.get_one(MailQueue, 1)
    queue.stopped = QueueStop.TOO_MANY
    db.session.commit()
    browser = coordinator(plan, client_of)
    page = browser.get(f"/p/{plan.slug}/reminders")
    assert "đang chờ xác nhận" in page.text()
    allowed = page.field("messages").get("value")
    assert allowed == "2"
    browser.post(f"/p/{plan.slug}/reminders/resume", {"messages": allowed})
    db.session.refresh(queue)
    assert db.session.scalars(select(MailQueue.stopped)).one() is None
    assert queue.allowed_messages == 2
    page = browser.post(f"/p/{plan.slug}/reminders/resume", {"messages": "2"}, status=422)
    assert "Không có lượt gửi nào" in page.text()


def test_a_server_that_refuses_is_named(app: Flask, client_of: Browse) -> None:
    assert app
    plan = make_plan()
    db.session.get_one(MailQueue, 1).stopped = QueueStop.CONFIGURATION
    db.session.commit()
    text = coordinator(plan, client_of).get(f"/p/{plan.slug}/reminders").text()
    assert "máy chủ thư từ chối" in text


def test_owners_may_not_steer_reminders(app: Flask, client_of: Browse) -> None:
    assert app
    plan = new_plan()
    browser = client_of(make_user(plan, Role.OWNER))
    browser.get(f"/p/{plan.slug}/reminders", status=403)
    browser.get(f"/p/{plan.slug}/reminders/preview", status=403)
    for act in ("on", "off", "resume"):
        browser.post(f"/p/{plan.slug}/reminders/{act}", status=403)


def test_the_preview_is_searched_sorted_and_a_file(app: Flask, client_of: Browse) -> None:
    assert app
    plan = new_plan()
    make_task(plan, due=LATE, armed_at=None)
    browser, address = coordinator(plan, client_of), f"/p/{plan.slug}/reminders/preview"
    assert len(browser.download(f"{address}.csv").text.splitlines()) == 4
    page = browser.get(f"{address}?words=khongco")
    assert (
        "Đang hiển thị 00 thư theo điều kiện lọc; việc xác nhận áp dụng cho tất cả." in page.text()
    )
    # Where the preview has changed it is shown again, and its heads lead to it.
    again = browser.post(f"/p/{plan.slug}/reminders/on", {"confirmed": "0"}, status=422)
    assert f"{address}?sort=name" in again.links()
