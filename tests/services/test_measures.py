"""Measures of a task: defined and withdrawn by coordinators, reported with reports, frozen."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from plan_app.domain.measures import Direction, Measured, MeasureKind, MeasureWrong, Source, Wanted
from plan_app.domain.roles import Role
from plan_app.domain.statuses import ReasonMissing
from plan_app.errors import NotAllowed, NotFound, RuleBroken, StaleEdit
from plan_app.extensions import db
from plan_app.models import (
    JournalEntry,
    JournalText,
    Measure,
    MeasureValue,
    ProgressReport,
    SnapshotMeasure,
    Task,
    User,
)
from plan_app.queries import measures as reading
from plan_app.queries import own_data, rounds
from plan_app.services import measures, progress, task_places, tasks
from plan_app.services import rounds as closing
from plan_app.services.acts import Act
from plan_app.services.measures import AlreadyWithdrawn, NotWithdrawn, SourceTaken
from plan_app.services.transaction import transaction
from tests.acting import UNDER_WAY, act_of, report
from tests.builders import make_measure, make_plan, make_round, make_task, make_user
from tests.conftest import NOW

AREA = Wanted(
    kind=MeasureKind.INDICATOR,
    name="Diện tích rừng trồng mới",
    unit="ha",
    targets={2026: Decimal(50), 2027: Decimal("60.5")},
)
BUDGET = Wanted(
    kind=MeasureKind.FUNDING, source=Source.PROVINCIAL_BUDGET, targets={2026: Decimal(500)}
)


@pytest.fixture
def task(app: Flask) -> Task:
    assert app
    return make_task(make_plan())


@pytest.fixture
def coordinator(task: Task) -> User:
    return make_user(task.plan, Role.COORDINATOR)


def add(task: Task, by: User, wanted: Wanted = AREA, *, version: int | None = None) -> Measure:
    act, task_id = act_of(by, task.plan, version=version), task.id
    with transaction():
        return measures.add(tasks.hold(task_id), wanted, act)


def write(measure: Measure, by: User, change: Callable[[Measure, Act], None]) -> None:
    plan = measure.task.plan
    act, measure_id, plan_id = act_of(by, plan), measure.id, plan.id
    with transaction():
        change(measures.hold(measure_id, plan_id=plan_id), act)


def withdraw(measure: Measure, by: User, reason: str = "Bỏ theo Quyết định mới.") -> None:
    write(measure, by, lambda held, act: measures.withdraw(held, act, reason=reason))


def says(task: Task, *amounts: tuple[Measure, str], year: int = 2026) -> ProgressReport:
    said = Measured(year, tuple((measure.id, Decimal(amount)) for measure, amount in amounts))
    return report(task, replace(UNDER_WAY, measured=said))


def years_of(task: Task) -> list[tuple[int, Decimal | None, Decimal | None]]:
    db.session.expire_all()
    found = reading.list_of_task(task.id)
    return [(row.year, row.target, row.value) for each in found for row in each.years]


def told(task: Task) -> list[tuple[str, str]]:
    rows = db.session.execute(
        select(JournalEntry.action, JournalText.body)
        .join(JournalText, JournalText.digest == JournalEntry.text_digest)
        .where(JournalEntry.task_id == task.id, JournalEntry.subject_kind == "measure")
        .order_by(JournalEntry.sequence)
    )
    return [(row.action, row.body) for row in rows]


def test_a_coordinator_defines_measures_and_the_journal_tells_them(
    task: Task, coordinator: User
) -> None:
    before = task.version
    add(task, coordinator)
    add(task, coordinator, BUDGET)
    assert task.version == before + 2
    assert years_of(task) == [
        (2026, Decimal(50), None),
        (2027, Decimal("60.5"), None),
        (2026, Decimal(500), None),
    ]
    assert told(task) == [
        ("measure_added", "Diện tích rừng trồng mới\ntarget_2026: – → 50\ntarget_2027: – → 60,5"),
        ("measure_added", "Ngân sách tỉnh\ntarget_2026: – → 500"),
    ]


def test_nobody_else_defines_them(task: Task, coordinator: User) -> None:
    assert task.owner is not None
    measure = make_measure(task)
    with pytest.raises(NotAllowed):
        add(task, task.owner)
    with pytest.raises(NotAllowed):
        withdraw(measure, task.owner)
    with pytest.raises(NotAllowed):
        write(measure, task.owner, lambda held, act: measures.edit(held, AREA, act))
    with pytest.raises(StaleEdit):
        add(task, coordinator, version=task.version + 1)


def test_another_plan_has_no_part_in_them(task: Task) -> None:
    measure, other = make_measure(task), make_plan()
    with pytest.raises(NotFound), transaction():
        measures.hold(measure.id, plan_id=other.id)
    with pytest.raises(NotFound):
        reading.get_measure(measure.id, plan_id=other.id)


def test_what_differs_is_taken_over_and_what_does_not_is_no_act(
    task: Task, coordinator: User
) -> None:
    measure = add(task, coordinator)
    wanted = replace(
        AREA,
        direction=Direction.DOWN,
        baseline=Decimal("1.5"),
        targets={2026: Decimal(55), 2028: Decimal(1)},
    )
    for _twice in range(2):
        write(measure, coordinator, lambda held, act: measures.edit(held, wanted, act))
    assert years_of(task) == [(2026, Decimal(55), None), (2028, Decimal(1), None)]
    _added, (action, said) = told(task)
    assert action == "measure_edited"
    assert said.splitlines() == [
        "Diện tích rừng trồng mới",
        "direction: Càng cao càng tốt → Càng thấp càng tốt",
        "baseline: – → 1,5",
        "target_2026: 50 → 55",
        "target_2027: 60,5 → –",
        "target_2028: – → 1",
    ]


def test_a_source_of_money_stands_once_at_a_task(task: Task, coordinator: User) -> None:
    first = add(task, coordinator, BUDGET)
    with pytest.raises(SourceTaken):
        add(task, coordinator, BUDGET)
    write(first, coordinator, lambda held, act: measures.edit(held, BUDGET, act))
    other = add(task, coordinator, replace(BUDGET, source=Source.ODA))
    with pytest.raises(SourceTaken):
        write(other, coordinator, lambda held, act: measures.edit(held, BUDGET, act))
    withdraw(first, coordinator)
    add(task, coordinator, BUDGET)
    with pytest.raises(SourceTaken):
        write(first, coordinator, measures.restore)


def test_a_measure_is_withdrawn_for_a_reason_and_can_come_back(
    task: Task, coordinator: User
) -> None:
    measure = add(task, coordinator)
    says(task, (measure, "30"))
    with pytest.raises(NotWithdrawn):
        write(measure, coordinator, measures.restore)
    with pytest.raises(ReasonMissing):
        withdraw(measure, coordinator, " ")
    withdraw(measure, coordinator)
    assert reading.list_of_task(task.id) == []
    assert [each.id for each in reading.list_withdrawn(task.id)] == [measure.id]
    with pytest.raises(AlreadyWithdrawn):
        withdraw(measure, coordinator)
    with pytest.raises(AlreadyWithdrawn):
        write(measure, coordinator, lambda held, act: measures.edit(held, AREA, act))
    write(measure, coordinator, measures.restore)
    assert years_of(task)[0] == (2026, Decimal(50), Decimal(30))
    actions = [action for action, _text in told(task)]
    assert actions == ["measure_added", "measure_withdrawn", "measure_restored"]


def test_the_last_report_of_a_year_says_what_was_reached(task: Task, coordinator: User) -> None:
    area = add(task, coordinator)
    money = add(task, coordinator, BUDGET)
    says(task, (area, "10"), year=2025)
    says(task, (area, "20.5"), (money, "100"))
    says(task, (area, "30"))
    assert years_of(task) == [
        (2025, None, Decimal(10)),
        (2026, Decimal(50), Decimal(30)),
        (2027, Decimal("60.5"), None),
        (2026, Decimal(500), Decimal(100)),
    ]


def test_a_corrected_or_retracted_report_takes_its_values_along(
    task: Task, coordinator: User
) -> None:
    area = add(task, coordinator, replace(AREA, targets={2026: Decimal(50)}))
    first = says(task, (area, "30"))
    assert reading.of_report(first.id) == Measured(2026, ((area.id, Decimal(30)),))
    act, plan_id, first_id = act_of(task.owner, task.plan), task.plan_id, first.id
    better = replace(UNDER_WAY, measured=Measured(2026, ((area.id, Decimal(35)),)))
    with transaction():
        second = progress.correct(progress.lock(first_id, plan_id=plan_id), better, act)
    assert years_of(task) == [(2026, Decimal(50), Decimal(35))]
    second_id = second.id
    with transaction():
        progress.retract(progress.lock(second_id, plan_id=plan_id), act)
    assert years_of(task) == [(2026, Decimal(50), None)]
    kept = db.session.scalars(select(MeasureValue.amount).order_by(MeasureValue.report_id))
    assert [*kept] == [Decimal(30), Decimal(35)]
    assert sorted(reading.values_of_task(task.id)) == [first_id, second_id]


def test_a_report_speaks_of_the_measures_of_its_task_in_force(
    task: Task, coordinator: User
) -> None:
    other = make_measure(make_task(task.plan))
    gone = add(task, coordinator)
    withdraw(gone, coordinator)
    for measure in (other, gone):
        with pytest.raises(MeasureWrong):
            says(task, (measure, "1"))
    assert db.session.scalars(select(ProgressReport)).all() == []


def test_a_task_with_a_measure_is_in_use(task: Task, coordinator: User) -> None:
    add(task, coordinator)
    act, task_id = act_of(coordinator, task.plan), task.id
    with pytest.raises(RuleBroken), transaction():
        task_places.remove(tasks.hold(task_id), act)


def test_closing_a_round_freezes_targets_and_values(task: Task, coordinator: User) -> None:
    area = add(task, coordinator)
    withdraw(add(task, coordinator, BUDGET), coordinator)
    says(task, (area, "30"))
    opened = make_round(task.plan)
    act, plan_id, round_id = act_of(coordinator, task.plan), task.plan_id, opened.id
    tally = rounds.count_tally(rounds.get_round(round_id, plan_id=plan_id), today=act.today)
    seen = closing.digest(tally)
    with transaction():
        snapshot = closing.close(round_id, act, plan_id=plan_id, seen=seen)
    snapshot_id = snapshot.id
    live = reading.list_of_plan(plan_id)
    says(task, (area, "45"))
    assert reading.list_rows(reading.frozen(snapshot_id)) == live
    kept = reading.of_tasks([task.id], snapshot_id=snapshot_id)
    assert [row for each in kept[task.id] for row in each.years] == live
    assert reading.of_tasks([], snapshot_id=snapshot_id) == {}
    assert reading.of_plan(plan_id) != kept
    assert [(row.year, row.target, row.value) for row in live] == [
        (2026, Decimal(50), Decimal(30)),
        (2027, Decimal("60.5"), None),
    ]
    assert db.session.scalars(select(SnapshotMeasure.task_id).distinct()).all() == [task.id]


def test_what_was_reported_later_is_not_told_of_an_earlier_day(
    task: Task, coordinator: User
) -> None:
    area = add(task, coordinator, replace(AREA, targets={2026: Decimal(50)}))
    says(task, (area, "30"))
    today = NOW.date()
    for day, value in ((today, Decimal(30)), (today - timedelta(days=1), None)):
        (row,) = reading.list_of_plan(task.plan_id, agency_id=task.responsible_agency_id, until=day)
        assert row.value == value
    assert reading.list_of_plan(task.plan_id, agency_id=coordinator.agency_id or 0) == []


def test_a_person_is_told_which_values_they_reported(task: Task, coordinator: User) -> None:
    says(task, (add(task, coordinator), "30"))
    assert task.owner is not None
    (row,) = own_data.collect(task.owner)["measured"]
    assert (row["indicator"], row["year"], row["amount"]) == (AREA.name, 2026, Decimal(30))
    assert own_data.collect(coordinator)["measured"] == []
