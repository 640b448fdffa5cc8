"""The numbers of a coordinator's weekly roll-up (mail 3)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select

from plan_app.domain.deadlines import Figure
from plan_app.domain.mailing import MessageKind, MessageState
from plan_app.extensions import db
from plan_app.models import (
    Membership,
    Milestone,
    OutboxMessage,
    Task,
)
from plan_app.queries import conditions, directions, figures, leader_lists
from plan_app.queries.attention import Attention, get_attention
from plan_app.queries.week_before import WEEK, get_week_before

SOON_DAYS = 14


@dataclass(frozen=True, slots=True)
class MailWeek:
    """What became of the digests of the seven days before."""

    planned: int
    accepted: int
    failed: int


@dataclass(frozen=True, slots=True)
class RollUp:
    """One plan on one day; tasks are counted by their most pressing milestone.

    Each number is that of the page it leads to: `attention` as the home page has it.
    `new` and `settled` are numbers of tasks: overdue today and not a week ago, and the other
    way round. `overdue_before` is how many were overdue a week ago.
    """

    plan_slug: str
    today: date
    attention: Attention
    overdue: int
    overdue_before: int
    new: tuple[int, ...]
    settled: tuple[int, ...]
    due_soon: int
    figures: Mapping[Figure, int]
    mails: MailWeek
    # What stands on the list to the leaders of agencies and was not written about yet.
    to_leaders: int
    # Directions that are not settled, and those of them without an answer in time.
    directions: int
    late_directions: int
    # Not part of what the numbers say: the same numbers an hour later are the same roll-up.
    taken_at: datetime = field(repr=False, compare=False)

    @property
    def to_handle(self) -> int:
        """How many things wait for the coordinator."""
        found = self.attention
        of_owners = found.awaiting + found.extensions + found.reliefs + found.objections
        return of_owners + found.unassigned + found.closing


def get_roll_up(
    plan_id: int, plan_slug: str, *, now: datetime, zone: ZoneInfo, escalated: date
) -> RollUp:
    """The roll-up of a plan at `now`; ten queries, whatever the size of the plan.

    `escalated` is the latest due date that stands on the list to the leaders of agencies.
    """
    today = now.astimezone(zone).date()
    overdue = _count_pressing(plan_id, conditions.is_overdue(today))
    week = get_week_before(plan_id, today=today)
    new = _list_numbers(plan_id, week.is_new(today))
    settled = _list_settled(plan_id, week.late_tasks, today=today)
    soon = Milestone.open_due.between(today, today + timedelta(days=SOON_DAYS))
    unsettled, late = directions.count_unsettled(plan_id, today=today)
    return RollUp(
        plan_slug=plan_slug,
        today=today,
        attention=get_attention(plan_id, today=today),
        overdue=overdue,
        overdue_before=overdue - len(new) + len(settled),
        new=new,
        settled=settled,
        due_soon=_count_pressing(plan_id, soon),
        figures=figures.count_figures(plan_id, today=today),
        mails=_count_mails(plan_id, today=today),
        to_leaders=leader_lists.count_waiting(plan_id, latest_due=escalated),
        directions=unsettled,
        late_directions=late,
        taken_at=now,
    )


def _count_pressing(plan_id: int, *conditions: ColumnElement[bool]) -> int:
    wanted = (
        select(func.count())
        .select_from(Milestone)
        .join(Task, Task.id == Milestone.task_id)
        .where(Milestone.plan_id == plan_id, Milestone.is_pressing, *conditions)
    )
    return db.session.scalar(wanted) or 0


def _list_numbers(plan_id: int, *conditions: ColumnElement[bool]) -> tuple[int, ...]:
    wanted = (
        select(Task.number)
        .join(Milestone, Milestone.task_id == Task.id)
        .where(Milestone.plan_id == plan_id, *conditions)
        .distinct()
        .order_by(Task.number)
    )
    return tuple(db.session.scalars(wanted))


def _list_settled(plan_id: int, late_tasks: Collection[int], *, today: date) -> tuple[int, ...]:
    """Tasks late a week ago and not today: confirmed, moved, suspended or withdrawn since."""
    still = select(Milestone.task_id).where(
        Milestone.plan_id == plan_id, conditions.is_overdue(today)
    )
    return _list_numbers(plan_id, Task.id.in_(late_tasks), Task.id.not_in(still))


def _count_mails(plan_id: int, *, today: date) -> MailWeek:
    """Of the people of the plan, because a digest is about all plans of its reader."""
    people = select(Membership.user_id).where(Membership.plan_id == plan_id)
    rows = db.session.execute(
        select(OutboxMessage.state, func.count())
        .where(
            OutboxMessage.kind == MessageKind.DIGEST,
            OutboxMessage.local_day >= today - WEEK,
            OutboxMessage.local_day < today,
            OutboxMessage.recipient_id.in_(people),
            OutboxMessage.state != MessageState.CANCELLED,
        )
        .group_by(OutboxMessage.state)
    ).tuples()
    counts = dict(iter(rows))
    failed = counts.get(MessageState.FAILED, 0) + counts.get(MessageState.EXPIRED, 0)
    return MailWeek(sum(counts.values()), counts.get(MessageState.ACCEPTED, 0), failed)
