"""Ends of days, months, quarters and years as administrative texts write them, folded."""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import Final

Day = date

_QUARTERS: Final = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_ROMAN: Final = ("I", "II", "III", "IV")
_OF_YEAR: Final = r"(?: ?/ ?| ?- ?|,? nam |,? )(?:nam )?(20\d\d)"
_DATE: Final = re.compile(
    r"(?:ngay )?(\d{1,2}) ?([/.-]) ?(\d{1,2}) ?\2 ?(20\d\d)|"
    r"(?:ngay )?(\d{1,2}) thang (\d{1,2})(?:,? nam |/)(20\d\d)|"
    r"(20\d\d)-(\d\d)-(\d\d)"
)
_YEAR: Final = re.compile(r"(?:(?:cuoi |het )?nam )?(20\d\d)")
_MONTH_OF_YEAR: Final = re.compile(r"(\d{1,2})/(20\d\d)")
_WITH_YEAR: Final = re.compile(rf"(.+?){_OF_YEAR}")
_QUARTER: Final = re.compile(r"(?:quy|q) ?(iv|i{1,3}|[1-4])")
_MONTH: Final = re.compile(r"thang (\d{1,2})")
_FIRST_MONTHS: Final = re.compile(r"(0?[369]|sau|ba|chin) thang dau(?: nam)?")
_LAST_MONTHS: Final = re.compile(r"(?:0?[369]|sau|ba|chin) thang cuoi(?: nam)?")
_WORDED: Final = {"sau": 6, "ba": 3, "chin": 9}
_DAY_OF_MONTH: Final = re.compile(r"(?:ngay )?(\d{1,2})(?:[/.-]| thang )(\d{1,2})")


@dataclass(frozen=True, slots=True)
class Moment:
    """A day that comes every year: the last of `month` without `day`."""

    month: int
    day: int | None = None
    name: str = ""
    name_en: str = ""

    def in_year(self, year: int) -> Day:
        """Its date in a year."""
        return date(year, self.month, self.day or calendar.monthrange(year, self.month)[1])

    def named(self, year: int) -> str:
        """`Quý II/2026`, or the date."""
        return f"{self.name}/{year}" if self.name else f"{self.in_year(year):%d/%m/%Y}"

    def named_en(self, year: int) -> str:
        """`Q2/2026`, or the date."""
        return f"{self.name_en}/{year}" if self.name_en else f"{self.in_year(year):%d/%m/%Y}"


def day_of(text: str) -> Day | None:
    """The last day of a date, month, quarter, part of a year or year; None for anything else."""
    match = _DATE.fullmatch(text)
    if match:
        return _date(match)
    match = _YEAR.fullmatch(text)
    if match:
        return date(int(match[1]), 12, 31)
    match = _MONTH_OF_YEAR.fullmatch(text)
    if match:
        month = int(match[1])
        return Moment(month).in_year(int(match[2])) if 1 <= month <= 12 else None
    match = _WITH_YEAR.fullmatch(text)
    moment = moment_of(match[1]) if match else None
    # A day and a month with their year are a date, and were read above or are none.
    return moment.in_year(int(match[2])) if match and moment and moment.day is None else None


def moment_of(text: str) -> Moment | None:
    """A quarter, a month, a part of the year or a day, each without its year."""
    for pattern, build in ((_QUARTER, _quarter), (_MONTH, _month), (_FIRST_MONTHS, _first_months)):
        match = pattern.fullmatch(text)
        if match:
            return build(match)
    if _LAST_MONTHS.fullmatch(text):
        return Moment(12)
    match = _DAY_OF_MONTH.fullmatch(text)
    return _day(int(match[1]), int(match[2])) if match else None


def moments_of_year(text: str) -> tuple[Moment, ...]:
    """Moments in a list ("quý II, quý IV", "tháng 6 và 12"), in order; nothing if one is none.

    What a number counts stands before the first and may be left out before the others.
    """
    found: list[Moment] = []
    word = ""
    for part in re.split(r", | va |; | & ", text):
        opening = re.match(r"quy |thang |ngay ", part)
        word = opening[0] if opening else word
        moment = moment_of(part if opening or "/" in part else word + part)
        if moment is None or (found and (moment.month, moment.day or 31) <= _place(found[-1])):
            return ()
        found.append(moment)
    return tuple(found)


def _place(moment: Moment) -> tuple[int, int]:
    return moment.month, moment.day or 31


def _date(match: re.Match[str]) -> Day | None:
    groups = match.groups()
    if groups[7]:
        year, month, day = groups[7:10]
    else:
        day, month, year = (groups[0], *groups[2:4]) if groups[0] else groups[4:7]
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _quarter(match: re.Match[str]) -> Moment:
    number = _QUARTERS[match[1]]
    return Moment(number * 3, name=f"Quý {_ROMAN[number - 1]}", name_en=f"Q{number}")


def _month(match: re.Match[str]) -> Moment | None:
    number = int(match[1])
    if not 1 <= number <= 12:
        return None
    return Moment(number, name=f"tháng {number}", name_en=calendar.month_abbr[number])


def _first_months(match: re.Match[str]) -> Moment:
    return Moment(_WORDED.get(match[1]) or int(match[1]))


def _day(day: int, month: int) -> Moment | None:
    """A day that every year has: not 29/2."""
    try:
        date(2025, month, day)
    except ValueError:
        return None
    return Moment(month, day)
