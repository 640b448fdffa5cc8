"""Reads of the calendar of the administration."""

from sqlalchemy import select

from plan_app.domain.working_days import Calendar
from plan_app.extensions import db
from plan_app.models import CalendarDay


def get_calendar() -> Calendar:
    """The calendar as entered; the plain week where nothing is entered."""
    rows = db.session.execute(select(CalendarDay.day, CalendarDay.is_working))
    return Calendar({row.day: row.is_working for row in rows})
