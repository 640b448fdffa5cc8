"""The plan itself and its solution groups."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask

from plan_app.domain.roles import Role
from plan_app.errors import NotAllowed, NotFound, RuleBroken, StaleEdit
from plan_app.extensions import db
from plan_app.models import JournalEntry, Plan, SolutionGroup, User
from plan_app.services import groups, plan_texts
from plan_app.services.acts import Act
from plan_app.services.groups import GroupInUse, GroupTexts
from plan_app.services.plan_texts import PlanTexts, YearsInUse
from plan_app.services.transaction import transaction
from tests.acting import act_of
from tests.builders import make_agency, make_milestone, make_plan, make_task, make_user, save

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def plan(app: Flask) -> Plan:
    assert app
    return make_plan()


@pytest.fixture
def coordinator(plan: Plan) -> User:
    return make_user(plan, Role.COORDINATOR)


def texts_of(plan: Plan, **changed: object) -> PlanTexts:
    present = PlanTexts(
        title=plan.title,
        title_en=plan.title_en,
        decision_number=plan.decision_number,
        decision_date=plan.decision_date,
        issued_by=plan.issued_by,
        first_year=plan.first_year,
        last_year=plan.last_year,
        standing_agency_id=plan.standing_agency_id,
    )
    return replace(present, **changed)  # type: ignore[arg-type]


def write(plan: Plan, act: Act, do: Callable[[Plan, Act], object]) -> None:
    plan_id = plan.id
    with transaction():
        do(plan_texts.hold(plan_id), act)


def edit(plan: Plan, by: User, version: Any = None, **changed: Any) -> None:  # noqa: ANN401 (any fact)
    wanted = texts_of(plan, **changed)
    act = act_of(by, plan, version=version)
    write(plan, act, lambda held, own: plan_texts.edit(held, wanted, own))


def change_group(
    plan: Plan, by: User, place: int, version: int | None = None, **changed: object
) -> None:
    group = groups.get_of(plan, place)
    present = GroupTexts(ordinal=place, title=group.title, title_en=group.title_en)
    wanted = replace(present, **changed)  # type: ignore[arg-type]
    act = act_of(by, plan, version=version)
    write(
        plan,
        act,
        lambda held, own: groups.edit(held, groups.get_of(held, place), wanted, own),
    )


def remove_group(plan: Plan, by: User, ordinal: int) -> None:
    write(
        plan,
        act_of(by, plan),
        lambda held, own: groups.remove(groups.get_of(held, ordinal), own),
    )


def last_entry() -> JournalEntry:
    return db.session.query(JournalEntry).order_by(JournalEntry.id.desc()).limit(1).one()


def titles(plan: Plan) -> list[tuple[int, str]]:
    rows = db.session.query(SolutionGroup).filter_by(plan_id=plan.id)
    return [(each.ordinal, each.title) for each in rows.order_by(SolutionGroup.ordinal)]


def test_a_coordinator_edits_the_plan_and_the_journal_has_old_and_new(
    plan: Plan, coordinator: User
) -> None:
    agency = make_agency(name="Sở Công Thương")
    edit(plan, coordinator, title="Tên mới", last_year=2035, standing_agency_id=agency.id)
    assert (plan.title, plan.last_year, plan.standing_agency) == ("Tên mới", 2035, agency)
    entry = last_entry()
    assert (entry.action, entry.subject_kind, entry.subject_id) == ("plan_edited", "plan", plan.id)
    assert entry.data["fields"] == ["title", "last_year", "standing_agency"]
    assert entry.data["new"] == {"last_year": 2035, "standing_agency": agency.id}
    assert entry.text is not None
    assert "last_year: 2030 → 2035" in (entry.text.body or "")


def test_what_stays_is_not_written(plan: Plan, coordinator: User) -> None:
    edit(plan, coordinator)
    change_group(plan, coordinator, 1)
    assert db.session.query(JournalEntry).count() == 0


def test_only_coordinators_edit(plan: Plan) -> None:
    for role in (Role.OWNER, Role.LEADER, Role.OBSERVER):
        with pytest.raises(NotAllowed):
            edit(plan, make_user(plan, role), title="Tên mới")
        with pytest.raises(NotAllowed):
            change_group(plan, make_user(plan, role), 1, title="Tên mới")
        with pytest.raises(NotAllowed):
            remove_group(plan, make_user(plan, role), 1)


def test_the_rules_of_the_plan_hold(plan: Plan, coordinator: User) -> None:
    ended = make_agency(valid_to=date(2025, 3, 1))
    broken: list[tuple[dict[str, object], str]] = [
        ({"first_year": 2031}, "last_year"),
        ({"decision_date": date(2026, 12, 9)}, "decision_date"),
        ({"standing_agency_id": ended.id}, "standing_agency"),
        ({"standing_agency_id": 999_999}, "standing_agency"),
    ]
    for changed, field in broken:
        with pytest.raises(RuleBroken) as error:
            edit(plan, coordinator, **changed)
        assert error.value.field == field


def test_no_milestone_falls_out_of_the_years(plan: Plan, coordinator: User) -> None:
    task = make_task(plan, milestone_year=2024)
    make_milestone(task, year=2029)
    edit(plan, coordinator, first_year=2024, last_year=2029)
    for changed, field in (
        ({"first_year": 2025}, "first_year"),
        ({"last_year": 2028}, "last_year"),
    ):
        with pytest.raises(YearsInUse) as error:
            edit(plan, coordinator, **changed)
        assert error.value.field == field


def test_a_standing_agency_that_has_ended_may_stay(plan: Plan, coordinator: User) -> None:
    plan.standing_agency.valid_to = date(2025, 3, 1)
    db.session.commit()
    edit(plan, coordinator, title="Tên mới")
    assert plan.title == "Tên mới"


def test_editing_what_changed_meanwhile_is_stale(plan: Plan, coordinator: User) -> None:
    seen = plan_texts.version_of(plan)
    edit(plan, coordinator, version=seen, title="Tên thứ nhất")
    with pytest.raises(StaleEdit):
        edit(plan, coordinator, version=seen, title="Tên thứ hai")
    assert plan.title == "Tên thứ nhất"


def test_a_group_is_added_under_a_free_number(plan: Plan, coordinator: User) -> None:
    wanted = GroupTexts(ordinal=2, title="Nhóm hai", title_en="")
    write(plan, act_of(coordinator, plan), lambda held, own: groups.add(held, wanted, own))
    assert titles(plan) == [(1, "Nhóm một"), (2, "Nhóm hai")]
    assert last_entry().action == "group_added"
    with pytest.raises(RuleBroken) as error:
        write(plan, act_of(coordinator, plan), lambda held, own: groups.add(held, wanted, own))
    assert error.value.field == "ordinal"


def test_groups_exchange_their_numbers(plan: Plan, coordinator: User) -> None:
    save(SolutionGroup(plan=plan, ordinal=2, title="Nhóm hai", title_en=""))
    change_group(plan, coordinator, 1, ordinal=2, title="Nhóm đầu")
    assert titles(plan) == [(1, "Nhóm hai"), (2, "Nhóm đầu")]
    change_group(plan, coordinator, 2, ordinal=5)
    assert titles(plan) == [(1, "Nhóm hai"), (5, "Nhóm đầu")]


def test_a_stale_group_is_not_overwritten(plan: Plan, coordinator: User) -> None:
    seen = groups.version_of(groups.get_of(plan, 1))
    change_group(plan, coordinator, 1, version=seen, title="Tên thứ nhất")
    with pytest.raises(StaleEdit):
        change_group(plan, coordinator, 1, version=seen, title="Tên thứ hai")


def test_only_a_group_without_tasks_is_removed(plan: Plan, coordinator: User) -> None:
    save(SolutionGroup(plan=plan, ordinal=2, title="Nhóm hai", title_en=""))
    make_task(plan)
    with pytest.raises(GroupInUse):
        remove_group(plan, coordinator, 1)
    remove_group(plan, coordinator, 2)
    assert titles(plan) == [(1, "Nhóm một")]
    assert (last_entry().action, last_entry().data) == ("group_removed", {"ordinal": 2})
    with pytest.raises(NotFound):
        remove_group(plan, coordinator, 2)
