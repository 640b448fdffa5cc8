"""Accounts after they were made: facts, roles, addresses, what people keep themselves."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from plan_app.domain.roles import Role
from plan_app.errors import NotAllowed, NotFound, RuleBroken
from plan_app.extensions import db
from plan_app.models import Installation, JournalEntry, Language, OutboxMessage, Plan, User
from plan_app.queries.installation import list_mail_domains
from plan_app.services import addresses, people, users
from plan_app.services.addresses import DomainsChanged
from plan_app.services.people import PersonChanged
from plan_app.services.transaction import transaction
from plan_app.services.users import INVITATIONS_A_DAY, NewUser
from tests.acting import TODAY, act_of
from tests.builders import make_agency, make_plan, make_session, make_task, make_user, save
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def plan(app: Flask) -> Plan:
    assert app
    return make_plan()


@pytest.fixture
def coordinator(plan: Plan) -> User:
    return make_user(plan, Role.COORDINATOR)


@pytest.fixture
def administrator() -> User:
    return make_user(is_administrator=True)


@pytest.fixture
def owner(plan: Plan) -> User:
    return make_user(plan, Role.OWNER, agency=make_agency())


def edit(person: User, plan: Plan, by: User, *, seen: str = "", **changes: Any) -> None:  # noqa: ANN401
    facts = replace(people.facts_of(person), **changes)
    seen = seen or people.fingerprint(person)
    act, person_id = act_of(by, plan), person.id
    with transaction():
        people.edit(people.hold(person_id), facts, seen=seen, act=act)


def set_roles(person: User, plan: Plan, by: User, *wanted: Role, seen: str = "") -> None:
    seen = seen or people.roles_fingerprint(person, plan.id)
    act, person_id = act_of(by, plan), person.id
    with transaction():
        people.set_roles(people.hold(person_id), plan, wanted, seen=seen, act=act)


def entries(person: User) -> list[tuple[str, Any]]:
    rows = db.session.query(JournalEntry).filter_by(subject_kind="user", subject_id=person.id)
    return [(row.action, row.data) for row in rows.order_by(JournalEntry.id)]


def test_changed_facts_are_kept_found_and_told(plan: Plan, coordinator: User, owner: User) -> None:
    edit(owner, plan, coordinator, full_name=" Lê Thị  Đào", position="Chuyên viên")

    assert (owner.full_name, owner.position) == ("Lê Thị Đào", "Chuyên viên")
    assert owner.search_text.startswith("le thi dao")
    assert entries(owner) == [("person_edited", {"fields": ["full_name", "position"]})]


def test_what_stays_is_not_written(plan: Plan, coordinator: User, owner: User) -> None:
    edit(owner, plan, coordinator)
    assert entries(owner) == []


def test_what_changed_meanwhile_is_stale(plan: Plan, coordinator: User, owner: User) -> None:
    seen = people.fingerprint(owner)
    edit(owner, plan, coordinator, telephone="0237 000 001")
    with pytest.raises(PersonChanged):
        edit(owner, plan, coordinator, seen=seen, position="Chuyên viên")


def test_a_new_address_works_until_refused_and_voids_sessions(
    plan: Plan, coordinator: User, owner: User
) -> None:
    owner.unreachable_since, owner.unreachable_reason = NOW, "550"
    session = make_session(owner)
    uniquifier = owner.fs_uniquifier

    edit(owner, plan, coordinator, email="MOI@so.example.org")

    assert owner.email == "moi@so.example.org"
    assert facts(owner) == (None, None)
    assert session.revoked_at == NOW
    assert owner.fs_uniquifier != uniquifier


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": "x"}, "email"),
        ({"full_name": " "}, "full_name"),
        ({"agency_id": 999_999}, "agency"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    plan: Plan, coordinator: User, owner: User, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(RuleBroken) as broken:
        edit(owner, plan, coordinator, **changes)
    assert broken.value.field == field


def test_the_address_of_another_is_taken(plan: Plan, coordinator: User, owner: User) -> None:
    other = make_user()
    with pytest.raises(RuleBroken, match="Đã có tài khoản"):
        edit(owner, plan, coordinator, email=other.email)


def test_nobody_moves_to_an_agency_that_has_ended_but_may_stay(
    plan: Plan, coordinator: User
) -> None:
    ended = make_agency(valid_to=TODAY - timedelta(days=1))
    stays = make_user(plan, Role.OWNER, agency=ended)
    edit(stays, plan, coordinator, position="Chuyên viên")
    with pytest.raises(RuleBroken):
        edit(make_user(plan, Role.OWNER), plan, coordinator, agency_id=ended.id)


def test_a_shared_account_keeps_an_agency(plan: Plan, coordinator: User) -> None:
    shared = make_user(plan, Role.OWNER, agency=make_agency(), is_shared=True)
    with pytest.raises(RuleBroken) as broken:
        edit(shared, plan, coordinator, agency_id=None)
    assert broken.value.field == "agency"
    new = NewUser(email="xa@so.example.org", full_name="UBND xã", is_shared=True)
    with pytest.raises(RuleBroken), transaction():
        users.create(new, actor=act_of(coordinator, plan).actor, now=NOW)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.LEADER, Role.OBSERVER])
def test_a_coordinator_changes_owners_alone(plan: Plan, coordinator: User, role: Role) -> None:
    higher = make_user(plan, role)
    with pytest.raises(NotAllowed):
        edit(higher, plan, coordinator, position="Chuyên viên")
    with pytest.raises(NotAllowed):
        edit(make_user(is_administrator=True), plan, coordinator, position="Chuyên viên")
    with pytest.raises(NotAllowed):
        edit(higher, plan, make_user(plan, Role.OWNER), position="Chuyên viên")


def test_an_administrator_changes_everybody(plan: Plan, administrator: User) -> None:
    higher = make_user(plan, Role.COORDINATOR)
    edit(higher, plan, administrator, position="Chuyên viên")
    assert higher.position == "Chuyên viên"


def test_nobody_is_not_found() -> None:
    with pytest.raises(NotFound):
        people.hold(999_999)


def test_roles_are_given_and_taken(plan: Plan, administrator: User, owner: User) -> None:
    set_roles(owner, plan, administrator, Role.LEADER)

    assert [each.role for each in owner.memberships] == [Role.LEADER]
    assert entries(owner) == [
        ("role_granted", {"role": "leader"}),
        ("role_revoked", {"role": "owner"}),
    ]


def test_a_role_given_meanwhile_is_not_taken_again(
    plan: Plan, administrator: User, owner: User
) -> None:
    seen = people.roles_fingerprint(owner, plan.id)
    set_roles(owner, plan, administrator, Role.OWNER, Role.LEADER)
    with pytest.raises(PersonChanged):
        set_roles(owner, plan, administrator, Role.OWNER, Role.OBSERVER, seen=seen)
    assert {each.role for each in owner.memberships} == {Role.OWNER, Role.LEADER}


def test_a_coordinator_gives_and_takes_the_role_of_owner_alone(
    plan: Plan, coordinator: User, owner: User
) -> None:
    with pytest.raises(NotAllowed):
        set_roles(owner, plan, coordinator, Role.OWNER, Role.OBSERVER)
    leader = make_user(plan, Role.LEADER)
    with pytest.raises(NotAllowed):
        set_roles(leader, plan, coordinator)
    set_roles(owner, plan, coordinator)
    db.session.refresh(owner)
    assert owner.memberships == []


def test_who_owns_open_tasks_stays_able_to_report(
    plan: Plan, administrator: User, owner: User
) -> None:
    make_task(plan, owner=owner)
    with pytest.raises(RuleBroken) as broken:
        set_roles(owner, plan, administrator, Role.OBSERVER)
    assert broken.value.field == "owner"
    set_roles(owner, plan, administrator, Role.COORDINATOR)


def administer(person: User, plan: Plan, by: User, *, wanted: bool) -> None:
    act, person_id = act_of(by, plan), person.id
    with transaction():
        people.set_administrator(people.hold(person_id), wanted=wanted, act=act)


def test_administrators_make_administrators_and_one_stays(
    plan: Plan, administrator: User, coordinator: User, owner: User
) -> None:
    with pytest.raises(NotAllowed):
        administer(owner, plan, coordinator, wanted=True)
    with pytest.raises(RuleBroken, match="duy nhất"):
        administer(administrator, plan, administrator, wanted=False)
    administer(owner, plan, administrator, wanted=True)
    administer(owner, plan, administrator, wanted=True)
    administer(owner, plan, administrator, wanted=False)
    assert [action for action, _ in entries(owner)] == [
        "administrator_granted",
        "administrator_revoked",
    ]


def keep_own(
    person: User, plan: Plan, telephone: str, *, seen: str = "", letter_keys: bool = True
) -> None:
    seen = seen or people.own_fingerprint(person)
    act, person_id = act_of(person, plan), person.id
    with transaction():
        people.edit_own(
            people.hold(person_id),
            telephone=telephone,
            language=Language.ENGLISH,
            letter_keys=letter_keys,
            seen=seen,
            act=act,
        )


def test_people_keep_telephone_and_language_themselves(plan: Plan, owner: User) -> None:
    for _ in range(2):
        keep_own(owner, plan, " 0237 1")
    assert (owner.telephone, owner.language) == ("0237 1", Language.ENGLISH)
    assert entries(owner) == [("profile_edited", {"fields": ["telephone", "language"]})]


def test_people_turn_keys_of_one_letter_off(plan: Plan, owner: User) -> None:
    keep_own(owner, plan, owner.telephone, letter_keys=False)
    assert not owner.letter_keys
    assert entries(owner) == [("profile_edited", {"fields": ["language", "letter_keys"]})]


def test_a_telephone_that_others_changed_meanwhile_stays(
    plan: Plan, coordinator: User, owner: User
) -> None:
    seen = people.own_fingerprint(owner)
    edit(owner, plan, coordinator, telephone="0237 2")
    with pytest.raises(PersonChanged):
        keep_own(owner, plan, "0237 3", seen=seen)
    assert owner.telephone == "0237 2"


def facts(person: User) -> tuple[object, object]:
    return person.unreachable_since, person.unreachable_reason


def test_an_address_is_noted_as_unreachable_and_as_working_again(
    plan: Plan, coordinator: User, owner: User
) -> None:
    act = act_of(coordinator, plan)
    with transaction():
        addresses.note_unreachable(owner, reason=" Đã nghỉ  hưu ", act=act)
    assert facts(owner) == (NOW, "Đã nghỉ hưu")
    with pytest.raises(RuleBroken), transaction():
        addresses.note_unreachable(owner, reason="Lần nữa", act=act)
    for _ in range(2):
        with transaction():
            addresses.note_reachable(owner, act=act)
    assert facts(owner) == (None, None)
    assert [action for action, _ in entries(owner)] == ["address_unreachable", "address_reachable"]
    with pytest.raises(RuleBroken), transaction():
        addresses.note_unreachable(owner, reason=" ", act=act)


def test_only_official_domains_are_for_new_addresses(
    plan: Plan, administrator: User, coordinator: User, owner: User
) -> None:
    act = act_of(administrator, plan)
    for _ in range(2):
        with transaction():
            seen = addresses.domains_fingerprint()
            addresses.set_domains("@thanhhoa.gov.vn, noibo", seen=seen, act=act)
    assert list_mail_domains() == ("thanhhoa.gov.vn", "noibo")
    assert db.session.query(JournalEntry.data).filter_by(action="mail_domains_set").all() == [
        ({"domains": ["thanhhoa.gov.vn", "noibo"]},)
    ]

    # Who has another address keeps it.
    edit(owner, plan, coordinator, position="Chuyên viên")
    edit(owner, plan, coordinator, email="an@stc.thanhhoa.gov.vn")
    with pytest.raises(RuleBroken) as broken:
        edit(owner, plan, coordinator, email="an@xthanhhoa.gov.vn")
    assert broken.value.field == "email"
    with pytest.raises(DomainsChanged), transaction():
        addresses.set_domains("", seen="an older list", act=act)
    with transaction():
        addresses.set_domains("", seen=addresses.domains_fingerprint(), act=act)
    assert list_mail_domains() == ()
    edit(owner, plan, coordinator, email="an@gmail.example.org")


def test_only_administrators_set_the_domains(plan: Plan, coordinator: User) -> None:
    seen = addresses.domains_fingerprint()
    with pytest.raises(NotAllowed), transaction():
        addresses.set_domains("thanhhoa.gov.vn", seen=seen, act=act_of(coordinator, plan))
    assert db.session.query(Installation).filter_by(name="mail_domains").count() == 0


def invite(person: User) -> OutboxMessage:
    with transaction():
        return users.invite(
            person, sealed="…", until=NOW + timedelta(days=7), actor=None, now=NOW, local_day=TODAY
        )


def test_an_invitation_can_be_sent_again_but_not_without_end(owner: User) -> None:
    for _ in range(INVITATIONS_A_DAY):
        invite(owner)
    with pytest.raises(RuleBroken, match="Hôm nay"):
        invite(owner)


def test_who_has_a_password_or_no_account_any_more_is_not_invited() -> None:
    with pytest.raises(RuleBroken, match="đã đặt mật khẩu"):
        invite(make_user(password="$argon2"))
    with pytest.raises(RuleBroken, match="đã ngừng"):
        invite(make_user(active=False))


def test_a_coordinator_ends_and_begins_again_the_account_of_an_owner(
    plan: Plan, coordinator: User, owner: User
) -> None:
    actor = act_of(coordinator, plan).actor
    with transaction():
        users.deactivate(owner, actor=actor, now=NOW, plan_id=plan.id)
    assert not owner.active
    with transaction():
        users.activate(owner, actor=actor, now=NOW, plan_id=plan.id)
    assert owner.active
    assert [action for action, _ in entries(owner)] == ["user_deactivated", "user_activated"]
    with pytest.raises(RuleBroken), transaction():
        users.activate(owner, actor=actor, now=NOW, plan_id=plan.id)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.LEADER, Role.OBSERVER])
def test_other_accounts_are_ended_by_administrators(
    plan: Plan, coordinator: User, administrator: User, role: Role
) -> None:
    person = make_user(plan, role)
    with pytest.raises(NotAllowed), transaction():
        users.deactivate(person, actor=act_of(coordinator, plan).actor, now=NOW, plan_id=plan.id)
    with transaction():
        users.deactivate(person, actor=act_of(administrator, plan).actor, now=NOW)
    assert not person.active


def test_an_owner_in_another_plan_too_is_ended_by_administrators(
    plan: Plan, coordinator: User
) -> None:
    person = save(make_user(make_plan(), Role.OWNER))
    with pytest.raises(NotAllowed, match="kế hoạch khác"), transaction():
        users.deactivate(person, actor=act_of(coordinator, plan).actor, now=NOW, plan_id=plan.id)
