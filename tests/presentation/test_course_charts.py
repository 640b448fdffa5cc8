"""Charts as SVG: links with names, nothing that the strict policy forbids, and small."""

from collections.abc import Sequence
from datetime import date
from xml.etree.ElementTree import Element, fromstring

import pytest

from plan_app.domain.quarters import Quarter, between
from plan_app.presentation import course_charts as charts
from plan_app.presentation.charts import Mark
from plan_app.presentation.language import speaking

LARGEST = 30 * 1024
SVG = "{http://www.w3.org/2000/svg}"
QUARTERS = list(between(Quarter(2021, 1), Quarter(2030, 4)))
LABELS = [str(each.year) if each.number == 1 else "" for each in QUARTERS]


def marks(slug: str, number: int = 1, *, ended: int = len(QUARTERS)) -> list[Mark]:
    """A mark for each quarter of ten years, with addresses as long as they get.

    After `ended` quarters there is nothing to count.
    """
    day = date(2026, 12, 31).strftime("%d/%m/%Y")
    address = f"/ke-hoach/p/tang-truong-xanh/milestones?figure={slug}&since={day}&until={day}"
    said = "Quý III/2026, chưa hoàn thành, trong hạn: 1.234 mốc"
    return [Mark(number if n < ended else 0, address, said) for n in range(len(QUARTERS))]


def read(chart: str) -> Element:
    return fromstring(chart)  # noqa: S314 (our own)


def piles(*layers: Sequence[Mark]) -> str:
    with speaking("vi"):
        return charts.piles("Mốc đến hạn", LABELS, layers)


def curve(forecast: Sequence[int | None] = ()) -> str:
    planned, done = marks("planned", 1234), marks("done", 56)
    with speaking("vi"):
        return charts.curve("Kế hoạch và thực hiện", LABELS, planned, done[:24], forecast)


def test_each_mark_is_a_link_that_says_what_it_counts() -> None:
    chart = read(piles(marks("completed"), marks("open_within_time", 0), marks("open_overdue")))

    links = list(chart.iter(f"{SVG}a"))

    # What is nothing has no mark.
    assert len(links) == 2 * len(QUARTERS)
    assert {link.findtext(f"{SVG}title") for link in links} == {
        "Quý III/2026, chưa hoàn thành, trong hạn: 1.234 mốc"
    }
    assert all((link.get("href") or "").startswith("/ke-hoach/p/") for link in links)
    assert {link.get("tabindex") for link in links} == {"-1"}
    assert (chart.get("role"), chart.get("aria-label")) == ("group", "Mốc đến hạn")


def test_overdue_work_has_a_pattern_and_not_a_colour_alone() -> None:
    chart = read(piles(marks("completed"), marks("open_within_time"), marks("open_overdue")))
    filled = [each for each in chart.iter(f"{SVG}rect") if each.get("fill")]
    assert len(filled) == len(QUARTERS)
    assert {each.get("fill") for each in filled} == {"url(#chart-late)"}


def test_a_forecast_is_a_line_without_marks() -> None:
    without, with_one = (read(curve(each)) for each in ((), [None] * 24 + [60] * 16))

    assert len(list(with_one.iter(f"{SVG}a"))) == len(list(without.iter(f"{SVG}a"))) == 40 + 24
    assert len(with_one.findall(".//*[@class='serie-2']/*[@class='line']")) == 1


@pytest.mark.parametrize("kind", ["curve", "piles"])
def test_a_chart_of_ten_years_is_small_and_brings_no_style_of_its_own(kind: str) -> None:
    # What is due after the present quarter, the 24th, is not overdue.
    layers = [marks("completed"), marks("open_within_time"), marks("open_overdue", ended=24)]
    chart = curve([None] * 23 + [99] * 17) if kind == "curve" else piles(*layers)

    assert len(chart.encode()) <= LARGEST
    root = read(chart)
    assert not {f"{SVG}style", f"{SVG}script", f"{SVG}desc"} & {each.tag for each in root.iter()}
    assert not [each for each in root.iter() if each.get("style")]
    assert "<!--" not in chart
    assert [each.text for each in root.iter(f"{SVG}text") if each.text in LABELS] == [
        label for label in LABELS if label
    ]


@pytest.mark.parametrize(
    ("most", "last"), [(0, "01"), (4, "04"), (6, "06"), (37, "40"), (100, "100"), (1234, "1.500")]
)
def test_the_scale_has_round_numbers_up_to_the_highest(most: int, last: str) -> None:
    chart = read(piles(marks("done", most), marks("within", 0), marks("late", 0)))
    numbers = [each.text for each in chart.iter(f"{SVG}text") if each.text not in LABELS]
    assert numbers[0] == "0"
    assert numbers[-1] == last
    assert len(numbers) <= 7
