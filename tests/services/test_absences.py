"""Who is away, and who handles their tasks."""

from datetime import date, timedelta

import pytest
from flask import Flask

from plan_app.domain.deputies import DeputyCycle
from plan_app.domain.roles import Role
from plan_app.errors import NotAllowed, NotFound, RuleBroken
from plan_app.extensions import db
from plan_app.models import Absence, JournalEntry, Plan, User
from plan_app.services import absences, people
from plan_app.services.absences import NewAbsence
from plan_app.services.transaction import transaction
from tests.acting import TODAY, act_of
from tests.builders import make_plan, make_user

pytestmark = pytest.mark.usefixtures("app")
FIRST, LAST = date(2026, 12, 14), date(2026, 12, 18)


@pytest.fixture
def plan(app: Flask) -> Plan:
    assert app
    return make_plan()


@pytest.fixture
def team(plan: Plan) -> tuple[User, User, User]:
    first, second, third = (make_user(plan, Role.OWNER) for _ in range(3))
    return first, second, third


def add(
    user: User,
    deputy: User,
    plan: Plan,
    first: date = FIRST,
    last: date = LAST,
    *,
    by: User | None = None,
) -> int:
    act = act_of(by or user, plan)
    user_id, new = user.id, NewAbsence(deputy.id, first, last)
    with transaction():
        return absences.add(people.hold(user_id), new, act=act).id


def cancel(absence_id: int, user: User, plan: Plan, *, by: User | None = None) -> None:
    act, user_id = act_of(by or user, plan), user.id
    with transaction():
        absences.cancel(absence_id, user_id=user_id, act=act)


def test_people_note_their_own_absence(plan: Plan, team: tuple[User, User, User]) -> None:
    an, binh, _ = team
    add(an, binh, plan)

    found = db.session.query(Absence).one()
    assert (found.user_id, found.deputy_id, found.first_day, found.last_day) == (
        an.id, binh.id, FIRST, LAST,
    )  # fmt: skip
    entry = db.session.query(JournalEntry).one()
    assert (entry.action, entry.subject_id) == ("absence_added", an.id)
    assert entry.data == {
        "deputy": binh.id, "first_day": "2026-12-14", "last_day": "2026-12-18",
    }  # fmt: skip


def test_coordinators_note_those_of_owners_and_nobody_else_of_others(
    plan: Plan, team: tuple[User, User, User]
) -> None:
    an, binh, cuong = team
    add(an, binh, plan, by=make_user(plan, Role.COORDINATOR))
    with pytest.raises(NotAllowed):
        add(binh, cuong, plan, by=an)
    with pytest.raises(NotAllowed):
        add(make_user(plan, Role.LEADER), cuong, plan, by=make_user(plan, Role.COORDINATOR))


def test_a_circle_is_refused_at_once_and_over_others(
    plan: Plan, team: tuple[User, User, User]
) -> None:
    an, binh, cuong = team
    add(an, binh, plan)
    with pytest.raises(DeputyCycle):
        add(binh, an, plan)
    add(binh, cuong, plan)
    with pytest.raises(DeputyCycle):
        add(cuong, an, plan)
    assert db.session.query(Absence).count() == 2
    assert db.session.query(JournalEntry).count() == 2


def test_a_circle_on_one_day_alone_is_refused_and_one_after_the_other_is_none(
    plan: Plan, team: tuple[User, User, User]
) -> None:
    an, binh, _ = team
    add(an, binh, plan)
    with pytest.raises(DeputyCycle):
        add(binh, an, plan, date(2026, 12, 9), FIRST)
    with pytest.raises(DeputyCycle):
        add(binh, an, plan, LAST, date(2026, 12, 30))
    add(binh, an, plan, LAST + timedelta(days=1), date(2026, 12, 30))


def test_the_absence_in_force_on_a_day_decides_about_the_circle(
    plan: Plan, team: tuple[User, User, User]
) -> None:
    an, binh, cuong = team
    add(an, cuong, plan, date(2026, 12, 14), date(2026, 12, 15))
    add(an, binh, plan, date(2026, 12, 16), date(2026, 12, 18))
    add(binh, an, plan, date(2026, 12, 14), date(2026, 12, 15))
    with pytest.raises(DeputyCycle):
        add(cuong, binh, plan, date(2026, 12, 10), date(2026, 12, 20))


def test_days_come_in_order_and_are_not_over(plan: Plan, team: tuple[User, User, User]) -> None:
    an, binh, _ = team
    with pytest.raises(RuleBroken) as broken:
        add(an, binh, plan, LAST, FIRST)
    assert broken.value.field == "last_day"
    with pytest.raises(RuleBroken):
        add(an, binh, plan, date(2026, 12, 1), date(2026, 12, 7))
    add(an, binh, plan, date(2026, 12, 1), TODAY)


def test_absences_of_one_person_do_not_overlap(plan: Plan, team: tuple[User, User, User]) -> None:
    an, binh, cuong = team
    add(an, binh, plan)
    with pytest.raises(RuleBroken) as broken:
        add(an, cuong, plan, LAST, date(2026, 12, 30))
    assert broken.value.field == "first_day"


def test_a_deputy_is_somebody_else_active_who_can_report_in_the_same_plans(
    plan: Plan, team: tuple[User, User, User]
) -> None:
    an, *_ = team
    impossible = [
        an,
        make_user(plan, Role.OWNER, active=False),
        make_user(plan, Role.OBSERVER),
        make_user(make_plan(), Role.OWNER),
    ]
    for person in impossible:
        with pytest.raises(RuleBroken) as broken:
            add(an, person, plan)
        assert broken.value.field == "deputy_id"


def test_what_lies_ahead_is_taken_back(plan: Plan, team: tuple[User, User, User]) -> None:
    an, binh, _ = team
    absence_id = add(an, binh, plan)
    cancel(absence_id, an, plan)
    assert db.session.query(Absence).count() == 0
    actions = db.session.query(JournalEntry.action).order_by(JournalEntry.id).all()
    assert actions == [("absence_added",), ("absence_cancelled",)]


def test_what_is_under_way_ends_yesterday(plan: Plan, team: tuple[User, User, User]) -> None:
    an, binh, _ = team
    absence_id = add(an, binh, plan, date(2026, 12, 1), LAST)
    cancel(absence_id, an, plan)
    assert db.session.query(Absence.last_day).one() == (TODAY - timedelta(days=1),)
    with pytest.raises(NotFound):
        cancel(absence_id, an, plan)


def test_nobody_takes_back_an_absence_of_others(plan: Plan, team: tuple[User, User, User]) -> None:
    an, binh, cuong = team
    absence_id = add(an, binh, plan)
    with pytest.raises(NotFound):
        cancel(absence_id, binh, plan)
    with pytest.raises(NotAllowed):
        cancel(absence_id, an, plan, by=cuong)
    cancel(absence_id, an, plan, by=make_user(plan, Role.COORDINATOR))
