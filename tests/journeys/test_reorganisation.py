"""Two agencies are merged and it is undone: a preview first, and everything back afterwards."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browsers import SIZES, assert_accessible
from tests.journeys.test_coordinator import COORDINATOR, go_to

pytestmark = [pytest.mark.xdist_group("journeys"), pytest.mark.slow]

ENDING, HEIR = "Sở Ngoại vụ", "Văn phòng UBND tỉnh"
Person = Callable[..., Page]


def open_agency(page: Page, name: str) -> None:
    go_to(page, "Cơ quan")
    page.get_by_role("link", name=name, exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


@SIZES
def test_two_agencies_are_merged_and_parted_again(person: Person, size: dict[str, int]) -> None:
    page = person(COORDINATOR, size)
    open_agency(page, ENDING)
    page.wait_for_load_state()
    people = page.locator("section[aria-labelledby=people] li").count()
    assert people > 0
    page.get_by_role("link", name="Sáp nhập", exact=True).click()
    page.get_by_label("Cơ quan tiếp nhận").select_option(label=HEIR)
    page.get_by_role("button", name="Xem trước").click()
    assert_accessible(page)
    # What was chosen is kept, and the summary leads to what is missing.
    expect(page.locator("select[name=successor] option:checked")).to_have_text(HEIR)
    page.locator("#error-summary").get_by_role("link").first.click()
    page.get_by_label("Số, ký hiệu của văn bản").fill("Nghị quyết số 12/NQ-HĐND")
    page.get_by_label("Ngày của văn bản").fill("01/7/2025")
    page.get_by_role("button", name="Xem trước").click()
    expect(page.get_by_role("status")).to_contain_text(f"người chuyển sang {HEIR}")
    assert_accessible(page)
    page.get_by_role("button", name="Sáp nhập").click()
    expect(page.get_by_role("status")).to_contain_text(f"{people:02d} người")
    assert_accessible(page)

    open_agency(page, ENDING)
    expect(page.get_by_text("Cơ quan chưa có người dùng nào.")).to_be_visible()
    go_to(page, "Cơ quan")
    page.get_by_role("link", name="Sáp nhập, tách cơ quan").click()
    assert_accessible(page)
    page.get_by_role("link", name=ENDING).first.click()
    page.get_by_role("button", name="Hoàn tác").click()
    expect(page.get_by_role("status")).to_contain_text("trở lại cơ quan cũ")
    assert_accessible(page)
    open_agency(page, ENDING)
    expect(page.locator("section[aria-labelledby=people] li")).to_have_count(people)
