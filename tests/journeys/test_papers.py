"""A completion with a paper: reported on a phone, confirmed by the coordinator from the queue."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from plan_app.services.demonstration_papers import pdf
from tests.journeys.browsers import DESK, PHONE, assert_accessible
from tests.journeys.office import OWNER, Office
from tests.journeys.test_coordinator import COORDINATOR, go_to

pytestmark = [pytest.mark.xdist_group("journeys"), pytest.mark.slow]
Person = Callable[..., Page]


def test_a_completion_is_reported_with_a_file_and_confirmed_from_the_queue(
    person: Person, office: Office, tmp_path: Path
) -> None:
    scan = tmp_path / "Quyết định phê duyệt.pdf"
    scan.write_bytes(pdf(["Quyet dinh"]))
    owner = person(OWNER, PHONE)
    owner.get_by_role("link", name="Cập nhật").first.click()
    owner.get_by_label("Đã hoàn thành").check()
    owner.locator("summary", has_text="văn bản kèm theo").click()
    owner.get_by_label("Chọn tệp").first.set_input_files(scan)
    assert_accessible(owner)
    # The result is missing: the file is kept and need not be chosen again.
    owner.get_by_role("button", name="Gửi báo cáo").click()
    expect(owner.locator("#error-summary")).to_contain_text("kết quả đạt được")
    expect(owner.get_by_label(scan.name)).to_be_checked()
    assert_accessible(owner)
    owner.get_by_label("2. Kết quả đạt được").fill("Đã ban hành Quyết định phê duyệt.")
    owner.get_by_role("button", name="Gửi báo cáo").click()
    expect(owner.get_by_role("heading", level=1)).to_have_text("Đã ghi nhận báo cáo")

    coordinator = person(COORDINATOR, DESK)
    go_to(coordinator, "Chờ xác nhận")
    assert_accessible(coordinator)
    row = coordinator.locator("tr", has_text="Đã ban hành Quyết định phê duyệt.")
    with coordinator.expect_download() as taken:
        row.get_by_role("link", name=scan.name).click()
    assert taken.value.suggested_filename == scan.name
    row.get_by_role("checkbox").check()
    coordinator.get_by_role("button", name="Xem trước và xác nhận").click()
    assert_accessible(coordinator)
    coordinator.get_by_role("button", name="Xác nhận hoàn thành").click()
    expect(coordinator.locator("div[role=status]")).to_contain_text(
        "Đã xác nhận hoàn thành nhiệm vụ số"
    )
    expect(coordinator.get_by_text("Đã ban hành Quyết định phê duyệt.")).to_have_count(0)
    # What is confirmed is nothing to do now; the next journeys of the owner need something.
    office.give_duties(OWNER)
