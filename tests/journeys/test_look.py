"""How pages look: light and dark, enlarged, in the system's own colours; and what they weigh."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from plan_app.presentation.language import COOKIE
from tests.journeys import pictures
from tests.journeys.browsers import DESK, LOOKS, PHONE, assert_accessible, sign_in, window
from tests.journeys.gallery import PERSONS, sights
from tests.journeys.office import Office
from tests.meta.routes import COORDINATOR

pytestmark = pytest.mark.xdist_group("journeys")

Person = Callable[..., Page]
# A desk of 1280 pixels, enlarged to 400 %.
ENLARGED = {"width": 320, "height": 256}
# Kilobytes over the wire, of the first page that somebody opens: as the office asks for.
MOST_KILOBYTES = 150
# Bytes over the wire, by address; nothing for what was kept.
WEIGHTS = """() => Object.fromEntries(
  [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
    .map((each) => [each.name, each.transferSize]))"""
SHIFTS = """() => new Promise((done) => {
  new PerformanceObserver((list) => done(
    list.getEntries().reduce((sum, each) => sum + each.value, 0))
  ).observe({type: "layout-shift", buffered: true});
  setTimeout(() => done(0), 200);
})"""


@pytest.mark.parametrize("look", LOOKS)
def test_the_gallery_looks_as_it_did(office: Office, browser: Browser, look: str) -> None:
    """After a change that is wanted: `make pictures`, and look at them."""
    with pictures.gallery(office, browser, look) as page:
        taken = pictures.take(page)
        differences = {
            name: pictures.difference(page, pictures.stored(look, name).read_bytes(), picture)
            for name, picture in taken.items()
        }
    kept = {path.stem for path in pictures.stored(look, "").parent.glob("*.png")}
    assert kept == set(taken)
    far = {
        name: found
        for name, found in differences.items()
        if isinstance(found, str) or found > pictures.MAY_DIFFER
    }
    assert far == {}


def test_another_colour_is_seen(office: Office, browser: Browser) -> None:
    with pictures.gallery(office, browser, "light") as page:
        before = pictures.take(page, "chips")["chips"]
        page.add_style_tag(content=".chip-soon { background: white; color: blue }")
        after = pictures.take(page, "chips")["chips"]
        found = pictures.difference(page, before, after)
        page.add_style_tag(content=".chip { padding-block: 0.4rem }")
        larger = pictures.difference(page, before, pictures.take(page, "chips")["chips"])

    assert isinstance(found, float)
    assert found > pictures.MAY_DIFFER
    assert isinstance(larger, str)


@pytest.mark.parametrize(("dark", "size"), [(True, DESK), (False, ENLARGED)])
def test_every_component_is_for_everybody(
    office: Office, browser: Browser, dark: bool, size: dict[str, int]
) -> None:
    with window(browser, size, dark=dark) as opened:
        page = opened.new_page()
        sign_in(page, office.address, PERSONS[COORDINATOR])
        page.goto(f"{office.address}/dev/components")
        assert_accessible(page)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "dark", "size"),
    [("vi", False, ENLARGED), ("vi", True, DESK), ("en", False, DESK), ("en", True, ENLARGED)],
    ids=["vi-light-enlarged", "vi-dark-desk", "en-light-desk", "en-dark-enlarged"],
)
def test_every_page_is_for_everybody(
    office: Office, browser: Browser, language: str, dark: bool, size: dict[str, int]
) -> None:
    found, faults = list(sights(office)), []
    for role in dict.fromkeys(each.role for each in found):
        with window(browser, size, dark=dark) as opened:
            page = opened.new_page()
            if role in PERSONS:
                sign_in(page, office.address, PERSONS[role])
            opened.add_cookies([{"name": COOKIE, "value": language, "url": office.address}])
            for sight in (each for each in found if each.role == role):
                page.goto(office.address + sight.path)
                try:
                    assert_accessible(page)
                except AssertionError as error:
                    faults.append(str(error))
    assert faults == []


def test_the_look_is_chosen_without_a_script_and_holds(person: Person) -> None:
    page = person(PERSONS[COORDINATOR], PHONE, scripts=False)
    ground = "rgb(18, 27, 29)"
    expect(page.locator("body")).not_to_have_css("background-color", ground)

    page.get_by_role("button", name="Tối", exact=True).click()

    expect(page.locator("body")).to_have_css("background-color", ground)
    expect(page.get_by_role("button", name="Tối", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    page.get_by_role("link", name="Quá hạn", exact=True).click()
    expect(page.locator("body")).to_have_css("background-color", ground)


def test_the_current_page_stands_out_in_the_system_s_own_colours(person: Person) -> None:
    page = person(PERSONS[COORDINATOR], DESK)
    page.emulate_media(forced_colors="active")
    edge = "element => getComputedStyle(element).borderBottomColor"
    current = page.locator(".nav-bar > li > a[aria-current]").evaluate(edge)
    other = page.locator(".nav-bar > li > a:not([aria-current])").first.evaluate(edge)
    ground = page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
    assert other == ground != current


def test_the_first_page_is_light_and_nothing_in_it_moves(office: Office, browser: Browser) -> None:
    with window(browser, PHONE) as opened:
        page = opened.new_page()
        page.goto(f"{office.address}/sign-in")
        first = page.evaluate(WEIGHTS)
        assert page.evaluate(SHIFTS) == 0
        sign_in(page, office.address, PERSONS[COORDINATOR])
        page.goto(f"{page.url}tasks")
        second = page.evaluate(WEIGHTS)
        assert page.evaluate(SHIFTS) == 0

    assert any("bootstrap" in url for url in first)
    assert sum(first.values()) + second[page.url] < MOST_KILOBYTES * 1000
    # What the first page brought is kept.
    assert [url for url, size in second.items() if size] == [page.url]
