"""From the link in a mail to more time approved, without signing in, on a desk and a phone."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.browsers import DESK, PHONE, assert_accessible, window
from tests.journeys.office import OWNER, Office
from tests.journeys.test_coordinator import COORDINATOR

pytestmark = [pytest.mark.xdist_group("journeys"), pytest.mark.slow]
Person = Callable[..., Page]
STOP = re.compile(r"https?://[^/\s]+(/n/[\w-]+)")
LINK = re.compile(r"https?://[^/\s]+(/u/[\w-]+)")


def links_of(office: Office) -> list[str]:
    """The paths of the links in the owner's last mail."""
    (letter,) = [each for each in office.letters("@") if OWNER in _text(each)][-1:]
    return LINK.findall(_text(letter))


def unsubscribing(office: Office) -> str:
    """The path of the page behind the link of a mail that nobody has to get."""
    offered = [str(each["List-Unsubscribe"] or "") for each in office.letters("@")]
    found = STOP.search(" ".join(offered))
    assert found
    return found[1]


def _text(letter: object) -> str:
    body = letter.get_body(("plain",))  # type: ignore[attr-defined]
    return str(body.get_content())


def allow_everything(coordinator: Page, office: Office) -> None:
    """Let completion and more time be asked for by links too."""
    coordinator.goto(f"{coordinator.url.rstrip('/')}/reminders/policy")
    choice = coordinator.get_by_label("Cập nhật bằng đường dẫn trong thư, không cần đăng nhập")
    choice.select_option("full")
    assert_accessible(coordinator)
    coordinator.get_by_role("button", name="Lưu lịch nhắc").click()
    expect(coordinator.get_by_role("status")).to_contain_text("Đã lưu")
    assert office.address in coordinator.url


def open_link(page: Page, office: Office) -> None:
    """Follow the first link of the mail whose work no other journey has reported."""
    for path in links_of(office):
        page.goto(office.address + path)
        if page.get_by_role("button", name="Gửi báo cáo").count():
            return
    pytest.fail("All the work of the mail is reported")


# Both may find the same work; the second asks for a later day than the first was given.
@pytest.mark.parametrize(
    ("size", "days"),
    [pytest.param(DESK, 1600, marks=pytest.mark.slow), (PHONE, 1700)],
    ids=["desk", "phone"],
)
def test_more_time_from_a_link_in_a_mail_to_its_approval(
    person: Person, office: Office, browser: Browser, size: dict[str, int], days: int
) -> None:
    coordinator = person(COORDINATOR, size)
    home = coordinator.url.rstrip("/")
    allow_everything(coordinator, office)
    # Nobody has signed in here, and no script runs.
    opened = window(browser, size)
    page = opened.new_page()
    open_link(page, office)
    expect(page.get_by_role("heading", level=1)).to_have_text("Báo cáo kết quả thực hiện")
    assert_accessible(page)
    own = page.url
    page.get_by_role("link", name="Đề nghị chuyển đầu mối").click()
    assert_accessible(page)
    page.goto(own)
    page.get_by_role("button", name="Gửi báo cáo").click()
    expect(page.locator("#error-summary")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Đề nghị gia hạn").click()
    assert_accessible(page)
    later = f"{date.today() + timedelta(days=days):%d/%m/%Y}"  # noqa: DTZ011 (the demonstration is of today)
    page.get_by_label("Thời hạn đề nghị").fill(later)
    page.get_by_label("Lý do đề nghị gia hạn").fill("Đang chờ nghiệm thu.")
    page.get_by_label("Khách quan").check()
    page.get_by_role("button", name="Gửi đề nghị gia hạn").click()
    expect(page.get_by_role("status")).to_contain_text("thời hạn hiện tại chưa thay đổi")
    assert_accessible(page)
    page.goto(office.address + unsubscribing(office))
    expect(page.get_by_role("heading", level=1)).to_have_text("Ngừng nhận thư")
    assert_accessible(page)
    opened.close()
    coordinator.goto(f"{office.address}/account/mail")
    assert_accessible(coordinator)

    coordinator.goto(f"{home}/extensions?sort=-asked")
    coordinator.get_by_role("link", name="Xem đề nghị").first.click()
    expect(coordinator.get_by_text("Đang chờ nghiệm thu.").first).to_be_visible()
    submit = coordinator.get_by_role("link", name="Trình UBND tỉnh")
    coordinator.wait_for_load_state()
    if submit.count():
        submit.click()
        coordinator.get_by_role("button", name="Ghi nhận đã trình").click()
    coordinator.get_by_role("link", name="Chấp thuận", exact=True).click()
    coordinator.get_by_label("Số, ký hiệu văn bản chấp thuận").fill("Công văn số 2346/UBND-THĐT")
    today = date.today()  # noqa: DTZ011 (the demonstration is of today)
    coordinator.get_by_label("Ngày của văn bản chấp thuận").fill(f"{today:%d/%m/%Y}")
    coordinator.get_by_role("button", name="Lưu thời hạn mới").click()
    expect(coordinator.get_by_role("status")).to_contain_text("thời hạn ban đầu được lưu")
    coordinator.goto(f"{home}/update-links?sort=-used")
    expect(coordinator.locator("summary", has_text="Thu hồi").first).to_be_visible()
    assert_accessible(coordinator)
    office.give_duties(OWNER)
