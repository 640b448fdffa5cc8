"""Handing over the open tasks of somebody who leaves."""

from typing import Any

import pytest
from flask import Flask

from plan_app.domain.roles import Role
from plan_app.domain.statuses import MilestoneState
from plan_app.errors import NotAllowed, RuleBroken
from plan_app.extensions import db
from plan_app.models import JournalEntry, Membership, Plan, Task, User
from plan_app.queries.handover import list_open_tasks, list_successors
from plan_app.services import handover, people
from plan_app.services.handover import Handover, OtherAgency, TasksChanged
from plan_app.services.transaction import transaction
from tests.acting import TODAY, act_of
from tests.builders import make_agency, make_plan, make_task, make_user, save

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def plan(app: Flask) -> Plan:
    assert app
    return make_plan()


@pytest.fixture
def leaver(plan: Plan) -> User:
    return make_user(plan, Role.OWNER, agency=make_agency())


def task_of(leaver: User, plan: Plan, **facts: Any) -> Task:  # noqa: ANN401 (any column)
    return make_task(plan, owner=leaver, agency=leaver.agency, **facts)


def seen(person: User, plan: Plan | None = None) -> str:
    return handover.digest(list_open_tasks(person.id, plan_id=plan.id if plan else None))


def hand_over(
    leaver: User,
    plan: Plan,
    successor: User | None,
    *,
    by: User | None = None,
    shown: str = "",
    is_meant: bool = False,
) -> int:
    act = act_of(by or make_user(plan, Role.COORDINATOR), plan)
    to = Handover(successor.id if successor else None, shown or seen(leaver, plan), is_meant)
    person_id, plan_id = leaver.id, plan.id
    with transaction():
        return handover.hand_over(people.hold(person_id), to, plan_id=plan_id, act=act)


def end(leaver: User, plan: Plan, successor: User | None, *, by: User | None = None) -> int:
    act = act_of(by or make_user(plan, Role.COORDINATOR), plan)
    to = Handover(successor.id if successor else None, seen(leaver))
    person_id, plan_id = leaver.id, plan.id
    with transaction():
        return handover.end_account(people.hold(person_id), to, plan_id=plan_id, act=act)


def test_all_open_tasks_go_and_finished_ones_stay(plan: Plan, leaver: User) -> None:
    open_ = task_of(leaver, plan)
    suspended = task_of(leaver, plan, milestone_state=MilestoneState.SUSPENDED)
    done = task_of(
        leaver,
        plan,
        milestone_state=MilestoneState.COMPLETED,
        milestone_reported_on=TODAY,
        milestone_confirmed_on=TODAY,
    )
    successor = make_user(plan, Role.OWNER, agency=leaver.agency)

    assert hand_over(leaver, plan, successor) == 2

    assert (open_.owner, suspended.owner, done.owner) == (successor, successor, leaver)
    assert (open_.version, done.version) == (2, 1)
    entries = db.session.query(JournalEntry).filter_by(task_id=open_.id).all()
    assert [(each.action, each.subject_id, each.data) for each in entries] == [
        ("owner_changed", successor.id, {"before": leaver.id, "handover": True})
    ]


def test_tasks_may_be_left_unassigned(plan: Plan, leaver: User) -> None:
    task = task_of(leaver, plan)

    assert hand_over(leaver, plan, None) == 1

    assert task.owner is None
    assert db.session.query(JournalEntry.action).filter_by(task_id=task.id).all() == [
        ("owner_removed",)
    ]


def test_what_was_not_shown_is_not_handed_over(plan: Plan, leaver: User) -> None:
    task_of(leaver, plan)
    shown = seen(leaver, plan)
    added = task_of(leaver, plan)

    with pytest.raises(TasksChanged):
        hand_over(leaver, plan, None, shown=shown)
    assert added.owner == leaver


def test_a_successor_is_somebody_else_active_who_can_report(plan: Plan, leaver: User) -> None:
    task_of(leaver, plan)
    impossible = [
        leaver,
        make_user(plan, Role.OWNER, agency=leaver.agency, active=False),
        make_user(plan, Role.OBSERVER, agency=leaver.agency),
        make_user(make_plan(), Role.OWNER, agency=leaver.agency),
    ]
    for person in impossible:
        with pytest.raises(RuleBroken) as broken:
            hand_over(leaver, plan, person)
        assert broken.value.field == "successor"


def test_people_who_can_report_in_every_plan_are_offered_colleagues_first(
    plan: Plan, leaver: User
) -> None:
    other = make_plan()
    both = make_user(plan, Role.OWNER, agency=leaver.agency)
    save(Membership(user=both, plan=other, role=Role.OWNER))
    one = make_user(plan, Role.OWNER, agency=leaver.agency)
    elsewhere = make_user(plan, Role.OWNER, agency=make_agency(), full_name="Lê Văn An")
    make_user(plan, Role.OWNER, agency=leaver.agency, active=False)

    def offered(*plans: Plan) -> list[int]:
        found = list_successors(leaver, plan_ids=[each.id for each in plans])
        assert [each.agency for each in found if each.id == both.id] == [""]
        return [each.id for each in found]

    assert set(offered(plan)[:2]) == {both.id, one.id}
    assert offered(plan)[2:] == [elsewhere.id]
    assert offered(plan, other) == [both.id]
    named = list_successors(leaver, plan_ids=[plan.id])[2]
    assert elsewhere.agency is not None
    assert named.agency == elsewhere.agency.short_name


def test_another_agencys_person_takes_tasks_of_others_only_when_it_is_meant(
    plan: Plan, leaver: User
) -> None:
    elsewhere = make_user(plan, Role.OWNER, agency=make_agency())
    task = task_of(leaver, plan)
    with pytest.raises(OtherAgency):
        hand_over(leaver, plan, elsewhere)
    assert hand_over(leaver, plan, elsewhere, is_meant=True) == 1
    assert task.owner == elsewhere


def test_what_the_successors_own_agency_answers_for_needs_no_second_word(
    plan: Plan, leaver: User
) -> None:
    elsewhere = make_user(plan, Role.OWNER, agency=make_agency())
    make_task(plan, owner=leaver, agency=elsewhere.agency)
    assert hand_over(leaver, plan, elsewhere) == 1


@pytest.mark.parametrize("role", [Role.OWNER, Role.LEADER, Role.OBSERVER])
def test_others_hand_nothing_over(plan: Plan, leaver: User, role: Role) -> None:
    task_of(leaver, plan)
    with pytest.raises(NotAllowed):
        hand_over(leaver, plan, None, by=make_user(plan, role))


def test_ending_an_account_hands_over_in_one_step(plan: Plan, leaver: User) -> None:
    task = task_of(leaver, plan)
    successor = make_user(plan, Role.OWNER, agency=leaver.agency)

    assert end(leaver, plan, successor) == 1

    assert not leaver.active
    assert task.owner == successor


def test_an_administrator_ends_an_account_with_tasks_in_several_plans(
    plan: Plan, leaver: User
) -> None:
    other = make_plan()
    save(Membership(user=leaver, plan=other, role=Role.OWNER))
    here, there = task_of(leaver, plan), task_of(leaver, other)

    with pytest.raises(NotAllowed):
        end(leaver, plan, None)
    assert leaver.active
    assert end(leaver, plan, None, by=make_user(is_administrator=True)) == 2

    assert (here.owner, there.owner, leaver.active) == (None, None, False)
