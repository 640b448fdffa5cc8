"""How a plan stands on a day: today as the pages count it, earlier as it was then."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from plan_app import clock
from plan_app.domain.deadlines import Figure
from plan_app.domain.permissions import Actor
from plan_app.domain.reports import Answer
from plan_app.domain.roles import Role
from plan_app.domain.statuses import MilestoneState
from plan_app.extensions import db
from plan_app.models import DeadlineRevision, Milestone, Plan, Task
from plan_app.queries import figures, overdue
from plan_app.queries.conditions import ListFilter
from plan_app.queries.standings import Record, get_record
from plan_app.queries.versions import get_version
from plan_app.services import decisions, journal, progress
from plan_app.services.acts import Act
from tests import acting, demonstrated
from tests.builders import make_agency, make_milestone, make_plan, make_task, make_user

pytestmark = pytest.mark.usefixtures("app")
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
TODAY = date(2026, 12, 8)


def record(plan: Plan, **facts: int) -> Record:
    return get_record(plan.id, zone=ZONE, **facts)


def at(month: int, day: int, hour: int = 3) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def state_on(plan: Plan, day: date) -> MilestoneState:
    (row,) = record(plan).on(day).milestones
    return row.facts.state


@pytest.fixture
def task() -> Task:
    plan = make_plan()
    journal.record("plan_edited", now=at(1, 5), actor_id=None, plan_id=plan.id)
    return make_task(plan, due=date(2026, 6, 30))


def act(task: Task, when: datetime, role: Role = Role.OWNER) -> Act:
    user = task.owner if role is Role.OWNER else make_user(task.plan, role)
    assert user is not None
    db.session.refresh(task)
    actor = Actor(user_id=user.id, agency_id=user.agency_id, roles=frozenset({role}))
    return Act(actor=actor, now=when, today=when.astimezone(ZONE).date(), version=task.version)


def report(task: Task, when: datetime, state: MilestoneState, difficulties: str = "") -> None:
    answer = Answer(state=state, result="Đã trình.", difficulties=difficulties)
    with clock.stopped_at(when):
        progress.report(task.milestones[0], answer, act(task, when))


@pytest.mark.usefixtures("prepared_demonstration")
def test_today_the_figures_are_those_of_the_pages() -> None:
    plan = db.session.scalars(select(Plan)).one()
    standing = record(plan).on(TODAY)
    version = get_version(plan.id)

    counted = figures.count_tasks(plan.id, version=version, today=TODAY)
    assert standing.figures.counts() == counted.counts()
    for task in demonstrated.tasks():
        of_group, of_agency = {"group_id": task.group_id}, {"agency_id": task.responsible_agency_id}
        assert standing.figures.counts(**of_group) == counted.counts(**of_group)
        assert standing.figures.counts(**of_agency) == counted.counts(**of_agency)
    span = {"first": date(2026, 7, 1), "last": date(2026, 12, 31)}
    due = figures.count_milestones(plan.id, **span, version=version, today=TODAY)
    assert standing.count(standing.due_within(**span)).counts() == due.counts()


@pytest.mark.usefixtures("prepared_demonstration")
def test_today_the_overdue_are_those_of_the_list() -> None:
    plan = db.session.scalars(select(Plan)).one()
    coordinator = Actor(user_id=0, roles=frozenset({Role.COORDINATOR}))
    wanted = ListFilter()
    listed = overdue.list_rows(
        plan.id, actor=coordinator, today=TODAY, wanted=wanted, sort="agency", page=None
    )
    standing = record(plan).on(TODAY)

    assert {row.milestone_id: standing.days_late(row) for row in standing.overdue} == {
        row.milestone_id: row.days_late(TODAY) for row in listed
    }
    assert [row.agency_order for row in standing.overdue] == sorted(
        row.agency_order for row in standing.overdue
    )
    told = {row.milestone_id: row.said.difficulties for row in standing.overdue if row.said}
    assert told == {
        row.milestone_id: row.difficulties for row in listed if row.milestone_id in told
    }


@pytest.mark.usefixtures("prepared_demonstration")
def test_every_day_of_the_demonstration_adds_up_to_all_tasks() -> None:
    plan = db.session.scalars(select(Plan)).one()
    read = record(plan)
    assert read.known_since is not None
    for day in (date(2026, 3, 31), date(2026, 6, 30), TODAY):
        assert read.on(day).figures.total == 105


def test_a_milestone_was_what_its_acts_made_of_it(task: Task) -> None:
    report(task, at(3, 2), MilestoneState.IN_PROGRESS)
    report(task, at(5, 4), MilestoneState.AWAITING_CONFIRMATION)
    decisions.return_(
        task.milestones[0], act(task, at(5, 6), Role.COORDINATOR), reason="Bổ sung.", due=None
    )
    report(task, at(7, 9), MilestoneState.AWAITING_CONFIRMATION)
    decisions.confirm(task.milestones[0], act(task, at(7, 20), Role.COORDINATOR))

    days = {
        date(2026, 3, 1): MilestoneState.NOT_STARTED,
        date(2026, 3, 2): MilestoneState.IN_PROGRESS,
        date(2026, 5, 5): MilestoneState.AWAITING_CONFIRMATION,
        date(2026, 5, 6): MilestoneState.IN_PROGRESS,
        date(2026, 7, 9): MilestoneState.AWAITING_CONFIRMATION,
        date(2026, 7, 20): MilestoneState.COMPLETED,
    }
    assert {day: state_on(task.plan, day) for day in days} == days
    (row,) = record(task.plan).on(TODAY).milestones
    assert row.completed_on == date(2026, 7, 9)
    counts = record(task.plan).on(TODAY).figures.counts()
    assert counts[Figure.COMPLETED_LATE] == 1
    before = record(task.plan).on(date(2026, 7, 1)).figures.counts()
    assert before[Figure.OPEN_OVERDUE] == 1


def test_suspended_and_withdrawn_work_was_open_before(task: Task) -> None:
    milestone = task.milestones[0]
    decisions.suspend(milestone, act(task, at(4, 1), Role.COORDINATOR), document="Công văn số 1")
    decisions.resume(milestone, act(task, at(5, 1), Role.COORDINATOR), reason="Đã rõ.")
    decisions.withdraw(milestone, act(task, at(6, 1), Role.COORDINATOR), document="Công văn số 2")

    days = [date(2026, month, 2) for month in (3, 4, 5, 6)]
    assert [state_on(task.plan, day) for day in days] == [
        MilestoneState.NOT_STARTED,
        MilestoneState.SUSPENDED,
        MilestoneState.IN_PROGRESS,
        MilestoneState.WITHDRAWN,
    ]


def test_a_report_that_was_taken_back_leaves_what_was_before(task: Task) -> None:
    report(task, at(3, 2), MilestoneState.IN_PROGRESS)
    with clock.stopped_at(at(3, 4)):
        answer = Answer(state=MilestoneState.AWAITING_CONFIRMATION, result="Xong.")
        said = progress.report(task.milestones[0], answer, act(task, at(3, 4)))
        progress.retract(said, act(task, at(3, 6)))

    days = [date(2026, 3, day) for day in (4, 6)]
    assert [state_on(task.plan, day) for day in days] == [
        MilestoneState.AWAITING_CONFIRMATION,
        MilestoneState.IN_PROGRESS,
    ]
    (row,) = record(task.plan).on(TODAY).milestones
    assert row.said is not None
    assert row.said.result == "Đã trình."


def test_a_date_that_was_moved_since_was_the_old_one(task: Task) -> None:
    milestone = task.milestones[0]
    milestone.due_date = date(2027, 6, 30)
    db.session.add(
        DeadlineRevision(
            milestone_id=milestone.id,
            revision=2,
            previous_due_date=date(2026, 6, 30),
            due_date=date(2027, 6, 30),
            decided_at=at(8, 1),
        )
    )
    db.session.commit()

    dues = [record(task.plan).on(day).milestones[0].facts.due for day in (date(2026, 7, 31), TODAY)]
    assert dues == [date(2026, 6, 30), date(2027, 6, 30)]


def test_a_milestone_that_was_added_later_was_not_there(task: Task) -> None:
    acting.add_milestone(task, due=date(2027, 12, 31), now=at(9, 1))
    new = make_task(task.plan)
    journal.record(
        "task_created",
        now=at(10, 1),
        actor_id=None,
        plan_id=task.plan_id,
        task_id=new.id,
        subject=("task", new.id),
    )
    days = (date(2026, 8, 31), date(2026, 9, 1), date(2026, 10, 1))
    assert [len(record(task.plan).on(day).milestones) for day in days] == [1, 2, 3]


def test_what_was_said_is_the_last_words_of_the_day(task: Task) -> None:
    report(task, at(3, 2), MilestoneState.IN_PROGRESS, "Thiếu kinh phí.")
    report(task, at(8, 2), MilestoneState.IN_PROGRESS, "Thiếu hướng dẫn.")

    read = record(task.plan)
    said = [read.on(day).milestones[0].said for day in (date(2026, 6, 30), TODAY)]
    assert [each.difficulties for each in said if each] == ["Thiếu kinh phí.", "Thiếu hướng dẫn."]


def test_a_day_is_the_plan_s_own_and_not_that_of_greenwich(task: Task) -> None:
    report(task, at(3, 1, hour=18), MilestoneState.IN_PROGRESS)
    days = (date(2026, 3, 1), date(2026, 3, 2))
    assert [state_on(task.plan, day) for day in days] == [
        MilestoneState.NOT_STARTED,
        MilestoneState.IN_PROGRESS,
    ]


def test_nothing_is_known_before_the_first_act_and_of_an_empty_plan(task: Task) -> None:
    assert record(task.plan).known_since == date(2026, 1, 5)
    empty = make_plan()
    assert record(empty) == Record((), {}, None)
    assert record(empty).on(TODAY).figures.total == 0


def test_one_agency_s_record_holds_its_own_tasks_only(task: Task) -> None:
    make_task(task.plan, agency=make_agency())
    (row,) = record(task.plan, agency_id=task.responsible_agency_id).rows
    assert row.number == task.number


def test_the_pressing_milestone_stands_for_its_task_on_that_day(task: Task) -> None:
    make_milestone(task, due=date(2026, 12, 31), ordinal=2)
    report(task, at(3, 2), MilestoneState.AWAITING_CONFIRMATION)
    decisions.confirm(task.milestones[0], act(task, at(9, 1), Role.COORDINATOR))

    pressing = [record(task.plan).on(day).tasks[0].facts.due for day in (date(2026, 2, 1), TODAY)]
    assert pressing == [date(2026, 6, 30), date(2026, 12, 31)]
    marked = db.session.scalars(
        select(Milestone.due_date).where(Milestone.task_id == task.id, Milestone.is_pressing)
    ).one()
    assert marked == pressing[-1]


@pytest.mark.usefixtures("prepared_demonstration")
def test_it_takes_three_queries_whatever_the_size(
    count_queries: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    plan = db.session.scalars(select(Plan)).one()
    with count_queries() as sent:
        record(plan)
    assert len(sent) == 3
