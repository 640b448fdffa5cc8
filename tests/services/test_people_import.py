"""Accounts from a table: row by row checked, all taken or none."""

from datetime import timedelta

import pytest
from flask import Flask

from plan_app.domain.mailing import MessageKind
from plan_app.domain.roles import Role
from plan_app.extensions import db
from plan_app.imports.people_file import RawPerson
from plan_app.models import Agency, AgencyContact, OutboxMessage, Plan, User
from plan_app.services import addresses, people_import
from plan_app.services.people_import import Change, Preview, TableRefused
from plan_app.services.transaction import transaction
from tests.acting import TODAY, act_of
from tests.builders import make_agency, make_plan, make_user
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
def agency() -> Agency:
    return make_agency(name="Sở Văn hóa", short_name="VH")


def row(line: int = 2, **cells: str) -> RawPerson:
    cells = {"full_name": "Lê Thị Đào", "email": f"dao.{line}@so.example.org"} | cells
    return RawPerson(line=line, **cells)


def check(plan: Plan, by: User, *rows: RawPerson) -> Preview:
    return people_import.check(rows, act=act_of(by, plan))


def load(plan: Plan, by: User, *rows: RawPerson, invites: bool = False) -> Preview:
    act = act_of(by, plan)

    def seal(user: User) -> tuple[str, object]:
        assert user.id
        return "…", NOW + timedelta(days=7)

    with transaction():
        return people_import.load(rows, plan=plan, seal=seal if invites else None, act=act)  # type: ignore[arg-type]


def account(email: str) -> User:
    return db.session.query(User).filter_by(email=email).one()


def test_new_people_become_owners_and_are_invited(
    plan: Plan, coordinator: User, agency: Agency
) -> None:
    rows = [row(2, agency="sở văn hoá", honorific="bà", telephone="0237 1"), row(3)]

    done = load(plan, coordinator, *rows, invites=True)

    assert done.count(Change.NEW) == 2
    dao = account("dao.2@so.example.org")
    assert (dao.agency, dao.honorific, dao.telephone) == (agency, "Bà", "0237 1")
    assert [(each.plan_id, each.role) for each in dao.memberships] == [(plan.id, Role.OWNER)]
    kinds = db.session.query(OutboxMessage.kind, OutboxMessage.recipient_id).all()
    assert {recipient for _, recipient in kinds} == {dao.id, account("dao.3@so.example.org").id}
    assert {kind for kind, _ in kinds} == {MessageKind.INVITATION}


def test_without_a_seal_nobody_is_invited(plan: Plan, coordinator: User) -> None:
    load(plan, coordinator, row())
    assert db.session.query(OutboxMessage).count() == 0


def test_known_people_are_brought_up_to_date_and_empty_cells_change_nothing(
    plan: Plan, coordinator: User, agency: Agency
) -> None:
    known = make_user(
        plan, Role.OWNER, email="dao@so.example.org", full_name="Lê Thị Đào", position="Chuyên viên"
    )
    changed = row(email="DAO@so.example.org", agency="VH")

    assert load(plan, coordinator, changed, invites=True).count(Change.UPDATED) == 1

    assert (known.agency, known.position) == (agency, "Chuyên viên")
    assert db.session.query(OutboxMessage).count() == 0
    assert load(plan, coordinator, changed).count(Change.SAME) == 1


def test_contacts_and_leaders_in_charge_are_named(
    plan: Plan, coordinator: User, agency: Agency
) -> None:
    load(
        plan,
        coordinator,
        row(2, agency="VH", function="Lãnh đạo phụ trách"),
        row(3, agency="VH", function="Đầu mối liên hệ"),
        invites=True,
    )
    found = db.session.query(AgencyContact).filter_by(agency_id=agency.id).all()
    assert {each.kind.value: each.user.email for each in found} == {
        "head": "dao.2@so.example.org",
        "contact": "dao.3@so.example.org",
    }
    assert account("dao.2@so.example.org").memberships == []
    assert db.session.query(OutboxMessage).count() == 0


def test_each_wrong_row_says_what_is_wrong_and_nobody_is_taken(
    plan: Plan, coordinator: User, agency: Agency
) -> None:
    make_user(plan, Role.LEADER, email="leader@so.example.org")
    make_user(plan, Role.OWNER, email="ended@so.example.org", active=False)
    make_agency(name="Sở Cũ", valid_to=TODAY - timedelta(days=1))
    rows = [
        row(2),
        row(3, email="x"),
        row(4, full_name=""),
        row(5, agency="Sở Không có"),
        row(6, agency="Sở Cũ"),
        row(7, honorific="Ngài"),
        row(8, function="Giám đốc"),
        row(9, function="Lãnh đạo phụ trách"),
        row(10, email="dao.2@so.example.org"),
        row(11, email="leader@so.example.org"),
        row(12, email="ended@so.example.org"),
        row(13, telephone="0" * 41),
        row(14, agency=agency.name, function="Lãnh đạo phụ trách"),
        row(15, agency=agency.name, function="Lãnh đạo phụ trách"),
    ]

    preview = check(plan, coordinator, *rows)

    assert [(each.line, each.field) for each in preview.faults] == [
        (3, "email"), (4, "full_name"), (5, "agency"), (6, "agency"), (7, "honorific"),
        (8, "function"), (9, "agency"), (10, "email"), (11, None), (12, "email"),
        (13, "telephone"), (15, "function"),
    ]  # fmt: skip
    assert [each.line for each in preview.entries] == [2, 14]
    with pytest.raises(TableRefused):
        load(plan, coordinator, *rows)
    assert db.session.query(User).filter_by(email="dao.2@so.example.org").count() == 0


def test_new_addresses_are_in_the_official_domains(plan: Plan, coordinator: User) -> None:
    make_user(plan, Role.OWNER, email="dao.3@so.example.org")
    with transaction():
        act = act_of(make_user(is_administrator=True), plan)
        addresses.set_domains("thanhhoa.gov.vn", seen=addresses.domains_fingerprint(), act=act)
    faults = check(plan, coordinator, row(2), row(3)).faults
    assert [(each.line, each.field) for each in faults] == [(2, "email")]


@pytest.mark.parametrize(
    ("said", "kept"), [("Mr", "Ông"), ("Ms", "Bà"), ("Mrs", "Bà"), ("Comrade", "Đồng chí")]
)
def test_english_words_for_people_are_kept_as_the_vietnamese_ones(
    plan: Plan, coordinator: User, agency: Agency, said: str, kept: str
) -> None:
    load(plan, coordinator, row(honorific=said, agency=agency.name, function="Head contact"))

    assert account("dao.2@so.example.org").honorific == kept
    assert db.session.query(AgencyContact).one().kind == "head"
