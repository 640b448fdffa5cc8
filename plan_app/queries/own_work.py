"""The open milestones of the tasks that a person answers for."""

from collections.abc import Collection

from sqlalchemy import select

from plan_app.domain.statuses import OPEN
from plan_app.extensions import db
from plan_app.models import Milestone, Task
from plan_app.queries import rows
from plan_app.queries.rows import MilestoneRow


def list_open(plan_id: int, *, owner_ids: Collection[int]) -> list[MilestoneRow]:
    """Every open milestone of the owners' tasks, by due date, undated last."""
    statement = (
        rows.joined(select(*rows.COLUMNS).select_from(Milestone))
        .where(Task.plan_id == plan_id, Task.owner_id.in_(owner_ids), Milestone.state.in_(OPEN))
        .order_by(Milestone.due_date.is_(None), Milestone.due_date, Task.number, Milestone.id)
    )
    return [MilestoneRow(**rows.of_columns(row)) for row in db.session.execute(statement)]
