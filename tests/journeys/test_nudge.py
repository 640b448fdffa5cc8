"""Ten overdue rows are nudged by hand: previewed, in kind words, once."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browsers import DESK, PHONE, assert_accessible
from tests.journeys.office import Office
from tests.journeys.test_coordinator import COORDINATOR, go_to

pytestmark = pytest.mark.xdist_group("journeys")
Person = Callable[..., Page]
MOST = 10


def test_ten_overdue_rows_are_nudged_and_then_told(person: Person, office: Office) -> None:
    office.forget_reminders()
    page = person(COORDINATOR, DESK)
    chosen = _nudge(page)
    assert chosen > 1
    # The same, on a phone: whoever was told today is not chosen again.
    phone = person(COORDINATOR, PHONE)
    _to_list(phone)
    phone.locator("input[name=picks]:enabled").first.check()
    assert_accessible(phone)
    phone.get_by_role("button", name="Nhắc việc các nhiệm vụ được chọn").first.click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Xem trước thư nhắc việc")
    assert_accessible(phone)


def _to_list(page: Page) -> None:
    go_to(page, "Quá hạn")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nhiệm vụ quá hạn")


def _nudge(page: Page) -> int:
    """Nudge at most ten of the rows that can be chosen; how many."""
    _to_list(page)
    boxes = page.locator("input[name=picks]:enabled")
    chosen = min(MOST, boxes.count())
    for n in range(chosen):
        boxes.nth(n).check()
    assert_accessible(page)
    page.get_by_role("button", name="Nhắc việc các nhiệm vụ được chọn").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Xem trước thư nhắc việc")
    assert_accessible(page)
    words = page.get_by_label("Lời dẫn của thư")
    words.fill("Yêu cầu báo cáo ngay!")
    page.get_by_role("button", name="Xem lại thư").click()
    expect(page.locator("#error-summary")).to_contain_text("lời văn nhẹ nhàng")
    expect(words).to_have_value("Yêu cầu báo cáo ngay!")
    words.fill("Kính mong các cơ quan quan tâm cập nhật.")
    page.get_by_label("Đề nghị báo cáo rõ nguyên nhân").check()
    page.get_by_role("button", name="Xem lại thư").click()
    page.locator("details.sheet summary").first.click()
    expect(page.locator("pre.mail-text").first).to_contain_text("Kính mong các cơ quan")
    assert_accessible(page)
    page.get_by_role("button", name="Gửi").last.click()
    expect(page.get_by_role("status")).to_contain_text("Đã xếp lịch gửi")
    assert_accessible(page)
    return page.get_by_text("Đã xếp lịch gửi", exact=True).count()
