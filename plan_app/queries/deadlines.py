"""Reads of the open milestones whose date has come near: columns only, for many tasks at once."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, or_, select, true

from plan_app.domain import holding, policy, reminders
from plan_app.domain.holding import HoldFacts
from plan_app.domain.policy import ReminderPolicy
from plan_app.domain.statuses import MilestoneState
from plan_app.domain.working_days import Calendar
from plan_app.extensions import db
from plan_app.models import Milestone, Plan, Task, TextStatus
from plan_app.queries.holds import Holds

# So many rows are in memory at a time, however large the plan is.
ROWS_AT_ONCE = 5_000
UNREPORTED = (MilestoneState.NOT_STARTED, MilestoneState.IN_PROGRESS)
UNDONE = (*UNREPORTED, MilestoneState.AWAITING_CONFIRMATION)


class PlanRow(NamedTuple):
    """A plan as the planner needs it."""

    id: int
    slug: str
    reminders_on: bool
    confirmed_messages: int
    policy: ReminderPolicy


class DeadlineRow(NamedTuple):
    """One open milestone with the columns that decide about its reminder."""

    milestone_id: int
    revision: int
    ordinal: int
    due: date
    state: MilestoneState
    task_id: int
    plan_id: int
    number: int
    agency_id: int
    owner_id: int | None
    text_status: TextStatus
    is_armed: bool
    override: dict[str, Any] | None


COLUMNS = (
    Milestone.id,
    Milestone.deadline_revision,
    Milestone.ordinal,
    Milestone.due_date,
    Milestone.state,
    Milestone.task_id,
    Milestone.plan_id,
    Task.number,
    Task.responsible_agency_id,
    Task.owner_id,
    Task.text_status,
    Task.armed_at.is_not(None),
    Task.policy_override,
)


PLAN_COLUMNS = (Plan.id, Plan.slug, Plan.reminders_on, Plan.confirmed_messages, Plan.policy)


def row_of(plan: Plan) -> PlanRow:
    """A plan that is at hand, as the planner needs it."""
    own = policy.parse(plan.policy)
    return PlanRow(plan.id, plan.slug, plan.reminders_on, plan.confirmed_messages, own)


def list_plans(plan_ids: Collection[int] | None = None) -> list[PlanRow]:
    """The plans (all, or those with these ids) with their policies."""
    wanted = select(*PLAN_COLUMNS)
    if plan_ids is not None:
        wanted = wanted.where(Plan.id.in_(plan_ids))
    return [plan_of(row) for row in db.session.execute(wanted.order_by(Plan.id))]


def plan_of(row: Sequence[Any]) -> PlanRow:
    """The plan of a row of `PLAN_COLUMNS`."""
    id_, slug, is_on, confirmed, stored = row
    return PlanRow(id_, slug, is_on, confirmed, policy.parse(stored))


def near(
    wanted: Select[Any],
    plan: PlanRow,
    *,
    today: date,
    calendar: Calendar,
    states: Iterable[MilestoneState] = UNREPORTED,
    owners: Collection[int] | None = None,
    early: Collection[int] = (),
    groups: Collection[int] = (),
) -> Select[Any]:
    """Narrow a select over milestone and task to what is due within the first lead time.

    A task with a policy of its own is taken from the longest lead there may be, and so are those
    of the owners in `early`, who wish to be told sooner. With `owners` only their tasks and those
    of the agencies in `groups`; the plan is then named by the task, because SQLite would go
    through all milestones of the plan if the milestone named it.
    """
    usual = reminders.horizon(today, plan.policy.longest_lead, calendar)
    longest = reminders.horizon(today, policy.LONGEST_LEAD_DAYS, calendar)
    return wanted.join(Task, Milestone.task_id == Task.id).where(
        Milestone.plan_id == plan.id if owners is None else Task.plan_id == plan.id,
        true() if owners is None else _is_of(owners, groups),
        Milestone.state.in_(tuple(states)),
        Milestone.due_date <= longest,
        or_(
            Milestone.due_date <= usual,
            and_(Milestone.due_date > usual, _is_early(early)),
        ),
    )


def _is_of(owners: Collection[int], groups: Collection[int]) -> ColumnElement[bool]:
    own = Task.owner_id.in_(owners)
    return or_(own, Task.responsible_agency_id.in_(groups)) if groups else own


def _is_early(early: Collection[int]) -> ColumnElement[bool]:
    own = Task.policy_override.is_not(None)
    return or_(own, Task.owner_id.in_(early)) if early else own


@dataclass(slots=True)
class Reading:
    """How the deadlines of one plan are read on one day."""

    plan: PlanRow
    today: date
    calendar: Calendar
    holds: Holds
    demonstration: bool
    early_lead_of: Mapping[int, int] = field(default_factory=dict)
    _usual: reminders.Standing | None = None

    def list_rows(self, states: Iterable[MilestoneState] = UNREPORTED) -> Iterator[DeadlineRow]:
        """The milestones whose first lead may have been crossed."""
        wanted = near(
            select(*COLUMNS),
            self.plan,
            today=self.today,
            calendar=self.calendar,
            states=states,
            early=self.early_lead_of,
        )
        # Planning reads a whole plan, in a transaction; PostgreSQL has cursors only there.
        if db.session().info.get("in_transaction"):
            wanted = wanted.execution_options(yield_per=ROWS_AT_ONCE)
        return map(DeadlineRow._make, db.session.execute(wanted))

    def standing(self, override: dict[str, Any] | None) -> reminders.Standing:
        """How due dates stand under the plan's policy, or under a task's own."""
        if override:
            own = policy.parse_override(override, self.plan.policy)
            return reminders.Standing(self.today, own, self.calendar)
        if self._usual is None:
            self._usual = reminders.Standing(self.today, self.plan.policy, self.calendar)
        return self._usual

    def early_threshold(self, due: date, owner_id: int | None) -> int | None:
        """Of a date whose first lead has not come: the owner's own earlier one, if that has."""
        lead = self.early_lead_of.get(owner_id or 0)
        if lead is None or reminders.working_day(due, -lead, self.calendar) > self.today:
            return None
        return -lead

    def hold_of(self, row: DeadlineRow, *, assume_on: bool = False) -> holding.Hold | None:
        """The first rule that concerns the milestone itself.

        `assume_on`: as if reminders were on and the task armed, for a preview.
        """
        facts = HoldFacts(
            reminders_on=assume_on or self.plan.reminders_on,
            is_draft=row.text_status is TextStatus.DRAFT,
            is_armed=assume_on or row.is_armed,
            state=row.state,
            due=row.due,
            look_again_on=self.holds.look_again_on.get(row.milestone_id),
            paused_until=self.holds.pause_of(row.plan_id, row.agency_id),
        )
        return holding.of_milestone(facts, today=self.today, demonstration=self.demonstration)
