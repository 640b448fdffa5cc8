"""The mails of the days to come: the planner run ahead day by day, from facts read once.

It supposes that every mail of the days before arrives and that nobody reports, changes a date
or an owner meanwhile. It writes nothing, and asks the same number of queries for any number of
tasks and days.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from plan_app.domain import planning, policy, reminders, windows
from plan_app.domain.askings import Asking
from plan_app.domain.holding import Hold
from plan_app.domain.planning import DayFacts, Digest, Told
from plan_app.domain.recipients import Line
from plan_app.domain.working_days import Calendar
from plan_app.extensions import settings
from plan_app.queries import deadlines, ledger, matters, roll_ups
from plan_app.queries.circumstances import Circumstances, get_circumstances
from plan_app.queries.days import Day
from plan_app.queries.deadlines import DeadlineRow, PlanRow
from plan_app.queries.holds import HoldsOfPeriod, Pause
from plan_app.queries.matters import Pending
from plan_app.queries.recipients import AbsenceRow, line_on

# Nobody knows more than a quarter ahead what will have been reported by then.
LONGEST_DAYS: Final = 92


@dataclass(frozen=True, slots=True)
class OutlookDay:
    """One day to come with its digests, one a person, and what a reporting round asks."""

    day: date
    is_working: bool
    digests: tuple[Digest, ...] = ()
    askings: tuple[Asking, ...] = ()

    @property
    def mails(self) -> int:
        """How many mails go."""
        return len(self.digests) + len(self.round_mails)

    @property
    def round_mails(self) -> list[Asking]:
        """What a round asks by a mail of its own: reminders stand in a digest of the person."""
        with_digest = {digest.recipient_id for digest in self.digests}
        return [
            each
            for each in self.askings
            if not (each.fits_digest and each.recipient_id in with_digest)
        ]

    @property
    def numbers(self) -> list[int]:
        """The tasks whose turn it is, by number."""
        return sorted(
            {
                notice.number
                for digest in self.digests
                for notice in digest.notices
                if notice.threshold is not None
            }
        )

    @property
    def tasks(self) -> int:
        """How many tasks the mails speak of, those told before included."""
        told = {notice.number for digest in self.digests for notice in digest.notices}
        return len(told.union(*(asking.numbers for asking in self.askings)))

    @property
    def roll_ups(self) -> int:
        """How many of the mails hold the roll-up of the week."""
        return sum(digest.has_roll_up for digest in self.digests)


@dataclass(slots=True)
class Outlook:
    """All that was read about one plan for the days from `now` to `last`.

    `assumed` is the plan's id where it is read as if its reminders were on.
    """

    plan: PlanRow
    now: datetime
    last: date
    assumed: int | None
    calendar: Calendar
    day_names: Mapping[date, str]
    line: Line
    absences: list[AbsenceRow]
    holds: HoldsOfPeriod
    rows: list[DeadlineRow] = field(default_factory=list)
    told: Told = field(default_factory=Told)
    busy: dict[int, Hold] = field(default_factory=dict)
    rolled_up: Mapping[int, set[int]] = field(default_factory=dict)
    has_content: bool = False
    pending: list[Pending] = field(default_factory=list)

    @property
    def first(self) -> date:
        """The local day of `now`."""
        return self.now.astimezone(settings().timezone).date()

    def days(self, pauses: Sequence[Pause] = (), at: datetime | None = None) -> list[OutlookDay]:
        """The days in their order; `pauses` are added to those entered, `at` is when the last
        day is planned (as soon as its window opens, unless it is said).
        """
        told, pending, found = self.told, self.pending, []
        done = {_week(self.first): {person: set(plans) for person, plans in self.rolled_up.items()}}
        for n in range((self.last - self.first).days + 1):
            day = self._day(self.first + timedelta(days=n), pauses, at)
            digests = self._digests(day, told, done, pending)
            told = planning.told_after(told, digests, day.today)
            pending = matters.pending_after(pending, digests, day.today)
            had = done.setdefault(_week(day.today), {})
            for digest in digests:
                had.setdefault(digest.recipient_id, set()).update(digest.roll_ups)
            is_working = self.calendar.is_working(day.today)
            found.append(OutlookDay(day.today, is_working, tuple(digests)))
        return found

    def _day(self, today: date, pauses: Iterable[Pause], at: datetime | None) -> Day:
        zone = settings().timezone
        opens = windows.of_day(today, self.plan.policy, zone).opens
        now = max(self.now, opens)
        if at is not None and today == self.last:
            now = max(self.now, at)
        return Day(
            now=now,
            today=today,
            zone=zone,
            calendar=self.calendar,
            line=line_on(today, self.line, self.absences),
            holds=self.holds.on(today, pauses),
            plans=[self.plan],
            assumed=self.assumed,
        )

    def _digests(
        self,
        day: Day,
        told: Told,
        done: dict[date, dict[int, set[int]]],
        pending: Iterable[Pending],
    ) -> list[Digest]:
        if not day.open:
            return []
        busy = self.busy if day.today == self.first else {}
        candidates = list(day.among(self.rows, day.reading_of(self.plan)))
        weeks = day.roll_up_weeks
        full = [plan for plan in weeks if self._has_content(day.today)]
        due = roll_ups.due_among(full, weeks=weeks, line=day.line, done=done)
        facts = DayFacts(
            today=day.today,
            told=told,
            busy=busy,
            roll_ups=due,
            last_weekly=day.last_weekly,
            matters=matters.list_due(pending, day),
            calendar=day.calendar,
        )
        return planning.compose(candidates, facts)[0]

    def _has_content(self, today: date) -> bool:
        """Whether something waits for the coordinators on `today`."""
        return self.has_content or any(
            row.due < today and (row.is_armed or self.assumed) for row in self.rows
        )


def read_ahead(plan: PlanRow, *, now: datetime, last: date | None = None) -> Circumstances:
    """What holds from the day of `now` to `last`, or as far as anybody may look; in one query."""
    today = now.astimezone(settings().timezone).date()
    longest = today + timedelta(days=LONGEST_DAYS)
    assumed = None if plan.reminders_on else plan.id
    return get_circumstances(plan.id, first=today, last=last or longest, assumed=assumed)


def get_outlook(
    plan: PlanRow, *, now: datetime, last: date, known: Circumstances | None = None
) -> Outlook:
    """Read what the days from `now` to `last` need; at most `LONGEST_DAYS` of them.

    A plan whose reminders are off is read as if they were on and all its tasks armed. `known` is
    what `read_ahead` gave for these days or more.
    """
    assumed = None if plan.reminders_on else plan.id
    today = now.astimezone(settings().timezone).date()
    last = min(last, today + timedelta(days=LONGEST_DAYS))
    known = known or read_ahead(plan, now=now, last=last)
    outlook = Outlook(
        plan=plan,
        now=now,
        last=last,
        assumed=assumed,
        calendar=known.calendar,
        day_names=known.day_names,
        line=known.line,
        absences=known.absences,
        holds=known.holds,
        has_content=plan.id in known.full,
    )
    _read_deadlines(outlook)
    return outlook


def _read_deadlines(outlook: Outlook) -> None:
    """The deadlines whose first lead is crossed by the last day, and what was told of them."""
    plan, last, calendar = outlook.plan, outlook.last, outlook.calendar
    early = outlook.line.early_lead_of
    holds = outlook.holds.on(last)
    reading = deadlines.Reading(plan, last, calendar, holds, settings().demo, early)
    outlook.rows = list(reading.list_rows())
    served = ledger.get_served(
        plan_ids=[plan.id],
        day=outlook.first,
        daily_cap=plan.policy.daily_cap,
        until=reminders.horizon(last, policy.LONGEST_LEAD_DAYS, calendar),
        extension_submitted=outlook.holds.extension_submitted,
    )
    outlook.told, outlook.rolled_up = served.told, served.rolled_up
    outlook.pending = matters.list_pending(now=outlook.now)
    if outlook.assumed is None:
        outlook.busy = served.busy


def _week(day: date) -> date:
    return day - timedelta(days=day.weekday())
