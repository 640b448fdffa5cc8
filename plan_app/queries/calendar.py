"""Reads of the calendar of the administration."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import func, select

from plan_app.domain import vietnamese
from plan_app.domain.official_days import SHOWN
from plan_app.domain.working_days import Calendar
from plan_app.extensions import db
from plan_app.models import CalendarDay
from plan_app.queries.cache import remember
from plan_app.queries.versions import Version


class DayKind(StrEnum):
    """Values of the filter for what a day is."""

    OFF = "off"
    WORKING = "working"

    @classmethod
    def of(cls, row: CalendarDay) -> "DayKind":
        """What the day is."""
        return cls.WORKING if row.is_working else cls.OFF


@dataclass(frozen=True, slots=True)
class DayFilter:
    """What the list is narrowed to; `words` are in the name or the source."""

    words: str = ""
    kind: DayKind | None = None


SORTS: Final[Mapping[str, Callable[[CalendarDay], Any]]] = MappingProxyType(
    {
        "day": lambda row: row.day,
        "name": lambda row: (vietnamese.sort_key(row.name), row.day),
        "source": lambda row: (vietnamese.sort_key(row.source), row.day),
    }
)
DEFAULT_SORT: Final = "day"


def get_calendar() -> Calendar:
    """The calendar as entered; the plain week where nothing is entered."""
    rows = db.session.execute(select(CalendarDay.day, CalendarDay.is_working))
    return Calendar({row.day: row.is_working for row in rows})


def get_calendar_of(version: Version) -> Calendar:
    """The same, kept by the version of the installation: its journal tells of every change."""
    return remember(("calendar", version[1]), get_calendar)


def find_day(day: date) -> CalendarDay | None:
    """What is entered for the day."""
    return db.session.get(CalendarDay, day)


def list_days(first: date, last: date) -> list[CalendarDay]:
    """What is entered for the days of a period, in their order."""
    wanted = select(CalendarDay).where(CalendarDay.day.between(first, last))
    return list(db.session.scalars(wanted.order_by(CalendarDay.day)))


def list_wanted(
    first: date, last: date, wanted: DayFilter, *, sort: str = DEFAULT_SORT
) -> list[CalendarDay]:
    """The days of the filter in a period; `sort` as in other lists. A year has a few dozen."""
    found = [row for row in list_days(first, last) if _is_wanted(row, wanted)]
    key, is_reverse = SORTS[sort.removeprefix("-")], sort.startswith("-")
    return sorted(found, key=key, reverse=is_reverse)


def _is_wanted(row: CalendarDay, wanted: DayFilter) -> bool:
    said = vietnamese.fold(f"{row.name} {SHOWN.get(row.source, row.source)}")
    has_words = all(word in said for word in vietnamese.fold(wanted.words).split())
    return has_words and wanted.kind in {None, DayKind.of(row)}


def find_years() -> tuple[int, int] | None:
    """The first and the last year for which anything is entered."""
    first, last = db.session.execute(
        select(func.min(CalendarDay.day), func.max(CalendarDay.day))
    ).one()
    return (first.year, last.year) if first and last else None
