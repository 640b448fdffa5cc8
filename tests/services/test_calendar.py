from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from plan_app.extensions import db
from plan_app.models import CalendarDay
from plan_app.queries.calendar import get_calendar, get_calendar_of
from plan_app.queries.versions import get_version
from plan_app.services import calendar, official_days
from plan_app.services.calendar import Entry
from plan_app.services.transaction import transaction
from tests.builders import save
from tests.conftest import NOW


@pytest.fixture
def filled(app: Flask) -> None:
    assert app
    with transaction():
        calendar.fill(now=NOW)


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
        written = calendar.fill(now=NOW)

    assert written == 0
    assert db.session.scalar(select(func.count()).select_from(CalendarDay)) == before


@pytest.mark.usefixtures("filled")
def test_what_an_older_release_entered_is_brought_up_to_date() -> None:
    with transaction():
        db.session.get_one(CalendarDay, date(2026, 9, 2)).name = "Ngày Quốc khánh"

    with transaction():
        written = calendar.fill(now=NOW)

    assert written == 1
    assert db.session.get_one(CalendarDay, date(2026, 9, 2)).name == "Quốc khánh"


def test_a_day_that_a_person_entered_is_kept(app: Flask) -> None:
    assert app
    source = "Thông báo của UBND tỉnh"
    save(CalendarDay(day=date(2026, 9, 1), is_working=True, name="Làm việc", source=source))

    with transaction():
        calendar.fill(now=NOW)

    assert get_calendar().is_working(date(2026, 9, 1))
    assert db.session.get_one(CalendarDay, date(2026, 9, 1)).source == source


def test_without_entries_the_plain_week_counts(app: Flask) -> None:
    assert app

    assert get_calendar().is_working(date(2026, 9, 2))


def test_a_kept_calendar_is_read_anew_after_every_change(app: Flask) -> None:
    assert app
    monday = date(2027, 3, 1)
    assert get_calendar_of(get_version(0)).is_working(monday)
    entry = Entry(monday, is_working=False, name="Nghỉ bão", source="Công điện")

    with transaction():
        official_days.set_day(entry, actor_id=None, now=NOW, today=date(2026, 12, 8))
    assert not get_calendar_of(get_version(0)).is_working(monday)
    with transaction():
        official_days.remove_day(monday, actor_id=None, now=NOW, today=date(2026, 12, 8))
    assert get_calendar_of(get_version(0)).is_working(monday)
    assert get_calendar_of(get_version(0)).is_working(date(2026, 9, 2))
    with transaction():
        calendar.fill(now=NOW)
    assert not get_calendar_of(get_version(0)).is_working(date(2026, 9, 2))
