"""Renew the pictures of docs/screenshots: `python -m tests.journeys.screenshots`."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.journeys.browsers import DESK, PHONE, open_browser, sign_in, window
from tests.journeys.office import ROOT, Office, open_office

FOLDER = ROOT / "docs" / "screenshots"
