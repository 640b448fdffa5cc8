"""The mails about a round on one day, from facts: one a person, with all that concerns them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from plan_app.domain import rounds
from plan_app.domain.rounds import RoundPart


class Asking(NamedTuple):
    """The mail to one person about one round.

    `numbers` are the tasks without a report, `agencies` (ids) those whose figures the person is
    asked to check.
    """

    recipient_id: int
    round_id: int
    plan_id: int
    parts: tuple[RoundPart, ...]
    numbers: tuple[int, ...]
    agencies: tuple[int, ...]

    @property
    def fits_digest(self) -> bool:
        """Whether it may be a section of the person's digest of the day."""
        return self.parts == (RoundPart.REMINDER,)


@dataclass(slots=True)
class Told:
    """The last day on which people were told of the round, and the reviews that they have."""

    on: dict[int, date] = field(default_factory=dict)
    reviews: set[tuple[int, int]] = field(default_factory=set)

    def after(self, askings: Iterable[Asking], today: date) -> "Told":
        """What will have been told once the mails of `today` have arrived."""
        found = Told(dict(self.on), set(self.reviews))
        for each in askings:
            if {RoundPart.OPENING, RoundPart.REMINDER} & set(each.parts):
                found.on[each.recipient_id] = today
            found.reviews |= {(each.recipient_id, agency) for agency in each.agencies}
        return found


@dataclass(frozen=True, slots=True)
class RoundDays:
    """When a round asks: its opening day, the days of reminders, and that of the review."""

    round_id: int
    plan_id: int
    opens_on: date
    closes_on: date
    reminders: Sequence[date]
    review: date

    def is_running(self, today: date) -> bool:
        """Whether anything may go today."""
        return self.opens_on <= today <= self.closes_on

    def reviews(self, today: date) -> bool:
        """Whether agencies check their figures today."""
        return max(self.review, self.opens_on) <= today <= self.closes_on


def compose(
    days: RoundDays,
    today: date,
    *,
    silent: Mapping[int, Collection[int]],
    reviewers: Mapping[int, Collection[int]],
    told: Told,
) -> list[Asking]:
    """The mails of today, by recipient.

    `silent` are the people with the numbers of their tasks that have no report, `reviewers` the
    people with the agencies that they speak for.
    """
    if not days.is_running(today):
        return []
    found = []
    for person in sorted({*silent, *reviewers}):
        numbers = tuple(sorted(silent.get(person, ())))
        agencies = _agencies(person, days, today, reviewers, told)
        part = _asked(person, days, today, told) if numbers else None
        parts = tuple(filter(None, (part, RoundPart.REVIEW if agencies else None)))
        if parts:
            found.append(Asking(person, days.round_id, days.plan_id, parts, numbers, agencies))
    return found


def due(
    days: RoundDays,
    today: date,
    *,
    silent: Collection[int],
    reviewers: Mapping[int, Collection[int]],
    told: Told,
) -> set[int]:
    """The people to whom a mail goes today, by who is silent, whatever the number of tasks."""
    if not days.is_running(today):
        return set()
    asked = {person for person in silent if _asked(person, days, today, told) is not None}
    return asked | {
        person for person in reviewers if _agencies(person, days, today, reviewers, told)
    }


def _asked(person: int, days: RoundDays, today: date, told: Told) -> RoundPart | None:
    return rounds.asks(today, told.on.get(person), opens_on=days.opens_on, days=days.reminders)


def _agencies(
    person: int,
    days: RoundDays,
    today: date,
    reviewers: Mapping[int, Collection[int]],
    told: Told,
) -> tuple[int, ...]:
    if not days.reviews(today):
        return ()
    return tuple(
        agency
        for agency in sorted(reviewers.get(person, ()))
        if (person, agency) not in told.reviews
    )
