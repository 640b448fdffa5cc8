"""From an empty database to reminders that are on: the administrator, then the coordinator."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.browsers import SIZES, assert_accessible, choose_password, window
from tests.journeys.office import Office, open_office
from tests.journeys.test_coordinator import go_to

pytestmark = [pytest.mark.xdist_group("journeys"), pytest.mark.slow]

ADMINISTRATOR, COORDINATOR = "quan.tri@so-tai-chinh.example.org", "giang@so-tai-chinh.example.org"
PASSWORD = "mật khẩu của cơ quan 2026"
Size = dict[str, int]


@pytest.fixture
def empty_office() -> Iterator[Office]:
    """An office of nobody, with the plan of the seed file; its scheduler runs."""
    with open_office(scheduler=True, demonstration=False) as opened:
        yield opened


@pytest.fixture
def arrive(empty_office: Office, browser: Browser) -> Iterator[Callable[[str, Size], Page]]:
    """A function that follows the invitation of an address, in a new window."""
    windows = []

    def come(address: str, size: Size) -> Page:
        empty_office.run("deliver")
        opened = window(browser, size)
        windows.append(opened)
        page = opened.new_page()
        page.goto(empty_office.link_in_mail(address))
        assert_accessible(page)
        choose_password(page, address, PASSWORD)
        return page

    yield come
    for each in windows:
        each.close()


def step(page: Page, name: str) -> Locator:
    """One step of the checklist, on its own page."""
    go_to(page, "Nhắc việc")
    page.get_by_role("link", name="Những việc cần chuẩn bị trước khi bật").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Chuẩn bị đưa vào sử dụng")
    return page.locator(f"#step-{name}")


def make_coordinator(page: Page) -> None:
    go_to(page, "Người dùng")
    page.get_by_role("link", name="Thêm người dùng").click()
    page.get_by_label("Xưng hô").select_option("Bà")
    page.get_by_label("Họ tên").fill("Nguyễn Thị Giang")
    page.get_by_label("Thư công vụ").fill(COORDINATOR)
    page.get_by_label("Cơ quan", exact=True).select_option(label="Sở Tài chính")
    page.get_by_label("Giao vai trò đầu mối theo dõi trong kế hoạch này").uncheck()
    page.get_by_role("button", name="Tạo tài khoản").click()
    page.get_by_role("link", name="Vai trò").click()
    assert_accessible(page)
    page.get_by_label("Chuyên viên tổng hợp").check()
    page.get_by_role("button", name="Lưu vai trò").click()
    expect(page.get_by_text("Đã lưu vai trò.")).to_be_visible()


def check_all_texts(page: Page) -> None:
    step(page, "texts").get_by_role("link").click()
    assert_accessible(page)
    while page.locator("input[name=picks]").count():
        page.get_by_label("Chọn tất cả nhiệm vụ trên trang này").check()
        page.get_by_role("button", name="Xem lại các nhiệm vụ đã chọn").click()
        page.get_by_role("button", name="Xác nhận đã đối chiếu").click()
        expect(page.locator("div[role=status]")).to_be_visible()
        page.wait_for_load_state()
    expect(page.get_by_text("Nội dung của mọi nhiệm vụ đã được đối chiếu.")).to_be_visible()


def import_people(page: Page, agencies: list[str], function: str) -> None:
    """The table that the agencies have sent back: one person each."""
    lines = [
        f"Trần Văn {n:02d};dau.moi.{n}@so-{n}.example.org;{name};{function}"
        for n, name in enumerate(agencies, start=1)
    ]
    go_to(page, "Người dùng")
    page.get_by_role("link", name="Nhập từ bảng").click()
    page.locator("textarea").fill("\n".join(["Họ tên;Thư công vụ;Cơ quan;Vai trò", *lines]))
    page.get_by_role("button", name="Kiểm tra bảng").click()
    assert_accessible(page)
    page.get_by_role("button", name=f"Nhập {len(lines):02d} người").click()
    expect(page.locator("div[role=status]").first).to_be_visible()


def assign_all(page: Page) -> None:
    step(page, "owners").get_by_role("link").click()
    assert_accessible(page)
    while page.locator("input[name=picks]").count():
        page.get_by_role("button", name="Giao các nhiệm vụ đã chọn theo gợi ý").click()
        expect(page.locator("div[role=status]")).to_be_visible()
        page.wait_for_load_state()
    expect(page.get_by_text("đều đã có đầu mối theo dõi")).to_be_visible()


@SIZES
def test_a_new_coordinator_comes_from_nothing_to_reminders_that_are_on(
    empty_office: Office, browser: Browser, arrive: Callable[[str, Size], Page], size: Size
) -> None:
    stranger = window(browser, size).new_page()
    stranger.goto(f"{empty_office.address}/sign-in")
    expect(stranger.get_by_text("Hệ thống chưa có tài khoản nào")).to_be_visible()
    assert_accessible(stranger)
    stranger.context.close()
    empty_office.run(
        "users", "add", "--administrator", "--email", ADMINISTRATOR, "--name", "Lê Văn Quản"
    )
    administrator = arrive(ADMINISTRATOR, size)
    expect(administrator.locator("#first-run")).to_contain_text("105/105 nhiệm vụ chưa đối chiếu")
    assert_accessible(administrator)
    make_coordinator(administrator)

    page = arrive(COORDINATOR, size)
    expect(page.locator("#first-run")).to_be_visible()
    assert_accessible(page)
    assert "is-done" in (step(page, "mail").get_attribute("class") or "")
    assert "is-done" in (step(page, "calendar").get_attribute("class") or "")
    assert_accessible(page)

    check_all_texts(page)
    step(page, "contacts").get_by_role("link").click()
    agencies = page.locator("tbody th.title a").all_inner_texts()
    assert_accessible(page)
    assert len(agencies) > 10
    import_people(page, agencies, "Đầu mối theo dõi")
    import_people(page, agencies, "Đầu mối liên hệ")
    assign_all(page)
    expect(step(page, "preview")).to_be_visible()
    left = page.locator(".checklist li:not(.is-done)")
    expect(left).to_have_count(2)
    step(page, "preview").get_by_role("link").click()
    expect(page.locator("caption, .empty").first).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Xác nhận và bật nhắc việc").click()
    expect(page.get_by_text("Việc nhắc tự động đang bật.")).to_be_visible()
    assert_accessible(page)

    step(page, "switch")
    expect(page.get_by_text("Đã xong mọi việc chuẩn bị")).to_be_visible()
    expect(page.locator(".checklist li:not(.is-done)")).to_have_count(0)
    assert_accessible(page)
    page.get_by_role("link", name="Tổng quan").click()
    expect(page.locator("#first-run")).to_have_count(0)
