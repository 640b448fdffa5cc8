"""What holds on every page, for everybody: readable, reachable by keyboard, nobody's but theirs."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.browsers import DESK, PHONE, SIZES, assert_accessible, window
from tests.journeys.office import Office

pytestmark = pytest.mark.xdist_group("journeys")

Person = Callable[..., Page]
# By the words of the button that signs in: how many pages the main navigation has.
ROLES = {
    "Đầu mối theo dõi, Sở Công Thương": 4,
    "Đầu mối theo dõi, UBND xã A": 4,
    "Chuyên viên tổng hợp": 19,
    "Lãnh đạo": 10,
    "Theo dõi (chỉ xem)": 4,
    "Quản trị": 8,
}
# Who see nearly every kind of page between them; `make test-all` looks with all, at a desk too.
SEE_MOST = {
    ("Đầu mối theo dõi, Sở Công Thương", "phone"),
    ("Chuyên viên tổng hợp", "phone"),
}


@pytest.mark.parametrize(
    ("role", "size"),
    [
        pytest.param(
            role, size, id=f"{role}-{name}", marks=[pytest.mark.slow] * (seen not in SEE_MOST)
        )
        for name, size in (("phone", PHONE), ("desk", DESK))
        for role in ROLES
        for seen in [(role, name)]
    ],
)
def test_every_page_of_the_navigation_is_for_everybody(
    person: Person, office: Office, role: str, size: dict[str, int]
) -> None:
    page = person(role, size)
    entries = page.locator(".main-nav a").all()
    addresses = {entry.get_attribute("href") or "" for entry in entries}
    assert len(addresses) == ROLES[role]

    for address in (*addresses, "/account"):
        page.goto(office.address + address)
        assert page.locator("html").get_attribute("lang") == "vi"
        assert_accessible(page)


@SIZES
def test_the_guide_is_for_everybody(office: Office, browser: Browser, size: dict[str, int]) -> None:
    with window(browser, size) as opened:
        page = opened.new_page()
        page.goto(f"{office.address}/help")
        assert_accessible(page)


@pytest.mark.parametrize(
    ("role", "buttons"),
    [
        ("Trịnh Xuân Đường", ["Ghi ý kiến chỉ đạo", "Viết trao đổi"]),
        ("Theo dõi (chỉ xem)", []),
    ],
    ids=["leader", "observer"],
)
def test_who_only_reads_sees_no_button_that_changes_a_task(
    person: Person, role: str, buttons: list[str]
) -> None:
    page = person(role, DESK)
    page.get_by_role("link", name="Quá hạn", exact=True).click()
    page.locator(".overdue-rows tbody th a").first.click()

    expect(page.get_by_role("heading", name="Mốc thực hiện")).to_be_visible()
    assert_accessible(page)
    expect(page.locator("main button, main a.btn")).to_have_text(buttons)
    assert page.request.get(f"{page.url}/assignment").status == 403


def test_the_administrator_reads_the_mail_log_and_steers_no_reminders(person: Person) -> None:
    page = person("Quản trị", DESK)
    page.locator(".nav-more summary").click()
    page.get_by_role("link", name="Nhật ký gửi thư").click()

    expect(page.locator("tbody").get_by_text("Máy chủ thư đã nhận").first).to_be_visible()
    expect(page.get_by_role("link", name="Nhắc việc", exact=True)).to_have_count(0)
    assert page.request.get(page.url.replace("/mail", "/reminders")).status == 403


def test_a_stranger_is_led_to_the_sign_in_and_then_to_the_page(
    office: Office, browser: Browser
) -> None:
    context = window(browser, PHONE)
    page = context.new_page()
    page.goto(f"{office.address}/overdue")
    expect(page.get_by_role("heading", level=1)).to_have_text("Đăng nhập")
    assert_accessible(page)

    page.get_by_role("button", name="Lãnh đạo").first.click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Nhiệm vụ quá hạn")
    assert_accessible(page)
    context.close()


def test_the_keyboard_comes_first_to_the_content(person: Person) -> None:
    page = person("Chuyên viên tổng hợp", DESK)
    page.keyboard.press("Tab")
    skip = page.locator(".skip-link")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport(ratio=1)
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    assert focused.evaluate("element => getComputedStyle(element).outlineStyle") == "solid"
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    assert page.url.endswith("#content")
    expect(page.locator("main")).to_be_focused()


def test_the_menu_of_a_phone_opens_without_a_script(person: Person) -> None:
    page = person("Chuyên viên tổng hợp", PHONE, scripts=False)
    bar = page.get_by_role("navigation", name="Các trang của kế hoạch")
    expect(bar.get_by_role("link")).to_have_count(3)
    bar.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(bar.get_by_role("link")).to_have_count(19)
    bar.get_by_role("link", name="Người dùng").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Người dùng")


@SIZES
def test_the_open_menu_is_readable_and_closes_by_escape(
    person: Person, size: dict[str, int]
) -> None:
    page = person("Chuyên viên tổng hợp", size)
    menu = page.locator(".nav-more")
    menu.locator("summary").click()
    expect(menu.get_by_role("link", name="Nhật ký xử lý")).to_be_in_viewport(ratio=1)
    assert_accessible(page)

    page.keyboard.press("Escape")

    expect(menu.get_by_role("link").first).to_be_hidden()
    expect(menu.locator("summary")).to_be_focused()
