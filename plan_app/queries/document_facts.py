"""What the reports and letters of a plan say, read for one day and one period."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import select

from plan_app.domain import periods, policy
from plan_app.domain.periods import Period, Span
from plan_app.domain.working_days import Calendar
from plan_app.extensions import db
from plan_app.models import Agency, Milestone, Plan, Task
from plan_app.queries import measures, rounds, snapshots
from plan_app.queries.assignments import Candidate
from plan_app.queries.choices import Choice, read_choices
from plan_app.queries.figures import Counts, Figures
from plan_app.queries.measures import MeasureRow
from plan_app.queries.requested_dates import Extension, list_extensions, list_incomplete
from plan_app.queries.round_board import Note, list_notes
from plan_app.queries.rounds import Round
from plan_app.queries.standings import Record, Standing, StandingRow, get_record

# A summary is one page: more matters than these are counted, not told.
MATTERS: Final = 5


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """What the head and the first sentence of a document name."""

    id: int
    title: str
    decision_number: str
    decision_date: date
    issued_by: str
    standing_agency: str
    standing_agency_id: int
    last_year: int
    # Working days overdue after which a milestone is brought before the province's leader.
    matter_after: int


@dataclass(frozen=True, slots=True)
class PlanReport:
    """A report on the whole plan; `before` is None where nothing is known of `day_before`.

    Of a `closed` round all figures are those that its closing froze, and those of before are
    those of the round closed before it, where there is one.
    The `measures` are of every year, as of the day of the figures; left out where groups are.
    `counted` are the figures over the tasks, as the pages have them, and `due` those over the
    milestones due within the period.
    """

    plan: PlanFacts
    period: Period | Span
    now: datetime
    standing: Standing
    counted: Figures
    due: Figures
    before: Counts | None
    day_before: date
    groups: tuple[Choice, ...]
    closed: Round | None = None
    measures: tuple[MeasureRow, ...] = ()
    # What was put right after the round was closed, which its figures do not say.
    corrections: tuple[Note, ...] = ()

    @property
    def day(self) -> date:
        """The day that the figures are of."""
        return self.standing.day

    @property
    def completed(self) -> list[StandingRow]:
        """The milestones completed within the period, by task number."""
        first, day = self.period.first, self.day
        rows = self.standing.milestones
        return [row for row in rows if row.completed_on and first <= row.completed_on <= day]

    @property
    def difficulties(self) -> list[StandingRow]:
        """What agencies wrote last of open work, and of what they reported in the period."""
        return told_of(self.standing, since=self.period.first)

    @property
    def ahead(self) -> list[StandingRow]:
        """The open milestones that are due in the next period."""
        following = self.period.following
        return [row for row in self.standing.due_within(following.first, following.last)
                if row.is_open]  # fmt: skip


@dataclass(frozen=True, slots=True)
class AgencyReport:
    """What one agency is responsible for, for its own report and for a letter to it."""

    plan: PlanFacts
    agency_id: int
    agency: str
    now: datetime
    standing: Standing
    measures: tuple[MeasureRow, ...] = ()

    @property
    def day(self) -> date:
        """The day that the figures are of."""
        return self.standing.day

    @property
    def counts(self) -> Counts:
        """The figures over the agency's tasks, as the pages have them."""
        return self.standing.figures.counts()

    @property
    def difficulties(self) -> list[StandingRow]:
        """What the agency wrote last of its open work."""
        return told_of(self.standing)


@dataclass(frozen=True, slots=True)
class Submission:
    """The pending extension requests, by agency in official order.

    `incomplete` are those whose papers have not come: they are named, not submitted.
    """

    plan: PlanFacts
    now: datetime
    day: date
    extensions: tuple[Extension, ...]
    incomplete: tuple[Extension, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """The plan on one page: a report's figures, and the matters on which a word is asked.

    `matters` are overdue beyond the policy's days and at most `MATTERS`, the longest overdue, in
    official order; `left_out` says how many more there are.
    """

    report: PlanReport
    matters: tuple[StandingRow, ...]
    left_out: int
    extensions: int


def facts_of(plan: Plan) -> PlanFacts:
    """The facts of a plan whose standing agency is at hand."""
    return PlanFacts(
        id=plan.id,
        title=plan.title,
        decision_number=plan.decision_number,
        decision_date=plan.decision_date,
        issued_by=plan.issued_by,
        standing_agency=plan.standing_agency.name,
        standing_agency_id=plan.standing_agency_id,
        last_year=plan.last_year,
        matter_after=policy.parse(plan.policy).escalation_province,
    )


def get_plan_report(
    plan: PlanFacts,
    period: Period,
    *,
    now: datetime,
    zone: ZoneInfo,
    grouped: bool = True,
    closed: Round | None = None,
) -> PlanReport:
    """The report of the period, up to today while it lasts; `grouped` where groups are told of.

    With a `closed` round that of its period, from its frozen figures.
    """
    groups = read_choices(plan.id).groups if grouped else ()
    if closed is not None:
        return _of_closed(plan, closed, now=now, zone=zone, groups=groups)
    day = period.counted_on(now.astimezone(zone).date())
    record = get_record(plan.id, zone=zone)
    standing = record.on(day)
    return PlanReport(
        plan=plan,
        period=period,
        now=now,
        standing=standing,
        # Of the rows that are listed, so that both add up; equal to what the pages count.
        counted=standing.figures,
        due=standing.count(standing.due_within(period.first, period.last)),
        before=_before(record, period),
        day_before=period.previous.last,
        groups=groups,
        measures=tuple(measures.list_of_plan(plan.id, until=day)) if grouped else (),
    )


def _of_closed(
    plan: PlanFacts, closed: Round, *, now: datetime, zone: ZoneInfo, groups: tuple[Choice, ...]
) -> PlanReport:
    period = periods.of_days(closed.first_day, closed.last_day)
    standing = snapshots.get_standing(closed)
    earlier = rounds.find_before(closed)
    before: Counts | None
    if earlier is not None and earlier.snapshot_day is not None:
        before, day_before = snapshots.count_figures(earlier), earlier.snapshot_day
    else:
        day_before = period.previous.last
        before = _before(get_record(plan.id, zone=zone), period)
    return PlanReport(
        plan=plan,
        period=period,
        now=now,
        standing=standing,
        counted=standing.figures,
        due=standing.count(standing.due_within(period.first, period.last)),
        before=before,
        day_before=day_before,
        groups=groups,
        closed=closed,
        measures=tuple(measures.list_rows(measures.frozen(closed.snapshot_id or 0))),
        corrections=tuple(each for each in list_notes(closed, None) if each.is_correction),
    )


def get_agency_report(
    plan: PlanFacts, agency: Agency, *, now: datetime, zone: ZoneInfo
) -> AgencyReport:
    """The agency's tasks as they stand now."""
    record = get_record(plan.id, zone=zone, agency_id=agency.id)
    standing = record.on(now.astimezone(zone).date())
    measured = tuple(measures.list_of_plan(plan.id, agency_id=agency.id))
    return AgencyReport(plan, agency.id, agency.name, now, standing, measured)


def get_summary(
    plan: PlanFacts,
    *,
    now: datetime,
    zone: ZoneInfo,
    calendar: Calendar,
    cuts: Iterable[int] = (),
    closed: Round | None = None,
) -> Summary:
    """The plan as it stands now, or as it stood at the closing of a round.

    `cuts` are milestones that are not brought up. Requests were not frozen, and are not counted
    beside figures that were.
    """
    period = Period.half_of(now.astimezone(zone).date())
    report = get_plan_report(plan, period, now=now, zone=zone, grouped=False, closed=closed)
    cut = set(cuts)
    kept = [row for row in list_matters(report, calendar) if row.milestone_id not in cut]
    longest = sorted(kept, key=lambda row: -report.standing.days_late(row))[:MATTERS]
    return Summary(
        report=report,
        matters=tuple(row for row in kept if row in longest),
        left_out=len(kept) - len(longest),
        extensions=0 if closed else len(list_extensions(plan.id)),
    )


def list_matters(report: PlanReport, calendar: Calendar) -> list[StandingRow]:
    """What is overdue by more working days than the policy leaves to the agencies, in official
    order.
    """
    return [
        row
        for row in report.standing.overdue
        if row.facts.due and calendar.between(row.facts.due, report.day) > report.plan.matter_after
    ]


def get_submission(plan: PlanFacts, *, now: datetime, zone: ZoneInfo) -> Submission:
    """Everything that waits for a decision on its date."""
    day = now.astimezone(zone).date()
    pending, incomplete = list_extensions(plan.id), list_incomplete(plan.id)
    return Submission(plan, now, day, tuple(pending), tuple(incomplete))


def list_overdue_agencies(plan_id: int, *, today: date) -> list[Candidate]:
    """The agencies that a letter can be written to, in official order."""
    rows = db.session.execute(
        select(Agency.id, Agency.name, Agency.name_en)
        .where(
            Agency.id.in_(
                select(Task.responsible_agency_id)
                .join(Milestone, Milestone.task_id == Task.id)
                .where(Milestone.plan_id == plan_id, Milestone.open_due < today)
            )
        )
        .order_by(Agency.official_order, Agency.id)
    )
    return [Candidate(row.id, row.name, name_en=row.name_en) for row in rows]


def has_tasks(plan_id: int, agency_id: int) -> bool:
    """Whether the agency is responsible for any task of the plan."""
    wanted = select(Task.id).where(Task.plan_id == plan_id, Task.responsible_agency_id == agency_id)
    return db.session.scalar(wanted.limit(1)) is not None


def told_of(standing: Standing, *, since: date | None = None) -> list[StandingRow]:
    """The rows whose agency wrote of difficulties, by agency in official order.

    Of open work, and from `since` on also of what was reported and is closed by now.
    """
    told = [
        row
        for row in standing.milestones
        if row.said
        and row.said.difficulties
        and (row.is_open or (since is not None and row.said.reported_on >= since))
    ]
    return sorted(told, key=lambda row: (row.agency_order, row.agency_id, row.number))


def by_agency(rows: Sequence[StandingRow]) -> list[tuple[str, list[StandingRow]]]:
    """The rows, which stand by agency, with the name of each agency before its own."""
    groups = groupby(rows, key=lambda row: (row.agency_id, row.agency_name))
    return [(name, list(own)) for (_, name), own in groups]


def _before(record: Record, period: Period | Span) -> Counts | None:
    day = period.previous.last
    if record.known_since is None or record.known_since > day:
        return None
    return record.on(day).figures.counts()
