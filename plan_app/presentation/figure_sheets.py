"""The six official counts by group and by agency, as sheets with a chart each."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from flask_babel import gettext as _

from plan_app.domain.deadlines import Figure
from plan_app.presentation import words
from plan_app.presentation.formatters import roman
from plan_app.presentation.language import in_language
from plan_app.presentation.plan_sheets import Origin
from plan_app.presentation.workbooks import FONT, Book, Cell, Column, Placed, Table
from plan_app.queries.choices import Choice, Choices

# On paper without colours the patterns tell the parts apart.
_FILLS: Final[Mapping[Figure, dict[str, Any]]] = {
    Figure.COMPLETED_ON_TIME: {"fill": {"color": "#2b8a53"}},
    Figure.COMPLETED_LATE: {
        "pattern": {"pattern": "wide_upward_diagonal", "fg_color": "#2b8a53", "bg_color": "#ffffff"}
    },
    Figure.OPEN_WITHIN_TIME: {"fill": {"color": "#a9c9ea"}},
    Figure.OPEN_OVERDUE: {"fill": {"color": "#c93636"}},
    Figure.SUSPENDED: {"fill": {"color": "#c9cfce"}},
    Figure.WITHDRAWN: {
        "pattern": {"pattern": "small_grid", "fg_color": "#6b7779", "bg_color": "#ffffff"}
    },
}
# A chart of more lines than that cannot be read; the table above it can.
MOST_BARS: Final = 30


@dataclass(slots=True)
class Tally:
    """How many rows of each group (by ordinal) and agency (by id) are in each figure."""

    groups: Counter[tuple[int, Figure]] = field(default_factory=Counter)
    agencies: Counter[tuple[int, Figure]] = field(default_factory=Counter)

    def add(self, group: int, agency: int, figure: Figure) -> None:
        """Count one row."""
        self.groups[group, figure] += 1
        self.agencies[agency, figure] += 1


def write(book: Book, origin: Origin, tally: Tally, choices: Choices) -> None:
    """Both sheets: groups by ordinal, agencies in official order, those with rows only."""
    groups = [
        (f"{roman(each.ordinal)}. {_name(each)}", _counts(tally.groups, each.ordinal))
        for each in choices.groups
    ]
    agencies = [(_name(each), _counts(tally.agencies, each.id)) for each in choices.agencies]
    _sheet(
        book,
        Table(
            _("Theo nhóm"),
            origin.above(_("Tổng hợp nhiệm vụ theo nhóm giải pháp")),
            _columns(_("Nhóm giải pháp")),
            is_summary=True,
        ),
        groups,
    )
    _sheet(
        book,
        Table(
            _("Theo cơ quan"),
            origin.above(_("Tổng hợp nhiệm vụ theo cơ quan chịu trách nhiệm")),
            _columns(_("Cơ quan chịu trách nhiệm")),
            is_summary=True,
        ),
        agencies,
    )


def _sheet(book: Book, table: Table, lines: Sequence[tuple[str, Sequence[int]]]) -> None:
    kept = [(word, counts) for word, counts in lines if any(counts)]
    rows: list[Sequence[Cell]] = [[word, sum(counts), *counts] for word, counts in kept]
    sums = [sum(column) for column in zip(*(counts for _word, counts in kept), strict=True)]
    sums = sums or [0] * len(Figure)
    placed = book.write(table, rows, lambda: [_("Tổng cộng"), sum(sums), *sums])
    if 0 < len(kept) <= MOST_BARS:
        draw(book, placed, table.above[0], [(2 + n, _FILLS[f]) for n, f in enumerate(Figure)])


def draw(
    book: Book, placed: Placed, title: str, series: Sequence[tuple[int, Mapping[str, Any]]]
) -> None:
    """A bar for each line of the table, of the given columns, each with its fill."""
    chart = book.chart("bar")
    for column, fill in series:
        chart.add_series(
            {
                "name": [placed.table.name, placed.head, column],
                "categories": placed.column(0),
                "values": placed.column(column),
                "gap": 45,
                "border": {"color": "#5b6769", "width": 0.5},
                # A count of nothing is not written into its bar of no length.
                "data_labels": {"value": True, "num_format": "#,##0;;;", "font": _ink(fill)},
                **fill,
            }
        )
    chart.set_title({"name": title, "name_font": _font(12), "overlay": False})
    chart.set_legend({"position": "bottom", "font": _font(10)})
    # Lines from top to bottom as in the table.
    chart.set_y_axis({"reverse": True, "num_font": _font(9), "major_tick_mark": "none"})
    # The numbers stand in the bars.
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0})
    book.place_chart(placed, chart, lines=6 + int(1.4 * (placed.last - placed.head)))


def _ink(fill: Mapping[str, Any]) -> dict[str, Any]:
    """Numbers are white on the dark bars."""
    is_dark = fill.get("fill", {}).get("color") in {"#2b8a53", "#c93636"}
    return _font(9) | {"color": "#ffffff" if is_dark else "#1e2b2d"}


def _font(size: int) -> dict[str, Any]:
    return {"name": FONT, "size": size, "bold": False}


def _columns(word: str) -> list[Column]:
    figures = [Column(words.figure(each), 12, is_number=True) for each in Figure]
    return [Column(word, 46), Column(_("Tổng số"), 9, is_number=True), *figures]


def _counts(counter: Counter[tuple[int, Figure]], key: int) -> list[int]:
    return [counter[key, figure] for figure in Figure]


def _name(choice: Choice) -> str:
    return in_language(choice.name, choice.name_en)
