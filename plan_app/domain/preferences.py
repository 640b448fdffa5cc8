"""What people may choose of their mail (rule 11): duty is slowed and never switched off.

Duty are reminders of what is overdue, due, or within the first lead of the plan. Optional are
reminders earlier than that, which a person asks for, and the weekly roll-up of a coordinator as
long as another coordinator of the plan gets it.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from plan_app.domain.working_days import Calendar
from plan_app.errors import N_, RuleBroken

# A digest of Saturday or Sunday would mostly go on Monday.
WEEKDAYS: Final = range(5)
# Days before the date, longer than the usual first lead and as far as the planner looks.
EARLY_LEADS: Final = (45, 60, 90)
_WEEK: Final = timedelta(days=7)


class Topic(StrEnum):
    """What of their mail people may do without."""

    EARLY = "early"
    ROLL_UP = "roll_up"


class PreferenceWrong(RuleBroken):
    """A choice that is not offered; `field` names it."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """What one person has chosen.

    `digest_weekday` (0 is Monday) is None for digests on every working day, `early_lead` the
    days before a date of an early reminder, None for none.
    """

    digest_weekday: int | None = None
    early_lead: int | None = None
    skips_roll_up: bool = False


def check(wanted: Preferences) -> None:
    """Raises PreferenceWrong for what is not offered."""
    if wanted.digest_weekday is not None and wanted.digest_weekday not in WEEKDAYS:
        raise PreferenceWrong(N_("Đề nghị chọn một ngày trong tuần làm việc."), "digest_weekday")
    if wanted.early_lead is not None and wanted.early_lead not in EARLY_LEADS:
        raise PreferenceWrong(N_("Đề nghị chọn một số ngày trong danh sách."), "early_lead")


def last_digest_day(today: date, weekday: int, calendar: Calendar) -> date:
    """The last day, at most `today`, for the weekly digest of `weekday`.

    That day of the week, or the next working day where it is a day off.
    """
    chosen = today - timedelta(days=(today.weekday() - weekday) % 7)
    while calendar.on_or_after(chosen) > today:
        chosen -= _WEEK
    return calendar.on_or_after(chosen)


def next_digest_day(today: date, weekday: int, calendar: Calendar) -> date:
    """The first such day after `today`."""
    chosen = today + timedelta(days=1 + (weekday - today.weekday() - 1) % 7) - _WEEK
    while calendar.on_or_after(chosen) <= today:
        chosen += _WEEK
    return calendar.on_or_after(chosen)


def waits(crossed: date, last_day: date) -> bool:
    """Whether a lead that was crossed on this day waits for the person's next weekly digest.

    One that was crossed by the last weekly digest should have been told in it, and goes now.
    """
    return crossed > last_day


def presses(dues: Iterable[date], today: date) -> bool:
    """Whether duty cannot wait for anybody's weekday: something is overdue or due today."""
    return any(due <= today for due in dues)


def roll_up_readers(coordinators: Sequence[int], without: Collection[int]) -> tuple[int, ...]:
    """Those of a plan's (reachable) coordinators who get its roll-up; never nobody.

    Where all of them do without, it is the first one's duty.
    """
    return tuple(each for each in coordinators if each not in without) or tuple(coordinators[:1])


def is_roll_up_optional(person: int, coordinators: Sequence[int], without: Collection[int]) -> bool:
    """Whether the person may do without the roll-up: another coordinator gets it."""
    return any(each != person and each not in without for each in coordinators)


def without(kept: Preferences, topics: Collection[Topic]) -> Preferences:
    """The same without these topics."""
    return Preferences(
        digest_weekday=kept.digest_weekday,
        early_lead=None if Topic.EARLY in topics else kept.early_lead,
        skips_roll_up=kept.skips_roll_up or Topic.ROLL_UP in topics,
    )
