"""The course of a plan: sums by day as the list of milestones counts them."""

from datetime import date

import pytest

from plan_app.domain.deadlines import Figure
from plan_app.domain.quarters import Quarter
from plan_app.domain.statuses import MilestoneState
from plan_app.models import Plan
from plan_app.queries import milestone_list
from plan_app.queries.conditions import ListFilter
from plan_app.queries.course import get_course
from plan_app.queries.versions import get_version
from tests.acting import TODAY
from tests.builders import make_plan, make_task

pytestmark = pytest.mark.usefixtures("app")

DUE = date(2026, 9, 30)
LATER = date(2027, 3, 31)


@pytest.fixture
def plan() -> Plan:
    found = make_plan()
    done = {"milestone_state": MilestoneState.COMPLETED, "milestone_confirmed_on": TODAY}
    make_task(found, due=DUE, milestone_reported_on=DUE, **done)
    make_task(found, due=None, milestone_reported_on=TODAY, **done)
    make_task(found, due=LATER, milestone_original_due_date=DUE)
    make_task(found, due=LATER, milestone_original_due_date=None)
    make_task(found, due=DUE, milestone_state=MilestoneState.WITHDRAWN)
    make_task(found, due=None)
    make_task(make_plan(), due=DUE)
    return found


def test_planned_is_what_was_wanted_first_and_done_what_was_reported(plan: Plan) -> None:
    found = get_course(plan.id, version=get_version(plan.id), today=TODAY)

    assert found.planned == {DUE: 2, LATER: 1}
    assert found.total == 3
    assert found.done == {DUE: 1, TODAY: 1}


def test_due_is_what_stands_in_the_quarter_today(plan: Plan) -> None:
    found = get_course(plan.id, version=get_version(plan.id), today=TODAY)

    assert found.due == {
        Quarter(2026, 3): {Figure.COMPLETED_ON_TIME: 1, Figure.WITHDRAWN: 1},
        Quarter(2027, 1): {Figure.OPEN_WITHIN_TIME: 2},
    }


@pytest.mark.parametrize("until", [date(2026, 9, 29), DUE, TODAY, LATER])
def test_the_list_has_as_many_rows(plan: Plan, until: date) -> None:
    found = get_course(plan.id, version=get_version(plan.id), today=TODAY)

    for days, wanted in (
        (found.planned, ListFilter(planned_until=until)),
        (found.done, ListFilter(done_until=until)),
    ):
        expected = sum(number for day, number in days.items() if day <= until)
        assert milestone_list.count(plan.id, today=TODAY, wanted=wanted) == expected
