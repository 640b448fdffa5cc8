"""The coordinator's week: the numbers, the overdue list, the mails, the reminders."""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browsers import DESK, PHONE, SIZES, assert_accessible

pytestmark = pytest.mark.xdist_group("journeys")

COORDINATOR = "Nguyễn Thị Hương Giang"
Person = Callable[..., Page]


def go_to(page: Page, name: str) -> None:
    """Follow the main navigation."""
    bar = page.get_by_role("navigation", name="Các trang của kế hoạch")
    link = bar.get_by_role("link", name=name, exact=True)
    if not link.count():
        bar.locator("summary").click()
    link.click()
    # What is counted next must not be counted in a page that is still arriving.
    page.wait_for_load_state()


def awaiting(page: Page) -> None:
    """Open the list of what waits for a confirmation."""
    go_to(page, "Tổng quan")
    page.locator("[data-figure=awaiting]").click()


def test_each_number_of_the_home_page_leads_to_its_rows(person: Person) -> None:
    page = person(COORDINATOR, DESK)
    assert_accessible(page)
    numbers = {
        urljoin(page.url, link.get_attribute("href")): re.findall(r"\d+", link.inner_text())[0]
        for link in page.locator("a[data-figure]").all()
    }
    assert len(numbers) == 15

    seen = set()
    for address, number in numbers.items():
        page.goto(address)
        if (path := urlsplit(page.url).path) not in seen:
            assert_accessible(page)
            seen.add(path)
        if int(number):
            expect(page.locator("caption")).to_contain_text(f"{number} ")
        else:
            expect(page.locator(".empty")).to_be_visible()


def test_a_completion_is_confirmed_and_another_one_returned(person: Person) -> None:
    page = person(COORDINATOR, DESK)
    awaiting(page)
    assert_accessible(page)
    before = page.locator("tbody tr").count()
    page.locator("tbody th a").first.click()
    page.get_by_role("link", name="Xác nhận hoàn thành").first.click()
    assert_accessible(page)
    page.get_by_role("button", name="Xác nhận hoàn thành").click()
    expect(page.locator("div[role=status]")).to_contain_text("Đã xác nhận hoàn thành nhiệm vụ số")
    assert_accessible(page)
    awaiting(page)
    page.locator("tbody th a").first.click()
    page.get_by_role("link", name="Đề nghị bổ sung").first.click()
    assert_accessible(page)
    submit = page.locator("main button[type=submit]")
    submit.click()
    page.get_by_role("alert").get_by_role("link").first.click()
    assert_accessible(page)

    page.locator("textarea:focus").fill("Đề nghị gửi kèm quyết định phê duyệt.")
    submit.click()

    expect(page.get_by_text("Cần bổ sung").first).to_be_visible()
    expect(page.get_by_text("Đề nghị gửi kèm quyết định phê duyệt.").first).to_be_visible()
    assert_accessible(page)
    awaiting(page)
    expect(page.locator("tbody tr")).to_have_count(before - 2)


@SIZES
def test_the_overdue_list_is_filtered_sorted_and_added_up(
    person: Person, size: dict[str, int]
) -> None:
    page = person(COORDINATOR, size)
    go_to(page, "Quá hạn")
    assert_accessible(page)
    total = page.locator(".narrow tbody tr").first
    agency = total.locator("th").inner_text()
    count = int(total.locator("td").last.inner_text())

    page.get_by_label("Cơ quan chủ trì", exact=True).select_option(label=agency)

    page.wait_for_url("**agency=*")
    rows = page.locator(".overdue-rows tbody tr")
    expect(rows).to_have_count(count)
    expect(page.locator(".narrow tbody tr")).to_have_count(1)
    expect(page.get_by_role("link", name="Bỏ điều kiện")).to_be_visible()
    assert_accessible(page)
    if size == DESK:
        page.get_by_role("link", name="Số", exact=True).click()
        expect(page.locator("th[aria-sort=ascending]")).to_have_text("Số")
    page.get_by_label("Số hoặc tên nhiệm vụ").fill("không có nhiệm vụ nào như thế")
    page.get_by_role("button", name="Lọc", exact=True).click()
    expect(page.locator(".empty")).to_contain_text("Không có nhiệm vụ quá hạn phù hợp")
    assert_accessible(page)


def test_the_overdue_list_is_taken_along_and_printed(person: Person) -> None:
    page = person(COORDINATOR, DESK)
    go_to(page, "Quá hạn")
    listed = page.locator(".overdue-rows tbody tr").count()

    with page.expect_download() as download:
        page.get_by_role("link", name="Tải tệp CSV").click()

    content = Path(download.value.path()).read_bytes()
    name = download.value.suggested_filename
    assert re.fullmatch(r"Nhiệm vụ quá hạn đến ngày \d\d-\d\d-\d{4}\.csv", name)
    assert content.startswith(b"\xef\xbb\xbf")
    assert len(content.decode().splitlines()) >= listed + 1
    page.get_by_role("link", name="Bản in").click()
    expect(page.get_by_role("button", name="In", exact=True)).to_be_visible()
    assert_accessible(page)
    page.emulate_media(media="print")
    expect(page.get_by_role("search")).to_be_hidden()
    expect(page.locator(".overdue-rows tbody tr")).to_have_count(listed)


def test_a_task_says_why_no_reminder_goes(person: Person) -> None:
    page = person(COORDINATOR, PHONE)
    awaiting(page)
    page.locator("tbody th a").last.click()

    expect(page.get_by_role("heading", name="Vì sao có thư nhắc việc")).to_be_visible()
    assert_accessible(page)
    # A task with several milestones says the pressing one's reason here, and all on a page.
    everything = page.get_by_role("link", name="Xem tất cả các mốc")
    if everything.count():
        everything.click()

    expect(page.get_by_text("Đã báo cáo hoàn thành, đang chờ xác nhận.").first).to_be_visible()
    assert_accessible(page)


@SIZES
def test_the_mail_log_shows_what_the_morning_brought(person: Person, size: dict[str, int]) -> None:
    page = person(COORDINATOR, size)
    go_to(page, "Nhật ký gửi thư")
    expect(page.get_by_text("Máy chủ thư đã nhận lúc 08:00").first).to_be_visible()
    assert_accessible(page)

    page.get_by_label("Người nhận").fill("le huu dat")
    page.get_by_role("button", name="Lọc", exact=True).click()
    # Other journeys have written to the person too; what they brought goes out later.
    received = page.locator("tbody tr").filter(has_text="Máy chủ thư đã nhận lúc 08:00")
    received.first.locator("th a").click()

    expect(page.get_by_text("Kính gửi: Ông Lê Hữu Đạt")).to_be_visible()
    expect(page.get_by_text("‹đường dẫn›").first).to_be_visible()
    assert_accessible(page)


def test_reminders_are_switched_off_and_on_again(person: Person) -> None:
    page = person(COORDINATOR, PHONE)
    go_to(page, "Nhắc việc")
    expect(page.get_by_text("Việc nhắc tự động đang bật.")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Xem trước thư sẽ gửi").click()
    assert_accessible(page)
    go_to(page, "Nhắc việc")

    page.get_by_role("button", name="Tắt nhắc việc").click()

    expect(page.get_by_text("Việc nhắc tự động đang tắt")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Xem trước và bật nhắc việc").click()
    assert_accessible(page)
    page.get_by_role("button", name="Xác nhận và bật nhắc việc").click()
    expect(page.get_by_text("Việc nhắc tự động đang bật.")).to_be_visible()


def test_every_page_says_that_nothing_is_sent_while_the_scheduler_is_away(person: Person) -> None:
    page = person(COORDINATOR, PHONE)

    for name in ("Nhiệm vụ", "Quá hạn"):
        go_to(page, name)
        expect(page.get_by_role("alert")).to_contain_text("Chương trình nhắc việc")
