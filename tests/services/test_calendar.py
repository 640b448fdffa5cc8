from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from plan_app.extensions import db
from plan_app.models import CalendarDay
from plan_app.queries.calendar import get_calendar
from plan_app.services import calendar
from plan_app.services.transaction import transaction
from tests.builders import save


@pytest.fixture
def filled(app: Flask) -> None:
    assert app
    with transaction():
        calendar.fill()


@pytest.mark.usefixtures("filled")
def test_the_days_of_tet_2026_are_off() -> None:
    days = [date(2026, 2, 16) + timedelta(days=n) for n in range(8)]

    worked = [day for day in days if get_calendar().is_working(day)]

    assert worked == [date(2026, 2, 23)]


@pytest.mark.usefixtures("filled")
def test_a_saturday_is_worked_for_the_monday_that_is_off() -> None:
    found = get_calendar()

    assert found.is_working(date(2026, 8, 22))
    assert not found.is_working(date(2026, 8, 29))
    assert not found.is_working(date(2026, 8, 31))


@pytest.mark.usefixtures("filled")
def test_a_holiday_that_nobody_has_verified_is_a_working_day() -> None:
    found = get_calendar()

    assert found.is_working(date(2026, 11, 24))
    assert found.is_working(date(2029, 11, 26))


@pytest.mark.usefixtures("filled")
def test_the_names_are_vietnamese_and_the_source_is_told() -> None:
    day = db.session.get_one(CalendarDay, date(2026, 9, 2))

    assert (day.name, day.source) == ("Quốc khánh", "Gói holidays (Việt Nam)")


@pytest.mark.usefixtures("filled")
def test_all_the_years_of_the_plan_are_filled() -> None:
    years = {day.year for day in db.session.scalars(select(CalendarDay.day))}

    assert years == set(range(2023, 2032))


@pytest.mark.usefixtures("filled")
def test_filling_twice_writes_nothing() -> None:
    before = db.session.scalar(select(func.count()).select_from(CalendarDay))

    with transaction():
        written = calendar.fill()

    assert written == 0
    assert db.session.scalar(select(func.count()).select_from(CalendarDay)) == before


@pytest.mark.usefixtures("filled")
def test_what_an_older_release_entered_is_brought_up_to_date() -> None:
    with transaction():
        db.session.get_one(CalendarDay, date(2026, 9, 2)).name = "Ngày Quốc khánh"

    with transaction():
        written = calendar.fill()

    assert written == 1
    assert db.session.get_one(CalendarDay, date(2026, 9, 2)).name == "Quốc khánh"


def test_a_day_that_a_person_entered_is_kept(app: Flask) -> None:
    assert app
    source = "Thông báo của UBND tỉnh"
    save(CalendarDay(day=date(2026, 9, 1), is_working=True, name="Làm việc", source=source))

    with transaction():
        calendar.fill()

    assert get_calendar().is_working(date(2026, 9, 1))
    assert db.session.get_one(CalendarDay, date(2026, 9, 1)).source == source


def test_without_entries_the_plain_week_counts(app: Flask) -> None:
    assert app

    assert get_calendar().is_working(date(2026, 9, 2))
