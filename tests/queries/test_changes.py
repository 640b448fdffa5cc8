"""What has changed since a day is counted as the list of milestones shows it."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from plan_app.domain.changes import Change
from plan_app.domain.statuses import MilestoneState
from plan_app.models import DeadlineRevision, Plan
from plan_app.queries import milestone_list, sessions
from plan_app.queries.changes import count_changes
from plan_app.queries.conditions import ListFilter
from plan_app.queries.versions import get_version
from tests.acting import TODAY
from tests.builders import make_plan, make_session, make_task, make_user, save

pytestmark = pytest.mark.usefixtures("app")

SINCE = date(2026, 12, 1)
BEFORE = date(2026, 11, 30)
# The first instant of the day in the zone of the plan, and the one before it.
FIRST = datetime(2026, 11, 30, 17, 0, tzinfo=UTC)
EARLIER = datetime(2026, 11, 30, 16, 59, 59, tzinfo=UTC)


@pytest.fixture
def plan() -> Plan:
    """One milestone for each kind of change on the first day, and its like of the day before."""
    found = make_plan()
    for day, instant in ((SINCE, FIRST), (BEFORE, EARLIER)):
        done: dict[str, Any] = {
            "milestone_state": MilestoneState.COMPLETED,
            "milestone_reported_on": BEFORE,
        }
        make_task(found, milestone_confirmed_on=day, **done)
        make_task(found, milestone_last_reported_at=instant)
        returned: dict[str, Any] = {"milestone_state": MilestoneState.IN_PROGRESS}
        make_task(found, milestone_returned_on=day, milestone_return_reason="…", **returned)
        moved = make_task(found)
        save(
            DeadlineRevision(
                milestone_id=moved.milestones[0].id,
                revision=2,
                previous_due_date=None,
                due_date=date(2026, 12, 31),
                decided_at=instant,
            )
        )
        make_task(found, due=day)
    return found


def test_each_kind_is_counted_from_the_first_day_on(plan: Plan) -> None:
    found = count_changes(plan.id, [SINCE, BEFORE], version=get_version(plan.id), today=TODAY)
    assert found == {SINCE: dict.fromkeys(Change, 1), BEFORE: dict.fromkeys(Change, 2)}


def test_without_milestones_nothing_has_changed() -> None:
    empty = make_plan()
    found = count_changes(empty.id, [SINCE], version=get_version(empty.id), today=TODAY)
    assert found == {SINCE: dict.fromkeys(Change, 0)}


@pytest.mark.parametrize("kind", list(Change))
def test_the_list_has_as_many_rows(plan: Plan, kind: Change) -> None:
    wanted = ListFilter(change=kind, changed_since=SINCE)
    assert milestone_list.count(plan.id, today=TODAY, wanted=wanted) == 1
    ever = ListFilter(change=kind)
    assert milestone_list.count(plan.id, today=TODAY, wanted=ever) == 2


def test_without_a_kind_the_list_has_every_change(plan: Plan) -> None:
    wanted = ListFilter(changed_since=SINCE)
    assert milestone_list.count(plan.id, today=TODAY, wanted=wanted) == len(Change)


def test_a_new_revision_with_the_same_date_moves_nothing(plan: Plan) -> None:
    again = make_task(plan)
    due = again.milestones[0].due_date
    same = {"previous_due_date": due, "due_date": due}
    save(
        DeadlineRevision(milestone_id=again.milestones[0].id, revision=2, decided_at=FIRST, **same)
    )

    wanted = ListFilter(change=Change.MOVED, changed_since=SINCE)

    assert milestone_list.count(plan.id, today=TODAY, wanted=wanted) == 1


def test_a_day_before_all_days_is_understood(plan: Plan) -> None:
    wanted = ListFilter(change=Change.REPORTED, changed_since=date.min)
    assert milestone_list.count(plan.id, today=TODAY, wanted=wanted) == 2


def test_the_last_signing_in_before_an_instant_is_the_person_s_own() -> None:
    person = make_user()
    for n in (1, 2):
        make_session(person, created_at=datetime(2026, 12, n, 2, 0, tzinfo=UTC))
    make_session(make_user(), created_at=datetime(2026, 12, 3, 2, 0, tzinfo=UTC))

    assert sessions.find_last_before(
        person.id, datetime(2026, 12, 2, 2, 0, tzinfo=UTC)
    ) == datetime(2026, 12, 1, 2, 0, tzinfo=UTC)
    assert sessions.find_last_before(person.id, FIRST) is None
