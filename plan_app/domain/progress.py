"""Counts and shares of the official figures."""

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from plan_app.domain.deadlines import Figure

_ONE_DECIMAL: Final = Decimal("0.1")


def count_figures(figures: Iterable[Figure]) -> dict[Figure, int]:
    """Return how often each figure occurs: all six keys, in official order, zeros included.

    The counts add up to the number of items; the note under the table on the page says so.
    """
    counts = Counter(figures)
    return {figure: counts[figure] for figure in Figure}


def percentages(counts: Mapping[Figure, int]) -> dict[Figure, Decimal]:
    """Return each count's share of the total in percent, one decimal, halves rounded up.

    All six keys; all 0.0 when the total is 0. Each share is rounded by itself, so that a reader
    with a pocket calculator finds the same; their sum may miss 100.0 by some tenths.
    """
    total = sum(counts.values())
    return {figure: _share(counts.get(figure, 0), total) for figure in Figure}


def _share(count: int, total: int) -> Decimal:
    exact = Decimal(100 * count) / total if total else Decimal(0)
    return exact.quantize(_ONE_DECIMAL, rounding=ROUND_HALF_UP)
