"""A person's place in a plan: for whom they may report today."""

from datetime import date, timedelta

from flask import Flask

from plan_app.domain import deputies
from plan_app.domain.permissions import may_see_details
from plan_app.domain.roles import Role
from plan_app.extensions import db
from plan_app.models import Absence, Plan, User
from plan_app.queries import plans
from plan_app.queries.recipients import get_deputies
from tests.builders import make_agency, make_plan, make_task, make_user

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


def test_people_speak_for_the_agencies_that_theirs_has_taken_over(app: Flask) -> None:
    assert app
    plan, today = make_plan(), date(2026, 3, 2)
    heir = make_agency()
    merged = make_agency(successor=heir, succession_date=today)
    earlier = make_agency(successor=merged, succession_date=date(2024, 1, 1))
    tomorrow = make_agency(successor=heir, succession_date=today + timedelta(days=1))
    person = make_user(plan, Role.OWNER, agency=heir)
    task = make_task(plan, agency=make_agency(), coordinating_agencies=[earlier])
    of_the_future = make_task(plan, agency=make_agency(), coordinating_agencies=[tomorrow])

    place = plans.find_place(person, slug=plan.slug, today=today)

    assert place is not None
    assert place.actor.agency_ids == {heir.id, merged.id, earlier.id}
    assert may_see_details(place.actor, task.scope)
    assert not may_see_details(place.actor, of_the_future.scope)
