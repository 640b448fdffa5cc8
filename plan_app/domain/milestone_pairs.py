"""Which milestone of a task is meant by which one of a file."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Protocol, TypeVar

from plan_app.domain.seed_plan import MilestoneSeed


class Dated(Protocol):
    """What the matching needs to know of a milestone that is there."""

    @property
    def label(self) -> str:
        """Its name."""
        ...

    @property
    def year(self) -> int | None:
        """The year of a yearly result."""
        ...

    @property
    def due_date(self) -> date | None:
        """The current date."""
        ...


Present = TypeVar("Present", bound=Dated)


def pair(
    stored: Sequence[Present], wanted: Sequence[MilestoneSeed]
) -> list[tuple[Present | None, MilestoneSeed | None]]:
    """Match what is stored with what is wanted: by label, then by date, then in order.

    The result of one year never becomes that of another. In the order of the file; what it no
    longer has comes last.
    """
    found: dict[int, Present] = {}
    rest = list(stored)
    alike: tuple[Callable[[Present, MilestoneSeed], bool], ...] = (
        lambda milestone, each: milestone.label == each.label,
        lambda milestone, each: _is_free(milestone, each) and milestone.due_date == each.due,
        _is_free,
    )
    for is_alike in alike:
        for n, each in enumerate(wanted):
            if n in found:
                continue
            match = next((row for row in rest if is_alike(row, each)), None)
            if match is not None:
                found[n] = match
                rest.remove(match)
    pairs: list[tuple[Present | None, MilestoneSeed | None]] = [
        (found.get(n), each) for n, each in enumerate(wanted)
    ]
    return pairs + [(milestone, None) for milestone in rest]


def _is_free(milestone: Dated, wanted: MilestoneSeed) -> bool:
    return milestone.year is None and wanted.year is None
