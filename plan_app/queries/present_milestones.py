"""The milestones of a plan as an import finds them, without the session holding each of them."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from plan_app.domain.deadlines import MilestoneFacts
from plan_app.domain.statuses import MilestoneState
from plan_app.extensions import db
from plan_app.models import Milestone
from plan_app.queries.ids import among


class PresentMilestone(NamedTuple):
    """A milestone, by the names of its columns."""

    id: int
    task_id: int
    ordinal: int
    is_pressing: bool
    label: str
    label_en: str
    year: int | None
    is_fixed: bool
    waiting_for: str | None
    due_date: date | None
    original_due_date: date | None
    deadline_revision: int
    version: int
    state: MilestoneState
    reported_on: date | None
    confirmed_on: date | None
    percent: int | None

    @property
    def facts(self) -> MilestoneFacts:
        """What the rules need to know of it."""
        return MilestoneFacts(
            state=self.state,
            due=self.due_date,
            reported_on=self.reported_on,
            confirmed_on=self.confirmed_on,
            waiting_for=self.waiting_for,
            ordinal=self.ordinal,
            id=self.id,
            percent=self.percent,
        )


def list_present(
    plan_id: int, task_ids: Collection[int] | None = None
) -> dict[int, list[PresentMilestone]]:
    """Those of the plan by task, or of these tasks of it, in their order; [] for other keys."""
    wanted = (
        select(*(getattr(Milestone, name) for name in PresentMilestone._fields))
        .where(Milestone.plan_id == plan_id)
        .order_by(Milestone.task_id, Milestone.ordinal)
    )
    if task_ids is not None:
        wanted = wanted.where(among(Milestone.task_id, task_ids))
    found: dict[int, list[PresentMilestone]] = defaultdict(list)
    for row in db.session.execute(wanted):
        found[row[1]].append(PresentMilestone._make(row))
    return found
