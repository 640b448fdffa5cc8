"""More time for a task: asked for by its owner, submitted and approved by the coordinator."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browsers import SIZES, assert_accessible
from tests.journeys.office import OWNER, Office
from tests.journeys.test_coordinator import COORDINATOR, go_to

pytestmark = [pytest.mark.xdist_group("journeys"), pytest.mark.slow]
Person = Callable[..., Page]


@SIZES
def test_more_time_is_asked_for_submitted_and_approved(
    person: Person, office: Office, size: dict[str, int]
) -> None:
    owner = person(OWNER, size)
    link = owner.get_by_role("link", name="Cập nhật").first
    link.click()
    fold = owner.locator("details#extension")
    fold.locator("summary").click()
    assert_accessible(owner)
    today = date.today()  # noqa: DTZ011 (the demonstration is of today)
    later = f"{today + timedelta(days=1500):%d/%m/%Y}"
    fold.get_by_label("Thời hạn đề nghị").fill(later)
    fold.get_by_role("button", name="Gửi đề nghị gia hạn").click()
    assert_accessible(owner)
    # What was typed is kept, and the summary leads to what is missing.
    expect(owner.get_by_label("Thời hạn đề nghị")).to_have_value(later)
    owner.locator("#error-summary").get_by_role("link").first.click()
    owner.get_by_label("Lý do đề nghị gia hạn").fill("Đang chờ nghiệm thu.")
    owner.get_by_label("Khách quan").check()
    owner.get_by_role("button", name="Gửi đề nghị gia hạn").click()
    expect(owner.get_by_role("status")).to_contain_text("Thời hạn hiện tại chưa thay đổi")
    assert_accessible(owner)
    where = owner.url.partition("#")[0]

    coordinator = person(COORDINATOR, size)
    coordinator.locator("[data-figure=extensions]").click()
    assert_accessible(coordinator)
    path = where.split("/p/")[1]
    coordinator.locator(f"a[href$='{path}']").click()
    assert_accessible(coordinator)
    coordinator.get_by_role("link", name="Trình UBND tỉnh").click()
    assert_accessible(coordinator)
    coordinator.get_by_role("button", name="Ghi nhận đã trình").click()
    expect(coordinator.get_by_text("Đang trình gia hạn").first).to_be_visible()
    coordinator.get_by_role("link", name="Chấp thuận", exact=True).click()
    save = coordinator.get_by_role("button", name="Lưu thời hạn mới")
    save.click()
    expect(coordinator.locator("#error-summary")).to_contain_text("chỉ điều chỉnh khi có số")
    coordinator.get_by_label("Số, ký hiệu văn bản chấp thuận").fill("Công văn số 2345/UBND-THĐT")
    save.click()
    expect(coordinator.locator("#error-summary")).to_contain_text("chỉ điều chỉnh khi có số")
    coordinator.get_by_label("Ngày của văn bản chấp thuận").fill(f"{today:%d/%m/%Y}")
    assert_accessible(coordinator)
    save.click()
    expect(coordinator.get_by_role("status")).to_contain_text("thời hạn ban đầu được lưu")
    assert_accessible(coordinator)
    go_to(coordinator, "Đề nghị gia hạn")
    expect(coordinator.locator(f"a[href$='{path}']")).to_have_count(0)

    owner.goto(where)
    expect(owner.get_by_text("Công văn số 2345/UBND-THĐT")).to_be_visible()
    assert_accessible(owner)
    # What got more time is nothing to do now; the next journeys of the owner need something.
    office.give_duties(OWNER)
