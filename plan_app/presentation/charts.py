"""Figures as parts of a bar, days as bars side by side, and the marks of larger charts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Protocol

from plan_app.domain.deadlines import Figure
from plan_app.presentation.chips import FIGURE_TONES


@dataclass(frozen=True, slots=True)
class Share:
    """One figure: its count and percent, its tone, and where its part of the bar lies.

    `start` and `width` are in percent of the bar, with a point, as SVG wants them.
    """

    figure: Figure
    number: int
    percent: Decimal
    tone: str
    start: str
    width: str


def shares(counts: Mapping[Figure, int], percentages: Mapping[Figure, Decimal]) -> list[Share]:
    """The figures in official order, laid end to end."""
    total = sum(counts.values()) or 1
    before = 0
    laid = []
    for figure, number in counts.items():
        start, width = (f"{100 * part / total:.3f}" for part in (before, number))
        laid.append(Share(figure, number, percentages[figure], FIGURE_TONES[figure], start, width))
        before += number
    return laid


@dataclass(frozen=True, slots=True)
class Mark:
    """A number on a chart, with the address of its rows and what it counts in words."""

    number: int
    address: str
    said: str


BAR: Final = 10
HEIGHT: Final = 100


class DayCounts(Protocol):
    """One day's numbers."""

    @property
    def day(self) -> date:
        """The day."""
        ...

    @property
    def sent(self) -> int:
        """What arrived."""
        ...

    @property
    def refused(self) -> int:
        """What did not."""
        ...

    @property
    def waiting(self) -> int:
        """What is still on its way."""
        ...


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a day's bar: what it counts, and where it lies, from the left and the top."""

    name: str
    x: int
    y: str
    height: str


@dataclass(frozen=True, slots=True)
class DayChart:
    """Bars of `BAR` units each on `HEIGHT` units, the highest as high as the chart.

    `ticks` are the first day of each week in it with the place of its bar.
    """

    parts: Sequence[Part]
    ticks: Sequence[tuple[int, date]]
    width: int
    highest: int


def days_chart(days: Sequence[DayCounts]) -> DayChart:
    """The days side by side, each a pile of what was sent, refused and is waiting."""
    highest = max((each.sent + each.refused + each.waiting for each in days), default=0)
    parts = []
    for n, each in enumerate(days):
        parts += _pile(n * BAR, each, highest or 1)
    mondays = [(n * BAR, each.day) for n, each in enumerate(days) if each.day.weekday() == 0]
    return DayChart(parts, mondays[::2], len(days) * BAR, highest)


def _pile(x: int, counts: DayCounts, highest: int) -> list[Part]:
    found, below = [], 0
    named = (("sent", counts.sent), ("refused", counts.refused), ("waiting", counts.waiting))
    for name, number in named:
        if number:
            below += number
            top = HEIGHT - HEIGHT * below / highest
            height = HEIGHT * number / highest
            found.append(Part(name, x, f"{top:.2f}", f"{height:.2f}"))
    return found
