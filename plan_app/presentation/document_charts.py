"""Charts without a letter in them, as PNG; what they say stands beside them in the document.

An office's server may have no fonts at all, and letters drawn by the program that makes the
picture would be missing there without a word. So Word writes the words.
"""

import sys
from collections.abc import Mapping, Sequence
from typing import Any, Final

from pygal.graph.horizontalstackedbar import HorizontalStackedBar
from pygal.graph.pie import Pie
from pygal.style import Style
from resvg_py import svg_to_bytes

from plan_app.domain.deadlines import Figure

# pygal hangs a finder of the old kind into every later import, for maps that we do not draw.
sys.meta_path[:] = [each for each in sys.meta_path if type(each).__module__ != "pygal"]

# Light and dark enough apart to be told on paper without colours.
COLOURS: Final[Mapping[Figure, str]] = {
    Figure.COMPLETED_ON_TIME: "1F7A3D",
    Figure.COMPLETED_LATE: "8FCB9E",
    Figure.OPEN_WITHIN_TIME: "2F6FB0",
    Figure.OPEN_OVERDUE: "C0392B",
    Figure.SUSPENDED: "B9BEC4",
    Figure.WITHDRAWN: "6B7178",
}
_ZOOM: Final = 3


def ring(counts: Mapping[Figure, int]) -> bytes:
    """The figures as parts of a ring, clockwise from the top in their order."""
    chart = Pie(inner_radius=0.55, **_options(counts, 240, 240))
    for number in counts.values():
        chart.add("", number)
    return _png(chart)


def bar(counts: Mapping[Figure, int], longest: int) -> bytes:
    """The figures end to end in a bar as long as their sum is to `longest`."""
    chart = HorizontalStackedBar(range=(0, max(longest, 1)), spacing=0, **_options(counts, 480, 36))
    for number in counts.values():
        chart.add("", [number])
    return _png(chart)


def _options(counts: Mapping[Figure, int], width: int, height: int) -> dict[str, Any]:
    style = Style(
        background="white",
        plot_background="white",
        colors=tuple(f"#{COLOURS[figure]}" for figure in counts),
        opacity="1",
    )
    # Without `js` the library names a script of another machine.
    hidden: Sequence[str] = (
        "show_legend", "show_x_labels", "show_y_labels", "show_x_guides", "show_y_guides",
        "print_values",
    )  # fmt: skip
    shown = dict.fromkeys(hidden, False)
    size = {"width": width, "height": height, "margin": 0, "explicit_size": True}
    return {"js": [], "style": style, "disable_xml_declaration": True, **size, **shown}


def _png(chart: Any) -> bytes:  # noqa: ANN401 (pygal is not typed)
    svg = chart.render(is_unicode=True)
    return bytes(svg_to_bytes(svg_string=svg, skip_system_fonts=True, zoom=_ZOOM))
