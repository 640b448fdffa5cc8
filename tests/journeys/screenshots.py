"""Renew the pictures of docs/screenshots: `python -m tests.journeys.screenshots`.

With `--all FOLDER` every page is taken instead, into a folder outside the repository: by default
light, in both languages, on a desk and a phone; `--sizes`, `--looks`, `--languages` say otherwise.
"""

import argparse
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from types import MappingProxyType
from typing import Final

from playwright.sync_api import Browser, Page

from plan_app.presentation.catalogue import DEFAULT_LANGUAGE, LANGUAGES
from plan_app.presentation.language import COOKIE
from tests.appendices import GROUP, csv, row
from tests.journeys.browsers import DESK, LOOKS, PHONE, TABLET, open_browser, sign_in, window
from tests.journeys.gallery import PERSONS, Sight, sights
from tests.journeys.office import ROOT, Office, open_office
from tests.journeys.previews import PREVIEWS

FOLDER: Final = ROOT / "docs" / "screenshots"
# Longer pages are cut, so that a picture can still be read beside a text.
LONGEST: Final = 1300
SIZES: Final = MappingProxyType({"desktop": DESK, "phone": PHONE})
ALL_SIZES: Final = MappingProxyType({**SIZES, "tablet": TABLET})
COORDINATOR: Final = "Nguyễn Thị Hương Giang"
OWNER: Final = "Lê Hữu Đạt"

# Pages of the coordinator: where below the plan, and in which sizes.
PAGES: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = MappingProxyType(
    {
        "home": ("", ("desktop", "phone")),
        "dashboard": ("dashboard", ("desktop", "phone")),
        "timeline": ("timeline", ("desktop", "phone")),
        "agenda": ("agenda", ("desktop", "phone")),
        "tasks": ("tasks", ("desktop", "phone")),
        "overdue": ("overdue", ("desktop", "phone")),
        "task": ("tasks/53", ("desktop", "phone")),
        "why": ("tasks/53/why", ("desktop",)),
        "mail-log": ("mail", ("desktop",)),
        "message": ("mail/3", ("desktop",)),
        "reminders": ("reminders", ("desktop",)),
        "unassigned": ("assign/unassigned", ("desktop",)),
        "people": ("people", ("desktop",)),
    }
)


@dataclass(frozen=True, slots=True)
class Studio:
    """An office, the browser that looks at it, how it shows pages, and where pictures go."""

    office: Office
    browser: Browser
    language: str
    look: str
    folder: Path


def main() -> None:
    """Open an office whose scheduler runs, and take the chosen pictures, or all there are."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--all", type=Path, metavar="FOLDER")
    parser.add_argument("--sizes", nargs="+", choices=ALL_SIZES, default=list(SIZES))
    parser.add_argument("--looks", nargs="+", choices=LOOKS, default=["light"])
    parser.add_argument("--languages", nargs="+", choices=list(LANGUAGES), default=list(LANGUAGES))
    asked = parser.parse_args()
    if asked.all is not None:
        _every_page(asked.all, asked.languages, asked.looks, asked.sizes)
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    with open_office(scheduler=True) as office, open_browser() as browser:
        _before_the_first_mail(office, browser)
        office.send_morning()
        _of_the_coordinator(office, browser)
        _of_the_owner(office, browser)


def _before_the_first_mail(office: Office, browser: Browser) -> None:
    for name in SIZES:
        with _page(browser, name) as page:
            page.goto(f"{office.address}/sign-in")
            _take(page, f"sign-in-{name}")
    with _page(browser, "desktop") as page:
        sign_in(page, office.address, COORDINATOR)
        page.goto(f"{page.url}reminders/preview")
        _take(page, "reminders-preview-desktop")


def _of_the_coordinator(office: Office, browser: Browser) -> None:
    for size in SIZES:
        with _page(browser, size) as page:
            sign_in(page, office.address, COORDINATOR)
            home = page.url
            for name, (path, sizes) in PAGES.items():
                if size in sizes:
                    page.goto(home + path)
                    _take(page, f"{name}-{size}")
            if size == "desktop":
                page.goto(f"{office.address}/account")
                _take(page, "account-desktop")


def _of_the_owner(office: Office, browser: Browser) -> None:
    """Last, because it changes what the others show."""
    with _page(browser, "phone") as page:
        sign_in(page, office.address, OWNER)
        _take(page, "owner-home-phone")
        page.get_by_role("link", name=re.compile("Cập nhật")).first.click()
        page.get_by_label("Đã hoàn thành").check()
        page.get_by_label("2. Kết quả đạt được").fill(
            "Đã rà soát trụ sở các cơ quan; đã trình phương án lắp đặt. (Nội dung minh họa.)"
        )
        _take(page, "report-phone")
        page.get_by_role("button", name="Gửi báo cáo").click()
        page.wait_for_url("**/reported")
        _take(page, "reported-phone")


def _every_page(
    folder: Path, languages: Sequence[str], looks: Sequence[str], sizes: Sequence[str]
) -> None:
    """Each page in each size; then each form sent empty.

    What was sent empty may have been saved, so the languages do not share an office, and neither
    do the looks.
    """
    for language, look in product(languages, looks):
        into = folder / language if look == "light" else folder / f"{language}-{look}"
        with open_office(scheduler=True) as office, open_browser() as browser:
            office.send_morning()
            studio = Studio(office, browser, DEFAULT_LANGUAGE, look, into)
            _bring_appendix(studio)
            _ask_for_time(studio)
            _in_all_sizes(replace(studio, language=language), sizes)


def _bring_appendix(studio: Studio) -> None:
    """A file that waits to be compared, with an error in it."""
    lead = "Sở Tài chính"
    content = csv(GROUP, row(number=501, title="Rà soát cơ chế, chính sách", lead=lead),
                  row(number=502, title="", lead=lead))  # fmt: skip
    with _person(studio, "desktop", "coordinator") as page:
        page.goto(studio.office.address)
        page.goto(f"{page.url}import")
        file = {"name": "phu-luc.csv", "mimeType": "text/csv", "buffer": content}
        page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
        with page.expect_navigation():
            page.locator("main form[method=post] button[type=submit]").first.click()


def _ask_for_time(studio: Studio) -> None:
    """A request for more time that waits for its answer."""
    with _person(studio, "desktop", "owner") as page:
        page.goto(studio.office.address)
        page.locator("main a[href$='/report']").first.click()
        fold = page.locator("details#extension")
        fold.locator("summary").click()
        due = date.today() + timedelta(days=1500)  # noqa: DTZ011 (the demonstration is of today)
        fold.locator("input[name=due]").fill(f"{due:%d/%m/%Y}")
        fold.locator("textarea[name=reason]").fill("Đang chờ nghiệm thu.")
        fold.locator("input[name=cause]").first.check()
        with page.expect_navigation():
            fold.locator("button[type=submit]").click()


def _in_all_sizes(studio: Studio, sizes: Sequence[str]) -> None:
    for size in sizes:
        found = list(sights(studio.office))
        for role in dict.fromkeys(each.role for each in found):
            with _person(studio, size, role) as page:
                for sight in (each for each in found if each.role == role):
                    page.goto(studio.office.address + sight.path)
                    _take_whole(page, studio.folder / size / f"{sight.name}.png")
        _every_preview(studio, size)
    for size in sizes:
        _every_refusal(studio, size)


def _every_preview(studio: Studio, size: str) -> None:
    with _person(studio, size, "coordinator") as page:
        page.goto(studio.office.address)
        home = page.url
        for name, (path, lead) in PREVIEWS.items():
            page.goto(home + path)
            with page.expect_navigation():
                lead(page)
            _take_whole(page, studio.folder / size / f"{name}.png")


def _every_refusal(studio: Studio, size: str) -> None:
    """Last, because a form that needs nothing is saved."""
    for sight in (each for each in sights(studio.office) if each.has_form):
        with _person(studio, size, sight.role) as page:
            page.goto(studio.office.address + sight.path)
            _send_empty(page, sight)
            _take_whole(page, studio.folder / f"{size}-sent" / f"{sight.name}.png")


@contextmanager
def _person(studio: Studio, size: str, role: str) -> Iterator[Page]:
    """A page of somebody of this role, who is signed in, in the language and the look."""
    with _page(studio.browser, size, dark=studio.look == "dark") as page:
        if role in PERSONS:
            sign_in(page, studio.office.address, PERSONS[role])
        cookie = {"name": COOKIE, "value": studio.language, "url": studio.office.address}
        page.context.add_cookies([cookie])  # type: ignore[list-item]
        yield page


def _send_empty(page: Page, sight: Sight) -> None:
    # A form that tells first is one button in a part of the page that is shut.
    form = page.locator("main form[method=post]:not(.told form)").last
    if not form.count():
        return
    for field in form.locator("input:not([type=hidden]), textarea").all():
        if field.is_visible() and field.get_attribute("type") in {None, "text", "email", "number"}:
            field.fill("")
    with page.expect_navigation():
        form.locator("button[type=submit]").first.click()
    assert page.title(), sight.name


def _take_whole(page: Page, path: Path) -> None:
    page.evaluate("document.activeElement.blur()")
    page.screenshot(path=path, full_page=True)


@contextmanager
def _page(browser: Browser, size: str, *, dark: bool = False) -> Iterator[Page]:
    opened = window(browser, ALL_SIZES[size], dark=dark)
    yield opened.new_page()
    opened.close()


def _take(page: Page, name: str) -> None:
    """The whole page, down to `LONGEST` pixels, without the mark of what has the focus."""
    page.evaluate("document.activeElement.blur()")
    width = page.viewport_size["width"] if page.viewport_size else DESK["width"]
    height = min(page.evaluate("document.documentElement.scrollHeight"), LONGEST)
    page.screenshot(
        path=FOLDER / f"{name}.png",
        full_page=True,
        clip={"x": 0, "y": 0, "width": width, "height": height},
    )


if __name__ == "__main__":
    main()
