"""One milestone of a task is pressing, always the one that the rule names."""

import pytest
from flask import Flask
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from plan_app.domain.deadlines import pressing
from plan_app.domain.statuses import MilestoneState
from plan_app.errors import NotFound
from plan_app.extensions import db
from plan_app.services import milestones, tasks
from plan_app.services.transaction import transaction
from tests.acting import TODAY
from tests.builders import make_milestone, make_plan, make_task

pytestmark = pytest.mark.usefixtures("app")


@hypothesis_settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(states=st.lists(st.sampled_from(MilestoneState), min_size=3, max_size=3))
def test_exactly_the_milestone_of_the_rule_is_marked(
    app: Flask, states: list[MilestoneState]
) -> None:
    assert app
    task = make_task(make_plan())
    make_milestone(task)
    make_milestone(task, due=None)
    with transaction():
        for milestone, state in zip(task.milestones, states, strict=True):
            milestone.state = state
            milestone.reported_on = milestone.confirmed_on = TODAY
        milestones.keep_pressing(task)
    chosen = pressing([milestone.facts for milestone in task.milestones])
    assert chosen
    assert [m.id for m in task.milestones if m.is_pressing] == [chosen.id]


def test_a_task_without_milestones_has_none_pressing() -> None:
    task = make_task(make_plan())
    with transaction():
        db.session.delete(task.milestones[0])
        db.session.flush()
        db.session.refresh(task)
        milestones.keep_pressing(task)
    assert task.pressing_milestone is None


def test_what_is_not_there_cannot_be_held() -> None:
    plan = make_plan()
    with pytest.raises(NotFound), transaction():
        tasks.lock(plan_id=plan.id, number=1)
    with pytest.raises(NotFound), transaction():
        milestones.lock(999_999, plan_id=plan.id)
