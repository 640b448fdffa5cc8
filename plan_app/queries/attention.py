"""What waits for a coordinator beside the overdue work, in one query."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ScalarSelect, func, select

from plan_app.domain.statuses import MilestoneState
from plan_app.extensions import db
from plan_app.models import Milestone, ReportingRound, Task
from plan_app.queries import conditions, extensions, mail_log, rounds
from plan_app.queries.conditions import ListFilter, Owned, Progress


@dataclass(frozen=True, slots=True)
class Attention:
    """Milestones awaiting confirmation and since when; open tasks without an owner to reach.

    `extensions` are requests for more time whose turn is the coordinator's. `waiting_mails`
    are those of the plan's log that are on their way.
    """

    awaiting: int
    awaiting_since: date | None
    unassigned: int
    unreachable: int
    extensions: int = 0
    # Open rounds whose day of closing has come: only a person closes one.
    closing: int = 0
    # Not part of what a roll-up says: it changes with every mail that leaves.
    waiting_mails: int = field(default=0, repr=False, compare=False)


UNASSIGNED = ListFilter(owner=Owned.NOBODY, state=Progress.OPEN)
UNREACHABLE = ListFilter(owner=Owned.UNREACHABLE, state=Progress.OPEN)


def get_attention(plan_id: int, *, today: date) -> Attention:
    """The counts; each equals the rows of the list that the page links to."""
    return Attention(*db.session.execute(select(*columns(plan_id, today=today))).one())


def columns(plan_id: int, *, today: date) -> list[ScalarSelect[Any]]:
    """The values of `Attention`, for a statement that asks for more."""
    awaiting = (
        Milestone.plan_id == plan_id,
        Milestone.state == MilestoneState.AWAITING_CONFIRMATION,
    )
    return [
        select(func.count()).where(*awaiting).scalar_subquery(),
        select(func.min(Milestone.reported_on)).where(*awaiting).scalar_subquery(),
        counting(plan_id, today, UNASSIGNED),
        counting(plan_id, today, UNREACHABLE),
        extensions.counting(plan_id).scalar_subquery(),
        select(func.count())
        .where(ReportingRound.plan_id == plan_id, rounds.is_closing(today))
        .scalar_subquery(),
        mail_log.counting(plan_id, mail_log.WAITING).scalar_subquery(),
    ]


def counting(plan_id: int, today: date, wanted: ListFilter) -> ScalarSelect[int]:
    """The number of the tasks that the filter leaves, as a part of a statement."""
    return (
        select(func.count())
        .select_from(Task)
        .join(Milestone, (Milestone.task_id == Task.id) & Milestone.is_pressing)
        .where(
            Task.plan_id == plan_id,
            *conditions.of_task(wanted, plan_id),
            *conditions.of_milestone(wanted, today),
        )
        .scalar_subquery()
    )
