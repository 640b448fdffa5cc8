"""Reads of what a coordinator's weekly roll-up would hold."""

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import Select, exists, or_, select

from plan_app.domain import preferences
from plan_app.domain.directions import DirectionState
from plan_app.domain.extensions import PENDING
from plan_app.domain.recipients import Line
from plan_app.domain.reliefs import ReliefState
from plan_app.domain.statuses import MilestoneState
from plan_app.extensions import db
from plan_app.models import (
    Direction,
    ExtensionRequest,
    Milestone,
    Plan,
    ReliefRequest,
    ReportingRound,
    Task,
    User,
)
from plan_app.queries.conditions import is_unreachable
from plan_app.queries.deadlines import UNDONE
from plan_app.queries.ledger import get_rolled_up
from plan_app.queries.rounds import is_closing

# The plans whose roll-ups of one week a person has had, by person.
Done = Mapping[int, Collection[int]]


def list_due(
    *, today: date, weeks: Mapping[int, date], line: Line, assumed: int | None = None
) -> dict[int, tuple[int, ...]]:
    """The coordinators who get the week's roll-up of plans now, with these plans.

    `weeks` maps the plans whose roll-up may go today to the Monday of the week. A plan in
    which nothing waits for its coordinators has none; tasks that are not armed do not count,
    except those of the plan `assumed` to be.
    """
    if not weeks:
        return {}
    full = list_with_content(weeks, today=today, assumed=assumed)
    done = {week: get_rolled_up(week=week) for week in set(weeks.values())}
    return due_among(full, weeks=weeks, line=line, done=done)


def due_among(
    full: Collection[int],
    *,
    weeks: Mapping[int, date],
    line: Line,
    done: Mapping[date, Done],
) -> dict[int, tuple[int, ...]]:
    """As `list_due`, from facts: plans with content, and who has had which, by week."""
    due: dict[int, tuple[int, ...]] = {}
    for plan in sorted(full):
        usable = [each for each in line.coordinators_of.get(plan, ()) if line.is_usable(each)]
        for person in preferences.roll_up_readers(usable, line.without_roll_up):
            had = done.get(weeks[plan], {}).get(person, ())
            if plan not in had:
                due[person] = (*due.get(person, ()), plan)
    return due


def list_with_content(
    plan_ids: Collection[int], *, today: date, assumed: int | None = None
) -> frozenset[int]:
    """Those of the plans in which something waits for the coordinators on `today`."""
    wanted = with_content(today, assumed).where(Plan.id.in_(plan_ids))
    return frozenset(db.session.scalars(wanted))


def with_content(today: date, assumed: int | None) -> Select[tuple[int]]:
    """The plans in which something is overdue, reported, wished, unassigned or unreachable.

    A direction counts once its answer is late.
    """
    armed = or_(Task.armed_at.is_not(None), Task.plan_id == assumed)
    milestones = exists().where(
        Milestone.plan_id == Plan.id,
        or_(
            Milestone.open_due < today,
            Milestone.state == MilestoneState.AWAITING_CONFIRMATION,
        ),
        Task.id == Milestone.task_id,
        armed,
    )
    unassigned = exists().where(
        Task.plan_id == Plan.id,
        Task.owner_id.is_(None),
        armed,
        Milestone.task_id == Task.id,
        Milestone.state.in_(UNDONE),
    )
    extensions = exists().where(
        ExtensionRequest.state.in_(PENDING),
        Milestone.id == ExtensionRequest.milestone_id,
        Milestone.plan_id == Plan.id,
    )
    unreachable = exists().where(
        Task.plan_id == Plan.id,
        User.id == Task.owner_id,
        is_unreachable(),
        armed,
        Milestone.task_id == Task.id,
        Milestone.state.in_(UNDONE),
    )
    closing = exists().where(ReportingRound.plan_id == Plan.id, is_closing(today))
    late = exists().where(
        Direction.state == DirectionState.OPEN,
        Direction.answer_by < today,
        Task.id == Direction.task_id,
        Task.plan_id == Plan.id,
    )
    reliefs = exists().where(
        ReliefRequest.state == ReliefState.REQUESTED,
        Task.id == ReliefRequest.task_id,
        Task.plan_id == Plan.id,
    )
    return select(Plan.id).where(
        or_(milestones, unassigned, extensions, reliefs, unreachable, closing, late)
    )
