"""People's own entries in the calendar: one day, or the official list of a year."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import select

from plan_app.domain import official_days
from plan_app.domain.official_days import Fault, Line
from plan_app.domain.working_days import Calendar
from plan_app.errors import N_, RuleBroken, StaleEdit
from plan_app.extensions import db
from plan_app.models import CalendarDay
from plan_app.services import calendar, journal
from plan_app.services.calendar import Entry

# Farther ahead nobody has decided anything: it is a slip of the keyboard.
YEARS_AHEAD: Final = 10
LONGEST_NAME: Final = 120
LONGEST_SOURCE: Final = 200
_NAME_WRONG: Final = N_("Tên ngày phải có và dài nhiều nhất 120 ký tự.")
_SOURCE_WRONG: Final = N_("Nguồn phải có và dài nhiều nhất 200 ký tự.")
_PLAIN_WEEK: Final = Calendar()


class DayNotPossible(RuleBroken):
    """The day cannot be entered, changed or taken out."""

    def __init__(self, message: str, field: str = "day") -> None:
        super().__init__(message, field)


class DayChanged(StaleEdit):
    """Somebody changed the day between this person's reading and saving."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "Lịch đã có nội dung khác cho ngày này. Nội dung đã nhập vẫn được giữ; "
                "đề nghị xem lại rồi lưu."
            )
        )


class ListWrong(RuleBroken):
    """Lines of the list cannot be entered; nothing was."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(N_("Danh sách có dòng chưa đúng; chưa ngày nào được ghi."), "days")
        self.faults = faults


class ListChanged(RuleBroken):
    """The calendar is no longer what the preview was made from."""

    def __init__(self) -> None:
        super().__init__(
            N_("Lịch đã thay đổi kể từ khi xem trước; đề nghị kiểm tra lại rồi xác nhận.")
        )


class Effect(StrEnum):
    """What a list does to a day."""

    ADDED = "added"
    CHANGED = "changed"
    SAME = "same"
    # Not on a list that is complete: it follows the plain week again.
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Comparison:
    """A day before and after; `before` is None where nothing was entered."""

    effect: Effect
    before: Entry | None
    after: Entry


@dataclass(frozen=True, slots=True)
class YearList:
    """The official days of a year as pasted. `is_complete`: all other days follow the week."""

    year: int
    text: str
    source: str
    is_complete: bool


def seen(row: CalendarDay | None) -> str:
    """Names what is entered for a day, so that a form knows what it was made from."""
    said = "" if row is None else repr((row.day, row.is_working, row.name, row.source))
    return hashlib.sha256(said.encode()).hexdigest()


def set_day(
    entry: Entry, *, actor_id: int | None, now: datetime, today: date, version: str | None = None
) -> None:
    """Enter or change one day; what stays is not written.

    `version` is what `seen` gave for the form. Raises DayNotPossible and DayChanged.
    """
    _check_day(entry.day, today)
    _check_texts(entry)
    journal.hold(None)
    row = _hold(entry.day)
    _check_seen(row, version)
    before = _entry(row)
    if before == entry:
        return
    _put(row, entry)
    _record("calendar.day_set", before, entry, actor_id=actor_id, now=now)


def remove_day(
    day: date, *, actor_id: int | None, now: datetime, today: date, version: str | None = None
) -> None:
    """Take a person's entry out: what the software ships for the day counts again, or the week.

    Raises DayNotPossible and DayChanged.
    """
    _check_day(day, today)
    journal.hold(None)
    row = _hold(day)
    _check_seen(row, version)
    if row is None:
        raise DayNotPossible(N_("Ngày này chưa có trong lịch."))
    if calendar.is_ours(row.source):
        raise DayNotPossible(
            N_("Ngày này có sẵn trong phần mềm nên không bỏ được; có thể sửa và ghi nguồn.")
        )
    before, shipped = _entry(row), calendar.find_shipped(day)
    if shipped is None:
        db.session.delete(row)
        db.session.flush()
    else:
        _put(row, shipped)
    _record("calendar.day_removed", before, shipped, actor_id=actor_id, now=now)


def compare(wanted: YearList, *, today: date) -> list[Comparison]:
    """What the list would do, by day; raises ListWrong with every fault in it."""
    if not today.year <= wanted.year <= today.year + YEARS_AHEAD:
        raise DayNotPossible(N_("Chỉ nhập danh sách của năm nay và các năm tới."), "year")
    lines, faults = official_days.read(wanted.text, wanted.year)
    rows = {row.day: row for row in _rows_of(wanted.year)}
    faults += _past(lines, rows, today)
    if not lines and not faults:
        raise DayNotPossible(N_("Đề nghị dán danh sách ngày."), "days")
    if faults:
        raise ListWrong(sorted(faults, key=lambda fault: fault.number))
    found = [_compare(line, rows.pop(line.day, None), wanted.source, today) for line in lines]
    if wanted.is_complete:
        found += [_drop(row, wanted.source) for row in rows.values() if _drops(row, today)]
    return sorted(found, key=lambda each: each.after.day)


def digest(comparisons: Iterable[Comparison]) -> str:
    """Names exactly what a preview showed."""
    return hashlib.sha256(repr(list(comparisons)).encode()).hexdigest()


def enter_list(
    wanted: YearList, confirmed: str, *, actor_id: int | None, now: datetime, today: date
) -> int:
    """Enter the list as the preview named `confirmed` showed it; give how many days changed.

    All of it or nothing: raises ListWrong and ListChanged.
    """
    journal.hold(None)
    found = compare(wanted, today=today)
    if digest(found) != confirmed:
        raise ListChanged
    changed = [each for each in found if each.effect is not Effect.SAME]
    for each in changed:
        _put(_hold(each.after.day), each.after)
    if changed:
        journal.record(
            "calendar.list_entered",
            now=now,
            actor_id=actor_id,
            plan_id=None,
            data={"year": wanted.year, "complete": wanted.is_complete,
                  "days": [each.after.day.isoformat() for each in changed]},
            text="\n".join([wanted.source, *(_said(each.after) for each in changed)]),
        )  # fmt: skip
    return len(changed)


def _check_day(day: date, today: date) -> None:
    if day < today:
        raise DayNotPossible(N_("Ngày đã qua, không thay đổi được."))
    if day.year > today.year + YEARS_AHEAD:
        raise DayNotPossible(N_("Ngày quá xa; đề nghị kiểm tra lại năm."))


def _check_texts(entry: Entry) -> None:
    """The forms say so at their fields; the command line has none."""
    if not entry.name.strip() or len(entry.name) > LONGEST_NAME:
        raise DayNotPossible(_NAME_WRONG, "name")
    if not entry.source.strip() or len(entry.source) > LONGEST_SOURCE:
        raise DayNotPossible(_SOURCE_WRONG, "source")


def _check_seen(row: CalendarDay | None, version: str | None) -> None:
    if version is not None and seen(row) != version:
        raise DayChanged


def _hold(day: date) -> CalendarDay | None:
    return db.session.scalar(
        select(CalendarDay)
        .where(CalendarDay.day == day)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _rows_of(year: int) -> list[CalendarDay]:
    days = CalendarDay.day.between(date(year, 1, 1), date(year, 12, 31))
    return list(db.session.scalars(select(CalendarDay).where(days).order_by(CalendarDay.day)))


def _entry(row: CalendarDay | None) -> Entry | None:
    return None if row is None else Entry(row.day, row.is_working, row.name, row.source)


def _put(row: CalendarDay | None, entry: Entry) -> None:
    if row is None:
        row = CalendarDay(day=entry.day)
        db.session.add(row)
    row.is_working, row.name, row.source = entry.is_working, entry.name, entry.source
    db.session.flush()


def _past(lines: Iterable[Line], rows: dict[date, CalendarDay], today: date) -> list[Fault]:
    """The lines that would change what has been applied already; equal ones do no harm."""
    return [
        Fault(line.number, f"{line.day:%d/%m/%Y}", official_days.PAST)
        for line in lines
        if line.day < today and line.is_working != _is_working(line.day, rows.get(line.day))
    ]


def _is_working(day: date, row: CalendarDay | None) -> bool:
    return _PLAIN_WEEK.is_working(day) if row is None else row.is_working


def _compare(line: Line, row: CalendarDay | None, source: str, today: date) -> Comparison:
    before, after = _entry(row), Entry(line.day, line.is_working, line.name, source)
    if line.day < today:
        return Comparison(Effect.SAME, before, before or after)
    if before is None:
        return Comparison(Effect.ADDED, None, after)
    is_same = (before.is_working, before.name) == (after.is_working, after.name)
    return Comparison(Effect.SAME if is_same else Effect.CHANGED, before, after)


def _drops(row: CalendarDay, today: date) -> bool:
    return row.day >= today and row.is_working != _PLAIN_WEEK.is_working(row.day)


def _drop(row: CalendarDay, source: str) -> Comparison:
    """Kept as a row of its own, so that the days that the software ships do not come back."""
    after = Entry(row.day, _PLAIN_WEEK.is_working(row.day), "", source)
    return Comparison(Effect.DROPPED, _entry(row), after)


def _said(entry: Entry | None) -> str:
    if entry is None:
        return ""
    return f"{entry.day.isoformat()} {int(entry.is_working)} {entry.name} ({entry.source})"


def _record(
    action: str, before: Entry | None, after: Entry | None, *, actor_id: int | None, now: datetime
) -> None:
    """In the chain of the installation: the calendar is that of all plans."""
    days = [entry.day.isoformat() for entry in (before, after) if entry is not None]
    journal.record(
        action,
        now=now,
        actor_id=actor_id,
        plan_id=None,
        data={
            "day": days[0],
            "was_working": before.is_working if before else None,
            "is_working": after.is_working if after else None,
        },
        text=" → ".join((_said(before), _said(after))),
    )
