"""Lighthouse over the main pages: `python -m tests.journeys.lighthouse`, as `make lighthouse` does.

It needs node and Chromium, and takes the program from the package index of node.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from playwright.sync_api import Browser

from tests.journeys.browsers import DESK, FLAGS, open_browser, sign_in, window
from tests.journeys.gallery import PERSONS
from tests.journeys.office import Office, open_office
from tests.meta.routes import COORDINATOR

PROGRAM: Final = ("npx", "--yes", "lighthouse@12.8.2")
LOWEST: Final = 95
PAGES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "home": "",
        "tasks": "tasks",
        "overdue": "overdue",
        "task": "tasks/53",
        "dashboard": "dashboard",
    }
)


def main() -> None:
    """Print the scores of each page; end with an error when one is too low."""
    with (
        open_office() as office,
        open_browser() as browser,
        tempfile.TemporaryDirectory() as folder,
    ):
        office.send_morning()
        home, headers = _signed_in(office, browser)
        sent = Path(folder, "headers.json")
        sent.write_text(json.dumps(headers), encoding="utf-8")
        low = [name for name, path in PAGES.items() if not _is_well(name, home + path, sent)]
    if low:
        sys.exit(f"below {LOWEST}: {', '.join(low)}")


def _signed_in(office: Office, browser: Browser) -> tuple[str, dict[str, str]]:
    """The address of the coordinator's home page, and the headers that open it."""
    with window(browser, DESK) as opened:
        page = opened.new_page()
        sign_in(page, office.address, PERSONS[COORDINATOR])
        cookies = "; ".join(f"{each['name']}={each['value']}" for each in opened.cookies())
        return page.url, {"Cookie": cookies}


def _is_well(name: str, address: str, headers: Path) -> bool:
    scores = dict(_scores(address, headers))
    said = ", ".join(f"{word} {score}" for word, score in scores.items())
    sys.stdout.write(f"{name}: {said}\n")
    return min(scores.values()) >= LOWEST


def _scores(address: str, headers: Path) -> Iterator[tuple[str, int]]:
    options = ("--output", "json", "--quiet", f"--extra-headers={headers}",
               f"--chrome-flags=--headless=new {' '.join(FLAGS)}")  # fmt: skip
    environ = os.environ | {"CHROME_PATH": shutil.which("chromium") or ""}
    done = subprocess.run(
        [*PROGRAM, address, *options], env=environ, capture_output=True, check=True, text=True
    )
    for name, category in json.loads(done.stdout)["categories"].items():
        yield name, round(100 * category["score"])


if __name__ == "__main__":
    main()
