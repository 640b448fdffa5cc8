"""The course of a plan as SVG: what was wanted and done so far, and what is due by quarter.

pygal lays the charts out. Its styles, scripts and descriptions are taken away, so that the strict
policy holds and a chart stays small; colours, dashes and patterns are those of our stylesheet.
Every mark is a link that says what it counts. The links are left out of the order of the
keyboard: the table below a chart holds them all.
"""

import re
import sys
from collections.abc import Sequence
from typing import Any, Final

from markupsafe import Markup
from pygal.etree import etree
from pygal.graph.line import Line
from pygal.graph.stackedbar import StackedBar
from pygal.style import Style

from plan_app.presentation.charts import Mark
from plan_app.presentation.formatters import count

# pygal hangs a finder of the old kind into every later import, for maps that we do not draw.
sys.meta_path[:] = [each for each in sys.meta_path if type(each).__module__ != "pygal"]

_LABEL: Final = 14
_STEPS: Final = 5
_PATTERN: Final = (
    '<pattern id="chart-late" width="6" height="6" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><rect class="chart-late-ground" width="6" height="6"/>'
    '<rect class="chart-late-line" width="3" height="6"/></pattern>'
)
_UNWANTED_TAGS: Final = frozenset({"desc", "style", "script"})
_UNWANTED_PARTS: Final = frozenset(
    {"background", "titles", "text-overlay", "tooltip-overlay", "no_data"}
)
_KEPT: Final = frozenset(
    {"axis", "x", "y", "guide", "line", "chart-late-ground", "chart-late-line"}
)
_HREF: Final = "{http://www.w3.org/1999/xlink}href"
_POSITIONS: Final = ("d", "x", "y", "cx", "cy", "width", "height")
_LONG: Final = re.compile(r"(\d+)(?:\.0\d*|(\.\d)\d*)")


def curve(
    said: str,
    labels: Sequence[str],
    planned: Sequence[Mark],
    done: Sequence[Mark],
    forecast: Sequence[int | None] = (),
) -> Markup:
    """Two lines of sums, and a third without marks for what may come.

    `done` ends with today; `forecast` has None up to there. A label that is empty is not shown.
    """
    chart = Line(dots_size=3.5, **_options(labels, 300))
    chart.add("", [_value(mark) for mark in planned])
    chart.add("", [_value(mark) for mark in done])
    if forecast:
        chart.add("", list(forecast), show_dots=False)
    numbers = [mark.number for mark in (*planned, *done)]
    chart.y_labels = _scale(max([*numbers, *(each or 0 for each in forecast)]))
    return _svg(chart, said, "chart-curve")


def piles(said: str, labels: Sequence[str], layers: Sequence[Sequence[Mark]]) -> Markup:
    """A pile for each label; `layers` from below, the third is the one of overdue work."""
    chart = StackedBar(defs=[_PATTERN], **_options(labels, 240))
    for layer in layers:
        chart.add("", [_value(mark) if mark.number else None for mark in layer])
    heights = (sum(mark.number for mark in pile) for pile in zip(*layers, strict=True))
    chart.y_labels = _scale(max(heights))
    return _svg(chart, said, "chart-piles")


def _value(mark: Mark) -> dict[str, object]:
    link = {"href": mark.address, "tabindex": "-1"}
    return {"value": mark.number, "xlink": link, "tooltip": mark.said}


def _scale(most: int) -> list[dict[str, object]]:
    """Round numbers with their words, from nothing to `most` or a little more."""
    step = next(
        part * 10**power
        for power in range(12)
        for part in (1, 2, 5)
        if part * 10**power * _STEPS >= most
    )
    values = range(0, -(-max(most, 1) // step) * step + 1, step)
    return [{"label": count(value) if value else "0", "value": value} for value in values]


def _options(labels: Sequence[str], height: int) -> dict[str, Any]:
    # No two may be equal for pygal: those that are not shown are told apart by spaces.
    own = [label or " " * place for place, label in enumerate(labels)]
    style = Style(label_font_size=_LABEL, major_label_font_size=_LABEL)
    shown = {"show_legend": False, "show_minor_x_labels": False, "js": [], "no_prefix": True}
    labelled = {
        "x_labels": own,
        "x_labels_major": [label for label in labels if label],
        "truncate_label": 20,
    }
    size = {"width": 720, "height": height, "margin": 4, "margin_right": 16, "spacing": 6}
    return {"style": style, **shown, **labelled, **size}


def _svg(chart: Any, said: str, kind: str) -> Markup:  # noqa: ANN401 (pygal is not typed)
    root = chart.render_tree()
    for element in list(root.iter()):
        if _is_unwanted(element):
            element.getparent().remove(element)
    for link in root.findall(".//a"):
        _unwrap(link)
    for element in root.iter():
        _settle(element)
    for rectangle in root.iterfind(".//g[@class='serie-2']//rect"):
        rectangle.set("fill", "url(#chart-late)")
    named = {"class": f"chart {kind}", "role": "group", "aria-label": said}
    attributes = {**named, "viewBox": root.get("viewBox")}
    root.attrib.clear()
    root.attrib.update(attributes)
    return Markup(etree.tostring(root, encoding="unicode"))  # noqa: S704 (escaped by the library)


def _is_unwanted(element: Any) -> bool:  # noqa: ANN401 (an element of either library)
    if not isinstance(element.tag, str) or element.tag in _UNWANTED_TAGS:
        return True
    kinds = set((element.get("class") or "").split())
    # Names are wanted of marks alone; and a pile has a bar also for a layer that has nothing.
    is_other_name = element.tag == "title" and element.getparent().tag != "a"
    is_nothing = "bar" in kinds and element.find("a") is None
    return is_other_name or is_nothing or bool(kinds & _UNWANTED_PARTS)


def _unwrap(link: Any) -> None:  # noqa: ANN401
    """Put the link in the place of the group that the library has around each mark."""
    group = link.getparent()
    group.getparent().replace(group, link)


def _settle(element: Any) -> None:  # noqa: ANN401
    """Shorten the numbers; keep of the classes what the stylesheet knows."""
    for name in _POSITIONS:
        if name in element.attrib:
            element.set(name, _LONG.sub(r"\1\2", element.get(name)))
    kinds = element.attrib.pop("class", "").split()
    if kept := [kind for kind in kinds if kind in _KEPT or kind.startswith("serie-")]:
        element.set("class", " ".join(kept))
    if element.tag == "g" and "axis" in kinds:
        element.set("aria-hidden", "true")
    if element.tag == "a":
        element.set("href", element.attrib.pop(_HREF))
    if element.tag == "rect":
        element.attrib.pop("rx", None)
        element.attrib.pop("ry", None)
