"""The lists of people and agencies, and what is stored about one person."""

from datetime import date, timedelta

import pytest
from flask import Flask

from plan_app.domain.roles import Role
from plan_app.domain.statuses import MilestoneState
from plan_app.errors import NotFound
from plan_app.models import Absence, OutboxMessage, Plan, User
from plan_app.queries import absences, agencies, journal, own_data, people
from plan_app.queries.agencies import AgencyFilter, AgencyKind
from plan_app.queries.people import PersonFilter, Standing
from plan_app.services import reliefs, tasks, users
from plan_app.services.transaction import transaction
from tests.acting import TODAY, act_of
from tests.builders import (
    make_agency,
    make_comment,
    make_plan,
    make_task,
    make_update_link,
    make_user,
    save,
)
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def plan(app: Flask) -> Plan:
    assert app
    return make_plan()


def found(plan: Plan, sort: str = "name", **wanted: object) -> list[User]:
    rows = people.list_people(plan.id, PersonFilter(**wanted), sort=sort)  # type: ignore[arg-type]
    return [row.user for row in rows]


def test_people_are_found_by_words_in_any_order_and_by_address(plan: Plan) -> None:
    dao = make_user(plan, Role.OWNER, full_name="Lê Thị Đào", email="ltd@so.example.org")
    make_user(plan, Role.OWNER, full_name="Lê Văn Đạo")
    for words in ("đào thị", "DAO THI LE", "ltd@"):
        assert found(plan, words=words) == [dao]
    assert len(found(plan, words="đào")) == 2
    assert found(plan, words="100%") == []


def test_people_are_sorted_by_given_name_agency_and_open_tasks(plan: Plan) -> None:
    late, early = make_agency(official_order=20), make_agency(official_order=10)
    an = make_user(plan, Role.OWNER, full_name="Võ An", agency=late)
    binh = make_user(plan, Role.OWNER, full_name="Đỗ Bình", agency=early)
    cuong = make_user(plan, Role.OWNER, full_name="Ân Cường")
    make_task(plan, owner=cuong)
    make_task(plan, owner=binh, milestone_state=MilestoneState.WITHDRAWN)
    assert found(plan) == [an, binh, cuong]
    assert found(plan, "-name") == [cuong, binh, an]
    assert found(plan, "agency") == [binh, an, cuong]
    assert found(plan, "-tasks")[0] == cuong
    rows = people.list_people(plan.id, PersonFilter(), page=None)
    assert {row.user.id: row.open_tasks for row in rows} == {an.id: 0, binh.id: 0, cuong.id: 1}


def test_people_are_narrowed_by_role_agency_and_standing(plan: Plan) -> None:
    agency = make_agency()
    ended = make_user(plan, Role.OWNER, active=False, password="x")
    shared = make_user(plan, Role.OBSERVER, is_shared=True, agency=agency, password="x")
    lost = make_user(plan, Role.LEADER, unreachable_since=NOW, password="x")
    invited = make_user()
    make_user(make_plan(), Role.OWNER, password="x")
    assert found(plan, role=Role.OWNER) == [ended]
    assert found(plan, agency=agency.id) == [shared]
    assert found(plan, standing=Standing.ENDED) == [ended]
    assert found(plan, standing=Standing.SHARED) == [shared]
    assert found(plan, standing=Standing.UNREACHABLE) == [lost]
    assert found(plan, standing=Standing.INVITED) == [invited]
    assert people.count_people(plan.id, PersonFilter(standing=Standing.ACTIVE)) == 4


def test_the_list_has_pages(plan: Plan) -> None:
    for _ in range(31):
        make_user()
    assert len(people.list_people(plan.id, PersonFilter(), page=1)) == 30
    assert len(people.list_people(plan.id, PersonFilter(), page=2)) == 1


def test_a_person_comes_with_the_last_invitation(plan: Plan) -> None:
    user = make_user(plan, Role.OWNER)
    assert people.get_person(user.id) == (user, None)
    with transaction():
        users.invite(
            user, sealed="…", until=NOW + timedelta(days=7), actor=None, now=NOW, local_day=TODAY
        )
    assert people.get_person(user.id) == (user, NOW)
    assert [line.action for line in journal.list_about("user", user.id)] == ["user_invited"]
    with pytest.raises(NotFound):
        people.get_person(999_999_999)


def test_agencies_come_in_order_with_people_and_open_tasks(plan: Plan) -> None:
    last = make_agency(name="Ban Cuối", official_order=9_999_998, valid_to=TODAY)
    group = make_agency(official_order=9_999_999, is_group=True, valid_to=TODAY - timedelta(days=1))
    make_user(agency=last)
    make_user(agency=last, active=False)
    make_task(plan, agency=last, owner=None)

    rows = agencies.list_agencies(plan.id, AgencyFilter(), today=TODAY)
    assert [tuple(row) for row in rows[-2:]] == [(last, 1, 1), (group, 0, 0)]
    assert agencies.count_open_tasks(last.id, plan_id=plan.id) == 1

    def only(**wanted: object) -> list[object]:
        narrowed = AgencyFilter(**wanted)  # type: ignore[arg-type]
        return [row.agency for row in agencies.list_agencies(plan.id, narrowed, today=TODAY)]

    assert only(words="cuoi ban") == [last]
    assert only(kind=AgencyKind.GROUP) == only(kind=AgencyKind.ENDED) == [group]
    assert last in only(kind=AgencyKind.PRESENT)
    with pytest.raises(NotFound):
        agencies.get_by_id(999_999_999)


def test_absences_of_both_sides_are_listed_until_they_are_over(plan: Plan) -> None:
    an, binh = make_user(plan, Role.OWNER), make_user(plan, Role.OWNER)
    save(Absence(user_id=an.id, deputy_id=binh.id, first_day=date(2026, 1, 1), last_day=TODAY))
    (line,) = absences.list_of_person(binh.id, today=TODAY)
    assert (line.user, line.deputy) == (an.addressed, binh.addressed)
    assert absences.list_of_person(an.id, today=TODAY + timedelta(days=1)) == []


def test_what_is_stored_is_about_that_person_alone(plan: Plan) -> None:
    me, other = make_user(plan, Role.OWNER), make_user(plan, Role.OWNER)
    for person in (me, other):
        with transaction():
            users.invite(person, sealed="…", until=NOW, actor=None, now=NOW, local_day=TODAY)
    data = own_data.collect(me)
    assert data["account"]["full_name"] == me.full_name
    assert len(data["mails"]) == 1
    assert data["mails"][0]["kind"] == "invitation"
    assert OutboxMessage.__tablename__ not in data


def test_what_is_stored_about_a_person_holds_their_words_and_links(plan: Plan) -> None:
    task = make_task(plan)
    make_update_link(task, used_at=NOW)
    act = act_of(task.owner, plan)
    with transaction():
        held = tasks.hold(task.id)
        reliefs.ask(held, reason="Đã chuyển phòng.", suggested="", act=act)
    assert task.owner is not None
    data = own_data.collect(task.owner)
    said = [(each["action"], each["task"], each["words"]) for each in data["acts"]]
    assert said == [("relief_requested", task.number, "Đã chuyển phòng.")]
    make_comment(task, task.owner, "Đã trình.", people=[task.owner])
    data = own_data.collect(task.owner)
    assert [(each["task"], each["words"]) for each in data["comments"]] == [
        (task.number, "Đã trình.")
    ]
    assert [each["task"] for each in data["mentioned_in"]] == [task.number]
    assert [(each["task"], each["used_at"]) for each in data["update_links"]] == [
        (task.number, NOW)
    ]
    assert data["account"]["skips_roll_up"] is False
