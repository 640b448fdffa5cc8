"""Merging an agency into another and splitting one, with undoing."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from plan_app.domain.roles import Role
from plan_app.domain.statuses import MilestoneState
from plan_app.errors import NotAllowed, RuleBroken
from plan_app.extensions import db
from plan_app.models import (
    Agency,
    AgencyContact,
    ContactKind,
    JournalEntry,
    Plan,
    Reorganisation,
    ReorganisationKind,
    Task,
    User,
)
from plan_app.queries.reorganisations import get_holdings
from plan_app.services import reorganisation_undo, reorganisations
from plan_app.services.reorganisation_undo import AlreadyUndone, BuiltUpon, Conflicts
from plan_app.services.reorganisations import HoldingsChanged, ManyPlans, Wish
from plan_app.services.transaction import transaction
from tests.acting import TODAY, act_of
from tests.builders import make_agency, make_plan, make_task, make_user, save

pytestmark = pytest.mark.usefixtures("app")

DOCUMENT = "Nghị quyết số 12/NQ-HĐND"
DONE: dict[str, Any] = {
    "milestone_state": MilestoneState.COMPLETED,
    "milestone_reported_on": TODAY,
    "milestone_confirmed_on": TODAY,
}


@pytest.fixture
def plan(app: Flask) -> Plan:
    assert app
    return make_plan()


@pytest.fixture
def ending(plan: Plan) -> Agency:
    assert plan
    return make_agency(name="Sở Giao thông vận tải")


@pytest.fixture
def heir(plan: Plan) -> Agency:
    assert plan
    return make_agency(name="Sở Xây dựng")


def merger(heir: Agency, **facts: Any) -> Wish:  # noqa: ANN401 (any field)
    facts.setdefault("kind", ReorganisationKind.MERGER)
    facts.setdefault("heir_id", heir.id)
    facts.setdefault("first_day", TODAY)
    facts.setdefault("document", DOCUMENT)
    facts.setdefault("document_date", TODAY - timedelta(days=9))
    return Wish(**facts)


def split(tasks: Mapping[Task, Agency], people: Mapping[User, Agency], **facts: Any) -> Wish:  # noqa: ANN401
    return Wish(
        kind=ReorganisationKind.SPLIT,
        first_day=TODAY,
        document=DOCUMENT,
        document_date=TODAY,
        tasks={task.id: agency.id for task, agency in tasks.items()},
        people={user.id: agency.id for user, agency in people.items()},
        **facts,
    )


def reorganise(
    agency: Agency, wish: Wish, plan: Plan, *, by: User | None = None, seen: str = ""
) -> Reorganisation:
    act = act_of(by or make_user(plan, Role.COORDINATOR), plan)
    shown = seen or reorganisations.digest(get_holdings(agency))
    agency_id = agency.id
    with transaction():
        return reorganisations.reorganise(agency_id, replace(wish, seen=shown), act)


def undo(row: Reorganisation, plan: Plan, *, by: User | None = None) -> None:
    act = act_of(by or make_user(plan, Role.COORDINATOR), plan)
    row_id = row.id
    with transaction():
        reorganisation_undo.undo(reorganisation_undo.hold(row_id), act)


def conflicts_of(row: Reorganisation) -> Conflicts:
    db.session.expire_all()
    tasks, people = reorganisation_undo.tasks_of(row), reorganisation_undo.people_of(row)
    return reorganisation_undo.list_conflicts(row, tasks, people)


def stands_for(agency: Agency, kind: ContactKind = ContactKind.CONTACT) -> int | None:
    found = db.session.get(AgencyContact, (agency.id, kind))
    return found.user_id if found else None


def actions(**conditions: Any) -> list[str]:  # noqa: ANN401 (any column)
    wanted = db.select(JournalEntry).filter_by(**conditions).order_by(JournalEntry.id)
    return [each.action for each in db.session.scalars(wanted)]


def test_open_tasks_and_people_go_to_the_heir_and_finished_work_stays(
    plan: Plan, ending: Agency, heir: Agency
) -> None:
    open_, done = make_task(plan, agency=ending), make_task(plan, agency=ending, **DONE)
    owner, version = open_.owner, open_.version

    row = reorganise(ending, merger(heir), plan)

    assert (open_.responsible_agency, done.responsible_agency) == (heir, ending)
    assert (open_.lead_agency, open_.owner) == (ending, owner)
    assert owner is not None
    assert owner.agency == heir
    assert open_.version == version + 1
    assert "so xay dung" in open_.search_text
    assert "so giao thong van tai" in open_.search_text
    assert (row.tasks, row.people) == (1, 2)
    assert actions(task_id=open_.id) == ["agency_changed"]
    assert actions(subject_kind="agency", subject_id=heir.id, task_id=None) == ["agency_merged"]
    assert actions(subject_kind="user_account", subject_id=owner.id) == ["person_moved"]


def test_the_agency_ends_the_day_before_and_names_its_heir(
    plan: Plan, ending: Agency, heir: Agency
) -> None:
    reorganise(ending, merger(heir), plan)

    assert (ending.successor, ending.succession_date) == (heir, TODAY)
    assert ending.valid_to == TODAY - timedelta(days=1)


def test_contacts_go_along_where_the_heir_has_none(
    plan: Plan, ending: Agency, heir: Agency
) -> None:
    contact, head = make_user(plan, agency=ending), make_user(plan, agency=ending)
    own_head = make_user(plan, agency=heir)
    save(AgencyContact(agency=ending, kind=ContactKind.CONTACT, user=contact))
    save(AgencyContact(agency=ending, kind=ContactKind.HEAD, user=head))
    save(AgencyContact(agency=heir, kind=ContactKind.HEAD, user=own_head))

    row = reorganise(ending, merger(heir), plan)

    assert (stands_for(heir), stands_for(ending)) == (contact.id, None)
    assert stands_for(heir, ContactKind.HEAD) == own_head.id

    undo(row, plan)

    assert (stands_for(heir), stands_for(ending)) == (None, contact.id)
    assert stands_for(ending, ContactKind.HEAD) == head.id
    assert stands_for(heir, ContactKind.HEAD) == own_head.id


def test_somebody_who_left_stands_for_nobody_afterwards(
    plan: Plan, ending: Agency, heir: Agency
) -> None:
    left = make_user(plan, agency=ending, active=False)
    save(AgencyContact(agency=ending, kind=ContactKind.CONTACT, user=left))

    row = reorganise(ending, merger(heir), plan)

    assert (stands_for(heir), stands_for(ending), left.agency) == (None, None, ending)

    undo(row, plan)

    assert stands_for(ending) == left.id


def test_the_heir_takes_the_place_in_groups_and_gives_it_back(
    plan: Plan, ending: Agency, heir: Agency
) -> None:
    other = make_agency()
    alone = make_agency(is_group=True, members=[ending, other])
    both = make_agency(is_group=True, members=[ending, heir])

    row = reorganise(ending, merger(heir), plan)
    db.session.expire_all()

    assert set(alone.members) == {heir, other}
    assert both.members == [heir]

    undo(row, plan)
    db.session.expire_all()

    assert set(alone.members) == {ending, other}
    assert set(both.members) == {ending, heir}


def test_undoing_puts_everything_back(plan: Plan, ending: Agency, heir: Agency) -> None:
    task = make_task(plan, agency=ending)
    row = reorganise(ending, merger(heir), plan)

    undo(row, plan)

    assert task.responsible_agency == ending
    assert task.owner is not None
    assert task.owner.agency == ending
    assert (ending.successor, ending.succession_date, ending.valid_to) == (None, None, None)
    assert "so xay dung" not in task.search_text
    assert row.undone_at is not None
    assert actions(task_id=task.id) == ["agency_changed", "agency_changed"]
    assert "reorganisation_undone" in actions(subject_kind="agency", subject_id=ending.id)


def test_an_earlier_end_stays_and_comes_back(plan: Plan, ending: Agency, heir: Agency) -> None:
    ending.valid_to, ending.successor = date(2025, 6, 30), heir
    ending.succession_date = date(2025, 7, 1)
    db.session.commit()

    row = reorganise(ending, merger(heir), plan)

    assert ending.valid_to == date(2025, 6, 30)

    undo(row, plan)

    assert (ending.successor, ending.succession_date) == (heir, date(2025, 7, 1))


def test_nothing_is_undone_twice(plan: Plan, ending: Agency, heir: Agency) -> None:
    row = reorganise(ending, merger(heir), plan)
    undo(row, plan)

    with pytest.raises(AlreadyUndone):
        undo(row, plan)


def change_task(plan: Plan, task: Task, heir: Agency) -> None:
    assert plan
    assert heir
    task.version += 1


def move_person(plan: Plan, task: Task, heir: Agency) -> None:
    assert plan
    assert heir
    assert task.owner is not None
    task.owner.agency = make_agency()


def choose_as_contact(plan: Plan, task: Task, heir: Agency) -> None:
    assert plan
    assert task.owner is not None
    db.session.add(AgencyContact(agency=heir, kind=ContactKind.HEAD, user=task.owner))


def edit_agency(plan: Plan, task: Task, heir: Agency) -> None:
    assert plan
    assert heir
    task.lead_agency.succession_date = TODAY + timedelta(days=1)


def merge_heir(plan: Plan, task: Task, heir: Agency) -> None:
    assert task
    reorganise(make_agency(), merger(make_agency()), plan)
    db.session.flush()
    empty = reorganise(heir, split({}, {make_user(plan, agency=heir): make_agency()}), plan)
    assert empty.people == 1


@pytest.mark.parametrize(
    "build", [change_task, move_person, choose_as_contact, edit_agency, merge_heir]
)
def test_what_was_built_upon_is_not_undone(
    build: Any,  # noqa: ANN401 (a function)
    plan: Plan,
    ending: Agency,
    heir: Agency,
) -> None:
    task = make_task(plan, agency=ending)
    row = reorganise(ending, merger(heir), plan)
    build(plan, task, heir)
    db.session.commit()

    with pytest.raises(BuiltUpon):
        undo(row, plan)

    db.session.rollback()
    assert task.responsible_agency == heir
    assert conflicts_of(row)


def test_conflicts_name_the_tasks_and_the_people(plan: Plan, ending: Agency, heir: Agency) -> None:
    task = make_task(plan, agency=ending)
    row = reorganise(ending, merger(heir), plan)
    assert not conflicts_of(row)
    change_task(plan, task, heir)
    choose_as_contact(plan, task, heir)
    db.session.commit()

    found = conflicts_of(row)

    assert task.owner is not None
    assert (found.tasks, found.people) == ([task.number], [task.owner.full_name])
    assert not found.agencies


def test_a_split_moves_what_is_chosen_and_the_agency_goes_on(plan: Plan, ending: Agency) -> None:
    one, two = make_agency(), make_agency()
    first, second = make_task(plan, agency=ending), make_task(plan, agency=ending)
    stays = make_task(plan, agency=ending)
    person = first.owner
    assert person is not None

    row = reorganise(ending, split({first: one, second: two}, {person: one}), plan)

    assert [each.responsible_agency for each in (first, second, stays)] == [one, two, ending]
    assert person.agency == one
    assert (ending.successor, ending.valid_to) == (None, None)
    assert "agency_split" in actions(subject_kind="agency", subject_id=two.id, task_id=None)

    undo(row, plan)

    assert {each.responsible_agency for each in (first, second, stays)} == {ending}
    assert person.agency == ending


def test_an_agency_that_is_split_whole_ends_and_has_an_heir(plan: Plan, ending: Agency) -> None:
    one, two = make_agency(), make_agency()
    task = make_task(plan, agency=ending)
    assert task.owner is not None
    wish = split({task: one}, {task.owner: two}, heir_id=one.id)

    reorganise(ending, wish, plan)

    assert (ending.successor, ending.valid_to) == (one, TODAY - timedelta(days=1))


def test_nothing_may_stay_with_an_agency_that_ends(plan: Plan, ending: Agency) -> None:
    one = make_agency()
    task = make_task(plan, agency=ending)

    with pytest.raises(RuleBroken, match="kết thúc hoạt động thì mọi nhiệm vụ"):
        reorganise(ending, split({task: one}, {}, heir_id=one.id), plan)


def test_a_split_moves_something_of_the_agency(plan: Plan, ending: Agency, heir: Agency) -> None:
    strange = make_task(plan, agency=heir)
    with pytest.raises(RuleBroken, match="ít nhất một"):
        reorganise(ending, split({}, {}), plan)
    with pytest.raises(HoldingsChanged):
        reorganise(ending, split({strange: heir}, {}), plan)
    assert strange.owner is not None
    with pytest.raises(HoldingsChanged):
        reorganise(ending, split({}, {strange.owner: heir}), plan)


def test_what_was_not_shown_is_not_moved(plan: Plan, ending: Agency, heir: Agency) -> None:
    seen = reorganisations.digest(get_holdings(ending))
    task = make_task(plan, agency=ending)

    with pytest.raises(HoldingsChanged):
        reorganise(ending, merger(heir), plan, seen=seen)

    db.session.rollback()
    assert task.responsible_agency == ending


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"document": ""}, "document"),
        ({"document_date": TODAY + timedelta(days=1)}, "document_date"),
        ({"first_day": TODAY + timedelta(days=1)}, "first_day"),
        ({"heir_id": None}, "successor"),
        ({"heir_id": 0}, "successor"),
    ],
)
def test_a_wrong_wish_is_refused_at_its_field(
    facts: dict[str, Any], field: str, plan: Plan, ending: Agency, heir: Agency
) -> None:
    make_task(plan, agency=ending)
    with pytest.raises(RuleBroken) as error:
        reorganise(ending, replace(merger(heir), **facts), plan)
    assert error.value.field == field


def test_an_agency_begins_before_it_ends(plan: Plan, heir: Agency) -> None:
    young = make_agency(valid_from=TODAY)
    with pytest.raises(RuleBroken) as error:
        reorganise(young, merger(heir), plan)
    assert error.value.field == "first_day"


@pytest.mark.parametrize("facts", [{"valid_to": TODAY - timedelta(days=1)}, {"is_group": True}])
def test_some_agencies_cannot_receive(facts: dict[str, Any], plan: Plan, ending: Agency) -> None:
    with pytest.raises(RuleBroken):
        reorganise(ending, merger(make_agency(**facts)), plan)


def test_an_agency_does_not_come_after_itself(plan: Plan, ending: Agency, heir: Agency) -> None:
    with pytest.raises(RuleBroken):
        reorganise(ending, merger(ending), plan)
    reorganise(ending, merger(heir), plan)
    with pytest.raises(RuleBroken):
        reorganise(heir, merger(ending), plan)
    with pytest.raises(RuleBroken, match="đã được cơ quan khác tiếp nhận"):
        reorganise(ending, merger(make_agency()), plan)


def test_only_coordinators_of_all_plans_and_administrators_may(
    plan: Plan, ending: Agency, heir: Agency
) -> None:
    task = make_task(make_plan(), agency=ending)
    coordinator = make_user(plan, Role.COORDINATOR)
    with pytest.raises(NotAllowed):
        reorganise(ending, merger(heir), plan, by=make_user(plan, Role.OWNER, agency=ending))
    with pytest.raises(ManyPlans):
        reorganise(ending, merger(heir), plan, by=coordinator)

    row = reorganise(ending, merger(heir), plan, by=make_user(is_administrator=True))

    assert task.responsible_agency == heir
    with pytest.raises(NotAllowed):
        undo(row, plan, by=make_user(plan, Role.LEADER))
    with pytest.raises(ManyPlans):
        undo(row, plan, by=coordinator)
    undo(row, plan, by=make_user(is_administrator=True))
    assert task.responsible_agency == ending
