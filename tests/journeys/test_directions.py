"""A direction from a document to its end, and a comment that mentions a leader, in the browser."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browsers import SIZES, assert_accessible
from tests.journeys.office import OWNER
from tests.journeys.test_coordinator import COORDINATOR

pytestmark = [pytest.mark.xdist_group("journeys"), pytest.mark.slow]
Person = Callable[..., Page]


@SIZES
def test_a_direction_is_answered_and_a_leader_finds_the_comment(
    person: Person, size: dict[str, int]
) -> None:
    today = date.today()  # noqa: DTZ011 (the demonstration is of today)
    owner = person(OWNER, size)
    owner.goto(owner.url.partition("/p/")[0] + "/tasks?q=53")
    task = owner.locator("tbody th a").first.get_attribute("href") or ""
    place = owner.url.partition("/p/")[0] + task

    coordinator = person(COORDINATOR, size)
    coordinator.goto(place)
    coordinator.get_by_role("link", name="Ghi ý kiến chỉ đạo").click()
    coordinator.get_by_label("Nội dung ý kiến chỉ đạo").fill("Báo cáo rõ tiến độ.")
    write = coordinator.get_by_role("button", name="Ghi ý kiến chỉ đạo")
    write.click()
    assert_accessible(coordinator)
    expect(coordinator.get_by_label("Nội dung ý kiến chỉ đạo")).to_have_value("Báo cáo rõ tiến độ.")
    fields = coordinator.locator("main form[method=post]").last
    fields.locator("[name=answer_by]").fill(f"{today + timedelta(days=7):%d/%m/%Y}")
    fields.locator("[name=document]").fill("Thông báo số 12/TB-UBND")
    fields.locator("[name=document_date]").fill(f"{today:%d/%m/%Y}")
    write.click()
    expect(coordinator.get_by_role("status")).to_contain_text("Đã ghi ý kiến chỉ đạo.")
    assert_accessible(coordinator)

    coordinator.get_by_role("link", name="Viết trao đổi").click()
    assert_accessible(coordinator)
    coordinator.locator("[name=body]").fill("Xin ý kiến @Trịnh Xuân Đường.")
    coordinator.get_by_role("button", name="Ghi nội dung trao đổi").click()
    expect(coordinator.get_by_text("Xin ý kiến @Trịnh Xuân Đường.").first).to_be_visible()

    owner.goto(place)
    assert_accessible(owner)
    owner.get_by_role("link", name="Trả lời").first.click()
    owner.locator("[name=answer]").fill("Đã trình dự thảo.")
    assert_accessible(owner)
    owner.get_by_role("button", name="Gửi trả lời").click()
    expect(owner.get_by_role("status")).to_contain_text("Đã gửi trả lời")

    coordinator.goto(place.partition("/tasks/")[0] + "/directions")
    expect(coordinator.locator("tbody")).to_contain_text("Đã trình dự thảo.")
    assert_accessible(coordinator)

    leader = person("Trịnh Xuân Đường", size)
    leader.locator("[data-figure=mentions]").click()
    assert_accessible(leader)
    leader.locator("tbody th a").first.click()
    expect(leader.get_by_text("Xin ý kiến @Trịnh Xuân Đường.").first).to_be_visible()
