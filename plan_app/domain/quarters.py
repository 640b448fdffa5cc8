"""The quarters of a plan, and how work adds up from one to the next."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

# The pace is that of the last year, or of the time since the plan was issued where that is less.
PACE_DAYS = 365


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A quarter of a year; `number` is from 1 to 4."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Quarter":
        """The quarter that `day` is in."""
        return cls(day.year, (day.month + 2) // 3)

    @property
    def first(self) -> date:
        """The first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        """The last day."""
        return self.following.first - timedelta(days=1)

    @property
    def following(self) -> "Quarter":
        """The next one."""
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)


def between(first: Quarter, last: Quarter) -> Iterator[Quarter]:
    """The quarters from `first` to `last`, both included."""
    while first <= last:
        yield first
        first = first.following


def added_up(by_day: Mapping[date, int], days: Sequence[date]) -> list[int]:
    """How many there are until each of the `days`, that day included."""
    return [sum(number for day, number in by_day.items() if day <= until) for until in days]


@dataclass(frozen=True, slots=True)
class Forecast:
    """What there will be on some days at the present pace: `done` more in the last `days`."""

    done: int
    days: int
    values: tuple[int, ...]


def forecast(
    by_day: Mapping[date, int], ahead: Sequence[date], *, since: date, today: date, most: int
) -> Forecast | None:
    """How many will be done on the days `ahead`, and never more than `most`.

    None on the day `since` itself, which tells of no pace.
    """
    days = min(PACE_DAYS, (today - since).days)
    if days <= 0:
        return None
    before, now = added_up(by_day, [today - timedelta(days=days), today])
    done = now - before
    values = (now + done * (day - today).days // days for day in ahead)
    return Forecast(done, days, tuple(max(now, min(most, value)) for value in values))
