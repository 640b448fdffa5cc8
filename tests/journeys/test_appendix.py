"""An appendix with three errors: sent, mended, compared, confirmed, undone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.appendices import GROUP, csv, row
from tests.journeys.browsers import SIZES, assert_accessible
from tests.journeys.test_coordinator import go_to

pytestmark = [pytest.mark.xdist_group("journeys"), pytest.mark.slow]

COORDINATOR = "Nguyễn Thị Hương Giang"
Person = Callable[..., Page]

LEAD = "Sở Tài chính"
RIGHT = row(number=501, title="Rà soát cơ chế, chính sách mới", lead=LEAD)
# Without a title, without an agency, and with a number that stands twice.
WRONG = (
    row(number=502, title="", lead=LEAD),
    row(number=503, title="Lập báo cáo tổng hợp", lead=""),
    row(number=501, title="Tổ chức sơ kết giữa kỳ", lead=LEAD),
)
MENDED = (
    row(number=502, title="Xây dựng bộ tiêu chí xanh", lead=LEAD),
    row(number=503, title="Lập báo cáo tổng hợp", lead="Hội Làm vườn tỉnh"),
    row(number=504, title="Tổ chức sơ kết giữa kỳ", lead=LEAD),
)


def send(page: Page, *rows: tuple[str, ...]) -> None:
    """Choose the file and let it be read."""
    content = csv(GROUP, RIGHT, *rows)
    file = {"name": "phu-luc.csv", "mimeType": "text/csv", "buffer": content}
    page.get_by_label("Tệp phụ lục").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Đọc tệp").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cách đọc tệp")


@SIZES
def test_an_appendix_with_three_errors_is_mended_confirmed_and_undone(
    person: Person, size: dict[str, int]
) -> None:
    page = person(COORDINATOR, size)
    go_to(page, "Nội dung kế hoạch")
    page.get_by_role("link", name="Nhập phụ lục").click()
    assert_accessible(page)
    send(page, *WRONG)
    assert_accessible(page)

    # Nobody said what the file is: what was chosen stays.
    page.get_by_role("button", name="So sánh với Kế hoạch").click()
    expect(page.locator("#error-summary")).to_contain_text("Đề nghị chọn tệp là gì.")
    assert_accessible(page)
    page.get_by_label("Phụ lục kèm theo Quyết định").check()
    page.get_by_role("button", name="So sánh với Kế hoạch").click()

    expect(page.get_by_role("link", name="Có lỗi: 03")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Có lỗi: 03").click()
    expect(page.locator("tbody tr")).to_have_count(3)
    assert_accessible(page)
    expect(page.get_by_role("button", name="Xác nhận và nhập vào Kế hoạch")).to_have_count(0)
    page.get_by_role("link", name="Gửi lại tệp đã sửa").click()

    send(page, *MENDED)
    page.get_by_label("Phụ lục kèm theo Quyết định").check()
    page.get_by_label("Hội Làm vườn tỉnh").select_option("+")
    page.get_by_role("button", name="So sánh với Kế hoạch").click()
    expect(page.get_by_role("link", name="Thêm mới: 04")).to_be_visible()
    expect(page.get_by_role("link", name="Có lỗi: 00")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Xác nhận và nhập vào Kế hoạch").click()

    expect(page.get_by_role("status")).to_contain_text("Đã nhập tệp vào Kế hoạch.")
    assert_accessible(page)
    page.get_by_role("button", name="Hoàn tác lần nhập này").click()

    expect(page.get_by_role("status")).to_contain_text("Đã hoàn tác lần nhập")
    assert_accessible(page)
