"""Journeys: a real browser at a real server with the demonstration."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.browsers import PATIENCE, open_browser, sign_in, window
from tests.journeys.office import OWNER, Office, open_office

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def office() -> Iterator[Office]:
    """The office of this worker, after a morning's mail; no scheduler changes it meanwhile."""
    with open_office() as opened:
        opened.give_duties(OWNER)
        opened.send_morning()
        yield opened


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser of this worker."""
    with open_browser() as opened:
        yield opened


@pytest.fixture
def person(office: Office, browser: Browser) -> Iterator[Callable[..., Page]]:
    """A function that opens a new window and signs in as the demonstration offers it."""
    windows = []

    def arrive(offer: str, size: dict[str, int], *, scripts: bool = True) -> Page:
        opened = window(browser, size, scripts=scripts)
        windows.append(opened)
        page = opened.new_page()
        sign_in(page, office.address, offer)
        return page

    yield arrive
    for each in windows:
        each.close()
