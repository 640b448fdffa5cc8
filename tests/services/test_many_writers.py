"""Two coordinators who write to the same tasks at once, on connections of their own."""

from threading import Thread

from flask import Flask

from plan_app.domain.roles import Role
from plan_app.extensions import db
from plan_app.models import Task
from plan_app.services import bulk_assignments, task_places
from plan_app.services.bulk_assignments import Wanted
from plan_app.services.picks import Outcome, Pick
from plan_app.services.task_places import Place
from plan_app.services.transaction import transaction
from tests.acting import act_of
from tests.builders import make_plan, make_task, make_user


def test_of_two_who_assign_the_same_tasks_each_row_goes_to_one(own_app: Flask) -> None:
    plan = make_plan()
    tasks = [make_task(plan) for _ in range(4)]
    people = [make_user(plan, Role.OWNER) for _ in range(2)]
    act, plan_id = act_of(make_user(plan, Role.COORDINATOR), plan), plan.id
    picks = [Pick(task.id, task.version) for task in tasks]
    owner_ids = [person.id for person in people]
    found: list[list[Outcome]] = []
    db.session.remove()

    def assign(owner_id: int, chosen: list[Pick]) -> None:
        with own_app.app_context(), transaction():
            wanted = Wanted(sets_owner=True, owner_id=owner_id)
            found.append(bulk_assignments.assign_many(chosen, wanted, act, plan_id=plan_id))

    _together(
        Thread(target=assign, args=(owner_ids[0], picks)),
        Thread(target=assign, args=(owner_ids[1], picks[::-1])),
    )
    assert sorted(sum(not each.why for each in outcomes) for outcomes in found) == [0, 4]
    assert len({task.owner_id for task in db.session.query(Task)}) == 1


def test_two_who_exchange_the_same_numbers_wait_for_each_other(own_app: Flask) -> None:
    plan = make_plan()
    first, second = make_task(plan, number=1), make_task(plan, number=2)
    act, plan_id, group_id = (
        act_of(make_user(plan, Role.COORDINATOR), plan),
        plan.id,
        first.group_id,
    )
    ids = {first.id, second.id}
    db.session.remove()

    def exchange(number: int, to: int) -> None:
        with own_app.app_context(), transaction():
            task_places.place(plan_id, number, Place(number=to, group_id=group_id, swap=True), act)

    _together(Thread(target=exchange, args=(1, 2)), Thread(target=exchange, args=(2, 1)))
    found = db.session.query(Task).order_by(Task.number).all()
    assert [task.number for task in found] == [1, 2]
    assert {task.id for task in found} == ids
    assert [task.version for task in found] == [3, 3]


def _together(*threads: Thread) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive()
