"""Saved filters: whose they are, who shares them, and what is refused."""

from typing import Any

import pytest
from flask import Flask

from plan_app.domain.roles import Role
from plan_app.domain.saved_filters import (
    MOST,
    FilterChanged,
    NameTaken,
    NothingToKeep,
    Place,
    TooMany,
)
from plan_app.errors import NotAllowed, NotFound, RuleBroken
from plan_app.extensions import db
from plan_app.models import JournalEntry, Plan, SavedFilter, User
from plan_app.queries.saved_filters import list_for
from plan_app.services import saved_filters
from plan_app.services.saved_filters import Named
from plan_app.services.transaction import transaction
from tests.acting import act_of
from tests.builders import make_plan, make_saved_filter, make_user, together

pytestmark = pytest.mark.usefixtures("app")
LATE = {"timeliness": "overdue", "group": "6", "q": "điện"}


@pytest.fixture
def plan(app: Flask) -> Plan:
    assert app
    return make_plan()


@pytest.fixture
def owner(plan: Plan) -> User:
    return make_user(plan, Role.OWNER)


@pytest.fixture
def coordinator(plan: Plan) -> User:
    return make_user(plan, Role.COORDINATOR)


def save(user: User, plan: Plan, name: str = "Quá hạn", **facts: Any) -> SavedFilter:  # noqa: ANN401
    act, plan_id = act_of(user, plan), plan.id
    named = Named(name, facts.get("shared", False))
    with transaction():
        return saved_filters.save(
            plan_id, facts.get("place", Place.TASKS), facts.get("kept", LATE), named, act
        )


def edit(user: User, plan: Plan, saved: SavedFilter, named: Named, seen: str = "") -> None:
    act, plan_id, id_ = act_of(user, plan), plan.id, saved.id
    seen = seen or saved_filters.fingerprint(saved)
    with transaction():
        saved_filters.edit(id_, named, plan_id=plan_id, seen=seen, act=act)


def remove(user: User, plan: Plan, saved: SavedFilter, seen: str = "") -> None:
    act, plan_id, id_ = act_of(user, plan), plan.id, saved.id
    seen = seen or saved_filters.fingerprint(saved)
    with transaction():
        saved_filters.remove(id_, plan_id=plan_id, seen=seen, act=act)


def names(user: User, plan: Plan) -> list[str]:
    version = (db.session.query(JournalEntry).count(), user.id)
    return [row.name for row in list_for(plan.id, user.id, version=version)]


def test_what_is_kept_stands_in_the_journal_without_words_that_were_typed(
    plan: Plan, owner: User
) -> None:
    saved = save(owner, plan, "  Điện quá hạn ")
    assert (saved.name, saved.conditions, saved.is_shared) == ("Điện quá hạn", LATE, False)
    [entry] = db.session.query(JournalEntry).filter_by(action="filter_saved")
    assert entry.data == {
        "place": "tasks",
        "conditions": {"timeliness": "overdue", "group": "6"},
        "shared": False,
    }
    assert entry.text is not None
    assert entry.text.body == "Điện quá hạn: điện"


def test_everybody_sees_their_own_and_the_shared_ones_by_name(
    plan: Plan, owner: User, coordinator: User
) -> None:
    save(owner, plan, "Của tôi")
    save(coordinator, plan, "Ăn khớp", shared=True)
    save(coordinator, plan, "Riêng")
    assert names(owner, plan) == ["Ăn khớp", "Của tôi"]
    assert names(coordinator, plan) == ["Ăn khớp", "Riêng"]


def test_what_cannot_be_kept_says_why(plan: Plan, owner: User) -> None:
    for facts, rule in (({"kept": {}}, NothingToKeep), ({"name": " "}, RuleBroken)):
        with pytest.raises(rule):
            save(owner, plan, **facts)
    save(owner, plan, "Điện")
    with pytest.raises(NameTaken):
        save(owner, plan, "dien")
    save(owner, plan, "Điện", place=Place.OVERDUE)
    with together():
        for _ in range(MOST - 2):
            make_saved_filter(plan, owner)
    with pytest.raises(TooMany):
        save(owner, plan, "Một bộ nữa")


def test_only_coordinators_share(plan: Plan, owner: User, coordinator: User) -> None:
    with pytest.raises(NotAllowed):
        save(owner, plan, shared=True)
    saved = save(owner, plan)
    with pytest.raises(NotAllowed):
        edit(owner, plan, saved, Named("Quá hạn", is_shared=True))
    shared = save(make_user(plan, Role.COORDINATOR), plan, "Chung", shared=True)
    edit(coordinator, plan, shared, Named("Của kế hoạch", is_shared=False))
    assert (shared.name, shared.is_shared) == ("Của kế hoạch", False)


def test_nobody_changes_what_others_keep(plan: Plan, owner: User, coordinator: User) -> None:
    own, shared = save(owner, plan), save(coordinator, plan, "Chung", shared=True)
    for user, saved in ((coordinator, own), (owner, shared)):
        with pytest.raises(NotAllowed):
            edit(user, plan, saved, Named("Khác", is_shared=saved.is_shared))
        with pytest.raises(NotAllowed):
            remove(user, plan, saved)


def test_a_name_that_was_changed_meanwhile_stays(plan: Plan, owner: User) -> None:
    saved = save(owner, plan)
    seen = saved_filters.fingerprint(saved)
    edit(owner, plan, saved, Named("Mới", is_shared=False))
    with pytest.raises(FilterChanged):
        edit(owner, plan, saved, Named("Khác", is_shared=False), seen)
    with pytest.raises(FilterChanged):
        remove(owner, plan, saved, seen)
    assert saved.name == "Mới"


def test_what_is_removed_is_gone_and_stands_in_the_journal(plan: Plan, owner: User) -> None:
    saved = save(owner, plan)
    remove(owner, plan, saved)
    assert names(owner, plan) == []
    assert db.session.query(JournalEntry).filter_by(action="filter_removed").count() == 1
    other = make_saved_filter(make_plan(), owner)
    with pytest.raises(NotFound):
        remove(owner, plan, other)
