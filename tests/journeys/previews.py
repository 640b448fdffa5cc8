"""The pages that stand between a form and what it changes, for looking at."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from playwright.sync_api import Page

_PEOPLE: Final = """Họ tên;Thư công vụ;Cơ quan;Vai trò
Lê Thị Tân;le.thi.tan@so-cong-thuong.example.org;Sở Công Thương;Đầu mối theo dõi
Trần Văn Bách;không có thư;Sở Công Thương;Đầu mối theo dõi"""
_DAYS: Final = """05/02/2027; nghỉ; Tết Nguyên đán
08/02/2027; nghỉ; Tết Nguyên đán"""


def _assign(page: Page) -> None:
    for box in page.locator("input[name=picks]").all()[:2]:
        box.check()
    page.get_by_label("Cơ quan chịu trách nhiệm hiện nay").select_option(index=2)
    page.get_by_role("button", name="Xem trước thay đổi").first.click()


def _check_texts(page: Page) -> None:
    for box in page.locator("input[name=picks]").all()[:2]:
        box.check()
    page.get_by_role("button", name="Xem lại các nhiệm vụ đã chọn").click()


def _import_people(page: Page) -> None:
    page.get_by_label("Hoặc dán bảng từ bảng tính").fill(_PEOPLE)
    page.get_by_role("button", name="Kiểm tra bảng").click()


def _pause(page: Page) -> None:
    page.get_by_label("Toàn bộ kế hoạch").check()
    page.get_by_label("Đến hết ngày").fill(page.get_by_label("Từ ngày").input_value())
    page.get_by_label("Lý do").fill("Tập trung ứng phó bão, lũ.")
    page.get_by_role("button", name="Xem trước").click()


def _enter_days(page: Page) -> None:
    page.get_by_label("Năm").first.fill("2027")
    page.get_by_label("Nguồn (số, ngày văn bản)").fill("Thông báo minh họa")
    page.get_by_label("Danh sách ngày").fill(_DAYS)
    page.get_by_role("button", name="Xem trước").click()


def _preview_policy(page: Page) -> None:
    page.get_by_role("button", name="Xem trước 14 ngày tới").click()


# By the name of the picture: where below the plan, and how one comes to the preview.
PREVIEWS: Final[Mapping[str, tuple[str, Callable[[Page], None]]]] = MappingProxyType(
    {
        "assign-preview": ("assign", _assign),
        "texts-preview": ("structure/texts", _check_texts),
        "people-import-preview": ("people/import", _import_people),
        "pause-preview": ("reminders/pauses/new", _pause),
        "days-preview": ("reminders/calendar/list", _enter_days),
        "policy-preview": ("reminders/policy", _preview_policy),
    }
)
