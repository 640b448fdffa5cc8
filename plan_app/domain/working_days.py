"""Working days: Monday to Friday, except where the calendar of the province says otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

_SATURDAY: Final = 5

# Longer than any year: a calendar without a working day in so long a time is a mistake in the data.
_LONGEST_SEARCH_DAYS: Final = 400


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are worked.

    `overrides` maps a date to True (worked) or False (day off), both ways, because Vietnam moves
    working days: a Saturday may be worked to make a bridge before a holiday. All other days follow
    the week: Saturday and Sunday are off. The mapping is copied.

    Searches raise ValueError when 400 days in a row are off.
    """

    overrides: Mapping[date, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "overrides", MappingProxyType(dict(self.overrides)))

    def is_working(self, day: date) -> bool:
        """Tell whether `day` is worked."""
        return self.overrides.get(day, day.weekday() < _SATURDAY)

    def on_or_before(self, day: date) -> date:
        """Return `day` if it is worked, otherwise the last working day before it."""
        return self._first_working(day, step=-1)

    def on_or_after(self, day: date) -> date:
        """Return `day` if it is worked, otherwise the first working day after it."""
        return self._first_working(day, step=1)

    def add(self, day: date, n: int) -> date:
        """Return the `n`th working day after `day`, or before it if `n` is negative.

        `day` itself is not counted, worked or not: Friday and Saturday plus 1 both give Monday.
        With `n` = 0 it is returned as it is, also when it is off.
        """
        step = 1 if n > 0 else -1
        for _ in range(abs(n)):
            day = self._first_working(day + timedelta(days=step), step=step)
        return day

    def between(self, a: date, b: date) -> int:
        """Return the number of working days after `a`, up to and including `b`; 0 if b <= a."""
        return sum(self.is_working(a + timedelta(days=n)) for n in range(1, (b - a).days + 1))

    def _first_working(self, day: date, *, step: int) -> date:
        for n in range(_LONGEST_SEARCH_DAYS):
            candidate = day + timedelta(days=n * step)
            if self.is_working(candidate):
                return candidate
        raise ValueError(f"no working day within {_LONGEST_SEARCH_DAYS} days of {day.isoformat()}")
