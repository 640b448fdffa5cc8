"""The years of a plan laid out in columns of one width: where on the line a day lies."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from plan_app.domain import vietnamese


class Zoom(StrEnum):
    """What a column of the timeline is."""

    YEAR = "year"
    QUARTER = "quarter"
    MONTH = "month"


_MONTHS: Final[Mapping[Zoom, int]] = MappingProxyType(
    {Zoom.YEAR: 12, Zoom.QUARTER: 3, Zoom.MONTH: 1}
)
# So many years fit on a screen and on a sheet of paper; of years the whole plan does.
_YEARS_SHOWN: Final[Mapping[Zoom, int]] = MappingProxyType({Zoom.QUARTER: 3, Zoom.MONTH: 1})
# The moment of its day at which something is drawn: a deadline lasts to the end of it.
END: Final = 1.0
BEGIN: Final = 0.0
NOON: Final = 0.5
BEFORE: Final = -1.0
AFTER: Final = 101.0


@dataclass(frozen=True, slots=True)
class Window:
    """The years from `first_year` to `last_year`, both included, in columns of the zoom."""

    zoom: Zoom
    first_year: int
    last_year: int

    @property
    def years(self) -> range:
        """Its years."""
        return range(self.first_year, self.last_year + 1)

    @property
    def columns_a_year(self) -> int:
        """1, 4 or 12."""
        return 12 // _MONTHS[self.zoom]

    @property
    def columns(self) -> int:
        """How many columns there are."""
        return len(self.years) * self.columns_a_year

    def place(self, day: date, at: float = END) -> float:
        """Where the day lies in percent of the width; `BEFORE` or `AFTER` outside of the years.

        `at` is the part of the day that is over: of deadlines all of it.
        """
        if day.year < self.first_year:
            return BEFORE
        if day.year > self.last_year:
            return AFTER
        months = _MONTHS[self.zoom]
        column, into = divmod((day.year - self.first_year) * 12 + day.month - 1, months)
        first = date(day.year, day.month - into, 1)
        passed = (day - first).days + at
        return 100 * (column + passed / _days(first, months)) / self.columns


def _days(first: date, months: int) -> int:
    """How many days there are in so many months of one year."""
    year, month = divmod(first.month - 1 + months, 12)
    return (date(first.year + year, month + 1, 1) - first).days


def window(
    zoom: Zoom, first_year: int, last_year: int, *, begin: int | None, today: date
) -> Window:
    """What is shown of the plan's years: from `begin` on if it is given, else what is around today.

    Always as many years as the zoom shows, unless the plan has fewer.
    """
    shown = min(_YEARS_SHOWN.get(zoom, last_year - first_year + 1), last_year - first_year + 1)
    wanted = today.year - (shown - 1) // 2 if begin is None else begin
    first = max(first_year, min(wanted, last_year - shown + 1))
    return Window(zoom, first, first + shown - 1)


def neighbours(shown: Window, first_year: int, last_year: int) -> tuple[int | None, int | None]:
    """The years with which the windows before and after this one begin; None at the plan's ends."""
    length = len(shown.years)
    before = max(first_year, shown.first_year - length)
    after = min(last_year - length + 1, shown.first_year + length)
    return (
        before if before < shown.first_year else None,
        after if after > shown.first_year else None,
    )


def begins(wording: str) -> date | None:
    """The first day of the years that a time in words begins with: `2024 - 2026`, `từ năm 2024`.

    None where it names no first year, or a day, month or quarter of it: the line begins nowhere
    that nobody has said.
    """
    found = _FIRST_YEAR.search(vietnamese.fold(wording))
    return date(int(found[1] or found[2]), 1, 1) if found else None


_FIRST_YEAR: Final = re.compile(
    r"(?<![/\d])(20\d\d)(?: ?[-‐‑‒–—―−~] ?| den (?:het )?)(?:nam )?20\d\d(?![/\d])"
    r"|\btu (?:nam )?(20\d\d)\b(?!/)"
)
