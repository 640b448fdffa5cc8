"""The numbers of the weekly roll-up, against the definitions that the pages use."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plan_app.domain.dates import Ground
from plan_app.domain.deadlines import Figure
from plan_app.domain.extensions import ExtensionState
from plan_app.domain.mailing import MessageKind, MessageState
from plan_app.domain.roles import Role
from plan_app.domain.statuses import MilestoneState
from plan_app.extensions import db
from plan_app.models import (
    ExtensionRequest,
    OutboxMessage,
    Plan,
    Task,
)
from plan_app.queries import cache, roll_ups
from plan_app.queries.attention import Attention, get_attention
from plan_app.queries.conditions import ListFilter
from plan_app.queries.overdue import AgencyTotal, list_totals
from plan_app.queries.recipients import get_line
from plan_app.queries.reports import find_last
from plan_app.queries.roll_up import RollUp, get_roll_up
from plan_app.queries.versions import get_version
from plan_app.services import deadlines, decisions, journal, progress
from plan_app.services.transaction import transaction
from tests import acting
from tests.builders import (
    make_leader_list,
    make_milestone,
    make_plan,
    make_round,
    make_task,
    make_user,
    save,
)

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 12, 8, 1, 0, tzinfo=UTC)
TODAY = date(2026, 12, 8)
DAY = timedelta(days=1)
WEEK = timedelta(days=7)
# Seven working days before.
ESCALATED = date(2026, 11, 27)


@pytest.fixture
def plan(app: Flask) -> Plan:
    """A plan."""
    assert app
    return make_plan()


def roll_up(plan: Plan) -> RollUp:
    """The roll-up of today."""
    return get_roll_up(plan.id, plan.slug, now=NOW, zone=ZONE, escalated=ESCALATED)


def totals(plan: Plan) -> tuple[AgencyTotal, ...]:
    """The totals of the overdue page of today."""
    version = get_version(plan.id)
    return list_totals(plan.id, today=TODAY, wanted=ListFilter(), version=version)


def test_an_empty_plan_has_nothing(plan: Plan) -> None:
    found = roll_up(plan)

    assert (found.overdue, found.attention.awaiting, found.attention.extensions) == (0, 0, 0)
    assert (found.to_handle, found.new, found.settled) == (0, (), ())
    assert sum(found.figures.values()) == 0


@pytest.mark.parametrize(
    ("due", "overdue", "new", "before"),
    [
        (TODAY, 0, (), 0),
        (TODAY - DAY, 1, (53,), 0),
        (TODAY - WEEK, 1, (53,), 0),
        (TODAY - WEEK - DAY, 1, (), 1),
    ],
)
def test_overdue_tasks_are_new_when_they_were_not_a_week_ago(
    plan: Plan, due: date, overdue: int, new: tuple[int, ...], before: int
) -> None:
    make_task(plan, due=due, number=53)

    found = roll_up(plan)

    assert (found.overdue, found.new, found.overdue_before) == (overdue, new, before)
    assert found.figures[Figure.OPEN_OVERDUE] == overdue


def test_two_late_milestones_of_a_task_are_one_task(plan: Plan) -> None:
    task = make_task(plan, due=TODAY - DAY, number=53)
    make_milestone(task, due=TODAY - DAY)

    assert (roll_up(plan).overdue, roll_up(plan).new) == (1, (53,))


def test_a_task_that_was_late_a_week_ago_is_not_new_with_a_second_milestone(plan: Plan) -> None:
    task = make_task(plan, due=TODAY - 2 * WEEK, number=53)
    make_milestone(task, due=TODAY - DAY)

    found, (total,) = roll_up(plan), totals(plan)

    assert (found.overdue, found.new, found.overdue_before) == (1, (), 1)
    assert (total.tasks, total.new_tasks, total.milestones) == (1, 0, 2)


@given(
    dues=st.lists(
        st.lists(st.integers(-16, 2).map(lambda days: TODAY + days * DAY), min_size=1, max_size=3),
        max_size=5,
    )
)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_mail_and_page_count_the_same_as_overdue_and_as_new(
    app: Flask, dues: list[list[date]]
) -> None:
    assert app
    plan = make_plan()
    for number, (first, *others) in enumerate(dues, start=1):
        task = make_task(plan, due=first, number=number)
        for due in others:
            make_milestone(task, due=due)
    cache.forget_all()

    found, by_agency = roll_up(plan), totals(plan)

    assert found.overdue == sum(each.tasks for each in by_agency)
    assert found.overdue == found.figures[Figure.OPEN_OVERDUE]
    assert len(found.new) == sum(each.new_tasks for each in by_agency)


def move(task: Task, due: date, now: datetime) -> None:
    """The date is moved, on a document."""
    ground = Ground(reason="Thiếu vốn", document="Số 1/QĐ-UBND", document_date=date(2026, 11, 2))
    acting.decide(
        task, lambda milestone, act: deadlines.change(milestone, due, ground, act), now=now
    )


def confirm_and_go_on(task: Task, now: datetime) -> None:
    """Reported late and confirmed, while another milestone of the task falls due."""
    acting.report(task, now=now)
    acting.decide(task, decisions.confirm, now=now)
    make_milestone(task, due=TODAY - DAY)


def suspend(task: Task, now: datetime) -> None:
    acting.decide(task, decisions.suspend, document="Số 2/QĐ-UBND", now=now)


def withdraw(task: Task, now: datetime) -> None:
    acting.decide(task, decisions.withdraw, document="Số 3/QĐ-UBND", now=now)


def report_and_return(task: Task, now: datetime) -> None:
    acting.report(task, now=now)
    acting.decide(task, decisions.return_, reason="Thiếu hồ sơ", now=now)


def report_and_retract(task: Task, now: datetime) -> None:
    acting.report(task, now=now)
    said = find_last(milestone_id=task.milestones[0].id)
    assert said is not None
    assert task.owner is not None
    report_id, plan_id, act = said.id, task.plan_id, acting.act_of(task.owner, task.plan, now=now)
    with transaction():
        progress.retract(progress.lock(report_id, plan_id=plan_id), act)


def add_late_task(task: Task, now: datetime) -> None:
    """Another task comes into the plan, late from its first day on."""
    other = make_task(task.plan, due=TODAY - 4 * WEEK, number=3)
    with transaction():
        journal.record(
            "task_created",
            now=now,
            actor_id=None,
            plan_id=other.plan_id,
            subject=("task", other.id),
        )


def return_(task: Task, now: datetime) -> None:
    acting.decide(task, decisions.return_, reason="Thiếu hồ sơ", now=now)


def reopen(task: Task, now: datetime) -> None:
    acting.decide(task, decisions.reopen, reason="Chưa đủ", now=now)


def resume(task: Task, now: datetime) -> None:
    acting.decide(task, decisions.resume, reason="Có vốn", now=now)


def nothing(task: Task, now: datetime) -> None:
    assert task, now


def reported(day: date) -> Callable[[Task, datetime], object]:
    return lambda task, now: acting.report(task, today=day, now=now)


def finished(task: Task, now: datetime) -> None:
    acting.report(task, now=now)
    acting.decide(task, decisions.confirm, now=now)


@pytest.mark.parametrize("due", [TODAY - 3 * WEEK, TODAY - 3 * DAY, TODAY + DAY])
@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        (nothing, nothing),
        (nothing, finished),
        (nothing, confirm_and_go_on),
        (nothing, lambda task, now: move(task, TODAY - 2 * DAY, now)),
        (nothing, lambda task, now: move(task, TODAY + WEEK, now)),
        (nothing, suspend),
        (nothing, withdraw),
        (nothing, report_and_return),
        (nothing, report_and_retract),
        (nothing, lambda task, now: acting.add_milestone(task, due=TODAY - 4 * WEEK, now=now)),
        (nothing, lambda task, now: acting.add_milestone(task, due=TODAY - 2 * DAY, now=now)),
        (suspend, lambda task, now: acting.add_milestone(task, due=TODAY - 4 * WEEK, now=now)),
        (nothing, add_late_task),
        (reported(TODAY - 4 * WEEK), return_),
        (reported(TODAY - 2 * WEEK), return_),
        (finished, reopen),
        (withdraw, reopen),
        (suspend, resume),
    ],
)
def test_what_was_overdue_a_week_ago_is_what_was_counted_then(
    plan: Plan,
    due: date,
    earlier: Callable[[Task, datetime], object],
    later: Callable[[Task, datetime], object],
) -> None:
    tasks = [make_task(plan, due=each, number=n) for n, each in enumerate((due, due), start=1)]
    earlier(tasks[0], NOW - 2 * WEEK)
    counted_then = get_roll_up(
        plan.id, plan.slug, now=NOW - WEEK, zone=ZONE, escalated=ESCALATED
    ).overdue

    later(tasks[0], NOW - 2 * DAY)
    found = roll_up(plan)

    assert found.overdue_before == counted_then
    assert found.overdue - len(found.new) + len(found.settled) == counted_then
    assert len(found.new) == sum(each.new_tasks for each in totals(plan))


def test_a_late_task_confirmed_in_the_week_is_settled(plan: Plan) -> None:
    task = make_task(plan, due=TODAY - 3 * WEEK, number=14)
    acting.report(task, now=NOW - 8 * DAY)
    acting.decide(task, decisions.confirm, now=NOW - DAY)

    found = roll_up(plan)

    assert (found.settled, found.overdue_before, found.overdue) == ((14,), 1, 0)


def test_a_task_reported_in_time_and_confirmed_late_was_never_overdue(plan: Plan) -> None:
    make_task(
        plan,
        due=TODAY - 2 * WEEK,
        milestone_state=MilestoneState.COMPLETED,
        milestone_reported_on=TODAY - 2 * WEEK,
        milestone_confirmed_on=TODAY - DAY,
    )

    assert roll_up(plan).settled == ()


def test_a_late_task_whose_date_was_moved_in_the_week_is_settled(plan: Plan) -> None:
    task = make_task(plan, due=TODAY - 2 * WEEK, number=70)
    move(task, TODAY + WEEK, NOW - DAY)

    assert roll_up(plan).settled == (70,)


def test_a_late_task_suspended_in_the_week_is_settled(plan: Plan) -> None:
    task = make_task(
        plan, due=TODAY - 2 * WEEK, number=71, milestone_state=MilestoneState.SUSPENDED
    )
    with transaction():
        journal.record(
            "milestone_suspended",
            now=NOW - DAY,
            actor_id=None,
            plan_id=plan.id,
            subject=("milestone", task.milestones[0].id),
        )

    assert roll_up(plan).settled == (71,)


def test_what_waits_for_the_coordinator_is_counted(plan: Plan) -> None:
    make_task(
        plan,
        milestone_state=MilestoneState.AWAITING_CONFIRMATION,
        milestone_reported_on=date(2026, 11, 26),
    )
    make_task(plan, owner=None)
    make_task(
        plan,
        owner=None,
        milestone_state=MilestoneState.WITHDRAWN,
    )
    away = make_user(plan, Role.OWNER, unreachable_since=NOW, unreachable_reason="550 5.1.1")
    late = make_task(plan, owner=away)
    make_user(plan, Role.OWNER, unreachable_since=NOW)
    for state in ExtensionState:
        save(
            ExtensionRequest(
                milestone_id=make_milestone(late).id,
                requested_due_date=TODAY + WEEK,
                reason="Chờ hướng dẫn",
                state=state,
                requested_by_id=away.id,
                requested_at=NOW,
            )
        )

    found = roll_up(plan)

    assert found.attention == get_attention(plan.id, today=TODAY)
    assert found.attention == Attention(
        1, date(2026, 11, 26), unassigned=1, unreachable=1, extensions=3
    )
    assert found.to_handle == 5


@pytest.mark.parametrize(
    ("due", "soon"), [(TODAY, 1), (TODAY + 2 * WEEK, 1), (TODAY + 2 * WEEK + DAY, 0)]
)
def test_due_within_fourteen_days(plan: Plan, due: date, soon: int) -> None:
    make_task(plan, due=due)

    assert roll_up(plan).due_soon == soon


def test_the_mails_of_the_seven_days_before(plan: Plan) -> None:
    for state, days in (
        (MessageState.ACCEPTED, 1),
        (MessageState.ACCEPTED, 7),
        (MessageState.FAILED, 2),
        (MessageState.EXPIRED, 3),
        (MessageState.CANCELLED, 3),
        (MessageState.ACCEPTED, 8),
        (MessageState.PLANNED, 0),
    ):
        person = make_user(plan, Role.OWNER)
        save(
            OutboxMessage(
                kind=MessageKind.DIGEST,
                recipient_id=person.id,
                local_day=TODAY - days * DAY,
                state=state,
                created_at=NOW,
                not_before=NOW,
                expires_at=NOW,
            )
        )

    mails = roll_up(plan).mails

    assert (mails.planned, mails.accepted, mails.failed) == (4, 2, 2)


def test_other_plans_do_not_count(plan: Plan) -> None:
    other = make_plan()
    make_task(other, due=TODAY - DAY, owner=None)

    found = roll_up(plan)

    assert (found.overdue, found.attention.unassigned, found.new) == (0, 0, ())


def test_it_counts_what_stands_on_the_list_to_leaders(plan: Plan) -> None:
    for due in (ESCALATED, ESCALATED + DAY, ESCALATED - WEEK):
        make_task(plan, due=due)
    written_about = make_task(plan, due=ESCALATED)
    make_leader_list(written_about)

    assert roll_up(plan).to_leaders == 2


def test_a_round_whose_day_of_closing_has_come_waits_for_the_coordinator(plan: Plan) -> None:
    coordinator = make_user(plan, Role.COORDINATOR)
    this = make_round(plan)
    assert roll_up(plan).attention.closing == 0

    this.closes_at = NOW + timedelta(hours=2)
    db.session.commit()

    found = roll_up(plan)
    assert (found.attention.closing, found.to_handle) == (1, 1)
    weeks = {plan.id: TODAY - DAY}
    due = roll_ups.list_due(today=TODAY, weeks=weeks, line=get_line(today=TODAY))
    assert due == {coordinator.id: (plan.id,)}
