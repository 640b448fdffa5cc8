"""Who could own a task, and which agencies exist."""

from datetime import timedelta

import pytest
from flask import Flask

from plan_app.domain.roles import Role
from plan_app.models import Plan
from plan_app.queries import assignments
from tests.acting import TODAY
from tests.builders import make_agency, make_plan, make_user


@pytest.fixture
def plan(app: Flask) -> Plan:
    assert app
    return make_plan()


def test_people_who_can_report_are_listed_by_agency_and_given_name(plan: Plan) -> None:
    first, second = make_agency(name="Sở Y tế"), make_agency(name="Sở Nội vụ")
    make_user(plan, Role.OWNER, agency=second, full_name="Lê An", honorific="Ông")
    make_user(plan, Role.OWNER, agency=first, full_name="Bùi Thị Đào", honorific="Bà")
    make_user(plan, Role.COORDINATOR, agency=first, full_name="Vũ Thị Cúc", honorific="Bà")
    make_user(plan, Role.OBSERVER, agency=first)
    make_user(plan, Role.OWNER, agency=first, active=False)
    make_user(make_plan(), Role.OWNER, agency=first)
    make_user(plan, Role.OWNER, full_name="Đỗ Bình", honorific="")
    found = assignments.list_possible_owners(plan_id=plan.id)
    assert [(each.name, each.agency) for each in found] == [
        ("Bà Vũ Thị Cúc", "Sở Y tế"),
        ("Bà Bùi Thị Đào", "Sở Y tế"),
        ("Ông Lê An", "Sở Nội vụ"),
        ("Đỗ Bình", ""),
    ]
    of_second = assignments.list_possible_owners(plan_id=plan.id, agency_id=second.id)
    assert [each.name for each in of_second] == ["Ông Lê An"]


def test_agencies_of_today_are_listed_in_official_order(plan: Plan) -> None:
    later = make_agency(official_order=9_999_002)
    sooner = make_agency(official_order=9_999_001, valid_to=TODAY)
    make_agency(official_order=9_999_000, valid_to=TODAY - timedelta(days=1))
    found = [each.id for each in assignments.list_agencies(today=TODAY)]
    assert found == [plan.standing_agency_id, sooner.id, later.id]
