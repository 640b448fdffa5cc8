"""The queue's rows and their order, confirming many at once, and what a plan asks for."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from plan_app.domain.confirmations import Missing
from plan_app.domain.objections import NotAnswered
from plan_app.domain.papers import Given, PaperPurpose, Reference
from plan_app.domain.reports import Answer
from plan_app.domain.roles import Role
from plan_app.domain.statuses import MilestoneState
from plan_app.errors import NotAllowed, NotFound
from plan_app.extensions import db
from plan_app.models import JournalEntry, Plan, Task, User
from plan_app.queries import confirmations as queue
from plan_app.queries.confirmations import Completeness, ConfirmationFilter, ConfirmationRow
from plan_app.services import confirmations, papers
from plan_app.services.confirmations import Lacking, RuleChanged, Ticked
from plan_app.services.picks import Outcome
from plan_app.services.transaction import transaction
from tests import acting
from tests.acting import DONE, TODAY, act_of
from tests.builders import (
    make_letter,
    make_milestone,
    make_objection,
    make_plan,
    make_task,
    make_user,
)
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("app")

REFERENCE = Reference("Quyết định số 12/QĐ-UBND", TODAY)
LETTER = Answer(
    state=MilestoneState.AWAITING_CONFIRMATION,
    result="Đã ban hành.",
    letter="Công văn số 7/SXD",
    letter_date=date(2026, 12, 1),
)


@pytest.fixture
def plan(app: Flask) -> Plan:
    assert app
    return make_plan()


@pytest.fixture
def coordinator(plan: Plan) -> User:
    return make_user(plan, Role.COORDINATOR)


def reported(plan: Plan, answer: Answer = DONE, *, days_ago: int = 0) -> Task:
    task = make_task(plan)
    then = NOW - timedelta(days=days_ago)
    acting.report(task, answer, now=then)
    return task


def imported(plan: Plan) -> Task:
    """Awaiting confirmation without a report: the state came from a file."""
    return make_task(
        plan, milestone_state=MilestoneState.AWAITING_CONFIRMATION, milestone_reported_on=TODAY
    )


def attach(task: Task) -> None:
    with transaction():
        row = queue.list_by_ids(task.plan_id, [task.milestones[0].id])[0]
        said = papers.To(task.milestones[0], PaperPurpose.REPORT, report_id=row.report_id)
        papers.attach(said, Given(references=(REFERENCE,)), act_of(task.owner, task.plan))


def rows(plan: Plan, needs_paper: bool = False, **wanted: object) -> list[ConfirmationRow]:
    found = ConfirmationFilter(**wanted)  # type: ignore[arg-type]
    listed = queue.list_rows(plan.id, found, needs_paper=needs_paper)
    assert queue.count_rows(plan.id, found, needs_paper=needs_paper) == len(listed)
    return listed


def tick(task: Task, version: int | None = None) -> Ticked:
    db.session.refresh(task)
    return Ticked(task.id, version or task.version, task.milestones[0].id)


def confirm(plan: Plan, by: User, *ticked: Ticked) -> list[Outcome]:
    act = act_of(by, plan)
    with transaction():
        return confirmations.confirm_many(ticked, act, plan_id=plan.id)


def state(task: Task) -> MilestoneState:
    return acting.milestone_of(task).state


def test_who_has_waited_longest_stands_first_with_the_last_report(plan: Plan) -> None:
    late, early = reported(plan, days_ago=1), reported(plan, LETTER, days_ago=5)
    make_task(plan)
    reported(make_plan())
    first, second = rows(plan)
    assert [first.number, second.number] == [early.number, late.number]
    assert (first.result, first.letter) == (LETTER.result, LETTER.letter)
    assert early.owner is not None
    assert first.author_name == early.owner.full_name
    again = queue.list_rows(plan.id, ConfirmationFilter(), needs_paper=False, sort="-waited")
    assert [row.number for row in again] == [late.number, early.number]


def entered_and_objected_to(plan: Plan) -> Task:
    """A completion from a letter, to which the agency objects and nobody has answered."""
    task, by = make_task(plan), make_user(plan, Role.COORDINATOR)
    letter = make_letter(task, by)
    letter.reports[0].state = task.milestones[0].state = MilestoneState.AWAITING_CONFIRMATION
    task.milestones[0].reported_on = TODAY
    make_objection(letter, task.owner or by)
    return task


def test_what_the_agency_objects_to_says_so_in_the_queue(plan: Plan, coordinator: User) -> None:
    task = entered_and_objected_to(plan)
    assert rows(plan)[0].missing(needs_paper=False) == (Missing.ANSWER,)
    (outcome,) = confirm(plan, coordinator, tick(task))
    assert outcome.why == NotAnswered().message
    assert state(task) is MilestoneState.AWAITING_CONFIRMATION


def test_the_filter_of_what_is_missing_agrees_with_the_rule(plan: Plan) -> None:
    bare, with_letter, with_paper, without = (
        reported(plan), reported(plan, LETTER), reported(plan), imported(plan)
    )  # fmt: skip
    attach(with_paper)
    blank = reported(plan)
    report = rows(plan, words=str(blank.number))[0].report_id
    db.session.execute(db.text(f"UPDATE progress_report SET result = ' ' WHERE id = {report}"))  # noqa: S608
    db.session.commit()
    objected = entered_and_objected_to(plan)
    for needs_paper in (False, True):
        whole = {row.task_id for row in rows(plan) if not row.missing(needs_paper=needs_paper)}
        lacking = {row.task_id for row in rows(plan)} - whole
        assert whole >= {with_letter.id, with_paper.id}
        assert lacking >= {blank.id, without.id, objected.id}
        assert (bare.id in lacking) is needs_paper
        for kind, tasks in ((Completeness.WHOLE, whole), (Completeness.LACKING, lacking)):
            found = rows(plan, needs_paper, completeness=kind)
            assert {row.task_id for row in found} == tasks


def test_the_queue_is_narrowed_to_an_agency(plan: Plan) -> None:
    one, _other = reported(plan), reported(plan)
    agency = one.responsible_agency
    assert [row.task_id for row in rows(plan, agency=agency.id)] == [one.id]
    listed = [number for number, _name, _name_en in queue.list_agencies(plan.id)]
    assert agency.id in listed
    assert len(listed) == 2


def test_many_are_confirmed_at_once(plan: Plan, coordinator: User) -> None:
    tasks = [reported(plan), reported(plan)]
    outcomes = confirm(plan, coordinator, *map(tick, tasks))
    assert [each.why for each in outcomes] == ["", ""]
    assert {state(task) for task in tasks} == {MilestoneState.COMPLETED}


def test_what_lacks_something_is_left_for_a_person_to_look_at(
    plan: Plan, coordinator: User
) -> None:
    plan.completion_needs_paper = True
    db.session.commit()
    bare, without = reported_before_the_rule(plan), imported(plan)
    whole = reported(plan, LETTER)
    outcomes = confirm(plan, coordinator, *map(tick, (bare, without, whole)))
    why = {each.task_id: each.why for each in outcomes}
    assert why[bare.id] == why[without.id] == Lacking().message
    assert why[whole.id] == ""
    assert state(bare) is MilestoneState.AWAITING_CONFIRMATION
    assert state(whole) is MilestoneState.COMPLETED


def reported_before_the_rule(plan: Plan) -> Task:
    plan.completion_needs_paper = False
    db.session.commit()
    task = reported(plan)
    plan.completion_needs_paper = True
    db.session.commit()
    return task


def test_a_paper_is_enough_for_many_at_once(plan: Plan, coordinator: User) -> None:
    task = reported_before_the_rule(plan)
    assert rows(plan, True)[0].missing(needs_paper=True) == (Missing.PAPER,)
    attach(task)
    assert [each.why for each in confirm(plan, coordinator, tick(task))] == [""]


def test_what_changed_meanwhile_is_left_as_it_is(plan: Plan, coordinator: User) -> None:
    task = reported(plan)
    (outcome,) = confirm(plan, coordinator, tick(task, task.version - 1))
    assert outcome.why
    assert state(task) is MilestoneState.AWAITING_CONFIRMATION


def test_two_milestones_of_one_task_are_confirmed_together(plan: Plan, coordinator: User) -> None:
    task = reported(plan)
    second = make_milestone(task, state=MilestoneState.AWAITING_CONFIRMATION, reported_on=TODAY)
    both = [tick(task), Ticked(task.id, tick(task).version, second.id)]
    (outcome,) = confirm(plan, coordinator, *both)
    assert outcome.why == Lacking().message
    assert state(task) is MilestoneState.AWAITING_CONFIRMATION
    second.state, second.reported_on = MilestoneState.IN_PROGRESS, None
    db.session.commit()
    assert [each.why for each in confirm(plan, coordinator, tick(task))] == [""]


def test_a_milestone_of_another_task_is_not_confirmed(plan: Plan, coordinator: User) -> None:
    one, other = reported(plan), reported(plan)
    foreign = Ticked(one.id, tick(one).version, other.milestones[0].id)
    with pytest.raises(NotFound):
        confirm(plan, coordinator, foreign)
    assert state(other) is MilestoneState.AWAITING_CONFIRMATION


def test_who_does_not_coordinate_confirms_nothing(plan: Plan) -> None:
    task = reported(plan)
    assert task.owner is not None
    with pytest.raises(NotAllowed):
        confirm(plan, task.owner, tick(task))
    assert state(task) is MilestoneState.AWAITING_CONFIRMATION


def set_rule(plan: Plan, by: User, *, is_required: bool, seen: str) -> None:
    act = act_of(by, plan)
    with transaction():
        confirmations.set_paper_rule(plan.id, is_required=is_required, seen=seen, act=act)


def test_the_rule_is_set_once_and_told_once(plan: Plan, coordinator: User) -> None:
    set_rule(plan, coordinator, is_required=True, seen="no")
    set_rule(plan, coordinator, is_required=True, seen="yes")
    assert plan.completion_needs_paper
    wanted = select(JournalEntry.data).where(JournalEntry.action == "paper_rule_changed")
    assert list(db.session.scalars(wanted)) == [{"is_required": True}]


def test_the_rule_is_not_set_over_somebody_else_s(plan: Plan, coordinator: User) -> None:
    with pytest.raises(RuleChanged):
        set_rule(plan, coordinator, is_required=True, seen="yes")
    with pytest.raises(NotAllowed):
        set_rule(plan, make_user(plan, Role.OWNER), is_required=True, seen="no")
    assert not plan.completion_needs_paper


def test_one_s_own_task_is_left_for_another_coordinator(plan: Plan, coordinator: User) -> None:
    own, other = reported(plan), reported(plan)
    own.owner = coordinator
    db.session.commit()
    refused, done = sorted(
        confirm(plan, coordinator, tick(own), tick(other)), key=lambda each: not each.why
    )
    assert (refused.number, done.number) == (own.number, other.number)
    assert "chuyên viên tổng hợp khác" in refused.why
    assert state(own) is MilestoneState.AWAITING_CONFIRMATION
    assert state(other) is MilestoneState.COMPLETED
