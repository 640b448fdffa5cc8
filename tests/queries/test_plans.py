"""A person's place in a plan: for whom they may report today."""

from datetime import date, timedelta

from flask import Flask

from plan_app.domain import deputies
from plan_app.domain.roles import Role
from plan_app.extensions import db
from plan_app.models import Absence, Plan, User
from plan_app.queries import plans
from plan_app.queries.recipients import get_deputies
from tests.builders import make_plan, make_user

TODAY = date(2026, 12, 8)


def absent(person: User, deputy: User, *, until: date = TODAY) -> None:
    first = until - timedelta(days=3)
    absence = Absence(user_id=person.id, deputy_id=deputy.id, first_day=first, last_day=until)
    db.session.add(absence)
    db.session.flush()


def stands_in_for(person: User, plan: Plan) -> frozenset[int]:
    place = plans.find_place(person, slug=plan.slug, today=TODAY)
    assert place is not None
    return place.actor.stands_in_for


def people(number: int) -> tuple[Plan, list[User]]:
    plan = make_plan()
    return plan, [make_user(plan, Role.OWNER) for _ in range(number)]


def test_a_deputy_may_report_for_the_absent_person(app: Flask) -> None:
    assert app
    plan, (owner, deputy) = people(2)
    absent(owner, deputy)
    assert stands_in_for(deputy, plan) == {owner.id}
    assert stands_in_for(owner, plan) == frozenset()


def test_a_deputys_deputy_gets_the_reminders_and_the_right_to_report(app: Flask) -> None:
    assert app
    plan, (owner, deputy, second, third) = people(4)
    absent(owner, deputy)
    absent(deputy, second)
    absent(second, third)
    assert deputies.resolve(owner.id, get_deputies(day=TODAY)) == third.id
    assert stands_in_for(third, plan) == {owner.id, deputy.id, second.id}


def test_a_chain_is_broken_where_somebody_is_back(app: Flask) -> None:
    assert app
    plan, (owner, deputy, second) = people(3)
    absent(owner, deputy)
    absent(deputy, second, until=TODAY - timedelta(days=1))
    assert stands_in_for(deputy, plan) == {owner.id}
    assert stands_in_for(second, plan) == frozenset()


def test_a_circle_ends_and_nobody_stands_in_for_themselves(app: Flask) -> None:
    assert app
    plan, (owner, deputy) = people(2)
    absent(owner, deputy)
    absent(deputy, owner)
    assert stands_in_for(deputy, plan) == {owner.id}
