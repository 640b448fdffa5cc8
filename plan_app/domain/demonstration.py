"""The illustrative story of a plan: what would plausibly have been reported of it by a day.

Nothing of it is true. Deterministic: the same milestones and the same day give the same story.
"""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from plan_app.domain.deadlines import DUE_SOON_DAYS
from plan_app.domain.working_days import Calendar

OVERDUE: Final = 12
DUE_SOON: Final = 9
AWAITING: Final = 5

# Tasks that the texts and pictures of the product speak of, so that they find them so.
OVERDUE_FIRST: Final = (53, 61, 88)
OPEN_FIRST: Final = (53, 60, 57, 84)
NEVER_OVERDUE: Final = (14, 70, 27)
SUSPENDED_FIRST: Final = (59, 45, 25)
# What is dealt with besides reminders concerns others, so that these keep their plain story.
SPARED: Final = frozenset({53, 57, 60, 61, 84, 88})

_SEED: Final = 3825
_LATE_SHARE: Final = 0.16
_RECENT_DAYS: Final = 240


class Turn(StrEnum):
    """What the story makes of a milestone."""

    UNTOUCHED = "untouched"
    UNDER_WAY = "under_way"
    RETURNED = "returned"
    AWAITING = "awaiting"
    COMPLETED = "completed"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class Part:
    """A milestone that a story is told of: its task's number, its place in it, its date."""

    task: int
    ordinal: int
    due: date | None
    is_waiting: bool = False


@dataclass(frozen=True, slots=True)
class Story:
    """What happened to a milestone: when it was reported, and when that was answered.

    `reported_on` is the day of the report that `turn` rests on, None where nothing was reported;
    `answered_on` the day of the confirmation, return or suspension.
    """

    part: Part
    turn: Turn
    reported_on: date | None = None
    answered_on: date | None = None
    percent: int | None = None


def tell(parts: Iterable[Part], *, today: date, calendar: Calendar) -> list[Story]:
    """Return a story for each milestone, in the order given.

    What is past is mostly done, some of it late. Where the dates of the plan allow it, `OVERDUE`
    tasks are overdue, `DUE_SOON` due within thirty days, `AWAITING` await confirmation, two are
    returned and one is suspended.
    """
    parts = list(parts)
    teller = _Teller(parts, today, calendar)
    return [teller.story(part) for part in parts]


class _Teller:
    """Chooses the turns first, and then tells each milestone's story."""

    def __init__(self, parts: Sequence[Part], today: date, calendar: Calendar) -> None:
        # The same story every time; nothing secret depends on it.
        self._random = random.Random(_SEED)  # noqa: S311
        self._today = today
        self._calendar = calendar
        dated = sorted((part for part in parts if part.due), key=lambda part: (part.due, part.task))
        self._last = set({part.task: part for part in dated}.values())
        self._next: dict[int, Part] = {}
        past: dict[int, Part] = {}
        for part in dated:
            if _due(part) < today:
                past[part.task] = part
            else:
                self._next.setdefault(part.task, part)
        self._overdue = self._choose_overdue(past)
        self._choose_near()
        self._returned = {*self._overdue[1:2], *self._soon[-1:]}
        self._suspended = self._choose_suspended(parts)

    def _choose_overdue(self, past: dict[int, Part]) -> list[Part]:
        """The most recent of what is past, every other one; those that texts speak of first."""
        first = [past[number] for number in OVERDUE_FIRST if number in past]
        recent = [
            part
            for part in sorted(
                past.values(), key=lambda each: (_due(each), each.task), reverse=True
            )
            if part.task not in {*OVERDUE_FIRST, *NEVER_OVERDUE}
            and (self._today - _due(part)).days <= _RECENT_DAYS
        ]
        return (first + recent[::2] + recent[1::2])[:OVERDUE]

    def _choose_near(self) -> None:
        """Of what is due soon some is open, some awaits confirmation, the rest is done early."""
        overdue = {part.task for part in self._overdue}
        ahead = [part for part in self._next.values() if part.task not in overdue]
        ahead.sort(key=lambda part: (_due(part), part.task))
        near = [part for part in ahead if (_due(part) - self._today).days <= DUE_SOON_DAYS]
        # A task awaits confirmation as a whole only where nothing of it comes later.
        whole_first = sorted(ahead, key=lambda part: part not in self._last)
        free = [part for part in whole_first if part.task not in OPEN_FIRST]
        spared = [part for part in free if part in near][: max(0, len(near) - DUE_SOON)]
        self._awaiting = spared[:AWAITING]
        near = [part for part in near if part not in self._awaiting]
        near.sort(key=lambda part: (part.task not in OPEN_FIRST, _due(part), part.task))
        self._soon, self._early = near[:DUE_SOON], near[DUE_SOON:]
        later = [part for part in free if part not in {*near, *self._awaiting}]
        self._awaiting += later[: AWAITING - len(self._awaiting)]

    def _choose_suspended(self, parts: Sequence[Part]) -> Part | None:
        """Work that lies ahead, so that no date is missed because of it."""
        free = [
            self._next[number]
            for number in (*SUSPENDED_FIRST, *sorted({part.task for part in parts}, reverse=True))
            if number in self._next
        ]
        taken = {part.task for part in (*self._overdue, *self._soon, *self._awaiting, *self._early)}
        return next((part for part in free if part.task not in taken), None)

    def story(self, part: Part) -> Story:
        """Tell the story of one milestone."""
        if part.is_waiting:
            return Story(part, Turn.UNTOUCHED)
        if part == self._suspended:
            return Story(part, Turn.SUSPENDED, self._before(60, 90), self._before(20, 40), 20)
        if part in self._returned:
            reported = self._before(8, 14)
            return Story(part, Turn.RETURNED, reported, self._after(reported, 2, 5), 80)
        if part in self._awaiting:
            return Story(part, Turn.AWAITING, self._before(1, 12), percent=100)
        if part in self._early or (part.due and part.due < self._today):
            return self._past(part)
        return self._ahead(part)

    def _past(self, part: Part) -> Story:
        if part in self._overdue:
            # Some agencies have said something meanwhile, others nothing at all.
            return self._under_way(part) if self._random.random() < 0.6 else _silent(part)
        due = min(_due(part), self._today)
        shift = self._random.randint(0, 14)
        if part not in self._early and self._random.random() < _LATE_SHARE:
            shift = -self._random.randint(2, 21)
        latest = self._today - timedelta(days=3)
        reported = self._calendar.on_or_before(min(due - timedelta(days=shift), latest))
        return Story(part, Turn.COMPLETED, reported, self._after(reported, 1, 4), 100)

    def _ahead(self, part: Part) -> Story:
        """Work that goes on: of each task the next milestone at most, and not of every task."""
        if part.due and (part != self._next.get(part.task) or self._is_overdue_task(part.task)):
            return _silent(part)
        if self._random.random() < 0.35:
            return _silent(part)
        return self._under_way(part)

    def _under_way(self, part: Part) -> Story:
        percent = self._random.randrange(20, 85, 5) if part.due else None
        return Story(part, Turn.UNDER_WAY, self._before(12, 75), percent=percent)

    def _is_overdue_task(self, number: int) -> bool:
        return any(part.task == number for part in self._overdue)

    def _before(self, least: int, most: int) -> date:
        """A working day before today."""
        days = timedelta(days=self._random.randint(least, most))
        return self._calendar.on_or_before(self._today - days)

    def _after(self, day: date, least: int, most: int) -> date:
        """A working day after `day`, at the latest today."""
        later = self._calendar.add(day, self._random.randint(least, most))
        return min(later, self._today)


def _silent(part: Part) -> Story:
    return Story(part, Turn.UNTOUCHED)


def _due(part: Part) -> date:
    """The date of a part; one without a date comes after all others."""
    return part.due or date.max
