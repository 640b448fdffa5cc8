"""Milestones in one state, those that have waited longest first."""

from datetime import date
from typing import Final

from sqlalchemy import func, select

from plan_app.domain.statuses import MilestoneState
from plan_app.extensions import db
from plan_app.models import Milestone
from plan_app.queries import rows
from plan_app.queries.rows import PAGE_SIZE, MilestoneRow

_NEVER: Final = date.max


def list_in_state(plan_id: int, *, state: MilestoneState, page: int = 1) -> list[MilestoneRow]:
    """Thirty milestones by the day of their report, the oldest first; unreported by due date."""
    waited = func.coalesce(Milestone.reported_on, Milestone.due_date, _NEVER)
    statement = (
        rows.joined(select(*rows.COLUMNS).select_from(Milestone))
        .where(Milestone.plan_id == plan_id, Milestone.state == state)
        .order_by(waited, Milestone.id)
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    return [MilestoneRow(**rows.of_columns(row)) for row in db.session.execute(statement)]


def count_in_state(plan_id: int, *, state: MilestoneState) -> int:
    """How many milestones of the plan are in `state`."""
    wanted = select(func.count()).where(Milestone.plan_id == plan_id, Milestone.state == state)
    return db.session.scalar(wanted) or 0
