"""Journeys: a real browser at a real server with the demonstration."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.journeys.browsers import open_browser
from tests.journeys.office import Office, open_office


@pytest.fixture(scope="session")
def office() -> Iterator[Office]:
    """The office of this worker."""
    with open_office() as opened:
        yield opened


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser of this worker."""
    with open_browser() as opened:
        yield opened
