"""Owner, agency and date of many tasks at once."""

from datetime import date, timedelta

import pytest
from flask import Flask

from plan_app.domain.dates import Ground
from plan_app.domain.roles import Role
from plan_app.domain.statuses import MilestoneState
from plan_app.errors import NotAllowed
from plan_app.extensions import db
from plan_app.models import JournalEntry, Plan, Task, TextStatus, User
from plan_app.queries import assignments as candidates
from plan_app.queries import bulk_assignments as reads
from plan_app.services import bulk_assignments, picks, task_texts
from plan_app.services.bulk_assignments import Choices, Planned, Wanted
from plan_app.services.picks import Outcome, Pick
from plan_app.services.transaction import transaction
from tests.acting import TODAY, act_of, milestone_of
from tests.builders import make_agency, make_plan, make_task, make_user

pytestmark = pytest.mark.usefixtures("app")
DUE = date(2027, 3, 31)
REASON = Ground(reason="Theo tiến độ chung.")
APPROVED = Ground(
    reason="Theo tiến độ chung.", document="Công văn số 1", document_date=date(2026, 12, 7)
)


@pytest.fixture
def plan(app: Flask) -> Plan:
    assert app
    return make_plan()


@pytest.fixture
def coordinator(plan: Plan) -> User:
    return make_user(plan, Role.COORDINATOR)


def preview(tasks: list[Task], wanted: Wanted) -> list[Planned]:
    plan_id = tasks[0].plan_id
    rows = reads.list_by_ids(plan_id, [task.id for task in tasks])
    owners = candidates.list_possible_owners(plan_id=plan_id)
    agencies = candidates.list_agencies(today=TODAY)
    choices = Choices(
        {each.id: each.name for each in owners}, {each.id: each.name for each in agencies}
    )
    return bulk_assignments.preview(rows, wanted, choices, today=TODAY)


def assign(
    tasks: list[Task], wanted: Wanted, by: User, versions: dict[int, int] | None = None
) -> list[Outcome]:
    plan = tasks[0].plan
    chosen = [Pick(task.id, (versions or {}).get(task.id, task.version)) for task in tasks]
    act, plan_id = act_of(by, plan), plan.id
    with transaction():
        return bulk_assignments.assign_many(chosen, wanted, act, plan_id=plan_id)


def whys(outcomes: list[Outcome]) -> list[bool]:
    return [bool(each.why) for each in outcomes]


def test_many_tasks_get_owner_agency_and_internal_date(plan: Plan, coordinator: User) -> None:
    tasks = [make_task(plan, milestone_is_fixed=False) for _ in range(3)]
    agency = make_agency()
    owner = make_user(plan, Role.OWNER, agency=agency)
    wanted = Wanted(sets_owner=True, owner_id=owner.id, agency_id=agency.id, due=DUE, ground=REASON)
    assert [each.is_possible for each in preview(tasks, wanted)] == [True] * 3
    outcomes = assign(tasks, wanted, coordinator)
    assert [each.number for each in outcomes] == [task.number for task in tasks]
    assert whys(outcomes) == [False] * 3
    for task in tasks:
        assert (task.owner, task.responsible_agency) == (owner, agency)
        assert task.milestones[0].due_date == DUE


def test_a_row_that_changed_meanwhile_is_shown_and_not_overwritten(
    plan: Plan, coordinator: User
) -> None:
    first, second = make_task(plan), make_task(plan)
    kept, owner = second.owner, make_user(plan, Role.OWNER)
    wanted = Wanted(sets_owner=True, owner_id=owner.id)
    outcomes = assign([first, second], wanted, coordinator, versions={second.id: 9})
    assert whys(outcomes) == [False, True]
    assert "vừa được người khác cập nhật" in outcomes[1].why
    assert (first.owner, second.owner) == (owner, kept)


def test_a_row_is_written_whole_or_not_at_all(plan: Plan, coordinator: User) -> None:
    fixed, internal = make_task(plan), make_task(plan, milestone_is_fixed=False)
    kept, owner = fixed.owner, make_user(plan, Role.OWNER)
    wanted = Wanted(sets_owner=True, owner_id=owner.id, due=DUE, ground=REASON)
    planned = preview([fixed, internal], wanted)
    assert [each.is_possible for each in planned] == [False, True]
    assert "văn bản chấp thuận" in planned[0].why
    assert whys(assign([fixed, internal], wanted, coordinator)) == [True, False]
    assert (fixed.owner, fixed.version, internal.owner) == (kept, 1, owner)
    assert db.session.query(JournalEntry).filter_by(task_id=fixed.id).count() == 0


def test_a_fixed_date_changes_with_the_document(plan: Plan, coordinator: User) -> None:
    task = make_task(plan)
    wanted = Wanted(due=DUE, ground=APPROVED)
    assert preview([task], wanted)[0].new_due == DUE
    assert whys(assign([task], wanted, coordinator)) == [False]
    assert task.milestones[0].due_date == DUE


def test_the_preview_and_the_act_refuse_the_same(plan: Plan, coordinator: User) -> None:
    waiting = make_task(plan, due=None, milestone_waiting_for="Bộ Tài chính")
    done = make_task(
        plan,
        milestone_state=MilestoneState.COMPLETED,
        milestone_reported_on=TODAY,
        milestone_confirmed_on=TODAY,
    )
    stranger, ended = make_user(), make_agency(valid_to=date(2025, 3, 1))
    refused = [
        (waiting, Wanted(due=DUE, ground=APPROVED)),
        (done, Wanted(due=DUE, ground=APPROVED)),
        (make_task(plan), Wanted(sets_owner=True, owner_id=stranger.id)),
        (make_task(plan), Wanted(agency_id=ended.id)),
    ]
    for task, wanted in refused:
        (planned,) = preview([task], wanted)
        (outcome,) = assign([task], wanted, coordinator)
        assert planned.why
        assert outcome.why == planned.why
        assert not planned.is_possible


def test_what_is_so_already_is_neither_refused_nor_written(plan: Plan, coordinator: User) -> None:
    task = make_task(plan)
    wanted = Wanted(
        sets_owner=True, owner_id=task.owner_id, agency_id=task.responsible_agency_id,
        due=task.milestones[0].due_date, ground=REASON,
    )  # fmt: skip
    (planned,) = preview([task], wanted)
    assert (planned.is_changed, planned.why) == (False, "")
    assert whys(assign([task], wanted, coordinator)) == [False]
    assert task.version == 1


def test_the_owner_can_be_taken_away(plan: Plan, coordinator: User) -> None:
    task = make_task(plan)
    wanted = Wanted(sets_owner=True)
    assert preview([task], wanted)[0].new_owner == ""
    assign([task], wanted, coordinator)
    assert task.owner is None


def test_an_owner_who_stays_behind_is_pointed_out(plan: Plan) -> None:
    task, agency = make_task(plan), make_agency()
    assert preview([task], Wanted(agency_id=agency.id))[0].keeps_foreign_owner
    colleague = make_user(plan, Role.OWNER, agency=agency)
    both = Wanted(agency_id=agency.id, sets_owner=True, owner_id=colleague.id)
    assert not preview([task], both)[0].keeps_foreign_owner
    assert not preview([make_task(plan, owner=None)], Wanted(agency_id=agency.id))[
        0
    ].keeps_foreign_owner


def test_tasks_that_are_gone_or_of_another_plan_are_named_as_such(
    plan: Plan, coordinator: User
) -> None:
    task, foreign = make_task(plan), make_task(make_plan())
    act, plan_id = act_of(coordinator, plan), plan.id
    chosen = [Pick(foreign.id, 1), Pick(999_999, 1), Pick(task.id, 1)]
    before = foreign.owner
    with transaction():
        outcomes = bulk_assignments.assign_many(
            chosen, Wanted(sets_owner=True), act, plan_id=plan_id
        )
    assert [each.number for each in outcomes] == [None, None, task.number]
    assert whys(outcomes) == [True, True, False]
    assert foreign.owner == before


def test_people_who_may_not_assign_are_refused(plan: Plan) -> None:
    with pytest.raises(NotAllowed):
        assign([make_task(plan)], Wanted(sets_owner=True), make_user(plan, Role.LEADER))


def test_suggestions_are_given_each_to_its_person(plan: Plan, coordinator: User) -> None:
    first, second = make_task(plan, owner=None), make_task(plan, owner=None)
    an, binh = make_user(plan, Role.OWNER), make_user(plan, Role.OWNER)
    chosen = [(Pick(first.id, 1), an.id), (Pick(second.id, 1), binh.id)]
    act, plan_id = act_of(coordinator, plan), plan.id
    with transaction():
        outcomes = bulk_assignments.give_many(chosen, act, plan_id=plan_id)
    assert whys(outcomes) == [False, False]
    assert (first.owner, second.owner) == (an, binh)


def test_many_texts_are_checked_but_none_that_changed(plan: Plan, coordinator: User) -> None:
    drafts = [make_task(plan, text_status=TextStatus.DRAFT) for _ in range(2)]
    checked = make_task(plan)
    chosen = [Pick(drafts[0].id, 1), Pick(drafts[1].id, 7), Pick(checked.id, 1)]
    act, plan_id = act_of(coordinator, plan), plan.id
    with transaction():
        outcomes = picks.write_each(chosen, task_texts.check, act, plan_id=plan_id)
    assert whys(outcomes) == [False, True, True]
    assert drafts[0].text_checked_by == coordinator
    assert drafts[1].text_status is TextStatus.DRAFT


def test_giving_ones_own_task_away_gives_it_no_more_time(plan: Plan, coordinator: User) -> None:
    own = make_task(plan, due=DUE, owner=coordinator, milestone_is_fixed=False)
    other = make_task(plan, due=DUE, milestone_is_fixed=False)
    wanted = Wanted(
        sets_owner=True,
        owner_id=other.owner_id,
        due=DUE + timedelta(days=30),
        ground=Ground(reason="Chờ nghiệm thu."),
    )
    outcomes = assign([own, other], wanted, coordinator)
    assert [bool(each.why) for each in outcomes] == [True, False]
    assert (milestone_of(own).due_date, own.owner_id) == (DUE, coordinator.id)
