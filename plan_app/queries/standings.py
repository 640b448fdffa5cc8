"""How all milestones of a plan, or of one agency, stand on a day, for reports.

Read once and whole, so that figures, lists and words of one document are of one moment.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Date, Integer, Row, case, cast, literal, null, select, union_all

from plan_app.domain.deadlines import MilestoneFacts, days_late, figure, is_overdue, pressing
from plan_app.domain.looking_back import Move, Turn, facts_on
from plan_app.domain.statuses import OPEN, MilestoneState
from plan_app.extensions import db
from plan_app.models import (
    Agency,
    Cause,
    DeadlineRevision,
    JournalEntry,
    JournalHead,
    Milestone,
    ProgressReport,
    SolutionGroup,
    Task,
    TextStatus,
)
from plan_app.queries.figures import Cell, Figures
from plan_app.queries.journal import added_milestone

_ADDED: Final = frozenset({"milestone_added", "task_created"})
# The acts after which a milestone is in the state; of reports, the report says it.
_STATES: Final[Mapping[str, MilestoneState]] = {
    "completion_confirmed": MilestoneState.COMPLETED,
    "completion_returned": MilestoneState.IN_PROGRESS,
    "milestone_suspended": MilestoneState.SUSPENDED,
    "milestone_withdrawn": MilestoneState.WITHDRAWN,
    "milestone_resumed": MilestoneState.IN_PROGRESS,
    "milestone_reopened": MilestoneState.IN_PROGRESS,
}
_REPORTED: Final = frozenset({"progress_reported", "completion_reported", "report_corrected"})
_RETRACTED: Final = "report_retracted"
# Not an act of the journal: a change of a date, read beside them.
_MOVED: Final = "moved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the agency reported last: the words, and the day that counts."""

    report_id: int
    reported_on: date
    result: str
    difficulties: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingRow:
    """A milestone with its task, as it stands on the day of the `Standing`."""

    task_id: int
    number: int
    title: str
    is_draft: bool
    deliverable: str
    time_as_worded: str
    group_id: int
    group_ordinal: int
    agency_id: int
    agency_name: str
    agency_order: int
    milestone_id: int
    label: str
    original_due_date: date | None
    cause: Cause | None
    cause_confirmed: bool
    cause_words: str
    facts: MilestoneFacts
    said: Said | None = None
    agency_name_en: str = ""

    @property
    def is_open(self) -> bool:
        """Whether work is still owed."""
        return self.facts.state in OPEN

    @property
    def completed_on(self) -> date | None:
        """The day that counts for a completed milestone."""
        done = self.facts.state is MilestoneState.COMPLETED
        return (self.facts.reported_on or self.facts.confirmed_on) if done else None


@dataclass(frozen=True, slots=True)
class Standing:
    """The milestones on `day`, by task number and ordinal."""

    day: date
    milestones: tuple[StandingRow, ...]

    @property
    def tasks(self) -> list[StandingRow]:
        """The pressing milestone of each task, which stands for it."""
        by_task: dict[int, list[StandingRow]] = defaultdict(list)
        for row in self.milestones:
            by_task[row.task_id].append(row)
        found = []
        for rows in by_task.values():
            chosen = pressing([row.facts for row in rows])
            found += [row for row in rows if chosen and row.milestone_id == chosen.id]
        return found

    @property
    def overdue(self) -> list[StandingRow]:
        """The overdue milestones, by agency in official order, then by number."""
        late = (row for row in self.milestones if is_overdue(row.facts, self.day))
        return sorted(late, key=lambda row: (row.agency_order, row.agency_id, row.number))

    @property
    def figures(self) -> Figures:
        """The figures over the tasks, as `queries.figures.count_tasks` counts them."""
        return self.count(self.tasks)

    def count(self, rows: Iterable[StandingRow]) -> Figures:
        """The figures over some of the rows."""
        return Figures(
            tuple(Cell(row.group_id, row.agency_id, figure(row.facts, self.day), 1) for row in rows)
        )

    def due_within(self, first: date, last: date) -> list[StandingRow]:
        """The milestones due from `first` to `last`, by due date."""
        found = (row for row in self.milestones if row.facts.due and first <= row.facts.due <= last)
        return sorted(found, key=lambda row: (row.facts.due or first, row.number))

    def days_late(self, row: StandingRow) -> int:
        """By how many days the row is late on the day."""
        return days_late(row.facts, self.day)


@dataclass(frozen=True, slots=True)
class Past:
    """What happened to one milestone; `added_on` is None for what was there from the start."""

    turns: tuple[Turn, ...] = ()
    moves: tuple[Move, ...] = ()
    reports: tuple[Said, ...] = ()
    added_on: date | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """The milestones as they are now with what happened to them since `known_since`.

    `known_since` is the day of the first act that the plan's journal tells of; of days before,
    nothing can be said.
    """

    rows: tuple[StandingRow, ...]
    pasts: Mapping[int, Past]
    known_since: date | None

    def on(self, day: date) -> Standing:
        """How they stood at the end of `day`, which is not after today."""
        pasts = ((row, self.pasts.get(row.milestone_id, Past())) for row in self.rows)
        return Standing(
            day,
            tuple(
                _row_on(day, row, past)
                for row, past in pasts
                if past.added_on is None or past.added_on <= day
            ),
        )


def get_record(plan_id: int, *, zone: ZoneInfo, agency_id: int | None = None) -> Record:
    """The plan's milestones, or those of one agency's tasks, in three queries."""
    rows = tuple(_row(row) for row in db.session.execute(_rows(plan_id, agency_id)))
    happened = db.session.execute(union_all(_acts(plan_id), _moves(plan_id)))
    acts = sorted(happened, key=lambda act: act.sequence)
    reports = db.session.execute(_reports(plan_id)).all()
    known = [act.at for act in acts if act.action != _MOVED]
    return Record(
        rows,
        _pasts(acts, reports, rows, zone),
        _day(min(known), zone) if known else None,
    )


def _rows(plan_id: int, agency_id: int | None) -> Any:  # noqa: ANN401 (a statement of many columns)
    statement = (
        select(Task, Milestone, SolutionGroup.ordinal.label("group_ordinal"), Agency)
        .join(Milestone, Milestone.task_id == Task.id)
        .join(SolutionGroup, SolutionGroup.id == Task.group_id)
        .join(Agency, Agency.id == Task.responsible_agency_id)
        .where(Task.plan_id == plan_id)
        .order_by(Task.number, Milestone.ordinal, Milestone.id)
    )
    if agency_id is not None:
        statement = statement.where(Task.responsible_agency_id == agency_id)
    return statement


def _acts(plan_id: int) -> Any:  # noqa: ANN401 (a statement of many columns)
    """The acts that change a state, and the first of all, by which we know since when."""
    return (
        select(
            JournalEntry.action,
            JournalEntry.sequence,
            JournalEntry.at,
            case(
                (JournalEntry.action == "milestone_added", added_milestone()),
                else_=JournalEntry.subject_id,
            ).label("subject_id"),
            JournalEntry.data["report"].as_integer().label("report_id"),
            cast(null(), Date).label("previous"),
        )
        .join(JournalHead, JournalHead.id == JournalEntry.head_id)
        .where(
            JournalHead.plan_id == plan_id,
            (JournalEntry.sequence == 1)
            | JournalEntry.action.in_([*_STATES, *_REPORTED, _RETRACTED, *_ADDED]),
        )
    )


def _reports(plan_id: int) -> Any:  # noqa: ANN401 (a statement of many columns)
    return (
        select(
            ProgressReport.id,
            ProgressReport.milestone_id,
            ProgressReport.state,
            ProgressReport.state_before,
            ProgressReport.reported_at,
            ProgressReport.reported_on,
            ProgressReport.result,
            ProgressReport.difficulties,
            ProgressReport.superseded_by_id,
            ProgressReport.retracted_at,
        )
        .join(Milestone, Milestone.id == ProgressReport.milestone_id)
        .where(Milestone.plan_id == plan_id)
        .order_by(ProgressReport.reported_at, ProgressReport.id)
    )


def _moves(plan_id: int) -> Any:  # noqa: ANN401 (a statement of many columns)
    """The changes of dates as if they were acts, so that one statement reads both."""
    return (
        select(
            literal(_MOVED),
            DeadlineRevision.revision,
            DeadlineRevision.decided_at,
            DeadlineRevision.milestone_id,
            cast(null(), Integer),
            DeadlineRevision.previous_due_date,
        )
        .join(Milestone, Milestone.id == DeadlineRevision.milestone_id)
        .where(Milestone.plan_id == plan_id)
    )


def _pasts(
    acts: Sequence[Row[Any]],
    reports: Sequence[Row[Any]],
    rows: Iterable[StandingRow],
    zone: ZoneInfo,
) -> dict[int, Past]:
    by_id = {report.id: report for report in reports}
    turns: dict[int, list[Turn]] = defaultdict(list)
    said: dict[int, list[Said]] = defaultdict(list)
    moves: dict[int, list[Move]] = defaultdict(list)
    added: dict[tuple[str, int], date] = {}
    for act in acts:
        day = _day(act.at, zone)
        if act.action == _MOVED:
            moves[act.subject_id].append(Move(day, act.previous))
        elif act.action in _ADDED:
            added[act.action, act.subject_id] = day
        elif (turn := _turn(act, by_id, day)) is not None:
            turns[turn[0]].append(turn[1])
    for report in reports:
        if report.superseded_by_id is None and report.retracted_at is None:
            said[report.milestone_id].append(_said(report))
    return {
        row.milestone_id: Past(
            tuple(turns[row.milestone_id]),
            tuple(moves[row.milestone_id]),
            tuple(said[row.milestone_id]),
            added.get(
                ("milestone_added", row.milestone_id), added.get(("task_created", row.task_id))
            ),
        )
        for row in rows
    }


def _turn(act: Row[Any], reports: Mapping[int, Row[Any]], day: date) -> tuple[int, Turn] | None:
    """The milestone's id and what became of it by the act; None for the first of all acts."""
    if act.action in _REPORTED | {_RETRACTED}:
        report = reports.get(act.subject_id)
        if report is None:
            return None
        state = report.state_before if act.action == _RETRACTED else report.state
        done = state is MilestoneState.AWAITING_CONFIRMATION
        return report.milestone_id, Turn(day, state, report.reported_on if done else None)
    if act.action not in _STATES:
        return None
    state = _STATES[act.action]
    if state is not MilestoneState.COMPLETED:
        return act.subject_id, Turn(day, state)
    report = reports.get(act.report_id)
    return act.subject_id, Turn(day, state, report.reported_on if report else None, day)


def _row_on(day: date, row: StandingRow, past: Past) -> StandingRow:
    facts = facts_on(day, row.facts, turns=past.turns, moves=past.moves)
    said = [each for each in past.reports if each.reported_on <= day]
    return replace(row, facts=facts, said=said[-1] if said else None)


def _row(row: Row[Any]) -> StandingRow:
    task, milestone, group_ordinal, agency = row
    return StandingRow(
        task_id=task.id,
        number=task.number,
        title=task.title,
        is_draft=task.text_status is TextStatus.DRAFT,
        deliverable=task.deliverable,
        time_as_worded=task.time_as_worded,
        group_id=task.group_id,
        group_ordinal=group_ordinal,
        agency_id=agency.id,
        agency_name=agency.name,
        agency_name_en=agency.name_en,
        agency_order=agency.official_order,
        milestone_id=milestone.id,
        label=milestone.label,
        original_due_date=milestone.original_due_date,
        cause=milestone.cause,
        cause_confirmed=milestone.cause_confirmed,
        cause_words=milestone.cause_words,
        facts=milestone.facts,
    )


def _said(report: Row[Any]) -> Said:
    return Said(
        report_id=report.id,
        reported_on=report.reported_on,
        result=report.result,
        difficulties=report.difficulties,
    )


def _day(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()
