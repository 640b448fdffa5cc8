"""An office in English: the switch without a script, and the pages of a dark desk or telephone."""

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.browsers import PHONE, SIZES, assert_accessible, sign_in, window
from tests.journeys.office import Office

pytestmark = pytest.mark.xdist_group("journeys")


def _switch(page: Page, office: Office) -> None:
    page.goto(f"{office.address}/sign-in")
    page.get_by_role("button", name="English").click()
    page.wait_for_selector("html[lang=en]")


def test_the_switch_needs_no_script_and_holds_after_signing_in(
    office: Office, browser: Browser
) -> None:
    with window(browser, PHONE, scripts=False) as opened:
        page = opened.new_page()
        _switch(page, office)
        sign_in(page, office.address, "Nguyễn Thị Hương Giang")
        assert page.get_by_role("heading", level=1).inner_text() == "Overview"
        page.get_by_role("button", name="Tiếng Việt").click()
        assert page.get_by_role("heading", level=1).inner_text() == "Tổng quan"


@SIZES
def test_the_pages_hold_in_english_and_in_the_dark(
    office: Office, browser: Browser, size: dict[str, int]
) -> None:
    with window(browser, size, dark=True) as opened:
        page = opened.new_page()
        _switch(page, office)
        sign_in(page, office.address, "Nguyễn Thị Hương Giang")
        plan = page.url.split("?")[0].rstrip("/")
        for path in ("", "/tasks", "/tasks/53", "/overdue", "/reminders", "/people", "/structure",
                     "/reports"):  # fmt: skip
            page.goto(f"{plan}{path}")
            assert_accessible(page)
