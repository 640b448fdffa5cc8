"""People doing something in a test: one act each, committed like a page commits it."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from plan_app.domain.dates import Ground
from plan_app.domain.reports import Answer
from plan_app.domain.roles import Role
from plan_app.domain.statuses import MilestoneState
from plan_app.extensions import db
from plan_app.models import Milestone, Plan, ProgressReport, Task, User
from plan_app.queries import plans
from plan_app.services import milestone_places, milestones, progress, tasks
from plan_app.services.acts import Act
from plan_app.services.milestone_places import NewMilestone
from plan_app.services.transaction import transaction
from tests.builders import make_user
from tests.conftest import NOW

TODAY = date(2026, 12, 8)
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
DONE = Answer(state=MilestoneState.AWAITING_CONFIRMATION, result="Đã trình dự thảo Kế hoạch.")
UNDER_WAY = Answer(
    state=MilestoneState.IN_PROGRESS, result="Đang lấy ý kiến.", difficulties="Thiếu hướng dẫn."
)


def act_of(
    user: User | None,
    plan: Plan,
    *,
    version: int | None = None,
    now: datetime = NOW,
    today: date | None = None,
) -> Act:
    """An act of this person in this plan, on the day of `now`."""
    assert user is not None
    today = today or now.astimezone(ZONE).date()
    place = plans.find_place(user, slug=plan.slug, today=today)
    assert place is not None
    return Act(actor=place.actor, now=now, today=today, version=version)


def milestone_of(task: Task) -> Milestone:
    """The first milestone of the task, as the database has it now."""
    db.session.expire_all()
    return task.milestones[0]


def report(
    task: Task,
    answer: Answer = DONE,
    *,
    by: User | None = None,
    version: int | None = None,
    now: datetime = NOW,
    today: date | None = None,
) -> ProgressReport:
    """The owner (or somebody else) reports on the task's first milestone."""
    act = act_of(by or task.owner, task.plan, version=version, now=now, today=today)
    milestone_id, plan_id = task.milestones[0].id, task.plan_id
    with transaction():
        return progress.report(milestones.lock(milestone_id, plan_id=plan_id), answer, act)


def decide(
    task: Task,
    decision: Callable[..., None],
    *,
    by: User | None = None,
    version: int | None = None,
    now: datetime = NOW,
    **facts: Any,  # noqa: ANN401 (what the decision asks for)
) -> None:
    """A coordinator (or somebody else) decides of the task's first milestone."""
    person = by or make_user(task.plan, Role.COORDINATOR)
    act = act_of(person, task.plan, version=version, now=now)
    milestone_id, plan_id = task.milestones[0].id, task.plan_id
    with transaction():
        decision(milestones.lock(milestone_id, plan_id=plan_id), act=act, **facts)


def add_milestone(task: Task, *, due: date, now: datetime = NOW) -> None:
    """A coordinator adds a milestone of the agency's own to the task."""
    act = act_of(make_user(task.plan, Role.COORDINATOR), task.plan, now=now)
    wanted, task_id = NewMilestone(label="Bước tiếp theo", due=due, is_fixed=False), task.id
    with transaction():
        milestone_places.add(tasks.hold(task_id), wanted, Ground(), act)
