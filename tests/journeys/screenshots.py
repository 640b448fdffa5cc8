"""Renew the pictures of docs/screenshots: `python -m tests.journeys.screenshots`.

With `--all FOLDER` every page is taken instead, in both languages, into a folder outside the
repository.
"""

import argparse
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Final

from playwright.sync_api import Browser, Page

from plan_app.presentation.catalogue import DEFAULT_LANGUAGE, LANGUAGES
from plan_app.presentation.language import COOKIE
from tests.appendices import GROUP, csv, row
from tests.journeys.browsers import DESK, PHONE, open_browser, sign_in, window
from tests.journeys.gallery import PERSONS, Sight, sights
from tests.journeys.office import ROOT, Office, open_office
from tests.journeys.previews import PREVIEWS

FOLDER: Final = ROOT / "docs" / "screenshots"
# Longer pages are cut, so that a picture can still be read beside a text.
LONGEST: Final = 1300
SIZES: Final = MappingProxyType({"desktop": DESK, "phone": PHONE})
COORDINATOR: Final = "Nguyễn Thị Hương Giang"
OWNER: Final = "Lê Hữu Đạt"

# Pages of the coordinator: where below the plan, and in which sizes.
PAGES: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = MappingProxyType(
    {
        "home": ("", ("desktop", "phone")),
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


def main() -> None:
    """Open an office whose scheduler runs, and take the chosen pictures, or all there are."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--all", type=Path, metavar="FOLDER")
    everything = parser.parse_args().all
    if everything is not None:
        _every_page(everything)
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


def _every_page(folder: Path) -> None:
    """Each page as a desk and a phone show it, in both languages; then each form sent empty.

    What was sent empty may have been saved, so the languages do not share an office.
    """
    for language in LANGUAGES:
        with open_office(scheduler=True) as office, open_browser() as browser:
            office.send_morning()
            _bring_appendix(office, browser)
            _ask_for_time(office, browser)
            _in_language(office, browser, language, folder / language)


def _bring_appendix(office: Office, browser: Browser) -> None:
    """A file that waits to be compared, with an error in it."""
    lead = "Sở Tài chính"
    content = csv(GROUP, row(number=501, title="Rà soát cơ chế, chính sách", lead=lead),
                  row(number=502, title="", lead=lead))  # fmt: skip
    with _person(office, browser, "desktop", "coordinator", DEFAULT_LANGUAGE) as page:
        page.goto(office.address)
        page.goto(f"{page.url}import")
        file = {"name": "phu-luc.csv", "mimeType": "text/csv", "buffer": content}
        page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
        with page.expect_navigation():
            page.locator("main form[method=post] button[type=submit]").first.click()


def _ask_for_time(office: Office, browser: Browser) -> None:
    """A request for more time that waits for its answer."""
    with _person(office, browser, "desktop", "owner", DEFAULT_LANGUAGE) as page:
        page.goto(office.address)
        page.locator("main a[href$='/report']").first.click()
        fold = page.locator("details#extension")
        fold.locator("summary").click()
        due = date.today() + timedelta(days=1500)  # noqa: DTZ011 (the demonstration is of today)
        fold.locator("input[name=due]").fill(f"{due:%d/%m/%Y}")
        fold.locator("textarea[name=reason]").fill("Đang chờ nghiệm thu.")
        fold.locator("input[name=cause]").first.check()
        with page.expect_navigation():
            fold.locator("button[type=submit]").click()


def _in_language(office: Office, browser: Browser, language: str, folder: Path) -> None:
    for size in SIZES:
        found = list(sights(office))
        for role in dict.fromkeys(each.role for each in found):
            with _person(office, browser, size, role, language) as page:
                for sight in (each for each in found if each.role == role):
                    page.goto(office.address + sight.path)
                    _take_whole(page, folder / size / f"{sight.name}.png")
        _every_preview(office, browser, size, language, folder)
    for size in SIZES:
        _every_refusal(office, browser, size, language, folder)


def _every_preview(
    office: Office, browser: Browser, size: str, language: str, folder: Path
) -> None:
    with _person(office, browser, size, "coordinator", language) as page:
        page.goto(office.address)
        home = page.url
        for name, (path, lead) in PREVIEWS.items():
            page.goto(home + path)
            with page.expect_navigation():
                lead(page)
            _take_whole(page, folder / size / f"{name}.png")


def _every_refusal(
    office: Office, browser: Browser, size: str, language: str, folder: Path
) -> None:
    """Last, because a form that needs nothing is saved."""
    for sight in (each for each in sights(office) if each.has_form):
        with _person(office, browser, size, sight.role, language) as page:
            page.goto(office.address + sight.path)
            _send_empty(page, sight)
            _take_whole(page, folder / f"{size}-sent" / f"{sight.name}.png")


@contextmanager
def _person(
    office: Office, browser: Browser, size: str, role: str, language: str
) -> Iterator[Page]:
    """A page of somebody of this role, who is signed in, in the language."""
    with _page(browser, size) as page:
        if role in PERSONS:
            sign_in(page, office.address, PERSONS[role])
        page.context.add_cookies([{"name": COOKIE, "value": language, "url": office.address}])
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
def _page(browser: Browser, size: str) -> Iterator[Page]:
    opened = window(browser, SIZES[size])
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
