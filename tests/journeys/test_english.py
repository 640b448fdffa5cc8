"""An office in English: the switch without a script, at a desk and on a telephone."""

from playwright.sync_api import Browser

from tests.journeys.browsers import DESK, PHONE, assert_accessible, sign_in, window
from tests.journeys.office import Office


def test_the_switch_works_without_a_script_and_the_pages_hold_in_english(
    office: Office, browser: Browser
) -> None:
    for size in (PHONE, DESK):
        with window(browser, size, scripts=False) as stranger:
            page = stranger.new_page()
            page.goto(f"{office.address}/sign-in")
            page.get_by_role("button", name="English").click()
            assert page.locator("html").get_attribute("lang") == "en"
            cookies = stranger.cookies()
        with window(browser, size) as opened:
            opened.add_cookies(cookies)
            page = opened.new_page()
            sign_in(page, office.address, "Nguyễn Thị Hương Giang")
            for path in ("/", "/tasks", "/overdue", "/account"):
                page.goto(f"{office.address}{path}")
                assert page.locator("html").get_attribute("lang") == "en"
                assert_accessible(page)
