"""Setting when reminders go, for a plan and for a single task."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import func, select

from plan_app.domain import policy as rules
from plan_app.domain.policy import PolicyWrong, ReminderPolicy
from plan_app.domain.roles import Role
from plan_app.errors import NotAllowed
from plan_app.extensions import db
from plan_app.models import JournalEntry, Plan, Task
from plan_app.queries import policies
from plan_app.services import policy, reminders, tasks
from plan_app.services.policy import PolicyChanged
from plan_app.services.tasks import TaskChanged
from plan_app.services.transaction import transaction
from tests.acting import act_of
from tests.builders import make_plan, make_task, make_user

TUESDAY = datetime(2026, 12, 8, 8, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
USUAL = rules.digest(ReminderPolicy())

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def plan(app: Flask) -> Plan:
    assert app
    return make_plan()


def set_policy(plan: Plan, *, seen: str = USUAL, role: Role = Role.COORDINATOR,
               **values: Any) -> None:  # noqa: ANN401  # fmt: skip
    act, plan_id = act_of(make_user(plan, role), plan), plan.id
    with transaction():
        policy.set_policy(plan_id, values, seen=seen, act=act)


def set_days(task: Task, *, version: int | None = None, role: Role = Role.COORDINATOR,
             **values: Any) -> None:  # noqa: ANN401  # fmt: skip
    act = act_of(make_user(task.plan, role), task.plan, version=version)
    plan_id, number = task.plan_id, task.number
    with transaction():
        held = tasks.lock(plan_id=plan_id, number=number)
        if values:
            policy.set_override(held, values, act=act)
        else:
            policy.reset_override(held, act=act)


def journal() -> list[JournalEntry]:
    return list(db.session.scalars(select(JournalEntry).order_by(JournalEntry.id)))


def test_only_what_differs_from_the_defaults_is_stored(plan: Plan) -> None:
    set_policy(plan, leads=[3, 14], window_from="08:00", then_every=30)
    assert plan.policy == {"leads": [14, 3], "window_from": "08:00"}


def test_the_journal_says_what_was_before_and_after(plan: Plan) -> None:
    set_policy(plan, leads=[14, 3])
    (entry,) = journal()
    assert entry.action == "reminders.policy_changed"
    assert entry.data == {
        "policy_before": {"leads": [30, 7, 1]},
        "policy_after": {"leads": [14, 3]},
    }
    (change,) = policies.list_changes(plan_id=plan.id)
    assert change.data == entry.data


def test_what_stays_is_not_written(plan: Plan) -> None:
    set_policy(plan, leads=[30, 7, 1])
    assert journal() == []


def test_a_value_that_cannot_be_used_is_refused_at_its_field(plan: Plan) -> None:
    with pytest.raises(PolicyWrong) as refused:
        set_policy(plan, window_from="17:00", window_to="07:30")
    assert refused.value.field == "window_to"
    assert plan.policy == {}


def test_a_form_made_from_an_older_policy_is_stale(plan: Plan) -> None:
    set_policy(plan, leads=[14])
    with pytest.raises(PolicyChanged):
        set_policy(plan, leads=[5])
    set_policy(plan, seen=rules.digest(rules.parse(plan.policy)), leads=[5])
    assert plan.policy == {"leads": [5]}


def test_only_coordinators_set_policies(plan: Plan) -> None:
    task = make_task(plan)
    with pytest.raises(NotAllowed):
        set_policy(plan, role=Role.OWNER, leads=[5])
    with pytest.raises(NotAllowed):
        set_days(task, role=Role.OWNER, leads=[5])


def test_a_task_keeps_only_what_differs_from_its_plan(plan: Plan) -> None:
    task = make_task(plan)
    set_days(task, leads=[60, 10], overdue=[1, 7, 14, 30], then_every=30)
    assert (task.policy_override, task.version) == ({"leads": [60, 10]}, 2)
    (entry,) = journal()
    assert (entry.action, entry.task_id) == ("reminder_days_changed", task.id)
    assert [each.number for each in policies.list_with_own_days(plan_id=plan.id)] == [task.number]


def test_the_planner_follows_the_days_of_the_task(plan: Plan) -> None:
    task = make_task(plan, due=date(2027, 2, 5))
    set_days(task, leads=[60])
    with transaction():
        assert len(reminders.plan(now=TUESDAY).digests) == 1


def test_the_days_of_the_plan_count_again_after_a_reset(plan: Plan) -> None:
    task = make_task(plan, policy_override={"leads": [60]})
    set_days(task)
    kept = select(func.count()).where(Task.policy_override.is_not(None))
    assert db.session.scalar(kept) == 0
    assert journal()[-1].action == "reminder_days_reset"
    set_days(task)
    assert len(journal()) == 1


def test_days_equal_to_the_plans_are_a_reset(plan: Plan) -> None:
    task = make_task(plan, policy_override={"leads": [60]})
    set_days(task, leads=[30, 7, 1], overdue=[1, 7, 14, 30], then_every=30)
    assert not task.policy_override


def test_wrong_days_and_an_older_version_are_refused(plan: Plan) -> None:
    task = make_task(plan)
    with pytest.raises(PolicyWrong) as refused:
        set_days(task, leads=[91])
    assert refused.value.field == "leads"
    with pytest.raises(TaskChanged):
        set_days(task, version=7, leads=[5])
