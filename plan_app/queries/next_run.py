"""The run of the planner that comes next, read for a page: the same facts in few queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from plan_app.domain import policy, reminders, windows
from plan_app.domain.holding import Hold
from plan_app.domain.planning import Candidate, DayFacts, HeldBack
from plan_app.extensions import settings
from plan_app.queries import ledger, matters, roll_ups
from plan_app.queries.circumstances import Circumstances, get_circumstances
from plan_app.queries.days import Day
from plan_app.queries.deadlines import UNDONE, DeadlineRow, PlanRow, Reading
from plan_app.queries.ledger import Served
from plan_app.queries.outlook import LONGEST_DAYS
from plan_app.queries.recipients import line_on


@dataclass(frozen=True, slots=True)
class NextRun:
    """What the planner would find on the day on which mail of a plan can leave next.

    `held_back` are the tasks that a rule keeps from being candidates, of every plan;
    `digests_before` were planned for that day already.
    """

    day: Day
    facts: DayFacts
    candidates: list[Candidate]
    held_back: list[HeldBack]
    digests_before: int


def get_next_run(plan: PlanRow, *, now: datetime, assumed: int | None = None) -> NextRun:
    """The next run for `plan`, at the earliest moment for it.

    `assumed` names a plan to be read as if its reminders were on. The deadlines of each plan
    are one query; all the rest is three.
    """
    first = now.astimezone(settings().timezone).date()
    last = first + timedelta(days=LONGEST_DAYS)
    known = get_circumstances(None, first=first, last=last, assumed=assumed)
    plans, pending = matters.list_plans(now=now)
    day = _day(plan, plans, known, now=now, assumed=assumed)
    read = [_read(each, day) for each in day.plans]
    held: list[HeldBack] = []
    candidates = [each for reading, rows in read for each in day.among(rows, reading, held)]
    served = _served(day)
    due = roll_ups.due_among(
        _full(day, known, (row for _, rows in read for row in rows)),
        weeks=day.roll_up_weeks,
        line=day.line,
        done=dict.fromkeys(day.roll_up_weeks.values(), served.rolled_up),
    )
    busy: Mapping[int, Hold] = served.busy if day.assumed is None else {}
    facts = DayFacts(
        today=day.today,
        told=served.told,
        closed=day.closed,
        busy=busy,
        roll_ups=due,
        last_weekly=day.last_weekly,
        matters=matters.list_due(pending, day),
        calendar=day.calendar,
    )
    return NextRun(day, facts, candidates, held, served.digests)


def _day(
    plan: PlanRow,
    plans: list[PlanRow],
    known: Circumstances,
    *,
    now: datetime,
    assumed: int | None,
) -> Day:
    zone = settings().timezone
    opens = windows.following(now, plan.policy, known.calendar, zone).opens
    today = max(now, opens).astimezone(zone).date()
    return Day(
        now=max(now, opens),
        today=today,
        zone=zone,
        calendar=known.calendar,
        line=line_on(today, known.line, known.absences),
        holds=known.holds.on(today),
        plans=plans,
        assumed=assumed,
    )


def _read(plan: PlanRow, day: Day) -> tuple[Reading, list[DeadlineRow]]:
    reading = day.reading_of(plan)
    return reading, list(reading.list_rows(UNDONE))


def _served(day: Day) -> Served:
    return ledger.get_served(
        plan_ids=[plan.id for plan in day.on],
        day=day.today,
        daily_cap=min((plan.policy.daily_cap for plan in day.on), default=1),
        until=reminders.horizon(day.today, policy.LONGEST_LEAD_DAYS, day.calendar),
        extension_submitted=day.holds.extension_submitted,
    )


def _full(day: Day, known: Circumstances, rows: Iterable[DeadlineRow]) -> frozenset[int]:
    """The open plans in which something waits for the coordinators on the day.

    What was read holds for the day of asking; since then more may be overdue.
    """
    overdue = {row.plan_id for row in rows if _is_overdue(row, day.today, day.assumed)}
    return (known.full | overdue) & day.roll_up_weeks.keys()


def _is_overdue(row: DeadlineRow, today: date, assumed: int | None) -> bool:
    return row.due < today and (row.is_armed or row.plan_id == assumed)
