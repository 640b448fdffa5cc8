"""The SQL of the rules equals the rules, row by row; the counts always add up."""

import itertools
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from plan_app.domain import deadlines
from plan_app.domain.deadlines import Figure
from plan_app.domain.progress import count_figures
from plan_app.domain.statuses import MilestoneState
from plan_app.extensions import db
from plan_app.models import Milestone, Plan, Task
from plan_app.queries import cache, conditions, figures
from plan_app.queries.versions import get_version
from plan_app.services import journal
from tests.builders import make_agency, make_milestone, make_plan, make_task
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("app")
TODAY = date(2026, 12, 8)
DAYS = (None, -400, -31, -1, 0, 1, 30, 31)
REPORTED = (None, -32, -1, 0)


def fill(plan: Plan) -> None:
    """A milestone of each state, due date and day of report, for the rules to tell apart."""
    agencies = [make_agency() for _ in range(3)]
    tasks = [make_task(plan, due=None, agency=agency, owner=None) for agency in agencies * 2]
    grid = itertools.product(MilestoneState, DAYS, REPORTED, (None, "Bộ Tài chính"))
    taken = {task.id: 1 for task in tasks}
    for n, (state, due, reported, waiting_for) in enumerate(grid):
        done = state in {MilestoneState.AWAITING_CONFIRMATION, MilestoneState.COMPLETED}
        if done and reported is None:
            continue
        task = tasks[n % len(tasks)]
        taken[task.id] += 1
        db.session.add(
            Milestone(
                task_id=task.id,
                plan_id=plan.id,
                ordinal=taken[task.id],
                state=state,
                due_date=_day(due),
                original_due_date=_day(due),
                reported_on=_day(reported),
                confirmed_on=TODAY if state is MilestoneState.COMPLETED else None,
                waiting_for=waiting_for,
            )
        )
    db.session.commit()


def _day(offset: int | None) -> date | None:
    return None if offset is None else TODAY + timedelta(days=offset)


def test_the_sql_of_each_rule_equals_the_rule() -> None:
    plan = make_plan()
    fill(plan)
    rows = db.session.execute(
        select(
            Milestone,
            conditions.figure(TODAY),
            conditions.timeliness(TODAY),
            conditions.is_overdue(TODAY),
        ).where(Milestone.plan_id == plan.id)
    ).all()

    assert len(rows) > 200
    for milestone, figure, timeliness, is_overdue in rows:
        facts = milestone.facts
        assert figure == deadlines.figure(facts, TODAY), facts
        assert timeliness == deadlines.timeliness(facts, TODAY), facts
        assert bool(is_overdue) is deadlines.is_overdue(facts, TODAY), facts


def test_the_figures_of_tasks_are_those_of_their_pressing_milestones() -> None:
    plan = make_plan()
    fill(plan)
    for state, due in itertools.product(MilestoneState, DAYS):
        done = state in {MilestoneState.AWAITING_CONFIRMATION, MilestoneState.COMPLETED}
        make_task(
            plan,
            due=_day(due),
            milestone_state=state,
            milestone_reported_on=TODAY - timedelta(days=1) if done else None,
            milestone_confirmed_on=TODAY,
        )
    for task in db.session.scalars(select(Task).where(Task.owner_id.is_(None))).all():
        make_milestone(task, due=_day(-3))
    tasks = db.session.scalars(select(Task).where(Task.plan_id == plan.id)).all()
    expected = count_figures(
        deadlines.figure(chosen, TODAY)
        for task in tasks
        if (chosen := deadlines.pressing([each.facts for each in task.milestones]))
    )

    counted = figures.count_tasks(plan.id, version=get_version(plan.id), today=TODAY)

    assert counted.counts() == expected
    assert counted.total == len(tasks)
    assert figures.count_figures(plan.id, today=TODAY) == expected


def test_the_figures_add_up_over_groups_and_agencies() -> None:
    plan = make_plan()
    fill(plan)

    counted = figures.count_milestones(
        plan.id,
        first=date(2026, 1, 1),
        last=date(2026, 12, 31),
        version=get_version(plan.id),
        today=TODAY,
    )

    for figure in Figure:
        assert sum(counted.by_group(figure).values()) == counted.counts()[figure]
        assert sum(counted.by_agency(figure).values()) == counted.counts()[figure]
    agencies = {cell.agency_id for cell in counted.cells}
    of_agencies = [counted.counts(agency_id=agency) for agency in agencies]
    of_groups = counted.counts(group_id=plan.groups[0].id)
    assert of_groups == counted.counts()
    assert sum(sum(counts.values()) for counts in of_agencies) == counted.total


def test_the_figures_of_a_period_are_those_of_the_milestones_due_in_it() -> None:
    plan = make_plan()
    fill(plan)
    first, last = date(2026, 12, 1), date(2026, 12, 8)
    rows = db.session.scalars(
        select(Milestone).where(Milestone.plan_id == plan.id, Milestone.due_date.is_not(None))
    )
    expected = count_figures(
        deadlines.figure(row.facts, TODAY)
        for row in rows
        if first <= row.due_date <= last  # type: ignore[operator]
    )

    counted = figures.count_milestones(
        plan.id, first=first, last=last, version=get_version(plan.id), today=TODAY
    )

    assert counted.counts() == expected


def test_another_plan_s_tasks_are_not_counted() -> None:
    plan = make_plan()
    make_task(make_plan())

    assert figures.count_tasks(plan.id, version=(0, 0), today=TODAY).total == 0


def test_figures_are_kept_until_somebody_acts() -> None:
    plan = make_plan()
    make_task(plan)
    before = figures.count_tasks(plan.id, version=get_version(plan.id), today=TODAY)
    make_task(plan)

    same = figures.count_tasks(plan.id, version=get_version(plan.id), today=TODAY)
    journal.record("tried", now=NOW, actor_id=None, plan_id=plan.id)
    after = figures.count_tasks(plan.id, version=get_version(plan.id), today=TODAY)

    assert same is before
    assert after.total == 2


def test_an_act_on_accounts_makes_a_new_version_too() -> None:
    plan = make_plan()
    before = get_version(plan.id)

    journal.record("tried", now=NOW, actor_id=None, plan_id=None)

    assert get_version(plan.id) == (before[0], before[1] + 1)


def test_the_least_used_totals_are_forgotten_first() -> None:
    cache.forget_all()
    cache.remember("kept", lambda: 1)
    for n in range(cache.CAPACITY):
        cache.remember(n, lambda: 0)
        cache.remember("kept", lambda: 2)

    assert cache.remember("kept", lambda: 3) == 1
    assert cache.remember(0, lambda: 4) == 4
