"""All that decides about the reminders of one moment, read for the planner and its previews."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Integer, Select, cast, func, literal, null, or_, select, union_all

from plan_app.domain import policy, preferences, reminders, windows
from plan_app.domain.holding import Hold
from plan_app.domain.planning import Candidate, DayFacts, HeldBack, Told
from plan_app.domain.recipients import Line
from plan_app.domain.working_days import Calendar
from plan_app.extensions import db, settings
from plan_app.models import Milestone, Task, TextStatus
from plan_app.queries import conditions, deadlines, ledger, roll_ups
from plan_app.queries.calendar import get_calendar
from plan_app.queries.deadlines import UNDONE, UNREPORTED, DeadlineRow, PlanRow, Reading
from plan_app.queries.holds import Holds, get_holds
from plan_app.queries.recipients import get_line


@dataclass(slots=True)
class Day:
    """One moment as the planner sees it.

    `assumed` is a plan that is read as if its reminders were on and its tasks armed.
    """

    now: datetime
    today: date
    zone: ZoneInfo
    calendar: Calendar
    line: Line
    holds: Holds
    plans: list[PlanRow]
    assumed: int | None = None

    def is_on(self, plan: PlanRow) -> bool:
        """Whether the plan's reminders are on, or assumed to be."""
        return plan.reminders_on or plan.id == self.assumed

    @property
    def on(self) -> list[PlanRow]:
        """The plans that are on."""
        return [plan for plan in self.plans if self.is_on(plan)]

    @property
    def closed(self) -> dict[int, Hold]:
        """The plans from which nothing more leaves today, and why."""
        found = {
            plan.id: windows.closed(self.now, plan.policy, self.calendar, self.zone)
            for plan in self.on
        }
        return {plan: hold for plan, hold in found.items() if hold is not None}

    @property
    def open(self) -> list[PlanRow]:
        """The plans from which mail may still leave today."""
        closed = self.closed
        return [plan for plan in self.on if plan.id not in closed]

    def window_of(self, plan_id: int) -> windows.Window:
        """Today's window of a plan."""
        (plan,) = (each for each in self.plans if each.id == plan_id)
        return windows.of_day(self.today, plan.policy, self.zone)

    @property
    def roll_up_weeks(self) -> dict[int, date]:
        """The open plans whose weekly roll-up may go today, with the Monday of the week."""
        found = {
            plan.id: windows.roll_up_week(self.today, plan.policy, self.calendar)
            for plan in self.open
        }
        return {plan: week for plan, week in found.items() if week is not None}

    @property
    def last_weekly(self) -> dict[int, date]:
        """The last day of the weekly digest of those who chose one."""
        return {
            person: preferences.last_digest_day(self.today, weekday, self.calendar)
            for person, weekday in self.line.weekday_of.items()
        }

    def list_busy(self) -> dict[int, Hold]:
        """The people who get no further digest today; a preview of switching on has none."""
        caps = [plan.policy.daily_cap for plan in self.on]
        if self.assumed is not None or not caps:
            return {}
        return ledger.list_busy(day=self.today, daily_cap=min(caps))

    def facts(self, busy: dict[int, Hold], *, ledger_needed: bool = True) -> DayFacts:
        """What was told, who is `busy`, and whose roll-up is due."""
        on = [plan.id for plan in self.on] if ledger_needed else []
        due = roll_ups.list_due(
            today=self.today, weeks=self.roll_up_weeks, line=self.line, assumed=self.assumed
        )
        told = self._told(on) if on else Told()
        return DayFacts(
            today=self.today,
            told=told,
            closed=self.closed,
            busy=busy,
            roll_ups=due,
            last_weekly=self.last_weekly,
            calendar=self.calendar,
        )

    def candidates(self, held: list[HeldBack] | None = None) -> Iterator[Candidate]:
        """The duties of today, of all open plans.

        With `held`, the plans that are closed or off are read as well, and what a rule holds
        back is added to the list.
        """
        wanted = self.open if held is None else self.plans
        for plan in wanted:
            reading = self.reading_of(plan)
            states = UNREPORTED if held is None else UNDONE
            yield from self.among(reading.list_rows(states), reading, held)

    def reading_of(self, plan: PlanRow) -> Reading:
        """How the deadlines of the plan are read today."""
        early = self.line.early_lead_of
        return Reading(plan, self.today, self.calendar, self.holds, settings().demo, early)

    def among(
        self, rows: Iterable[DeadlineRow], reading: Reading, held: list[HeldBack] | None = None
    ) -> Iterator[Candidate]:
        """The duties among `rows`, which are of the plan of `reading`."""
        for row in rows:
            for found in self._candidates(reading, row):
                if isinstance(found, Candidate):
                    yield found
                elif held is not None:
                    held.append(HeldBack(row.number, found))

    def _candidates(self, reading: Reading, row: DeadlineRow) -> Iterator[Candidate | Hold]:
        """The duties of a milestone, or the rule that holds it back; none before its leads.

        One of its owner, or of who answers in their place; of a group of agencies also one of
        everybody who is asked for a member, each person once.
        """
        threshold, _ = reading.standing(row.override).of(row.due)
        is_early = threshold is None
        if threshold is None:
            threshold = reading.early_threshold(row.due, row.owner_id)
        if threshold is None:
            return
        hold = reading.hold_of(row, assume_on=row.plan_id == self.assumed)
        if hold is not None:
            yield hold
            return
        owner = self._of_owner(row, is_early=is_early)
        # Most tasks are of one agency; there are many, and they need nothing but their owner.
        is_group = row.agency_id in self.line.members_of and not is_early
        people = set(self._of_members(row)) if is_group else set[int]()
        if isinstance(owner, int):
            people.add(owner)
        elif owner is not None and not people:
            yield owner
        for person in sorted(people) if is_group else people:
            yield Candidate(
                row.due,
                row.number,
                row.milestone_id,
                row.revision,
                row.ordinal,
                threshold,
                row.plan_id,
                person,
            )

    def _of_owner(self, row: DeadlineRow, *, is_early: bool) -> int | Hold | None:
        """Who answers for the milestone as its owner."""
        if row.owner_id is None:
            return Hold.UNASSIGNED
        person, _ = self.line.answers_for(row.owner_id, row.agency_id, row.plan_id)
        if person is None:
            return Hold.NOBODY_REACHABLE
        # The wish was the owner's; who stands in keeps to the plan's leads.
        return None if is_early and person != row.owner_id else person

    def _of_members(self, row: DeadlineRow) -> Iterator[int]:
        """Who is asked for members of a group that have not answered and are not paused."""
        for member, recipient in self.line.asks(row.milestone_id, row.agency_id, row.plan_id):
            if recipient.user_id is not None and not self.holds.pause_of(row.plan_id, member):
                yield recipient.user_id

    def _told(self, plan_ids: list[int]) -> Told:
        return ledger.get_told(
            plan_ids=plan_ids,
            until=reminders.horizon(self.today, policy.LONGEST_LEAD_DAYS, self.calendar),
            extension_submitted=self.holds.extension_submitted,
        )


def get_day(*, now: datetime, assumed: int | None = None) -> Day:
    """The moment `now`; `assumed` names a plan to be read as if its reminders were on."""
    zone = settings().timezone
    today = now.astimezone(zone).date()
    return Day(
        now=now,
        today=today,
        zone=zone,
        calendar=get_calendar(),
        line=get_line(today=today),
        holds=get_holds(today=today),
        plans=deadlines.list_plans(),
        assumed=assumed,
    )


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom the reminders of a plan may reach, and how many of its tasks wait to be armed."""

    people: frozenset[int]
    unarmed: int


def get_reach(plan_id: int, *, line: Line) -> Reach:
    """Everybody who may get duty mail of the plan, and the tasks that are not armed.

    Those who answer today for its open tasks with a date, also for members of groups, and its
    coordinators.
    """
    owned = (
        select(Task.owner_id, Task.responsible_agency_id, cast(null(), Integer))
        .join(Milestone, Milestone.task_id == Task.id)
        .where(
            Milestone.plan_id == plan_id,
            Milestone.state.in_(UNDONE),
            Milestone.due_date.is_not(None),
            or_(Task.owner_id.is_not(None), Task.responsible_agency_id.in_(line.members_of)),
            or_(Task.text_status == TextStatus.CHECKED, literal(settings().demo)),
        )
        .distinct()
    )
    unarmed = unarmed_of(plan_id).with_only_columns(null(), null(), func.count(Task.id))
    people: set[int | None] = set()
    waiting = 0
    for owner, agency, number in db.session.execute(union_all(owned, unarmed)):
        if number is not None:
            waiting = number
            continue
        if owner is not None:
            people.add(line.answers_for(owner, agency, plan_id).user_id)
        people.update(
            line.answers_for_member(member, plan_id).user_id
            for member in line.members_of.get(agency, ())
        )
    coordinators = line.coordinators_of.get(plan_id, ())
    people.update(person for person in coordinators if line.is_usable(person))
    return Reach(frozenset(person for person in people if person is not None), waiting)


def unarmed_of(plan_id: int) -> Select[tuple[int]]:
    """The tasks that wait for a confirmed preview before anybody is reminded of them."""
    return select(Task.id).where(Task.plan_id == plan_id, conditions.is_unarmed())
