"""Why work is late: stated, confirmed for one or many, taken back; the figures stay."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from plan_app.domain.causes import AlreadyConfirmed, CauseMissing, NotLate, WordsMissing
from plan_app.domain.deadlines import Figure
from plan_app.domain.extension_wishes import DocumentIncomplete
from plan_app.domain.roles import Role
from plan_app.domain.statuses import NotYours
from plan_app.errors import NotAllowed, NotFound, RuleBroken, StaleEdit
from plan_app.extensions import db
from plan_app.models import Cause, CauseConfirmation, JournalEntry, Milestone, Plan, Task, User
from plan_app.queries import causes as queries
from plan_app.queries import figures
from plan_app.queries.causes import CauseFilter, Known
from plan_app.queries.versions import get_version
from plan_app.services import cause_confirmations as confirmations
from plan_app.services import causes, decisions
from plan_app.services import milestones as holding
from plan_app.services.cause_confirmations import (
    AlreadyUndone,
    Chosen,
    Decision,
    NothingConfirmed,
)
from plan_app.services.picks import Outcome
from plan_app.services.transaction import transaction
from tests.acting import DONE, TODAY, act_of, decide, milestone_of, report
from tests.builders import make_milestone, make_plan, make_task, make_user

pytestmark = pytest.mark.usefixtures("app")
DUE = date(2026, 11, 30)
STORM = Decision(
    cause="objective",
    reason="Ảnh hưởng của bão số 9.",
    document="Công văn số 5/UBND",
    document_date=date(2026, 12, 1),
)


@pytest.fixture
def plan(app: Flask) -> Plan:
    assert app
    return make_plan()


@pytest.fixture
def tasks(plan: Plan) -> list[Task]:
    return [make_task(plan, due=DUE, number=n) for n in (1, 2)]


@pytest.fixture
def coordinator(plan: Plan) -> User:
    return make_user(plan, Role.COORDINATOR)


def state(task: Task, by: User | None = None, cause: str = "subjective", **facts: Any) -> None:  # noqa: ANN401
    act = act_of(by or task.owner, task.plan, version=facts.get("version"))
    with transaction():
        held = holding.lock(task.milestones[0].id, plan_id=task.plan_id)
        causes.state(held, cause, facts.get("words", "Chậm lấy ý kiến."), act)


def confirm(
    plan: Plan, by: User, *tasks: Task, decision: Decision = STORM
) -> tuple[CauseConfirmation, list[Outcome]]:
    act = act_of(by, plan)
    chosen = [Chosen(task.milestones[0].id, task.version) for task in tasks]
    with transaction():
        return confirmations.confirm(plan.id, chosen, decision, act)


def undo(plan: Plan, by: User, made: CauseConfirmation) -> int:
    act = act_of(by, plan)
    with transaction():
        return confirmations.undo(plan.id, made.id, act)


def known(task: Task) -> tuple[Cause | None, bool, str]:
    milestone = milestone_of(task)
    return milestone.cause, milestone.cause_confirmed, milestone.cause_words


def counted(plan: Plan) -> dict[Figure, int]:
    return figures.count_tasks(plan.id, version=get_version(plan.id), today=TODAY).counts()


def test_the_agency_states_a_cause_and_is_asked_no_longer(tasks: list[Task]) -> None:
    tasks[0].milestones[0].cause_asked_on = TODAY
    db.session.commit()
    state(tasks[0])
    assert known(tasks[0]) == (Cause.SUBJECTIVE, False, "Chậm lấy ý kiến.")
    assert milestone_of(tasks[0]).cause_asked_on is None
    entry = db.session.scalars(select(JournalEntry)).one()
    assert (entry.action, entry.data["cause"]) == ("cause_stated", "subjective")


def test_what_cannot_be_stated(plan: Plan, tasks: list[Task], coordinator: User) -> None:
    with pytest.raises(NotYours):
        state(tasks[0], coordinator)
    with pytest.raises(StaleEdit):
        state(tasks[0], version=tasks[0].version + 1)
    with pytest.raises(CauseMissing):
        state(tasks[0], cause="khác")
    with pytest.raises(WordsMissing):
        state(tasks[0], words=" ")
    with pytest.raises(NotLate):
        state(make_task(plan, due=date(2026, 12, 31)))
    confirm(plan, coordinator, tasks[0])
    with pytest.raises(AlreadyConfirmed):
        state(tasks[0])


def test_many_are_confirmed_at_once_and_the_figures_stay(
    plan: Plan, tasks: list[Task], coordinator: User
) -> None:
    state(tasks[0])
    db.session.refresh(tasks[0])
    before = counted(plan)
    made, outcomes = confirm(plan, coordinator, *tasks)
    assert [each.why for each in outcomes] == ["", ""]
    assert known(tasks[0]) == (Cause.OBJECTIVE, True, "Chậm lấy ý kiến.")
    assert known(tasks[1]) == (Cause.OBJECTIVE, True, STORM.reason)
    assert counted(plan) == before
    assert (made.document, made.document_date) == (STORM.document, STORM.document_date)
    (entry,) = db.session.scalars(
        select(JournalEntry).where(
            JournalEntry.action == "cause_confirmed", JournalEntry.task_id == tasks[1].id
        )
    )
    assert entry.text is not None
    assert entry.text.body == "Ảnh hưởng của bão số 9. Công văn số 5/UBND (01/12/2026)"


def test_it_is_undone_as_it_was(plan: Plan, tasks: list[Task], coordinator: User) -> None:
    state(tasks[0])
    db.session.refresh(tasks[0])
    made, _ = confirm(plan, coordinator, *tasks)
    assert undo(plan, coordinator, made) == 2
    assert known(tasks[0]) == (Cause.SUBJECTIVE, False, "Chậm lấy ý kiến.")
    assert known(tasks[1]) == (None, False, "")
    with pytest.raises(AlreadyUndone):
        undo(plan, coordinator, made)


def test_what_was_confirmed_later_stays(plan: Plan, tasks: list[Task], coordinator: User) -> None:
    first, _ = confirm(plan, coordinator, *tasks)
    for task in tasks:
        db.session.refresh(task)
    second, _ = confirm(plan, coordinator, tasks[0], decision=replace(STORM, cause="subjective"))
    assert undo(plan, coordinator, first) == 1
    assert known(tasks[0])[:2] == (Cause.SUBJECTIVE, True)
    assert undo(plan, coordinator, second) == 1
    assert known(tasks[0])[:2] == (Cause.OBJECTIVE, True)


def test_each_row_says_why_it_stays(plan: Plan, tasks: list[Task], coordinator: User) -> None:
    own = make_task(plan, due=DUE, owner=coordinator)
    in_time = make_task(plan, due=date(2026, 12, 31))
    tasks[1].version += 1
    chosen_version = tasks[1].version - 1
    db.session.commit()
    act = act_of(coordinator, plan)
    chosen = [Chosen(task.milestones[0].id, task.version) for task in (tasks[0], own, in_time)]
    with transaction():
        _, outcomes = confirmations.confirm(
            plan.id,
            [*chosen, Chosen(tasks[1].milestones[0].id, chosen_version), Chosen(0, 1)],
            STORM,
            act,
        )
    assert sum(not each.why for each in outcomes) == 1
    assert known(own)[0] is None
    with pytest.raises(NothingConfirmed):
        confirm(plan, coordinator, in_time)


def test_two_milestones_of_a_task_are_confirmed_together(
    plan: Plan, tasks: list[Task], coordinator: User
) -> None:
    second = make_milestone(tasks[0], due=date(2026, 11, 1))
    act, version = act_of(coordinator, plan), tasks[0].version
    chosen = [Chosen(each.id, version) for each in (tasks[0].milestones[0], second)]
    with transaction():
        _, outcomes = confirmations.confirm(plan.id, chosen, STORM, act)
    assert [each.why for each in outcomes] == ["", ""]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"cause": ""}, CauseMissing),
        ({"reason": " "}, WordsMissing),
        ({"document": ""}, DocumentIncomplete),
        ({"document_date": None}, DocumentIncomplete),
        ({"document_date": date(2026, 12, 9)}, RuleBroken),
    ],
)
def test_a_decision_is_whole(
    plan: Plan,
    tasks: list[Task],
    coordinator: User,
    change: dict[str, Any],
    error: type[Exception],
) -> None:
    with pytest.raises(error):
        confirm(plan, coordinator, tasks[0], decision=replace(STORM, **change))
    assert known(tasks[0])[0] is None


def test_only_coordinators_of_the_plan_confirm(
    plan: Plan, tasks: list[Task], coordinator: User
) -> None:
    assert tasks[0].owner is not None
    with pytest.raises(NotAllowed):
        confirm(plan, tasks[0].owner, tasks[0])
    made, _ = confirm(plan, coordinator, tasks[0])
    with pytest.raises(NotAllowed):
        undo(plan, tasks[0].owner, made)
    other = make_plan()
    with pytest.raises(NotFound):
        undo(other, make_user(other, Role.COORDINATOR), made)
    with pytest.raises(NotFound):
        queries.get_confirmation(made.id, plan_id=other.id)


def test_the_list_holds_what_is_late_and_is_narrowed(
    plan: Plan, tasks: list[Task], coordinator: User
) -> None:
    make_task(plan, due=date(2026, 12, 31))
    late = make_task(plan, due=date(2026, 12, 1), number=3)
    report(late, DONE)
    decide(late, decisions.confirm, by=coordinator)
    state(tasks[0])
    confirm(plan, coordinator, tasks[1])

    def numbers(**facts: Any) -> list[int]:  # noqa: ANN401
        wanted = CauseFilter(**facts)
        found = queries.list_rows(plan.id, wanted, today=TODAY, sort="number")
        assert queries.count_rows(plan.id, wanted, today=TODAY) == len(found)
        return [row.number for row in found]

    assert numbers() == [1, 2, 3]
    assert numbers(late=Figure.COMPLETED_LATE) == [3]
    assert numbers(since=date(2026, 12, 1)) == [3]
    assert numbers(until=DUE) == [1, 2]
    assert [numbers(known=each) for each in (Known.NONE, Known.STATED, Known.CONFIRMED)] == [
        [3],
        [1],
        [2],
    ]
    assert numbers(agency=tasks[0].responsible_agency_id) == [1]
    ids = db.session.scalars(select(Milestone.id).where(Milestone.plan_id == plan.id)).all()
    assert len(queries.list_chosen(plan.id, ids)) == 4
    assert len(queries.list_confirmations(plan.id)) == 1
