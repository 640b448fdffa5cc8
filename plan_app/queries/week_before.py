"""What was overdue a week ago, from the acts of the week: what is new, and what is settled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    and_,
    case,
    cast,
    exists,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from plan_app.domain.statuses import MilestoneState
from plan_app.extensions import db, settings
from plan_app.models import JournalEntry, JournalHead, Milestone, ProgressReport
from plan_app.queries.conditions import is_overdue
from plan_app.queries.journal import added_milestone

WEEK: Final = timedelta(days=7)
# The milestone was open before the act.
_WHILE_OPEN: Final = frozenset(
    {
        "completion_reported",
        "deadline_changed",
        "guidance_received",
        "milestone_suspended",
        "milestone_withdrawn",
        "progress_reported",
    }
)
# A report had been made, and waited for an answer where it was one of completion.
_ON_REPORTS: Final = frozenset(
    {"completion_confirmed", "completion_returned", "report_corrected", "report_retracted"}
)
# It was closed, or rested.
_WHILE_CLOSED: Final = frozenset({"milestone_reopened", "milestone_resumed"})
# Only then did it come into the plan: what was not there was not late, whatever its date.
_ADDED: Final = "milestone_added"
_CREATED: Final = "task_created"
_ACTS: Final = _WHILE_OPEN | _ON_REPORTS | _WHILE_CLOSED | {_ADDED}


class Act(NamedTuple):
    """One act of the week: on which milestone, and on which report where there was one."""

    action: str
    data: dict[str, Any]
    milestone_id: int
    task_id: int
    due_now: date | None
    report_state: MilestoneState | None
    reported_on: date | None
    sequence: int


@dataclass(frozen=True, slots=True)
class WeekBefore:
    """What the milestones with acts in the week were when it began, the day `began`.

    What was added in the week was not late then: a plan is judged by what was in it. An imported
    appendix is not added work, it says what the plan was from the start.
    `late_tasks` had one that was late, `not_late` are milestones that were not. Those without
    an act were late exactly when they are late today and were due before that day.
    """

    began: date
    late_tasks: frozenset[int]
    not_late: frozenset[int]

    def is_new(self, today: date) -> ColumnElement[bool]:
        """Whether the row stands for a task that is overdue and was not a week ago.

        Asked of the pressing milestone: what was late longest presses, so that nothing else of
        the task was late unless somebody has acted on it.
        """
        other = aliased(Milestone)
        late_by_another = exists().where(
            other.task_id == Milestone.task_id,
            other.open_due < self.began,
            other.id.not_in(self.not_late),
        )
        put_back = and_(Milestone.id.in_(self.not_late), ~late_by_another)
        return and_(
            Milestone.is_pressing,
            is_overdue(today),
            or_(Milestone.open_due >= self.began, put_back),
            Milestone.task_id.not_in(self.late_tasks),
        )


def get_week_before(plan_id: int, *, today: date) -> WeekBefore:
    """What the acts of the seven days before `today` tell, in one query."""
    began = today - WEEK
    since = datetime.combine(began, time(), tzinfo=settings().timezone)
    by_milestone: dict[int, list[Act]] = {}
    found = db.session.execute(union_all(_acts(plan_id, since), _creations(plan_id, since)))
    for act in sorted(map(Act._make, found), key=lambda act: act.sequence):
        by_milestone.setdefault(act.milestone_id, []).append(act)
    late: set[int] = set()
    not_late: set[int] = set()
    for milestone_id, acts in by_milestone.items():
        due = _due_then(acts)
        if due is not None and due < began and _was_owed(acts[0], due):
            late.add(acts[0].task_id)
        else:
            not_late.add(milestone_id)
    return WeekBefore(began, frozenset(late), frozenset(not_late))


def _acts(plan_id: int, since: datetime) -> Select[Any]:
    """The acts on milestones; the columns of `Act`."""
    is_report = JournalEntry.subject_kind == "progress_report"
    report_id = case(
        (JournalEntry.action == "report_corrected", JournalEntry.data["instead_of"].as_integer()),
        (is_report, JournalEntry.subject_id),
        else_=JournalEntry.data["report"].as_integer(),
    )
    milestone_id = case(
        (is_report, ProgressReport.milestone_id),
        (JournalEntry.action == _ADDED, added_milestone()),
        else_=JournalEntry.subject_id,
    )
    return (
        select(
            JournalEntry.action,
            JournalEntry.data,
            Milestone.id,
            Milestone.task_id,
            Milestone.due_date,
            ProgressReport.state,
            ProgressReport.reported_on,
            JournalEntry.sequence,
        )
        .join(JournalHead, JournalHead.id == JournalEntry.head_id)
        .outerjoin(ProgressReport, ProgressReport.id == report_id)
        .join(Milestone, Milestone.id == milestone_id)
        .where(
            JournalHead.plan_id == plan_id,
            JournalEntry.at >= since,
            JournalEntry.action.in_(_ACTS),
        )
    )


def _creations(plan_id: int, since: datetime) -> Select[Any]:
    """New tasks, once for each of their milestones; the columns of `Act`."""
    return (
        select(
            JournalEntry.action,
            JournalEntry.data,
            Milestone.id,
            Milestone.task_id,
            Milestone.due_date,
            cast(null(), ProgressReport.state.type),
            cast(null(), Date),
            JournalEntry.sequence,
        )
        .join(JournalHead, JournalHead.id == JournalEntry.head_id)
        .join(Milestone, Milestone.task_id == JournalEntry.subject_id)
        .where(
            JournalHead.plan_id == plan_id,
            JournalEntry.at >= since,
            JournalEntry.action == _CREATED,
        )
    )


def _due_then(acts: Sequence[Act]) -> date | None:
    """The date before the first act that set one."""
    for act in acts:
        if "before" in act.data:
            before = act.data["before"]
            return date.fromisoformat(before) if before else None
    return acts[0].due_now


def _was_owed(first: Act, due: date) -> bool:
    """Whether the work was still owed before the first act of the week.

    While a report of completion waits it is not, unless the report itself came late.
    """
    if first.action not in _ON_REPORTS:
        return first.action in _WHILE_OPEN
    if first.report_state is not MilestoneState.AWAITING_CONFIRMATION or first.reported_on is None:
        return True
    return first.reported_on > due
