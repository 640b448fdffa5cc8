"""The page of the policy, the look ahead, and the days of a single task."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from flask import Flask

from plan_app.domain.roles import Role
from plan_app.extensions import db
from plan_app.models import Plan
from tests.builders import make_plan, make_round, make_task, make_user
from tests.pages import Client, Page

Browse = Callable[..., Client]
LATE = date(2026, 11, 30)


@pytest.fixture
def plan(app: Flask) -> Plan:
    assert app
    return make_plan()


@pytest.fixture
def browser(plan: Plan, client_of: Browse) -> Client:
    return client_of(make_user(plan, Role.COORDINATOR))


def fields(page: Page, form_id: str) -> dict[str, str]:
    """What the form holds, as a browser would send it."""
    (form,) = page.all("form", id=form_id)
    sent = {e.get("name", ""): e.get("value", "") for e in form.iter("input")}
    for select in form.iter("select"):
        chosen = [o for o in select.iter("option") if o.get("selected") is not None]
        sent[select.get("name", "")] = chosen[0].get("value", "")
    return {name: value for name, value in sent.items() if name and name != "preview"}


def address(plan: Plan, page: str = "policy") -> str:
    return f"/p/{plan.slug}/reminders/{page}"


def test_the_form_holds_the_policy_and_saves_it(plan: Plan, browser: Client) -> None:
    sent = fields(browser.get(address(plan)), "policy-form")
    assert (sent["leads"], sent["window_from"]) == ("30, 7, 1", "07:30")
    browser.post(address(plan), {**sent, "leads": "14; 3", "window_from": "8:00"})
    db.session.refresh(plan)
    assert plan.policy == {"leads": [14, 3], "window_from": "08:00"}
    text = browser.get(address(plan)).text()
    assert "Nhắc trước thời hạn (số ngày): 30, 7, 1 → 14, 3" in text
    assert "Gửi thư từ: 07:30 → 08:00" in text


def test_a_wrong_value_is_told_at_its_field_and_everything_typed_stays(
    plan: Plan, browser: Client
) -> None:
    sent = fields(browser.get(address(plan)), "policy-form")
    for name, typed in (
        ("leads", "30, mười"),
        ("leads", "300"),
        ("then_every", "x"),
        ("window_to", "07:00"),
        ("window_from", "bảy giờ"),
        ("escalation_notice", "9"),
        ("daily_cap", "0"),
    ):
        page = browser.post(address(plan), {**sent, name: typed, "digest_length": "33"}, status=422)
        assert page.field(name).get("aria-invalid") == "true", name
        assert page.field(name).get("value") == typed
        assert page.field("digest_length").get("value") == "33"
    db.session.refresh(plan)
    assert plan.policy == {}


def test_a_preview_shows_the_mails_of_fourteen_days_and_saves_nothing(
    plan: Plan, browser: Client
) -> None:
    task = make_task(plan, due=date(2026, 12, 31))
    sent = fields(browser.get(address(plan)), "policy-form")
    wished = {**sent, "leads": "20", "preview": "1"}
    page = browser.post(address(plan), wished, status=200)
    assert "Nhắc trước thời hạn (số ngày): 30, 7, 1 → 20" in page.text()
    row = page.text(page.one("tr", id="day-2026-12-11"))
    assert "01" in row
    assert str(task.number) in row
    assert len(page.all("tr")) == 15
    # A rehearsal would speak of the saved policy.
    assert not [link for link in page.links() if "rehearsal?" in link]
    db.session.refresh(plan)
    assert plan.policy == {}
    assert "Không có thay đổi" in browser.post(address(plan), {**sent, "preview": "1"}, 200).text()
    wrong = {**sent, "window_to": "07:00", "preview": "1"}
    browser.post(address(plan), wrong, status=422)


def test_a_policy_saved_meanwhile_is_shown_beside_what_was_typed(
    plan: Plan, browser: Client
) -> None:
    sent = fields(browser.get(address(plan)), "policy-form")
    browser.post(address(plan), {**sent, "leads": "14", "window_to": "16:00"})
    page = browser.post(address(plan), {**sent, "leads": "5"}, status=409)
    shown = page.text(page.one("section", id="present"))
    assert shown.endswith("Nhắc trước thời hạn (số ngày) 14 Gửi thư đến 16:00")
    assert page.field("leads").get("value") == "5"
    browser.post(address(plan), fields(page, "policy-form"))
    db.session.refresh(plan)
    assert plan.policy == {"leads": [5]}


def test_the_next_fourteen_days_have_a_page(plan: Plan, browser: Client) -> None:
    make_task(plan, due=LATE)
    page = browser.get(address(plan, "outlook"))
    assert "thứ Ba, 08/12/2026" in page.text(page.one("tr", id="day-2026-12-08"))
    assert "Ngày nghỉ" in page.text(page.one("tr", id="day-2026-12-12"))
    assert "đang tắt" not in page.text()
    plan.reminders_on = False
    assert "đang tắt" in browser.get(address(plan, "outlook")).text()


def test_the_next_fourteen_days_hold_what_a_round_asks(plan: Plan, browser: Client) -> None:
    late = make_task(plan, due=LATE, number=53)
    make_task(plan, due=None, owner=late.owner, number=54)
    make_round(plan, opens_on=date(2026, 12, 7))
    page = browser.get(address(plan, "outlook"))
    opening = page.text(page.one("tr", id="day-2026-12-08"))
    # A digest, the roll-up, and what the round asks by a mail of its own.
    assert "03 02 53" in opening
    assert "(01 thư có nội dung về kỳ báo cáo)" in opening
    assert "kỳ báo cáo" not in page.text(page.one("tr", id="day-2026-12-09"))


def test_the_pages_ask_the_same_for_many_tasks(
    plan: Plan,
    browser: Client,
    count_queries: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    make_task(plan, due=LATE)
    with count_queries() as one:
        browser.get(address(plan, "outlook"))
    for _ in range(5):
        make_task(plan, due=LATE)
    with count_queries() as many:
        browser.get(address(plan, "outlook"))
    assert len(many) == len(one) <= 8
    page = browser.get(address(plan))
    where = address(plan)
    with count_queries() as asked:
        browser.get(where)
    assert len(asked) <= 8
    with count_queries() as preview:
        browser.post(where, {**fields(page, "policy-form"), "preview": "1"}, status=200)
    assert len(preview) <= 8, "\n".join(preview)


def test_a_task_gets_days_of_its_own_and_gives_them_back(plan: Plan, browser: Client) -> None:
    task = make_task(plan, due=LATE)
    of_task = f"/p/{plan.slug}/tasks/{task.number}"
    page = browser.get(f"{of_task}/reminder-days")
    assert "Trở lại lịch của Kế hoạch" not in page.text()
    browser.post(f"{of_task}/reminder-days", {**fields(page, "days-form"), "leads": "60, 10"})
    db.session.refresh(task)
    assert task.policy_override == {"leads": [60, 10]}
    text = browser.get(of_task).text()
    assert "Đặt lịch ngày nhắc riêng" in text
    assert "30, 7, 1 → 60, 10" in text
    assert "(đang áp dụng)" in text
    assert str(task.number) in browser.get(address(plan)).text()
    browser.post(f"{of_task}/reminder-days/reset", {"version": str(task.version)})
    db.session.refresh(task)
    assert not task.policy_override


def test_wrong_days_and_an_older_version_of_a_task_are_told(plan: Plan, browser: Client) -> None:
    task = make_task(plan, due=LATE)
    days = f"/p/{plan.slug}/tasks/{task.number}/reminder-days"
    sent = fields(browser.get(days), "days-form")
    page = browser.post(days, {**sent, "leads": "91"}, status=422)
    assert page.field("leads").get("aria-invalid") == "true"
    browser.post(days, {**sent, "leads": "60"})
    page = browser.post(days, {**sent, "leads": "50"}, status=409)
    assert "Nhắc trước thời hạn 60 ngày" in page.text()
    browser.post(f"{days}/reset", {"version": "1"})
    assert "vừa được người khác cập nhật" in browser.get(f"/p/{plan.slug}/tasks").text()


def test_the_next_fourteen_days_are_a_file_too(plan: Plan, browser: Client) -> None:
    make_task(plan, due=LATE)
    assert address(plan, "outlook.csv") in browser.get(address(plan, "outlook")).links()
    rows = browser.download(address(plan, "outlook.csv")).text.splitlines()
    assert len(rows) == 15
    assert rows[1].startswith("08/12/2026,thứ Ba,có,")
    assert "Ngày nghỉ" in rows[6]
