"""People's entries in the calendar: one day, or the list of a year; never in the past."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from plan_app.domain import official_days as lists
from plan_app.domain.official_days import OF_PACKAGE
from plan_app.errors import RuleBroken
from plan_app.extensions import db
from plan_app.models import CalendarDay, JournalEntry, JournalHead
from plan_app.queries import calendar as reads
from plan_app.services import calendar, official_days
from plan_app.services.calendar import Entry
from plan_app.services.official_days import (
    DayChanged,
    DayNotPossible,
    Effect,
    ListChanged,
    ListWrong,
    YearList,
)
from plan_app.services.transaction import transaction
from tests.acting import TODAY
from tests.builders import make_user, save
from tests.conftest import NOW

TET = date(2027, 2, 5)
SOURCE = "Thông báo của UBND tỉnh"
LIST = "05/02/2027; nghỉ; Tết Nguyên đán\n13/02/2027; làm việc; Làm bù\n14/02/2027; nghỉ; Chủ nhật"

pytestmark = pytest.mark.usefixtures("app")


def entry(day: date = TET, **facts: Any) -> Entry:  # noqa: ANN401
    return Entry(**{"day": day, "is_working": False, "name": "Tết", "source": SOURCE, **facts})


def set_day(wanted: Entry, **facts: Any) -> None:  # noqa: ANN401
    actor_id = make_user().id
    with transaction():
        official_days.set_day(wanted, actor_id=actor_id, now=NOW, today=TODAY, **facts)


def remove(day: date, **facts: Any) -> None:  # noqa: ANN401
    with transaction():
        official_days.remove_day(day, actor_id=None, now=NOW, today=TODAY, **facts)


def year_list(text: str = LIST, **facts: Any) -> YearList:  # noqa: ANN401
    return YearList(**{"year": 2027, "text": text, "source": SOURCE, "is_complete": False, **facts})


def enter(wanted: YearList, confirmed: str | None = None, today: date = TODAY) -> int:
    named = confirmed or official_days.digest(official_days.compare(wanted, today=today))
    with transaction():
        return official_days.enter_list(wanted, named, actor_id=None, now=NOW, today=today)


def effects(wanted: YearList, today: date = TODAY) -> dict[date, Effect]:
    return {each.after.day: each.effect for each in official_days.compare(wanted, today=today)}


def journal() -> list[JournalEntry]:
    return list(db.session.scalars(select(JournalEntry).order_by(JournalEntry.id)))


def count() -> int:
    return db.session.scalar(select(func.count()).select_from(CalendarDay)) or 0


def test_a_day_is_entered_with_its_source(app: Flask) -> None:
    assert app
    set_day(entry())
    assert not reads.get_calendar().is_working(TET)
    row = reads.find_day(TET)
    assert row is not None
    assert (row.name, row.source) == ("Tết", SOURCE)
    (said,) = journal()
    assert said.data == {"day": "2027-02-05", "was_working": None, "is_working": False}
    head = db.session.get_one(JournalHead, said.head_id)
    assert head.plan_id is None


def test_what_stays_is_not_written() -> None:
    set_day(entry())
    set_day(entry())
    assert len(journal()) == 1


def test_the_past_cannot_be_changed_but_today_can() -> None:
    yesterday = TODAY - timedelta(days=1)
    save(CalendarDay(day=yesterday, is_working=False, name="Nghỉ", source=SOURCE))
    with pytest.raises(DayNotPossible) as refused:
        set_day(entry(yesterday, is_working=True))
    assert refused.value.field == "day"
    with pytest.raises(DayNotPossible):
        remove(yesterday)
    assert not reads.get_calendar().is_working(yesterday)
    set_day(entry(TODAY))
    assert not reads.get_calendar().is_working(TODAY)


def test_a_year_far_ahead_is_a_slip() -> None:
    with pytest.raises(DayNotPossible):
        set_day(entry(date(2072, 2, 5)))


def test_a_form_made_from_another_state_is_stale() -> None:
    seen = official_days.seen(None)
    set_day(entry(), version=seen)
    with pytest.raises(DayChanged):
        set_day(entry(name="Khác"), version=seen)
    with pytest.raises(DayChanged):
        remove(TET, version=seen)
    set_day(entry(name="Khác"), version=official_days.seen(reads.find_day(TET)))


def test_a_removed_day_follows_the_week_again() -> None:
    set_day(entry(date(2027, 3, 10)))
    remove(date(2027, 3, 10))
    assert reads.find_day(date(2027, 3, 10)) is None
    assert journal()[-1].data["is_working"] is None


def test_a_removed_day_that_the_software_ships_is_as_shipped_again() -> None:
    holiday = date(2027, 9, 2)
    set_day(entry(holiday, is_working=True))
    remove(holiday)
    row = reads.find_day(holiday)
    assert row is not None
    assert (row.is_working, row.source) == (False, OF_PACKAGE)
    with pytest.raises(DayNotPossible):
        remove(holiday)


def test_what_is_not_entered_cannot_be_removed() -> None:
    with pytest.raises(DayNotPossible):
        remove(TET)
    with pytest.raises(DayNotPossible):
        remove(date(2035, 2, 5))


def test_a_day_beyond_what_is_shipped_is_simply_taken_out() -> None:
    set_day(entry(date(2033, 2, 5)))
    remove(date(2033, 2, 5))
    assert count() == 0


def test_a_list_is_entered_as_a_whole() -> None:
    save(CalendarDay(day=TET, is_working=False, name="Tết", source=SOURCE))
    assert list(effects(year_list()).values()) == [Effect.CHANGED, Effect.ADDED, Effect.ADDED]
    assert enter(year_list()) == 3
    found = reads.get_calendar()
    assert (found.is_working(TET), found.is_working(date(2027, 2, 13))) == (False, True)
    assert set(effects(year_list()).values()) == {Effect.SAME}
    assert [each.action for each in journal()] == ["calendar.list_entered"]
    assert enter(year_list()) == 0
    assert len(journal()) == 1


def test_one_wrong_line_and_nothing_is_entered() -> None:
    with pytest.raises(ListWrong) as refused:
        enter(year_list(f"{LIST}\n15/02/2027; có lẽ; Tết"))
    assert [fault.number for fault in refused.value.faults] == [4]
    assert refused.value.field == "days"
    assert count() == 0


def test_lines_of_the_past_may_stand_but_not_differ() -> None:
    wednesday = date(2026, 3, 4)
    save(CalendarDay(day=wednesday, is_working=False, name="Giỗ Tổ", source=SOURCE))
    same = year_list("04/03/2026; nghỉ; Giỗ Tổ Hùng Vương\n31/12/2026; nghỉ; Nghỉ bù", year=2026)
    assert list(effects(same).values()) == [Effect.SAME, Effect.ADDED]
    enter(same)
    row = reads.find_day(wednesday)
    assert row is not None
    assert row.name == "Giỗ Tổ"
    with pytest.raises(ListWrong) as refused:
        enter(year_list("31/12/2026; nghỉ; Nghỉ bù\n05/03/2026; nghỉ; Nghỉ", year=2026))
    assert [(fault.number, fault.message) for fault in refused.value.faults] == [(2, lists.PAST)]


def test_a_complete_list_drops_the_days_that_are_not_on_it() -> None:
    with transaction():
        calendar.fill(2027, 2027, now=NOW)
    dropped = effects(year_list(is_complete=True))
    assert dropped[date(2027, 9, 2)] is Effect.DROPPED
    enter(year_list(is_complete=True))
    assert reads.get_calendar().is_working(date(2027, 9, 2))
    with transaction():
        calendar.fill(2027, 2027, now=NOW)
    assert reads.get_calendar().is_working(date(2027, 9, 2))
    assert not reads.get_calendar().is_working(TET)


def test_a_list_that_is_not_complete_leaves_the_others() -> None:
    with transaction():
        calendar.fill(2027, 2027, now=NOW)
    enter(year_list())
    assert not reads.get_calendar().is_working(date(2027, 9, 2))


def test_a_changed_calendar_is_previewed_again() -> None:
    named = official_days.digest(official_days.compare(year_list(), today=TODAY))
    set_day(entry())
    with pytest.raises(ListChanged):
        enter(year_list(), named)
    assert count() == 1


def test_a_list_has_lines_and_a_year_that_comes() -> None:
    for wanted, field in ((year_list(" "), "days"), (year_list(year=2025), "year")):
        with pytest.raises(RuleBroken) as refused:
            official_days.compare(wanted, today=TODAY)
        assert refused.value.field == field


def test_the_years_that_hold_anything_are_known() -> None:
    assert reads.find_years() is None
    set_day(entry())
    set_day(entry(date(2029, 2, 5)))
    assert reads.find_years() == (2027, 2029)
    assert [row.day for row in reads.list_days(TET, date(2028, 1, 1))] == [TET]
