"""The addresses that mail does not reach, and who is told in their place."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from plan_app.domain.mailing import MessageState
from plan_app.domain.roles import Role
from plan_app.models import AgencyContact, ContactKind, Plan, User
from plan_app.queries import unreachable
from tests.builders import make_agency, make_plan, make_task, make_user, save
from tests.conftest import NOW
from tests.queries.test_mail_log import make_message

TODAY = date(2026, 12, 8)
SAID = "550 5.1.1 no such user"
CountQueries = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def plan(app: Flask) -> Plan:
    assert app
    return make_plan()


def refused(plan: Plan, **facts: Any) -> User:  # noqa: ANN401 (any column)
    """An owner whose address a server has refused."""
    facts = {"unreachable_since": NOW, "unreachable_reason": SAID} | facts
    return make_user(plan, Role.OWNER, **facts)


def names(plan: Plan, words: str = "", **asked: Any) -> list[str]:  # noqa: ANN401
    rows = unreachable.list_people(plan.id, words, today=TODAY, **asked)
    return [row.user.full_name for row in rows]


def test_a_row_says_what_was_tried_and_who_gets_the_mail(plan: Plan) -> None:
    agency = make_agency()
    owner = refused(plan, agency=agency)
    make_task(plan, agency=agency, owner=owner)
    contact = make_user(plan, Role.OWNER, agency=agency)
    save(AgencyContact(agency=agency, user=contact, kind=ContactKind.CONTACT))
    make_message(plan, recipient=owner, state=MessageState.FAILED, local_day=date(2026, 12, 1))
    last = make_message(plan, recipient=owner, state=MessageState.FAILED, attempts=2)
    make_message(plan, recipient=owner, local_day=date(2026, 12, 2))

    (row,) = unreachable.list_people(plan.id, today=TODAY)

    assert row.user.id == owner.id
    assert row.last is not None
    assert (row.last.id, row.failed, row.open_tasks) == (last.id, 2, 1)
    assert (row.next_id, row.next_name) == (contact.id, contact.addressed)


def test_without_a_contact_a_coordinator_gets_it_and_without_one_nobody(plan: Plan) -> None:
    refused(plan)
    (row,) = unreachable.list_people(plan.id, today=TODAY)
    assert (row.last, row.failed, row.next_id, row.next_name) == (None, 0, None, "")

    coordinator = make_user(plan, Role.COORDINATOR)
    (row,) = unreachable.list_people(plan.id, today=TODAY)
    assert row.next_id == coordinator.id


def test_only_people_of_the_plan_who_cannot_be_reached(plan: Plan) -> None:
    make_user(plan, Role.OWNER)
    refused(make_plan())
    refused(plan, active=False)
    member = refused(plan, full_name="Lê Bình")
    owner = make_user(full_name="Vũ An", unreachable_since=NOW)
    make_task(plan, owner=owner)

    assert sorted(names(plan)) == ["Lê Bình", "Vũ An"]
    assert unreachable.count_people(plan.id) == 2
    assert member.id


def test_they_are_sought_by_name_address_and_agency_and_sorted(plan: Plan) -> None:
    first, second = make_agency(name="Sở Y tế"), make_agency(name="Sở Xây dựng")
    refused(plan, full_name="Lê Bình", agency=second, email="lb@xd.example.org")
    later = NOW + timedelta(days=1)
    refused(plan, full_name="Vũ An", agency=first, unreachable_since=later)

    assert names(plan, "binh") == ["Lê Bình"]
    assert names(plan, "xd.example") == ["Lê Bình"]
    assert names(plan, "y te") == ["Vũ An"]
    assert unreachable.count_people(plan.id, "y te") == 1
    assert names(plan) == names(plan, sort="agency") == names(plan, sort="name")
    assert names(plan) == ["Vũ An", "Lê Bình"]
    assert names(plan, sort="since") == ["Lê Bình", "Vũ An"]
    assert names(plan, page=2) == []
    assert names(plan, page=None) == ["Vũ An", "Lê Bình"]


def test_many_cost_no_more_queries_than_one(plan: Plan, count_queries: CountQueries) -> None:
    make_message(plan, recipient=refused(plan), state=MessageState.FAILED)
    make_user(plan, Role.COORDINATOR)
    plan_id = plan.id
    with count_queries() as one:
        unreachable.list_people(plan_id, today=TODAY)
    for _ in range(4):
        refused(plan)
    plan_id = plan.id
    with count_queries() as many:
        unreachable.list_people(plan_id, today=TODAY)

    assert len(many) == len(one) <= 4
