"""The half-years and years that reports are about."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

_SLUG: Final = re.compile(r"(\d{4})(?:-h([12]))?")


@dataclass(frozen=True, slots=True)
class Period:
    """A year, or its first or second `half` (1 or 2)."""

    year: int
    half: int | None = None

    @classmethod
    def parse(cls, slug: str) -> "Period":
        """The period written as `2026` or `2026-h1`; raises ValueError."""
        found = _SLUG.fullmatch(slug)
        if found is None or not 1 < int(found[1]) < 9999:
            raise ValueError(slug)
        return cls(int(found[1]), int(found[2]) if found[2] else None)

    @classmethod
    def half_of(cls, day: date) -> "Period":
        """The half-year that `day` is in."""
        return cls(day.year, 1 if day.month <= 6 else 2)

    @property
    def slug(self) -> str:
        """`2026`, `2026-h1`."""
        return f"{self.year}-h{self.half}" if self.half else str(self.year)

    @property
    def first(self) -> date:
        """The first day."""
        return date(self.year, 7 if self.half == 2 else 1, 1)

    @property
    def last(self) -> date:
        """The last day."""
        return date(self.year, 6, 30) if self.half == 1 else date(self.year, 12, 31)

    @property
    def previous(self) -> "Period":
        """The period of the same length before it."""
        return self._ending(self.first - timedelta(days=1))

    @property
    def following(self) -> "Period":
        """The period of the same length after it."""
        return self._ending(self.last + timedelta(days=1))

    def counted_on(self, today: date) -> date:
        """The day that its figures are of: its last, or today while it lasts."""
        return min(self.last, today)

    def _ending(self, day: date) -> "Period":
        return Period.half_of(day) if self.half else Period(day.year)


@dataclass(frozen=True, slots=True)
class Span:
    """The days from `first` to `last`, both included: what is no half-year and no year."""

    first: date
    last: date

    @property
    def slug(self) -> str:
        """`2026-07-01-2026-09-30`."""
        return f"{self.first}-{self.last}"

    @property
    def previous(self) -> "Span":
        """As many days before it."""
        return Span(self.first - self._length, self.first - timedelta(days=1))

    @property
    def following(self) -> "Span":
        """As many days after it."""
        return Span(self.last + timedelta(days=1), self.last + self._length)

    @property
    def _length(self) -> timedelta:
        return self.last - self.first + timedelta(days=1)


def of_days(first: date, last: date) -> Period | Span:
    """The year or half-year with these days, or else a period of its own."""
    for period in (Period(first.year), Period.half_of(first)):
        if (period.first, period.last) == (first, last):
            return period
    return Span(first, last)


def of_years(first_year: int, last_year: int) -> list[Period]:
    """Every period of a plan's years, the latest first."""
    return [
        Period(year, half) for year in range(last_year, first_year - 1, -1) for half in (None, 2, 1)
    ]


def begun(first_year: int, last_year: int, today: date) -> list[Period]:
    """Those of them that have begun by `today`."""
    return [each for each in of_years(first_year, last_year) if each.first <= today]
