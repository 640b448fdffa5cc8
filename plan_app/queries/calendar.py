"""The calendar of working days: the public holidays, and over them what the office entered."""

from datetime import date
from functools import cache

import holidays
from sqlalchemy import select

from plan_app.domain.working_days import Calendar
from plan_app.extensions import db
from plan_app.models import CalendarDay

YEARS_BACK, YEARS_AHEAD = 10, 10


def get_calendar(*, today: date) -> Calendar:
    """The calendar around `today`: the table overrides the package both ways."""
    overrides = dict.fromkeys(_public_holidays(today.year), False)
    rows = db.session.execute(select(CalendarDay.day, CalendarDay.is_working))
    overrides.update((day, is_working) for day, is_working in rows)
    return Calendar(overrides)


@cache
def _public_holidays(year: int) -> frozenset[date]:
    """The days off of Vietnam as the package `holidays` knows them."""
    years = range(year - YEARS_BACK, year + YEARS_AHEAD + 1)
    found = holidays.country_holidays("VN", years=years)
    return frozenset(found)
