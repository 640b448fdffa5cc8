"""On PostgreSQL pages are read outside of transactions, where the server refuses to write."""

from typing import Any, Final

import pytest
from flask import Flask
from sqlalchemy import select, text, update
from sqlalchemy.exc import InternalError

from plan_app.domain.roles import Role
from plan_app.extensions import db
from plan_app.models import Membership, Plan, Task, User
from plan_app.services.demonstration import Summary
from plan_app.services.transaction import transaction
from tests import databases
from tests.conftest import browser_of
from tests.pages import Client

# Of SQLite every connection reads and writes.
BACKENDS: Final = ("postgresql",)
# The driver prepares a statement when it is sent so often, the server then keeps its plan when
# it was as often planned.
OFTEN: Final = 12


@pytest.fixture
def office(own_app: Flask, prepared_demonstration: Summary) -> dict[Role, Client]:
    """A browser for each role in the demonstration, on connections as the product has them."""
    assert prepared_demonstration
    found = {role: browser_of(own_app, _somebody(role)) for role in (Role.OWNER, Role.COORDINATOR)}
    databases.let_write(own_app, everywhere=False)
    db.session.remove()  # The next connection is one that reads.
    return found


def _somebody(role: Role) -> User:
    wanted = select(User).join(Membership).where(Membership.role == role).order_by(User.id)
    return db.session.scalars(wanted.limit(1)).one()


def _addresses(app: Flask) -> list[str]:
    """The pages of a plan that need to know no more than the plan or one of its tasks."""
    plan = db.session.scalars(select(Plan)).one()
    known: dict[str, Any] = {"plan": plan.slug, "number": 7, "task_id": 7, "milestone_id": 7}
    with app.test_request_context():
        return [
            app.url_for(rule.endpoint, **{name: known[name] for name in rule.arguments})
            for rule in app.url_map.iter_rules()
            if "GET" in (rule.methods or ()) and {"plan"} <= rule.arguments <= known.keys()
        ]


@pytest.mark.parametrize("role", [Role.OWNER, Role.COORDINATOR])
def test_no_page_needs_a_transaction(
    own_app: Flask, office: dict[Role, Client], role: Role
) -> None:
    addresses = _addresses(own_app)
    answers = {each: office[role]._open("GET", each).status_code for each in addresses}

    assert len(addresses) > 20
    assert set(answers.values()) <= {200, 303, 403, 404}, answers
    assert list(answers.values()).count(200) > 5


@pytest.mark.usefixtures("office")
def test_the_server_refuses_to_write_outside_of_a_transaction() -> None:
    change = update(Task).values(title="khác")

    with pytest.raises(InternalError, match="read-only"):
        db.session.execute(change)

    with transaction():
        db.session.execute(change)
    assert set(db.session.scalars(select(Task.title))) == {"khác"}


@pytest.mark.parametrize("page", ["overdue", "tasks"])
def test_a_page_asked_for_often_is_planned_no_more(
    own_app: Flask, office: dict[Role, Client], page: str
) -> None:
    """By then the server keeps a plan of each of its statements, also of the thirty rows."""
    address = next(each for each in _addresses(own_app) if each.endswith(f"/{page}"))
    for _ in range(OFTEN):
        office[Role.COORDINATOR].get(address)

    kept = db.session.execute(
        text("SELECT statement, generic_plans FROM pg_prepared_statements")
    ).all()
    assert any("task.title" in statement for statement, _plans in kept)
    assert all(plans > 0 for _statement, plans in kept)
