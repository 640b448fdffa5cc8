"""Figures as parts of a bar."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

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
