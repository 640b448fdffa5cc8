"""The tasks of a plan as a whole: created, numbered, moved, removed, withdrawn."""

from datetime import date

import pytest
from flask import Flask

from plan_app.domain.roles import Role
from plan_app.domain.seed_plan import Once, Ongoing, Timing, WaitingFor, Yearly
from plan_app.domain.statuses import MilestoneState
from plan_app.domain.vietnamese import fold
from plan_app.errors import NotAllowed, NotFound, RuleBroken, StaleEdit
from plan_app.extensions import db
from plan_app.models import JournalEntry, Plan, SolutionGroup, Task, TextStatus, User
from plan_app.queries import structure
from plan_app.services import plan_texts, task_places, tasks
from plan_app.services.assignments import AgencyNotPossible
from plan_app.services.task_places import (
    NewTask,
    NothingToWithdraw,
    NumberTaken,
    Place,
    TaskInUse,
)
from plan_app.services.task_texts import TaskTexts
from plan_app.services.transaction import transaction
from tests.acting import UNDER_WAY, act_of, report
from tests.builders import make_agency, make_milestone, make_plan, make_task, make_user, save

pytestmark = pytest.mark.usefixtures("app")
State = MilestoneState
DOCUMENT = "Công văn số 2345/UBND-THĐT ngày 07/12/2026"


@pytest.fixture
def plan(app: Flask) -> Plan:
    assert app
    return make_plan()


@pytest.fixture
def coordinator(plan: Plan) -> User:
    return make_user(plan, Role.COORDINATOR)


def create(
    plan: Plan,
    by: User,
    *,
    number: int = 7,
    group_id: int | None = None,
    timing: Timing | None = None,
    responsible_agency_id: int | None = None,
) -> Task:
    agency = make_agency(name="Sở Y tế")
    wanted = NewTask(
        number=number,
        group_id=group_id or plan.groups[0].id,
        texts=TaskTexts(
            title="Quản lý chất thải y tế",
            lead_agency_id=agency.id,
            responsible_agency_id=responsible_agency_id or agency.id,
        ),
        timing=timing or Once(date(2027, 6, 30)),
    )
    act, plan_id = act_of(by, plan), plan.id
    with transaction():
        return task_places.create(plan_texts.hold(plan_id), wanted, act)


def place(task: Task, by: User, wanted: Place, version: int | None = None) -> None:
    act, plan_id, number = act_of(by, task.plan, version=version), task.plan_id, task.number
    with transaction():
        task_places.place(plan_id, number, wanted, act)


def remove(task: Task, by: User, version: int | None = None) -> None:
    act, plan_id, number = act_of(by, task.plan, version=version), task.plan_id, task.number
    with transaction():
        task_places.remove(tasks.lock(plan_id=plan_id, number=number), act)


def withdraw(task: Task, by: User, version: int | None = None, document: str = DOCUMENT) -> None:
    act, plan_id, number = act_of(by, task.plan, version=version), task.plan_id, task.number
    with transaction():
        task_places.withdraw(tasks.lock(plan_id=plan_id, number=number), act, document=document)


def actions() -> list[str]:
    return [each.action for each in db.session.query(JournalEntry).order_by(JournalEntry.id)]


def test_a_new_task_is_a_draft_that_nobody_is_reminded_of(plan: Plan, coordinator: User) -> None:
    task = create(plan, coordinator)
    assert (task.text_status, task.armed_at, task.owner) == (TextStatus.DRAFT, None, None)
    (milestone,) = task.milestones
    assert (milestone.due_date, milestone.original_due_date) == (date(2027, 6, 30),) * 2
    assert milestone.is_pressing
    assert fold("chất thải y tế") in task.search_text
    assert actions() == ["task_created"]


def test_a_new_task_has_the_milestones_of_its_timing(plan: Plan, coordinator: User) -> None:
    yearly = create(plan, coordinator, number=1, timing=Yearly(31, 12, 2028, 2030))
    assert [each.year for each in yearly.milestones] == [2028, 2029, 2030]
    assert [each.is_pressing for each in yearly.milestones] == [True, False, False]
    waiting = create(plan, coordinator, number=2, timing=WaitingFor("Bộ Tài chính"))
    assert [each.waiting_for for each in waiting.milestones] == ["Bộ Tài chính"]
    ongoing = create(plan, coordinator, number=3, timing=Ongoing())
    assert [each.due_date for each in ongoing.milestones] == [None]


def test_a_new_task_needs_a_free_number_a_group_and_agencies_of_today(
    plan: Plan, coordinator: User
) -> None:
    create(plan, coordinator)
    with pytest.raises(NumberTaken):
        create(plan, coordinator)
    foreign = make_plan().groups[0].id
    with pytest.raises(RuleBroken) as error:
        create(plan, coordinator, number=8, group_id=foreign)
    assert error.value.field == "group"
    ended = make_agency(valid_to=date(2025, 3, 1))
    for agency_id in (ended.id, 999_999):
        with pytest.raises(AgencyNotPossible):
            create(plan, coordinator, number=8, responsible_agency_id=agency_id)
    assert structure.get_next_number(plan.id) == 8


def test_only_coordinators_create_place_and_remove(plan: Plan) -> None:
    task, owner = make_task(plan), make_user(plan, Role.OWNER)
    with pytest.raises(NotAllowed):
        create(plan, owner)
    with pytest.raises(NotAllowed):
        place(task, owner, Place(number=99, group_id=task.group_id))
    with pytest.raises(NotAllowed):
        remove(task, owner)


def test_a_task_takes_a_free_number(plan: Plan, coordinator: User) -> None:
    task = make_task(plan, number=5)
    place(task, coordinator, Place(number=9, group_id=task.group_id), version=1)
    assert (task.number, task.version) == (9, 2)
    assert task.search_text.startswith("9 ")
    entry = db.session.query(JournalEntry).one()
    assert (entry.action, entry.task_id) == ("task_placed", task.id)
    assert entry.data == {"fields": ["number"], "old": {"number": 5}, "new": {"number": 9}}


def test_two_tasks_exchange_their_numbers_only_when_asked(plan: Plan, coordinator: User) -> None:
    task, other = make_task(plan, number=5), make_task(plan, number=6)
    with pytest.raises(NumberTaken):
        place(task, coordinator, Place(number=6, group_id=task.group_id))
    assert (task.number, other.number) == (5, 6)
    place(task, coordinator, Place(number=6, group_id=task.group_id, swap=True))
    assert (task.number, other.number) == (6, 5)
    assert (task.version, other.version) == (2, 2)
    assert other.search_text.startswith("5 ")


def test_a_task_moves_to_another_group_of_its_plan(plan: Plan, coordinator: User) -> None:
    task = make_task(plan)
    second = save(SolutionGroup(plan=plan, ordinal=2, title="Nhóm hai", title_en=""))
    place(task, coordinator, Place(number=task.number, group_id=second.id))
    assert task.group == second
    with pytest.raises(RuleBroken):
        place(task, coordinator, Place(number=task.number, group_id=make_plan().groups[0].id))
    place(task, coordinator, Place(number=task.number, group_id=second.id))
    assert task.version == 2


def test_placing_what_changed_or_is_gone_is_refused(plan: Plan, coordinator: User) -> None:
    task = make_task(plan, number=5)
    make_task(plan, number=6)
    with pytest.raises(StaleEdit):
        place(task, coordinator, Place(number=9, group_id=task.group_id), version=4)
    act, group_id = act_of(coordinator, plan), task.group_id
    plan_id = plan.id
    for number in (9, 6):
        with pytest.raises(NotFound), transaction():
            task_places.place(plan_id, 77, Place(number=number, group_id=group_id), act)


def test_a_task_made_by_mistake_is_removed(plan: Plan, coordinator: User) -> None:
    agency = make_agency()
    task = create(plan, coordinator)
    task.coordinating_agencies = [agency]
    db.session.commit()
    task_id = task.id
    remove(task, coordinator, version=1)
    assert db.session.get(Task, task_id) is None
    assert actions() == ["task_created", "task_removed"]


def test_a_task_with_a_history_stays(plan: Plan, coordinator: User) -> None:
    reported = make_task(plan)
    report(reported, UNDER_WAY)
    placed = make_task(plan)
    place(placed, coordinator, Place(number=900, group_id=placed.group_id))
    moved = make_task(plan, milestone_deadline_revision=2)
    for task in (reported, placed, moved):
        with pytest.raises(TaskInUse):
            remove(task, coordinator)
        assert db.session.get(Task, task.id) is not None
    with pytest.raises(StaleEdit):
        remove(make_task(plan), coordinator, version=7)


def test_a_whole_task_is_withdrawn_by_a_document(plan: Plan, coordinator: User) -> None:
    task = make_task(plan)
    make_milestone(task, state=State.SUSPENDED, state_document="Công văn số 1")
    done = {"reported_on": date(2026, 5, 1), "confirmed_on": date(2026, 5, 4)}
    make_milestone(task, state=State.COMPLETED, **done)
    withdraw(task, coordinator, version=1)
    assert [each.state for each in task.milestones] == [
        State.WITHDRAWN,
        State.WITHDRAWN,
        State.COMPLETED,
    ]
    assert task.milestones[0].state_document == DOCUMENT
    assert actions() == ["milestone_withdrawn", "milestone_withdrawn"]
    with pytest.raises(NothingToWithdraw):
        withdraw(task, coordinator)


def test_withdrawing_needs_the_document_and_the_present_version(
    plan: Plan, coordinator: User
) -> None:
    task = make_task(plan)
    with pytest.raises(RuleBroken):
        withdraw(task, coordinator, document=" ")
    with pytest.raises(StaleEdit):
        withdraw(task, coordinator, version=9)
    with pytest.raises(NotAllowed):
        withdraw(task, make_user(plan, Role.OWNER))
