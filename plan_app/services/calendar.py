"""Filling the calendar of the administration: public holidays, and the days that were moved."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import select

from plan_app.domain.official_days import OF_PACKAGE, OF_PRODUCT
from plan_app.extensions import db
from plan_app.models import CalendarDay
from plan_app.services import journal

FIRST_YEAR: Final = 2023
LAST_YEAR: Final = 2031


# The package counts 24/11 (Ngày Văn hóa Việt Nam) as a day off from 2026 on. Whether the law
# already says so has not been verified: it is left out, with the days in lieu that follow from it.
# An administrator who knows better enters the day, and it is kept.
_UNVERIFIED: Final = "Ngày Văn hóa Việt Nam"


@dataclass(frozen=True, slots=True)
class Entry:
    """A day that differs from the plain week."""

    day: date
    is_working: bool
    name: str
    source: str


# Dated overrides, both ways: what stands here wins over the package.
OVERRIDES: Final = (
    Entry(
        date(2026, 8, 22),
        is_working=True,
        name="Làm bù cho ngày nghỉ 31/8/2026",
        source=OF_PRODUCT,
    ),
)


def fill(first_year: int = FIRST_YEAR, last_year: int = LAST_YEAR, *, now: datetime) -> int:
    """Enter the known days of these years; return how many rows were written.

    Rows whose source is not ours were entered by people and are kept.
    """
    kept = {row.day: row for row in db.session.scalars(select(CalendarDay))}
    written = 0
    for entry in _entries(first_year, last_year):
        row = kept.get(entry.day)
        if row is None:
            db.session.add(
                CalendarDay(
                    day=entry.day,
                    is_working=entry.is_working,
                    name=entry.name,
                    source=entry.source,
                )
            )
        elif not is_ours(row.source) or _says(row, entry):
            continue
        else:
            row.is_working, row.name, row.source = entry.is_working, entry.name, entry.source
        written += 1
    if written:
        # Flushes; and what is kept by the version of the installation is read anew.
        data = {"days": written}
        journal.record("calendar.filled", now=now, actor_id=None, plan_id=None, data=data)
    return written


def is_ours(source: str) -> bool:
    """Whether a day with this source was entered by the software and not by a person."""
    return source in {OF_PACKAGE, OF_PRODUCT}


def find_shipped(day: date) -> Entry | None:
    """What the software ships for the day."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        return None
    return next((entry for entry in _entries(day.year, day.year) if entry.day == day), None)


def _says(row: CalendarDay, entry: Entry) -> bool:
    return (row.is_working, row.name, row.source) == (entry.is_working, entry.name, entry.source)


def _entries(first_year: int, last_year: int) -> list[Entry]:
    entries = {entry.day: entry for entry in _holidays(first_year, last_year)}
    moved = {each.day: each for each in OVERRIDES if first_year <= each.day.year <= last_year}
    return list((entries | moved).values())


def _holidays(first_year: int, last_year: int) -> Iterator[Entry]:
    # Inside, because the package takes longer to load than the rest of most commands.
    import holidays

    days = holidays.country_holidays("VN", years=range(first_year, last_year + 1), language="vi")
    for day, name in sorted(days.items()):
        if _UNVERIFIED not in name:
            yield Entry(day, is_working=False, name=name, source=OF_PACKAGE)
