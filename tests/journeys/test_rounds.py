"""The half-year's round: opened, asked for by mail, checked by an agency, closed, reported."""

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browsers import DESK, PHONE, assert_accessible
from tests.journeys.office import OWNER, Office, working_day
from tests.journeys.test_coordinator import COORDINATOR, go_to

pytestmark = [pytest.mark.xdist_group("journeys"), pytest.mark.slow]
Person = Callable[..., Page]


def test_a_half_year_is_opened_reminded_of_and_closed(person: Person, office: Office) -> None:
    today = date.today()  # noqa: DTZ011 (the demonstration is of today)
    page = person(COORDINATOR, DESK)
    go_to(page, "Kỳ báo cáo")
    assert_accessible(page)
    page.get_by_role("link", name="Mở kỳ báo cáo").click()
    assert_accessible(page)
    page.get_by_label("Ngày chốt số liệu").fill(f"{working_day(today):%d/%m/%Y}x")
    page.get_by_role("button", name="Xem trước").click()
    expect(page.locator("#error-summary")).to_be_visible()
    page.get_by_label("Ngày chốt số liệu").fill("31/12/" + str(today.year))
    page.get_by_role("button", name="Xem trước").click()
    expect(page.get_by_role("heading", name="Xem trước (chưa mở)")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Mở kỳ báo cáo").click()
    expect(page.get_by_role("status")).to_contain_text("Đã mở kỳ báo cáo")

    said = office.run("remind", "--at", f"{working_day(today)} 09:00")
    assert "đề nghị báo cáo" in said

    owner = person(OWNER, PHONE)
    owner.locator("#round a").first.click()
    assert_accessible(owner)
    owner.get_by_role("button", name="Số liệu đúng").click()
    expect(owner.get_by_role("status")).to_contain_text("số liệu đúng")
    owner.get_by_role("link", name="Thêm ghi chú").first.click()
    owner.get_by_label("Nội dung ghi chú").fill("Đang chờ nghiệm thu.")
    assert_accessible(owner)
    owner.get_by_role("button", name="Lưu ghi chú").click()

    go_to(page, "Kỳ báo cáo")
    page.locator("#running").get_by_role("link").click()
    assert_accessible(page)
    lacking = page.locator("td[data-label='Chưa có báo cáo'] a").first
    number = int(lacking.inner_text())
    lacking.click()
    expect(page.locator("tbody tr")).to_have_count(number)
    assert_accessible(page)
    page.go_back()
    page.get_by_role("link", name="Chốt số liệu", exact=True).click()
    assert_accessible(page)
    page.get_by_role("button", name="Chốt số liệu").click()
    expect(page.get_by_role("status")).to_contain_text("Đã chốt số liệu")
    assert_accessible(page)
    page.get_by_role("link", name="Lập báo cáo từ số liệu đã chốt").click()
    expect(page.get_by_role("heading", name="số liệu đã chốt")).to_be_visible()
    assert_accessible(page)
