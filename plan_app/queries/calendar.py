"""Reads of the calendar of the administration."""

from datetime import date

from sqlalchemy import func, select

from plan_app.domain.working_days import Calendar
from plan_app.extensions import db
from plan_app.models import CalendarDay
from plan_app.queries.cache import remember
from plan_app.queries.versions import Version


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


def find_years() -> tuple[int, int] | None:
    """The first and the last year for which anything is entered."""
    first, last = db.session.execute(
        select(func.min(CalendarDay.day), func.max(CalendarDay.day))
    ).one()
    return (first.year, last.year) if first and last else None
