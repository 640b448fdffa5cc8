"""Somebody leaves and somebody else comes: invited, signed in, handed over to, first report."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.browsers import DESK, PHONE, assert_accessible, choose_password, window
from tests.journeys.office import Office
from tests.journeys.test_coordinator import COORDINATOR, go_to

pytestmark = [pytest.mark.xdist_group("journeys"), pytest.mark.slow]

LEAVER, NEW, ADDRESS = (
    "Nguyễn Trọng Cường",
    "Lê Thị Tân",
    "le.thi.tan@so-nong-nghiep-va-moi-truong.example.org",
)
PASSWORD = "mật khẩu của Tân 2026"
Person = Callable[..., Page]


def test_a_leaver_s_tasks_are_handed_to_somebody_newly_invited(
    person: Person, office: Office, browser: Browser
) -> None:
    page = person(COORDINATOR, DESK)
    go_to(page, "Người dùng")
    assert_accessible(page)
    page.get_by_role("link", name="Thêm người dùng").click()
    page.get_by_role("button", name="Tạo tài khoản").click()
    assert_accessible(page)
    page.get_by_label("Xưng hô").select_option("Bà")
    page.get_by_label("Họ tên").fill(NEW)
    page.get_by_label("Thư công vụ").fill(ADDRESS)
    page.get_by_label("Cơ quan", exact=True).select_option(label="Sở Nông nghiệp và Môi trường")
    page.get_by_role("button", name="Tạo tài khoản").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Bà {NEW}")
    assert_accessible(page)

    office.run("deliver")
    phone = window(browser, PHONE).new_page()
    phone.goto(office.link_in_mail(ADDRESS))
    assert_accessible(phone)
    choose_password(phone, ADDRESS, PASSWORD)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Việc của tôi")

    go_to(page, "Người dùng")
    page.get_by_label("Họ tên hoặc thư công vụ").fill("trong cuong")
    page.get_by_role("button", name="Lọc").click()
    page.get_by_role("link", name=LEAVER).click()
    page.get_by_role("link", name="Ngừng tài khoản").click()
    page.wait_for_load_state()
    tasks = page.locator("main ul > li a").count()
    assert tasks > 0
    page.get_by_role("button", name="Ngừng tài khoản").click()
    assert_accessible(page)
    page.get_by_label("Giao cho").select_option(label=f"Bà {NEW}")
    page.get_by_label("Tôi xác nhận ngừng tài khoản này").check()
    page.get_by_role("button", name="Ngừng tài khoản").click()
    expect(page.get_by_text("Đã ngừng tài khoản.")).to_be_visible()
    assert_accessible(page)

    phone.reload()
    phone.locator("main :is(li.sheet h3, tbody th) a").first.click()
    phone.get_by_role("link", name="Cập nhật kết quả").first.click()
    phone.get_by_label("Đang thực hiện").check()
    phone.get_by_label("2. Kết quả đạt được").fill("Đã nhận bàn giao, đang rà soát.")
    phone.get_by_role("button", name="Gửi báo cáo").click()
    expect(phone.get_by_text(re.compile(r"ghi nhận lúc \d\d:\d\d"))).to_be_visible()
    assert_accessible(phone)
    phone.context.close()


def test_an_absence_goes_to_a_colleague_and_back(person: Person) -> None:
    page = person("Lê Hữu Đạt", PHONE)
    page.get_by_role("link", name="Lê Hữu Đạt").click()
    page.get_by_role("link", name="Thời gian vắng mặt").click()
    # The page that was left cannot be looked at any more.
    expect(page.get_by_role("heading", level=1)).to_have_text("Thời gian vắng mặt của tôi")
    assert_accessible(page)
    page.get_by_label("Vắng mặt từ ngày").fill("02/01/2031")
    page.get_by_label("Đến hết ngày").fill("05/01/2031")
    page.get_by_label("Người xử lý thay").select_option(index=1)
    page.get_by_role("button", name="Ghi nhận").click()
    expect(page.locator("tbody tr", has_text="02/01/2031")).to_be_visible()
    assert_accessible(page)
    page.locator("summary", has_text="Hủy thời gian vắng mặt").click()
    page.get_by_role("button", name="Hủy thời gian vắng mặt").click()
    expect(page.get_by_text("Không có thời gian vắng mặt nào sắp tới.")).to_be_visible()
