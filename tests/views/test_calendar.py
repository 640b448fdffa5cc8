"""The calendar on the page: by year, one day, the list of a year."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask

from plan_app.domain.official_days import OF_PACKAGE
from plan_app.domain.roles import Role
from plan_app.extensions import db
from plan_app.models import CalendarDay, Plan
from plan_app.queries.calendar import find_day
from plan_app.services import calendar
from tests.builders import make_plan, make_user, save
from tests.pages import Client

Browse = Callable[..., Client]
TET = date(2027, 2, 5)
DAY = {"day": "05/02/2027", "kind": "off", "name": "Tết Nguyên đán", "source": "Thông báo số 1"}
LIST = "05/02/2027; nghỉ; Tết Nguyên đán\n13/02/2027; làm việc; Làm bù"


@pytest.fixture
def plan(app: Flask) -> Plan:
    assert app
    return make_plan()


@pytest.fixture
def browser(plan: Plan, client_of: Browse) -> Client:
    return client_of(make_user(plan, Role.COORDINATOR))


def address(plan: Plan, page: str = "") -> str:
    return f"/p/{plan.slug}/reminders/calendar{page}"


def seen(browser: Client, plan: Plan, day: str = "") -> str:
    page = browser.get(address(plan, f"/day?day={day}"))
    return page.field("seen").get("value") or ""


def test_a_day_is_entered_changed_and_taken_out(plan: Plan, browser: Client) -> None:
    browser.post(address(plan, "/day"), {**DAY, "seen": seen(browser, plan)})
    text = browser.get(address(plan, "?year=2027")).text()
    assert "thứ Sáu, 05/02/2027 Nghỉ Tết Nguyên đán Thông báo số 1" in text
    form = browser.get(address(plan, "/day?day=05/02/2027"))
    assert form.field("name").get("value") == "Tết Nguyên đán"
    now = form.all("input", name="seen")[0].get("value") or ""
    browser.post(address(plan, "/day?day=05/02/2027"), {**DAY, "name": "Tết", "seen": now})
    row = find_day(TET)
    assert row is not None
    assert row.name == "Tết"
    now = seen_of_removal(browser, plan)
    browser.post(address(plan, "/day/remove"), {"day": "2027-02-05", "seen": now})
    # What the software ships for the day counts again.
    assert calendar.is_ours(db.session.get_one(CalendarDay, TET).source)


def seen_of_removal(browser: Client, plan: Plan) -> str:
    page = browser.get(address(plan, "/day?day=05/02/2027"))
    return page.all("input", name="seen")[-1].get("value") or ""


@pytest.mark.parametrize(
    ("field", "typed"),
    [("day", "07/12/2026"), ("day", "Tết"), ("kind", ""), ("name", ""), ("source", "")],
)
def test_what_is_wrong_with_a_day_is_told_at_its_field(
    plan: Plan, browser: Client, field: str, typed: str
) -> None:
    sent = {**DAY, "seen": seen(browser, plan), field: typed}
    page = browser.post(address(plan, "/day"), sent, status=422)
    assert page.all("a", href=f"#{field}") or page.all("a", href=f"#{field}-0")
    assert find_day(TET) is None


def test_a_day_that_is_there_already_is_shown_beside_what_was_typed(
    plan: Plan, browser: Client
) -> None:
    empty = seen(browser, plan)
    save(CalendarDay(day=TET, is_working=True, name="Làm việc", source="Công văn số 9"))
    page = browser.post(address(plan, "/day"), {**DAY, "seen": empty}, status=409)
    assert "Công văn số 9" in page.text()
    assert page.field("name").get("value") == "Tết Nguyên đán"
    browser.post(address(plan, "/day"), {**DAY, "seen": page.field("seen").get("value")})
    assert not db.session.get_one(CalendarDay, TET).is_working


def test_days_of_the_software_ask_for_a_source_and_stay(plan: Plan, browser: Client) -> None:
    save(CalendarDay(day=TET, is_working=False, name="Tết", source=OF_PACKAGE))
    page = browser.get(address(plan, "/day?day=05/02/2027"))
    assert not page.field("source").get("value")
    assert "Bỏ ngày này" not in page.text()
    now = page.field("seen").get("value")
    browser.post(address(plan, "/day/remove"), {"day": "2027-02-05", "seen": now})
    assert "có sẵn trong phần mềm" in browser.get(address(plan)).text()
    assert find_day(TET) is not None


def test_taking_out_nothing_does_nothing(plan: Plan, browser: Client) -> None:
    browser.post(address(plan, "/day/remove"))
    old = {"day": "2027-02-05", "seen": "old"}
    browser.post(address(plan, "/day/remove"), old)
    assert "Lịch đã có nội dung khác" in browser.get(address(plan)).text()


def test_past_days_are_shown_and_cannot_be_changed(plan: Plan, browser: Client) -> None:
    save(CalendarDay(day=date(2026, 9, 2), is_working=False, name="Quốc khánh", source="Luật"))
    save(CalendarDay(day=date(2026, 8, 22), is_working=True, name="Làm bù", source="Luật"))
    page = browser.get(address(plan))
    assert "Quốc khánh" in page.text()
    assert "thứ Bảy, 22/08/2026 Làm bù" in page.text()
    assert not [link for link in page.links() if "02/09/2026" in link]
    assert "chưa nhập ngày nghỉ" in browser.get(address(plan, "?year=2030")).text()
    browser.get(address(plan, "?year=9999999"))


def test_a_list_is_previewed_and_then_entered(plan: Plan, browser: Client) -> None:
    sent = {"year": "2027", "source": "Thông báo số 1", "days": LIST}
    page = browser.post(address(plan, "/list"), sent, status=200)
    assert "thứ Sáu, 05/02/2027 Thêm" in page.text()
    assert find_day(TET) is None
    named = page.field("confirmed").get("value")
    browser.post(address(plan, "/list"), {**sent, "confirmed": named})
    assert "02 ngày thay đổi" in browser.get(address(plan, "?year=2027")).text()
    assert not db.session.get_one(CalendarDay, TET).is_working


def test_a_list_with_wrong_lines_names_each_and_enters_nothing(plan: Plan, browser: Client) -> None:
    text = f"{LIST}\n30/02/2027; nghỉ; Tết\n06/02/2027; có lẽ; Tết"
    sent = {"year": "2027", "source": "Thông báo số 1", "days": text}
    page = browser.post(address(plan, "/list"), sent, status=422)
    assert "Dòng 3 (30/02/2027; nghỉ; Tết): Ngày phải ghi theo mẫu" in page.text()
    assert "Dòng 4" in page.text()
    assert (page.field("days").text or "").strip() == text
    assert find_day(TET) is None
    browser.post(address(plan, "/list"), {**sent, "year": "x"}, status=422)
    browser.post(address(plan, "/list"), {**sent, "year": "2025", "days": LIST}, status=422)


def test_a_list_changed_after_its_preview_is_previewed_again(plan: Plan, browser: Client) -> None:
    sent = {"year": "2027", "source": "Thông báo số 1", "days": LIST}
    named = browser.post(address(plan, "/list"), sent, status=200).field("confirmed").get("value")
    other = {**sent, "days": LIST.replace("Tết Nguyên đán", "Tết"), "confirmed": named}
    page = browser.post(address(plan, "/list"), other, status=422)
    assert "Lịch đã thay đổi kể từ khi xem trước" in page.text()
    assert find_day(TET) is None
    named = page.field("confirmed").get("value")
    browser.post(address(plan, "/list"), {**other, "confirmed": named})
    assert db.session.get_one(CalendarDay, TET).name == "Tết"


def test_a_day_of_the_software_names_its_source_in_plain_words(plan: Plan, browser: Client) -> None:
    save(CalendarDay(day=TET, is_working=False, name="Tết", source=OF_PACKAGE))
    for where in ("?year=2027&q=kèm theo phần mềm", "/day?day=05/02/2027", "/days.csv?year=2027"):
        said = browser.get(address(plan, where)).response.get_data(as_text=True)
        assert "kèm theo phần mềm" in said
        assert "Gói holidays" not in said
