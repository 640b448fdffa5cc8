"""Plan Tết in the browser: a list of days is pasted, looked at, entered and rehearsed."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.browsers import SIZES, assert_accessible, sign_in, window
from tests.journeys.office import Office, open_office, working_day
from tests.journeys.test_coordinator import COORDINATOR, go_to

pytestmark = [pytest.mark.xdist_group("journeys"), pytest.mark.slow]

SOURCE = "Thông báo nghỉ Tết (minh họa)"


@pytest.fixture
def own_office(browser: Browser) -> Iterator[Office]:
    """An office of its own: the calendar is everybody's, and the days entered would stay."""
    assert browser
    with open_office() as opened:
        yield opened


def coming_monday() -> date:
    """A Monday far enough ahead to be changed, whose week lies in one year as the list does."""
    today = date.today()  # noqa: DTZ011 (the demonstration is of today)
    monday = today + timedelta(days=7 - today.weekday())
    is_whole = (monday + timedelta(days=5)).year == monday.year
    return monday if is_whole else monday + timedelta(days=7)


def written(day: date) -> str:
    return day.strftime("%d/%m/%Y")


def row(page: Page, day: date) -> str:
    return page.locator(f"#day-{day.isoformat()}").inner_text()


@SIZES
def test_the_days_of_tet_are_entered_and_no_mail_leaves_on_them(
    own_office: Office, browser: Browser, size: dict[str, int]
) -> None:
    monday = coming_monday()
    off = [monday + timedelta(days=n) for n in range(5)]
    worked = monday + timedelta(days=5)
    page = window(browser, size).new_page()
    sign_in(page, own_office.address, COORDINATOR)

    go_to(page, "Nhắc việc")
    pages = page.get_by_role("navigation", name="Các trang về nhắc việc")
    pages.get_by_role("link", name="Lịch làm việc").click()
    assert_accessible(page)
    page.get_by_role("link", name="Dán danh sách của năm").click()
    page.get_by_role("button", name="Xem trước").click()
    expect(page.locator("#error-summary")).to_be_visible()
    assert_accessible(page)
    lines = [f"{written(day)}; nghỉ; Tết Nguyên đán" for day in off]
    page.locator("textarea").fill("\n".join([*lines, f"{written(worked)}; làm việc; Làm bù"]))
    page.locator("#year").fill(str(monday.year))
    page.locator("#source").fill(SOURCE)
    page.get_by_role("button", name="Xem trước").click()
    expect(page.get_by_role("heading", name="Xem trước (chưa ghi)")).to_be_visible()
    expect(page.locator("#effect ~ .table-frame tbody tr")).to_have_count(6)
    assert_accessible(page)
    page.get_by_role("button", name="Ghi vào lịch").click()
    expect(page.get_by_role("status")).to_contain_text("06 ngày thay đổi")
    expect(page.get_by_text(SOURCE)).to_have_count(6)
    assert_accessible(page)

    pages.get_by_role("link", name="14 ngày tới").click()
    assert_accessible(page)
    shown = [day for day in [*off, worked] if page.locator(f"#day-{day.isoformat()}").count()]
    for day in shown:
        assert ("Tết Nguyên đán" in row(page, day)) == (day != worked)
        assert "Ngày nghỉ" not in row(page, day)

    pages.get_by_role("link", name="Xem thử một ngày").click()
    page.get_by_label("Ngày", exact=True).fill(written(off[1]))
    page.get_by_role("button", name="Xem thử").click()
    expect(page.get_by_text("Ngày này là ngày nghỉ; không thư nào được gửi.")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Ngày", exact=True).fill(written(working_day(monday + timedelta(days=7))))
    page.get_by_role("button", name="Xem thử").click()
    page.get_by_role("link", name="Đọc thư").first.click()
    expect(page.locator(".mail-text")).to_contain_text("Kính gửi")
    assert_accessible(page)
    page.context.close()
