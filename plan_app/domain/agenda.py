"""The agenda: the days of a month, whose deadlines stand on them, how programs know them again.

A feed is read by other programs than ours: what it says of a deadline has an id that stays the
same and a number that grows with every change.
"""

import base64
import calendar
import hashlib
import hmac
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from plan_app.domain.update_links import TOKEN_BYTES

FIRST_YEAR, LAST_YEAR = 2000, 2100
# How many months the list shows from the chosen one on.
LISTED_MONTHS: Final = 3
_WRITTEN: Final = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
_PURPOSE: Final = b"plan-app: feed of an agenda: "


class Whose(StrEnum):
    """Whose deadlines an agenda shows."""

    OWN = "own"
    AGENCY = "agency"
    PLAN = "plan"


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the calendar, its weeks beginning on Monday."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Month":
        """The month that the day is in."""
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> "Month":
        """`2026-12`; raises ValueError for anything else, and beyond this century."""
        found = _WRITTEN.fullmatch(text)
        if found is None or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
            raise ValueError(text)
        return cls(int(found[1]), int(found[2]))

    def __str__(self) -> str:
        return f"{self.year}-{self.number:02d}"

    @property
    def written(self) -> str:
        """`12/2026`, in both languages."""
        return f"{self.number:02d}/{self.year}"

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return self.plus(1).first - timedelta(days=1)

    @property
    def weeks(self) -> list[list[date]]:
        """Its days by weeks of seven; the first and the last have days of its neighbours."""
        return calendar.Calendar(calendar.MONDAY).monthdatescalendar(self.year, self.number)

    def plus(self, months: int) -> "Month":
        """The month so many later, or earlier."""
        year, before = divmod(self.year * 12 + self.number - 1 + months, 12)
        return Month(year, before + 1)


def days_of(first: date, last: date) -> Iterator[date]:
    """Every day of a span, both ends included."""
    for n in range((last - first).days + 1):
        yield first + timedelta(days=n)


def token(seed: str, key: str) -> str:
    """The secret of a feed's address, made of its seed by the secret key; always the same.

    The table holds the seed and the digest of the token: without the key neither opens anything,
    and with it the address can be shown again to its owner.
    """
    made = hmac.new(key.encode(), _PURPOSE + seed.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made[:TOKEN_BYTES]).decode("ascii")


def uid(kind: str, id_: int, installation: str) -> str:
    """`milestone-12@…`: the same for as long as the row exists, and no other installation's."""
    return f"{kind}-{id_}@{installation}.plan-app"


def sequence(*versions: int) -> int:
    """How often the rows that an event is made of were changed; versions begin at 1."""
    return sum(version - 1 for version in versions)
