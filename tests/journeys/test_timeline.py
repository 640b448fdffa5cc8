"""The timeline in a browser: for everybody, without a script, and on paper."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browsers import DESK, PHONE, assert_accessible

pytestmark = pytest.mark.xdist_group("journeys")

Person = Callable[..., Page]
# Points: 420 × 297 mm.
A3_LANDSCAPE = re.compile(rb"/MediaBox \[0 0 1191(\.\d+)? 84[12](\.\d+)?\]")
SHEET = re.compile(rb"/Type /Page\b")


def test_on_a_phone_the_list_leads_to_the_timeline_and_a_line_to_its_task(person: Person) -> None:
    page = person("Đầu mối theo dõi, Sở Công Thương", PHONE)
    page.get_by_role("link", name="Nhiệm vụ", exact=True).click()
    page.get_by_role("link", name="Dòng thời gian").click()
    assert_accessible(page)
    page.get_by_role("link", name="Theo quý").click()
    expect(page.get_by_role("link", name="Theo quý")).to_have_attribute("aria-current", "true")

    page.locator(".timeline td > a").nth(1).click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Nhiệm vụ số 2:")
    assert_accessible(page)


def test_on_paper_it_is_some_sheets_of_a3(person: Person) -> None:
    page = person("Lãnh đạo", DESK)
    page.goto(re.sub(r"(/p/[^/]+/).*", r"\1timeline?group=6", page.url))

    printed = page.pdf(prefer_css_page_size=True)

    assert len(A3_LANDSCAPE.findall(printed)) == len(SHEET.findall(printed)) == 2
