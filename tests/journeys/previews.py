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
    for box in page.locator("input[type=checkbox][name=picks]").all()[:2]:
        box.check()
    page.locator("main select[name=agency]").select_option(index=2)
    page.locator("button[value=preview]").first.click()


def _check_texts(page: Page) -> None:
    for box in page.locator("input[type=checkbox][name=picks]").all()[:2]:
        box.check()
    page.locator("button[value=preview]").click()


def _import_people(page: Page) -> None:
    page.locator("textarea[name=text]").fill(_PEOPLE)
    _send(page)


def _pause(page: Page) -> None:
    page.locator("input[name=scope][value=all]").check()
    first_day = page.locator("input[name=first_day]").input_value()
    page.locator("input[name=last_day]").fill(first_day)
    page.locator("textarea[name=reason]").fill("Tập trung ứng phó bão, lũ.")
    _send(page)


def _enter_days(page: Page) -> None:
    page.locator("input[name=year]").fill("2027")
    page.locator("input[name=source]").fill("Thông báo minh họa")
    page.locator("textarea[name=days]").fill(_DAYS)
    _send(page)


def _preview_policy(page: Page) -> None:
    page.locator("main [name=preview]").click()


def _send(page: Page) -> None:
    page.locator("main form[method=post] button[type=submit]").last.click()


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
