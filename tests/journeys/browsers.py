"""Debian's Chromium through Playwright, and the check by axe of what it shows."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

PHONE = {"width": 360, "height": 740}
LOOKS = ("light", "dark")
TABLET = {"width": 768, "height": 1024}
DESK = {"width": 1440, "height": 900}
# A journey goes over a phone, and by `make test-all` over a desk as well: there `test_pages` and
# `test_english` look at the pages, and what is clicked is the same.
SIZES = pytest.mark.parametrize(
    "size", [PHONE, pytest.param(DESK, marks=pytest.mark.slow)], ids=["phone", "desk"]
)
# Milliseconds. Tests are never timed: a busy machine may take so long over a page.
PATIENCE = 30_000
# What passes is not told, and no stylesheet is fetched again: a third of the time.
AXE = Axe().axe_script
ONLY_VIOLATIONS = {"resultTypes": ["violations"], "preload": False}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@contextmanager
def open_browser() -> Iterator[Browser]:
    """One browser; its windows are contexts with cookies of their own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield browser
        browser.close()


def window(
    browser: Browser, size: dict[str, int], *, scripts: bool = True, dark: bool = False
) -> BrowserContext:
    """A new person's window, in Vietnamese; every wait in it ends after ten seconds."""
    opened = browser.new_context(
        viewport={"width": size["width"], "height": size["height"]},
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
        reduced_motion="reduce",
        color_scheme="dark" if dark else "light",
        java_script_enabled=scripts,
    )
    opened.set_default_timeout(PATIENCE)
    return opened


def sign_in(page: Page, address: str, offer: str) -> None:
    """Choose a demonstration account by words of its button."""
    page.goto(f"{address}/sign-in")
    page.get_by_role("button", name=offer).first.click()
    page.wait_for_url(lambda url: "sign-in" not in url)
    page.wait_for_load_state()


def choose_password(page: Page, email: str, password: str) -> None:
    """On the page of an invitation: set a password, then sign in with it."""
    for field in page.locator("input[type=password]").all():
        field.fill(password)
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/sign-in*")
    page.locator("main input[name=email]").fill(email)
    page.locator("main input[name=password]").fill(password)
    page.locator("main form:has(input[name=password]) button[type=submit]").click()


def assert_accessible(page: Page) -> None:
    """No violation that axe finds, and nothing wider than the screen."""
    # A click ends when the next page has begun to arrive, and then that has no element yet.
    page.wait_for_load_state()
    page.evaluate(AXE)
    found = page.evaluate("options => axe.run(options)", ONLY_VIOLATIONS)["violations"]
    said = [f"{each['id']}: {node['html']}" for each in found for node in each["nodes"]]
    assert not said, f"{page.url}: {said}"
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{page.url} is {wide} pixels too wide"
