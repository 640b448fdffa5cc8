"""Filling a database with the demonstration: invented people and what they would have reported.

Only a database without people becomes a demonstration, and it stays marked as one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from plan_app.domain import demonstration as stories
from plan_app.errors import N_, NotFound, RuleBroken
from plan_app.extensions import db
from plan_app.models import Agency, Installation, Plan, Task, User
from plan_app.queries.calendar import get_calendar
from plan_app.queries.installation import DEMONSTRATION
from plan_app.services import (
    demonstration_dealings,
    demonstration_extensions,
    demonstration_leaders,
    demonstration_letters,
    demonstration_measures,
    demonstration_members,
    demonstration_people,
    demonstration_progress,
    demonstration_reorganisations,
    journal,
)

PURPOSE = "purpose"

# Nobody is named for these yet, so that the lists of unassigned tasks show something.
UNASSIGNED = frozenset({24, 48, 64, 79, 91, 92, 104})
# The texts of the product speak of these three as of one person's.
OF_ONE_PERSON = frozenset({53, 57, 60})


class NotForDemonstration(RuleBroken):
    """The database is used, or meant, for real work."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "Cơ sở dữ liệu này đã có tài khoản người dùng hoặc dùng cho mục đích khác, nên "
                "không thêm dữ liệu minh họa. Đề nghị dùng một thư mục PLAN_APP_INSTANCE khác."
            )
        )


@dataclass(frozen=True, slots=True)
class Summary:
    """What the demonstration holds."""

    people: int
    assigned: int
    reports: int


def fill(*, now: datetime, zone: ZoneInfo) -> Summary | None:
    """Add people, owners and progress to the first plan; None when it was done before.

    Raises `NotForDemonstration`, or `NotFound` where no plan was seeded.
    """
    mark = db.session.get(Installation, PURPOSE)
    if mark is not None and mark.value == DEMONSTRATION:
        return None
    if mark is not None or db.session.scalar(select(func.count()).select_from(User)):
        raise NotForDemonstration
    plan = db.session.scalar(select(Plan).order_by(Plan.id).limit(1))
    if plan is None:
        raise NotFound(N_("Chưa nạp kế hoạch nào; đề nghị chạy plan-app seed trước."))
    db.session.add(Installation(name=PURPOSE, value=DEMONSTRATION))
    with db.session.no_autoflush:
        return _fill(plan, now=now, zone=zone)


def _fill(plan: Plan, *, now: datetime, zone: ZoneInfo) -> Summary:
    today = now.astimezone(zone).date()
    agencies = {each.code: each for each in db.session.scalars(select(Agency))}
    tasks = _tasks(plan)
    told = stories.tell(
        [
            stories.Part(
                task.number, each.ordinal, each.due_date, is_waiting=each.waiting_for is not None
            )
            for task in tasks
            for each in task.milestones
        ],
        today=today,
        calendar=get_calendar(),
    )
    cast = demonstration_people.enter(plan, agencies, now=now)
    _assign(tasks, cast.owners)
    journal.record(
        "demonstration_filled", now=now, actor_id=None, plan_id=plan.id, subject=("plan", plan.id)
    )
    told, by_letter = demonstration_letters.gather(told, tasks, today=today)
    reports = demonstration_progress.write(
        tasks, told, cast, now=now, zone=zone, by_letter=by_letter
    )
    demonstration_leaders.write(plan, cast, now=now, zone=zone)
    demonstration_reorganisations.write(tasks, agencies, cast, now=now, zone=zone)
    demonstration_letters.write(tasks, cast, now=now, zone=zone)
    demonstration_members.write(tasks, cast, now=now, zone=zone)
    demonstration_dealings.write(tasks, cast, now=now, zone=zone)
    demonstration_extensions.write(tasks, now=now, zone=zone)
    demonstration_measures.write(tasks, cast, now=now)
    return Summary(
        people=cast.count,
        assigned=sum(task.owner is not None for task in tasks),
        reports=reports,
    )


def _tasks(plan: Plan) -> list[Task]:
    return list(
        db.session.scalars(
            select(Task)
            .where(Task.plan_id == plan.id)
            .options(selectinload(Task.milestones), selectinload(Task.owner))
            .order_by(Task.number)
        )
    )


def _assign(tasks: list[Task], owners: Mapping[int | None, tuple[User, ...]]) -> None:
    """Deal out the tasks of each agency among its people."""
    dealt: dict[int, int] = {}
    for task in tasks:
        people = owners.get(task.responsible_agency_id, ())
        if not people or task.number in UNASSIGNED:
            continue
        turn = dealt.get(task.responsible_agency_id, 0)
        dealt[task.responsible_agency_id] = turn + 1
        task.owner = people[0 if task.number in OF_ONE_PERSON else turn % len(people)]
        task.version += 1
