"""Making and editing agencies, their members and contacts."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask

from plan_app.domain.roles import Role
from plan_app.errors import NotAllowed, NotFound, RuleBroken
from plan_app.extensions import db
from plan_app.models import Agency, AgencyContact, ContactKind, JournalEntry, Plan, User
from plan_app.services import agencies
from plan_app.services.agencies import AgencyChanged, AgencyFacts
from plan_app.services.transaction import transaction
from tests.acting import act_of
from tests.builders import make_agency, make_plan, make_task, make_user

pytestmark = pytest.mark.usefixtures("app")
DAY = date(2025, 3, 1)


@pytest.fixture
def plan(app: Flask) -> Plan:
    assert app
    return make_plan()


@pytest.fixture
def coordinator(plan: Plan) -> User:
    return make_user(plan, Role.COORDINATOR)


def create(plan: Plan, by: User, **facts: Any) -> Agency:  # noqa: ANN401 (any fact)
    act = act_of(by, plan)
    with transaction():
        return agencies.create(AgencyFacts(**{"name": "Sở Dân tộc và Tôn giáo"} | facts), act=act)


def edit(agency: Agency, plan: Plan, by: User, *, seen: str = "", **changes: Any) -> None:  # noqa: ANN401
    facts = replace(agencies.facts_of(agency), **changes)
    seen = seen or agencies.fingerprint(agency)
    act, agency_id = act_of(by, plan), agency.id
    with transaction():
        agencies.edit(agencies.hold(agency_id), facts, seen=seen, act=act)


def actions() -> list[str]:
    return [each for (each,) in db.session.query(JournalEntry.action).order_by(JournalEntry.id)]


def test_a_new_agency_stands_last_and_has_a_code_from_its_name(
    plan: Plan, coordinator: User
) -> None:
    last = make_agency(official_order=1_000_000)
    first, second = (
        create(plan, coordinator),
        create(plan, coordinator, name="Sở Dân tộc, Tôn giáo"),
    )

    assert (first.code, first.official_order) == ("so-dan-toc-va-ton-giao", last.official_order + 1)
    assert first.short_name == first.name
    assert first.search_text == "so dan toc va ton giao so dan toc va ton giao"
    assert second.code == "so-dan-toc-ton-giao"
    assert actions() == ["agency_created", "agency_created"]


def test_equal_codes_are_numbered(plan: Plan, coordinator: User) -> None:
    create(plan, coordinator, name="UBND xã Hà")
    assert create(plan, coordinator, name="UBND xã Há").code == "ubnd-xa-ha-2"
    assert create(plan, coordinator, name="UBND xã Hạ").code == "ubnd-xa-ha-3"
    assert create(plan, coordinator, name="…").code == "co-quan"


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": " "}, "name"),
        ({"email": "x"}, "email"),
        ({"valid_from": DAY, "valid_to": date(2024, 1, 1)}, "valid_to"),
        ({"successor_id": 999_999, "succession_date": DAY}, "successor"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    plan: Plan, coordinator: User, facts: dict[str, Any], field: str
) -> None:
    with pytest.raises(RuleBroken) as broken:
        create(plan, coordinator, **facts)
    assert broken.value.field == field


def test_a_name_is_there_once_in_whatever_spelling(plan: Plan, coordinator: User) -> None:
    make_agency(name="Sở Văn hóa")
    with pytest.raises(RuleBroken, match="Đã có cơ quan"):
        create(plan, coordinator, name="Sở văn hoá")


def test_tasks_are_found_by_a_new_name_at_once(plan: Plan, coordinator: User) -> None:
    agency = make_agency(name="Sở Cũ", short_name="SC")
    lead, other = make_task(plan, agency=agency), make_task(plan)
    coordinated = make_task(plan, coordinating_agencies=[agency])
    before = other.search_text

    edit(agency, plan, coordinator, name="Sở Mới")

    assert "so moi" in lead.search_text
    assert "so moi" in coordinated.search_text
    assert "so cu" not in lead.search_text
    assert other.search_text == before
    entry = db.session.query(JournalEntry).one()
    assert (entry.action, entry.subject_id) == ("agency_edited", agency.id)
    assert entry.data == {"fields": ["name"]}


def test_what_stays_is_not_written_and_order_moves(plan: Plan, coordinator: User) -> None:
    agency = make_agency(short_name="STN")
    edit(agency, plan, coordinator)
    assert actions() == []
    edit(agency, plan, coordinator, official_order=5, email="SO@so.example.org")
    assert (agency.official_order, agency.email) == (5, "so@so.example.org")


def test_what_changed_meanwhile_is_stale(plan: Plan, coordinator: User) -> None:
    agency = make_agency()
    seen = agencies.fingerprint(agency)
    edit(agency, plan, coordinator, valid_to=DAY)
    with pytest.raises(AgencyChanged):
        edit(agency, plan, coordinator, seen=seen, name="Sở Khác")


def test_a_succession_has_a_day_and_runs_in_no_circle(plan: Plan, coordinator: User) -> None:
    first, second, third = make_agency(), make_agency(), make_agency()
    with pytest.raises(RuleBroken) as broken:
        edit(first, plan, coordinator, successor_id=second.id)
    assert broken.value.field == "succession_date"
    edit(first, plan, coordinator, successor_id=second.id, succession_date=DAY)
    edit(second, plan, coordinator, successor_id=third.id, succession_date=DAY)
    for successor in (first, third):
        with pytest.raises(RuleBroken) as broken:
            edit(third, plan, coordinator, successor_id=successor.id, succession_date=DAY)
        assert broken.value.field == "successor"


def test_only_those_who_keep_people_keep_agencies(plan: Plan) -> None:
    agency = make_agency()
    for role in (Role.OWNER, Role.LEADER, Role.OBSERVER):
        with pytest.raises(NotAllowed):
            create(plan, make_user(plan, role))
        with pytest.raises(NotAllowed):
            edit(agency, plan, make_user(plan, role), name="Sở Khác")
    create(plan, make_user(is_administrator=True))


def choose(group: Agency, plan: Plan, by: User, *members: Agency, seen: str = "") -> None:
    seen = seen or agencies.members_fingerprint(group)
    act, group_id, ids = act_of(by, plan), group.id, [each.id for each in members]
    with transaction():
        agencies.set_members(agencies.hold(group_id), ids, seen=seen, act=act)


def test_members_of_a_group_are_chosen_by_hand(plan: Plan, coordinator: User) -> None:
    group, one, two = make_agency(is_group=True), make_agency(), make_agency()
    choose(group, plan, coordinator, one, two)
    choose(group, plan, coordinator, two, one)
    choose(group, plan, coordinator, two)

    assert group.members == [two]
    data = [each for (each,) in db.session.query(JournalEntry.data).order_by(JournalEntry.id)]
    assert data == [
        {"added": [one.id, two.id], "removed": []},
        {"added": [], "removed": [one.id]},
    ]


def test_a_member_added_meanwhile_stays(plan: Plan, coordinator: User) -> None:
    group, one, two = make_agency(is_group=True), make_agency(), make_agency()
    seen = agencies.members_fingerprint(group)
    choose(group, plan, coordinator, one)
    with pytest.raises(AgencyChanged):
        choose(group, plan, coordinator, two, seen=seen)
    assert group.members == [one]


def test_groups_have_members_and_are_none(plan: Plan, coordinator: User) -> None:
    group = make_agency(is_group=True)
    with pytest.raises(RuleBroken):
        choose(make_agency(), plan, coordinator, make_agency())
    with pytest.raises(RuleBroken) as broken:
        choose(group, plan, coordinator, make_agency(is_group=True))
    assert broken.value.field == "members"


def contacts(
    agency: Agency,
    plan: Plan,
    by: User,
    contact: User | None = None,
    head: User | None = None,
    *,
    seen: str = "",
) -> None:
    seen = seen or agencies.contacts_fingerprint(agency)
    act, agency_id = act_of(by, plan), agency.id
    contact_id, head_id = contact.id if contact else None, head.id if head else None
    with transaction():
        agencies.set_contacts(
            agencies.hold(agency_id), contact_id=contact_id, head_id=head_id, seen=seen, act=act
        )


def standing(agency: Agency) -> dict[ContactKind, int]:
    rows = db.session.query(AgencyContact).filter_by(agency_id=agency.id)
    return {row.kind: row.user_id for row in rows}


def test_contacts_are_chosen_changed_and_taken_away(plan: Plan, coordinator: User) -> None:
    agency = make_agency()
    an, binh, head = (make_user(plan, Role.OWNER, agency=agency) for _ in range(3))
    contacts(agency, plan, coordinator, an, head)
    assert standing(agency) == {ContactKind.CONTACT: an.id, ContactKind.HEAD: head.id}
    contacts(agency, plan, coordinator, binh, head)
    contacts(agency, plan, coordinator, binh)
    assert standing(agency) == {ContactKind.CONTACT: binh.id}
    assert actions() == ["contact_chosen"] * 4


def test_a_contact_chosen_meanwhile_stays(plan: Plan, coordinator: User) -> None:
    agency = make_agency()
    an, binh = (make_user(plan, Role.OWNER, agency=agency) for _ in range(2))
    seen = agencies.contacts_fingerprint(agency)
    contacts(agency, plan, coordinator, an)
    with pytest.raises(AgencyChanged):
        contacts(agency, plan, coordinator, head=binh, seen=seen)
    assert standing(agency) == {ContactKind.CONTACT: an.id}


def test_contacts_are_active_people_of_the_agency_and_two(plan: Plan, coordinator: User) -> None:
    agency = make_agency()
    own = make_user(plan, Role.OWNER, agency=agency)
    for person in (make_user(), make_user(agency=agency, active=False)):
        with pytest.raises(RuleBroken) as broken:
            contacts(agency, plan, coordinator, person)
        assert broken.value.field == "contact"
    with pytest.raises(RuleBroken) as broken:
        contacts(agency, plan, coordinator, own, own)
    assert broken.value.field == "head"
    # Who has left stays until somebody else is chosen.
    contacts(agency, plan, coordinator, own)
    own.active = False
    db.session.commit()
    contacts(agency, plan, coordinator, own)


def test_no_agency_is_not_found() -> None:
    with pytest.raises(NotFound):
        agencies.hold(999_999)
