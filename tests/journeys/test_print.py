"""Pages on paper, as the browser prints them: what stands at the margins, and what is left out."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Page

from tests.journeys.browsers import DESK
from tests.journeys.gallery import PERSONS
from tests.meta.routes import COORDINATOR

pytestmark = [pytest.mark.xdist_group("journeys"), pytest.mark.slow]

Person = Callable[..., Page]
TITLE: Final = "Kế hoạch hành động về tăng trưởng xanh tỉnh Thanh Hóa giai đoạn 2021 - 2030"


def printed(page: Page, folder: Path, paper: str) -> tuple[list[str], tuple[float, float]]:
    """The words of each sheet, and how wide and high they are, in points."""
    path = folder / "page.pdf"
    page.pdf(path=path, format=paper)
    words = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True)
    told = subprocess.run(["pdfinfo", path], capture_output=True, check=True, text=True).stdout
    size = re.search(r"Page size: +([\d.]+) x ([\d.]+)", told)
    assert size is not None
    sheets = words.stdout.decode().split("\f")[:-1]
    return sheets, (float(size[1]), float(size[2]))


def test_a_list_is_printed_across_with_its_head_on_every_sheet(
    person: Person, tmp_path: Path
) -> None:
    page = person(PERSONS[COORDINATOR], DESK)
    # Paper is light, whatever the screen is.
    page.emulate_media(color_scheme="dark")
    page.goto(f"{page.url}tasks")

    sheets, (width, height) = printed(page, tmp_path, "A4")

    assert width > height
    assert len(sheets) > 2
    for number, sheet in enumerate(sheets, 1):
        assert sheet.count(TITLE) == 1
        assert re.search(r"In ngày \d\d/\d\d/\d{4}", sheet)
        assert f"Trang {number}/{len(sheets)}" in sheet
        assert re.search(r"Cơ quan chủ trì +Đầu mối theo dõi +Thời hạn +Tình trạng", sheet)
    whole = "".join(sheets)
    for left_out in ("Đăng xuất", "Lọc", "Tải tệp", "Trang sau", "http", "Giao diện"):
        assert left_out not in whole
    page.emulate_media(media="print", color_scheme="dark")
    ink = page.locator("h1").evaluate("element => getComputedStyle(element).color")
    assert ink == "rgb(0, 0, 0)"


def test_a_task_is_printed_upright_and_a_wall_s_paper_is_larger(
    person: Person, tmp_path: Path
) -> None:
    page = person(PERSONS[COORDINATOR], DESK)
    page.goto(f"{page.url}tasks/53")

    sheets, (width, height) = printed(page, tmp_path, "A4")
    large, (large_width, _) = printed(page, tmp_path, "A3")

    assert width < height < large_width + 1
    assert len(large) <= len(sheets)
    assert "Cơ quan phối hợp" in "".join(sheets)
    assert "Nhập thay theo văn bản" not in "".join(sheets)


def test_the_marks_of_the_timeline_stay_in_their_rows_on_paper(person: Person) -> None:
    page = person(PERSONS[COORDINATOR], DESK)
    page.goto(f"{page.url}timeline")
    page.emulate_media(media="print")
    row = page.locator(".timeline tbody tr:has(svg)").first
    inner, outer = row.locator("svg").first.bounding_box(), row.bounding_box()

    assert inner is not None
    assert outer is not None
    assert outer["y"] <= inner["y"] <= outer["y"] + outer["height"]
    assert 0 < inner["height"] <= outer["height"] + 1
