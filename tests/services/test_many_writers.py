"""Two people who write the same thing at once, on connections of their own."""

from collections.abc import Callable
from datetime import date, timedelta
from threading import Event, Thread
from time import sleep

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from plan_app.domain.roles import Role
from plan_app.errors import PlanError, RuleBroken, StaleEdit
from plan_app.extensions import db
from plan_app.models import CalendarDay, OutboxMessage, Task, User
from plan_app.queries.installation import list_mail_domains
from plan_app.services import (
    addresses,
    agencies,
    bulk_assignments,
    official_days,
    passwords,
    people,
    task_places,
    users,
)
from plan_app.services.acts import Act
from plan_app.services.agencies import AgencyFacts
from plan_app.services.bulk_assignments import Wanted
from plan_app.services.calendar import Entry
from plan_app.services.picks import Outcome, Pick
from plan_app.services.task_places import Place
from plan_app.services.transaction import transaction
from plan_app.services.users import NewUser
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


@pytest.fixture
def administrator(own_app: Flask) -> Act:
    """An act of an administrator."""
    assert own_app
    return act_of(make_user(is_administrator=True), make_plan())


def test_of_two_who_set_the_mail_domains_one_is_told_of_the_other(
    own_app: Flask, administrator: Act
) -> None:
    seen = addresses.domains_fingerprint()

    def write(domain: str) -> None:
        addresses.set_domains(domain, seen=seen, act=administrator)

    assert isinstance(
        _second(own_app, lambda: write("a.example.org"), lambda: write("b.example.org")), StaleEdit
    )
    assert list_mail_domains() == ("a.example.org",)


def test_of_two_who_enter_the_same_day_one_is_told_of_the_other(
    own_app: Flask, administrator: Act
) -> None:
    def write(name: str) -> None:
        entry = Entry(date(2027, 1, 4), is_working=False, name=name, source="Thông báo số 1")
        official_days.set_day(
            entry,
            actor_id=administrator.actor.user_id,
            now=administrator.now,
            today=administrator.today,
            version=official_days.seen(None),
        )

    assert isinstance(
        _second(own_app, lambda: write("Nghỉ bù"), lambda: write("Nghỉ lễ")), StaleEdit
    )
    assert db.session.get_one(CalendarDay, date(2027, 1, 4)).name == "Nghỉ bù"


def test_an_address_is_given_to_one_of_two_new_accounts(own_app: Flask, administrator: Act) -> None:
    def write() -> None:
        new = NewUser(email="moi@so.example.org", full_name="Lê Văn Mới")
        users.create(new, actor=administrator.actor, now=administrator.now)

    refused = _second(own_app, write, write)

    assert isinstance(refused, RuleBroken)
    assert refused.field == "email"


def test_a_name_is_given_to_one_of_two_new_agencies(own_app: Flask, administrator: Act) -> None:
    def write() -> None:
        agencies.create(AgencyFacts(name="Sở Mới"), act=administrator)

    refused = _second(own_app, write, write)

    assert isinstance(refused, RuleBroken)
    assert refused.field == "name"


def test_two_administrators_who_end_each_other_leave_one(
    own_app: Flask, administrator: Act
) -> None:
    other = make_user(is_administrator=True)
    ids = (administrator.actor.user_id, other.id)
    db.session.remove()

    def end(person_id: int) -> None:
        users.deactivate(people.hold(person_id), actor=administrator.actor, now=administrator.now)

    refused = _second(own_app, lambda: end(ids[0]), lambda: end(ids[1]))

    assert isinstance(refused, RuleBroken)
    assert [db.session.get_one(User, each).active for each in ids] == [False, True]


def test_two_mails_of_a_kind_to_one_person_at_once_are_two(
    own_app: Flask, administrator: Act
) -> None:
    person_id = make_user().id

    def write() -> None:
        passwords.send_reset(
            person_id,
            sealed="x",
            until=administrator.now + timedelta(hours=1),
            now=administrator.now,
            local_day=administrator.today,
        )

    assert _second(own_app, write, write) is None
    found = db.session.query(OutboxMessage).filter_by(recipient_id=person_id)
    assert sorted(each.sequence for each in found) == [1, 2]


def _second(
    app: Flask, first: Callable[[], object], second: Callable[[], object]
) -> Exception | None:
    """What the second gets, who begins when the first has written and not yet committed."""
    written, answers = Event(), list[Exception | None]()
    db.session.remove()

    def begin() -> None:
        with app.app_context(), transaction():
            first()
            written.set()
            # Long enough for the other to look for what is not there yet.
            sleep(0.2)

    def follow() -> None:
        assert written.wait(30)
        try:
            with app.app_context(), transaction():
                second()
        except (PlanError, IntegrityError) as error:
            answers.append(error)
        else:
            answers.append(None)

    _together(Thread(target=begin), Thread(target=follow))
    return answers[0]


def _together(*threads: Thread) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive()
