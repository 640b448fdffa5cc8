"""How days, times and numbers are written on pages and in mails (official-voice, section A).

Days are written in the same way in both languages; numbers as the reader's language has them.
"""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from plan_app.presentation.language import language

ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def day(value: date | None) -> str:
    """`07/12/2026`; nothing for no day."""
    # A tenth of the time that `strftime` takes, and lists show many days.
    return f"{value.day:02d}/{value.month:02d}/{value.year:04d}" if value else ""


def moment(value: datetime | None, zone: ZoneInfo) -> str:
    """`07:36 ngày 08/12/2026`, `07:36 on …` in the plan's zone; nothing for no instant."""
    if value is None:
        return ""
    written = "%H:%M on %d/%m/%Y" if _is_english() else "%H:%M ngày %d/%m/%Y"
    return value.astimezone(zone).strftime(written)


def moment_since(value: datetime | None, now: datetime, zone: ZoneInfo) -> str:
    """`07:30 hôm nay`, `07:30 today` for an instant of the day of `now`, else as `moment`."""
    if value is None or value.astimezone(zone).date() != now.astimezone(zone).date():
        return moment(value, zone)
    return value.astimezone(zone).strftime("%H:%M today" if _is_english() else "%H:%M hôm nay")


def local_day(value: datetime | None, zone: ZoneInfo) -> str:
    """`08/12/2026`: the day of an instant in the plan's zone; nothing for no instant."""
    return day(value.astimezone(zone).date()) if value else ""


def telephone(value: str) -> str:
    """`+842373852246`: what a telephone dials; spaces, points and brackets are for readers."""
    return "".join(char for char in value if char.isdecimal() or char == "+")


def as_of(value: datetime, zone: ZoneInfo) -> str:
    """`07 giờ 30 ngày 07/12/2026`: the instant that figures are counted at."""
    written = "%H:%M on %d/%m/%Y" if _is_english() else "%H giờ %M ngày %d/%m/%Y"
    return value.astimezone(zone).strftime(written)


def count(value: int) -> str:
    """`03`, `1.234` in Vietnamese, where counts under ten have a zero; `3`, `1,234` in English."""
    if _is_english():
        return f"{value:,}"
    return f"{value:02d}" if value < 10 else f"{value:,}".replace(",", ".")


def change(now: int, before: int) -> str:
    """`+06`, `-02`, `0`."""
    if now == before:
        return "0"
    return f"{'+' if now > before else '-'}{count(abs(now - before))}"


def percent(value: Decimal) -> str:
    """`39,0%` in Vietnamese, `39.0%` in English."""
    written = f"{value:.1f}%"
    return written if _is_english() else written.replace(".", ",")


def file_size(value: int) -> str:
    """`35 KB`, `1,2 MB` in Vietnamese, `1.2 MB` in English; `value` in bytes."""
    if value < 1_000_000:
        return f"{max(1, round(value / 1000))} KB"
    written = f"{value / 1_000_000:.1f} MB"
    return written if _is_english() else written.replace(".", ",")


def roman(value: int) -> str:
    """`IV`, for groups and quarters; `value` from 1 to 39."""
    written = ""
    for worth, letters in ROMAN:
        times, value = divmod(value, worth)
        written += letters * times
    return written


def _is_english() -> bool:
    return language() == "en"
