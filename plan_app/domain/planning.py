"""The digests of one day, from facts: pure, so that it can be tried on any history.

A person gets at most one digest a day. It is written when something was crossed that the person
was not yet told, and then shows everything the person has to do.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from plan_app.domain import holding, preferences, reminders
from plan_app.domain.holding import Hold
from plan_app.domain.matters import Matter, MatterKind
from plan_app.domain.working_days import Calendar


class Candidate(NamedTuple):
    """A duty of one person today; sorts by urgency. `threshold` is the strongest crossed."""

    due: date
    number: int
    milestone_id: int
    revision: int
    ordinal: int
    threshold: int
    plan_id: int
    recipient_id: int


class Notice(NamedTuple):
    """A line of a digest; `threshold` is None when it was told before."""

    milestone_id: int
    revision: int
    number: int
    ordinal: int
    threshold: int | None
    days_late: int


class Digest(NamedTuple):
    """The message to one person; `plan_id` is the plan of its most urgent line.

    `roll_ups` are the plans whose weekly roll-ups are sections of it, `matters` what it tells
    besides deadlines.
    """

    recipient_id: int
    plan_id: int
    notices: list[Notice]
    roll_ups: tuple[int, ...]
    matters: tuple[Matter, ...] = ()

    @property
    def has_roll_up(self) -> bool:
        """Whether there is any."""
        return bool(self.roll_ups)

    def numbers_of(self, kind: MatterKind, *, again: bool = False) -> list[int]:
        """The tasks, by number, of which it tells such matters for the first time, or again."""
        found = (each for each in self.matters if each.kind == kind and each.again is again)
        return sorted({each.number for each in found})


class HeldBack(NamedTuple):
    """A task whose reminder was due and is held back."""

    number: int
    reason: Hold


@dataclass(slots=True)
class Told:
    """What is reserved or told: the strongest threshold by (milestone, revision, recipient).

    `told_on` is the last day on which a person was told of a milestone, kept for those whose
    extension is being submitted (`slowed`).
    """

    strongest: Mapping[tuple[int, int, int], int] = field(default_factory=dict)
    told_on: Mapping[tuple[int, int], date] = field(default_factory=dict)
    slowed: frozenset[int] = frozenset()


@dataclass(slots=True)
class DayFacts:
    """What holds for all messages of the day.

    `closed` maps plans to the rule that closes the day for them, `busy` people to the rule that
    keeps them from a digest today; `roll_ups` maps people to the plans whose roll-ups they get.
    `last_weekly` is the last day of the weekly digest of those who chose one; `matters` are what
    people were not yet told besides deadlines.
    """

    today: date
    told: Told
    closed: Mapping[int, Hold] = field(default_factory=dict)
    busy: Mapping[int, Hold] = field(default_factory=dict)
    roll_ups: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    last_weekly: Mapping[int, date] = field(default_factory=dict)
    matters: Sequence[Matter] = ()
    calendar: Calendar = field(default_factory=Calendar)


def told_after(told: Told, digests: Iterable[Digest], today: date) -> Told:
    """What will have been told once the digests of `today` have arrived."""
    strongest, told_on = dict(told.strongest), dict(told.told_on)
    for digest in digests:
        for notice in digest.notices:
            if notice.threshold is None:
                continue
            key = notice.milestone_id, notice.revision, digest.recipient_id
            strongest[key] = notice.threshold
            if notice.milestone_id in told.slowed:
                told_on[notice.milestone_id, digest.recipient_id] = today
    return Told(strongest, told_on, told.slowed)


def compose(candidates: Iterable[Candidate], day: DayFacts) -> tuple[list[Digest], list[HeldBack]]:
    """The digests of the day, by recipient, and the tasks that wait although they are due."""
    by_person: dict[int, list[Candidate]] = {person: [] for person in day.roll_ups}
    for candidate in candidates:
        by_person.setdefault(candidate.recipient_id, []).append(candidate)
    matters = _free_matters(day)
    for person in matters:
        by_person.setdefault(person, [])
    digests: list[Digest] = []
    held: list[HeldBack] = []
    for person in sorted(by_person):
        duties = sorted(by_person[person])
        presses = preferences.presses((duty.due for duty in duties), day.today)
        reasons = [_reason(duty, day, presses=presses) for duty in duties]
        held += [
            HeldBack(duty.number, reason)
            for duty, reason in zip(duties, reasons, strict=True)
            if reason is not None and reason is not Hold.ALREADY_TOLD
        ]
        own = matters.get(person, ())
        if None in reasons or _roll_ups(person, day) or _presses(own, day, presses=presses):
            digests.append(_digest(person, duties, reasons, own, day))
    return digests, held


def _free_matters(day: DayFacts) -> dict[int, list[Matter]]:
    """What may be told today, by person."""
    found: dict[int, list[Matter]] = {}
    for each in sorted(day.matters):
        if each.plan_id not in day.closed and each.recipient_id not in day.busy:
            found.setdefault(each.recipient_id, []).append(each)
    return found


def _presses(matters: Iterable[Matter], day: DayFacts, *, presses: bool) -> bool:
    """Whether one of the matters is a reason for a digest today."""
    for each in matters:
        last = day.last_weekly.get(each.recipient_id)
        is_optional = each.kind is not MatterKind.DIRECTION
        if presses or last is None or not (is_optional and preferences.waits(each.since, last)):
            return True
    return False


def _waits(duty: Candidate, day: DayFacts) -> bool:
    last = day.last_weekly.get(duty.recipient_id)
    if last is None:
        return False
    return preferences.waits(reminders.working_day(duty.due, duty.threshold, day.calendar), last)


def _reason(duty: Candidate, day: DayFacts, *, presses: bool) -> Hold | None:
    """The rule that holds this line back today, None when it is told now."""
    person, milestone = duty.recipient_id, duty.milestone_id
    told = day.told.strongest.get((milestone, duty.revision, person))
    if not reminders.is_due(duty.threshold, told):
        return Hold.ALREADY_TOLD
    if milestone in day.told.slowed and holding.is_slowed(
        day.told.told_on.get((milestone, person)), today=day.today, extension_submitted=True
    ):
        return Hold.EXTENSION_SUBMITTED
    if not presses and _waits(duty, day):
        return Hold.WEEKDAY
    return day.closed.get(duty.plan_id) or day.busy.get(person)


def _roll_ups(person: int, day: DayFacts) -> tuple[int, ...]:
    return () if person in day.busy else day.roll_ups.get(person, ())


def _digest(
    person: int,
    duties: list[Candidate],
    reasons: list[Hold | None],
    matters: Sequence[Matter],
    day: DayFacts,
) -> Digest:
    notices = [
        Notice(
            duty.milestone_id,
            duty.revision,
            duty.number,
            duty.ordinal,
            duty.threshold if reason is None else None,
            (day.today - duty.due).days,
        )
        for duty, reason in zip(duties, reasons, strict=True)
    ]
    roll_ups = _roll_ups(person, day)
    plan_ids = [duty.plan_id for duty in duties] or [each.plan_id for each in matters]
    plan_ids = plan_ids or list(roll_ups)
    return Digest(person, plan_ids[0], notices, roll_ups, tuple(matters))
