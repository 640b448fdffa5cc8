"""The half-year report: chosen, looked at, cut, taken along; and an agency's own."""

from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Page, expect

from tests.journeys.browsers import DESK, PHONE, SIZES, assert_accessible
from tests.journeys.test_coordinator import COORDINATOR, go_to
from tests.word_files import words_in

pytestmark = [pytest.mark.xdist_group("journeys"), pytest.mark.slow]
OWNER = "Lê Hữu Đạt"
Person = Callable[..., Page]


def words(path: Path) -> str:
    """All words of a Word file."""
    return words_in(Document(str(path)).element.body)


def take_along(page: Page) -> tuple[str, str]:
    """Press the button; the name of the file, and its words."""
    with page.expect_download() as download:
        page.get_by_role("button", name="Tải văn bản Word (.docx)").click()
    return download.value.suggested_filename, words(Path(download.value.path()))


@SIZES
def test_the_half_year_report_is_made(person: Person, size: dict[str, int]) -> None:
    page = person(COORDINATOR, size)
    go_to(page, "Báo cáo, văn bản")
    assert_accessible(page)
    half = page.get_by_label("Kỳ báo cáo").locator("option").nth(1)
    chosen = half.inner_text()
    page.get_by_label("Kỳ báo cáo").select_option(label=chosen)
    page.get_by_label("Dự thảo để UBND tỉnh ký").check()
    page.get_by_role("button", name="Xem nội dung").click()
    expect(page.get_by_label("Dự thảo để UBND tỉnh ký")).to_be_checked()
    assert_accessible(page)
    difficulty = page.locator(".cuts li").first
    told = difficulty.inner_text().partition(": ")[2]

    name, whole = take_along(page)
    assert name == f"Báo cáo kết quả thực hiện Kế hoạch {chosen} (dự thảo UBND tỉnh).docx"
    assert told in whole
    assert "PHỤ LỤC" in whole
    difficulty.get_by_role("checkbox").check()
    page.get_by_label("Phụ lục: tất cả nhiệm vụ").check()
    _, cut = take_along(page)

    assert told not in cut
    assert "PHỤ LỤC" not in cut
    expect(page.get_by_role("heading", name="Báo cáo, văn bản")).to_be_visible()


def test_every_other_kind_is_looked_at_and_taken_along(person: Person) -> None:
    page = person(COORDINATOR, DESK)
    go_to(page, "Báo cáo, văn bản")
    for kind in ("Tóm tắt một trang", "Văn bản đôn đốc", "Báo cáo của cơ quan",
                 "Tờ trình gia hạn"):  # fmt: skip
        page.get_by_role("link", name=kind, exact=True).click()
        assert_accessible(page)
        name, text = take_along(page)
        assert name.endswith(".docx")
        assert "DỰ THẢO" not in text  # It stands in the margin, not in the text.


def test_an_owner_takes_the_agency_s_report_along_without_scripts(person: Person) -> None:
    page = person(OWNER, PHONE, scripts=False)
    with page.expect_download() as download:
        page.get_by_role("button", name="Xuất báo cáo của cơ quan (.docx)").click()
    text = words(Path(download.value.path()))
    assert "SỞ CÔNG THƯƠNG" in text
    assert "KẾT QUẢ THỰC HIỆN" in text
