"""How days, times and numbers are written on pages and in mails (official-voice, section A)."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def day(value: date | None) -> str:
    """`07/12/2026`; nothing for no day."""
    # A tenth of the time that `strftime` takes, and lists show many days.
    return f"{value.day:02d}/{value.month:02d}/{value.year:04d}" if value else ""


def moment(value: datetime | None, zone: ZoneInfo) -> str:
    """`07:36 ngày 08/12/2026` in the plan's zone; nothing for no instant."""
    return value.astimezone(zone).strftime("%H:%M ngày %d/%m/%Y") if value else ""


def local_day(value: datetime | None, zone: ZoneInfo) -> str:
    """`08/12/2026`: the day of an instant in the plan's zone; nothing for no instant."""
    return day(value.astimezone(zone).date()) if value else ""


def telephone(value: str) -> str:
    """`+842373852246`: what a telephone dials; spaces, points and brackets are for readers."""
    return "".join(char for char in value if char.isdecimal() or char == "+")


def as_of(value: datetime, zone: ZoneInfo) -> str:
    """`07 giờ 30 ngày 07/12/2026`: the instant that figures are counted at."""
    return value.astimezone(zone).strftime("%H giờ %M ngày %d/%m/%Y")


def count(value: int) -> str:
    """`03`: counts under ten are written with a zero; thousands with a point."""
    return f"{value:02d}" if value < 10 else f"{value:,}".replace(",", ".")


def percent(value: Decimal) -> str:
    """`39,0%`."""
    return f"{value:.1f}%".replace(".", ",")


def roman(value: int) -> str:
    """`IV`, for groups and quarters; `value` from 1 to 39."""
    written = ""
    for worth, letters in ROMAN:
        times, value = divmod(value, worth)
        written += letters * times
    return written
