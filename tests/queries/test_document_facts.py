"""What documents say is what the pages say, of the period that was asked for."""

from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from docx import Document
from sqlalchemy import select

from plan_app.domain.deadlines import Figure
from plan_app.domain.documents import Section, Version
from plan_app.domain.extensions import ExtensionState
from plan_app.domain.periods import Period
from plan_app.domain.rounds import RoundState
from plan_app.domain.statuses import MilestoneState
from plan_app.domain.working_days import Calendar
from plan_app.extensions import db
from plan_app.models import (
    ExtensionRequest,
    MeasureValue,
    Plan,
    ProgressReport,
    RoundNote,
    Snapshot,
    SnapshotMeasure,
    Task,
)
from plan_app.presentation import document_plan_report
from plan_app.presentation.document_plan_report import Left
from plan_app.queries import document_facts, figures, rounds
from plan_app.queries.document_facts import PlanReport, facts_of
from plan_app.queries.rounds import Round
from plan_app.queries.versions import get_version
from plan_app.services import journal
from tests import demonstrated
from tests.builders import (
    make_agency,
    make_measure,
    make_milestone,
    make_plan,
    make_round,
    make_task,
    save,
)
from tests.conftest import NOW
from tests.word_files import words_in

pytestmark = pytest.mark.usefixtures("app")
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
TODAY = date(2026, 12, 8)


def report(plan: Plan, period: str = "2026-h2") -> PlanReport:
    return document_facts.get_plan_report(facts_of(plan), Period.parse(period), now=NOW, zone=ZONE)


def cells(found: figures.Figures) -> Counter[tuple[int, int, Figure]]:
    """How many of each group, agency and figure, however they are gathered."""
    numbers: Counter[tuple[int, int, Figure]] = Counter()
    for each in found.cells:
        numbers[each.group_id, each.agency_id, each.figure] += each.number
    return numbers


def say(task: Task, words: str, day: date) -> ProgressReport:
    return save(
        ProgressReport(
            milestone=task.milestones[0],
            author=task.owner,
            reported_at=datetime(day.year, day.month, day.day, 3, tzinfo=UTC),
            reported_on=day,
            state_before=MilestoneState.NOT_STARTED,
            state=MilestoneState.IN_PROGRESS,
            difficulties=words,
        )
    )


@pytest.mark.usefixtures("prepared_demonstration")
def test_the_report_of_the_present_period_has_the_figures_of_the_pages() -> None:
    plan = db.session.scalars(select(Plan)).one()
    version = get_version(plan.id)
    found = report(plan)

    assert found.day == TODAY
    counted = figures.count_tasks(plan.id, version=version, today=TODAY)
    assert cells(found.counted) == cells(counted)
    first, last = date(2026, 7, 1), date(2026, 12, 31)
    due = figures.count_milestones(plan.id, first=first, last=last, version=version, today=TODAY)
    assert found.due.counts() == due.counts()
    assert len(found.groups) == 8
    overdue = {row.task_id for row in found.standing.overdue}
    assert len(overdue) == counted.counts()[Figure.OPEN_OVERDUE]


@pytest.mark.usefixtures("prepared_demonstration")
def test_a_past_period_is_counted_on_its_last_day() -> None:
    plan = db.session.scalars(select(Plan)).one()
    past, now = report(plan, "2026-h1"), report(plan)

    assert past.day == date(2026, 6, 30)
    assert past.counted.total == 105
    assert past.counted.counts() == now.before


def test_without_a_journal_of_the_period_before_there_is_nothing_to_compare() -> None:
    plan = make_plan()
    make_task(plan)
    assert report(plan).before is None
    journal.record(
        "plan_edited", now=datetime(2026, 7, 1, 3, tzinfo=UTC), actor_id=None, plan_id=plan.id
    )
    assert report(plan).before is None
    assert report(plan, "2027-h1").before is not None


def test_completed_and_coming_work_is_of_its_period() -> None:
    plan = make_plan()
    done: dict[str, Any] = {
        "milestone_state": MilestoneState.COMPLETED,
        "milestone_confirmed_on": TODAY,
    }
    inside = make_task(plan, milestone_reported_on=date(2026, 7, 1), **done)
    make_task(plan, milestone_reported_on=date(2026, 6, 30), **done)
    ahead = make_task(plan, due=date(2027, 6, 30))
    make_task(plan, due=date(2027, 7, 1))
    make_task(plan, due=date(2027, 6, 30), milestone_state=MilestoneState.SUSPENDED)

    found = report(plan)

    assert [row.number for row in found.completed] == [inside.number]
    assert [row.number for row in found.ahead] == [ahead.number]


def test_difficulties_are_the_last_words_of_open_work_and_of_the_period() -> None:
    plan = make_plan()
    second, first = make_agency(official_order=2, name="B"), make_agency(official_order=1, name="A")
    old = make_task(plan, agency=second)
    say(old, "Thiếu kinh phí.", date(2026, 3, 1))
    say(old, "Thiếu hướng dẫn.", date(2026, 5, 1))
    closed: dict[str, Any] = {"milestone_state": MilestoneState.SUSPENDED}
    rested = make_task(plan, agency=first, **closed)
    say(rested, "Chờ quy hoạch.", date(2026, 8, 1))
    say(make_task(plan, agency=first, **closed), "Đã cũ.", date(2026, 2, 1))
    say(make_task(plan, agency=first), "", date(2026, 8, 1))

    told = document_facts.by_agency(report(plan).difficulties)

    said = [(name, [row.said.difficulties for row in rows if row.said]) for name, rows in told]
    assert said == [("A", ["Chờ quy hoạch."]), ("B", ["Thiếu hướng dẫn."])]


def test_matters_are_the_longest_overdue_in_official_order() -> None:
    plan = make_plan(policy={"escalation_agency": 3, "escalation_province": 4})
    agencies = [make_agency(official_order=n) for n in (9, 8, 7)]
    late = [
        make_task(plan, due=date(2026, 11, day), agency=agencies[day % 3]) for day in range(1, 8)
    ]
    make_task(plan, due=date(2026, 12, 4), agency=agencies[0])

    found = document_facts.get_summary(facts_of(plan), now=NOW, zone=ZONE, calendar=Calendar())

    assert {row.number for row in found.matters} == {task.number for task in late[:5]}
    orders = [row.agency_order for row in found.matters]
    assert orders == sorted(orders)
    assert found.left_out == 2


def test_a_matter_that_is_cut_makes_room_for_another() -> None:
    plan = make_plan(policy={"escalation_agency": 3, "escalation_province": 4})
    late = [make_task(plan, due=date(2026, 11, day)) for day in range(1, 8)]
    cut = late[0].milestones[0].id

    found = document_facts.get_summary(
        facts_of(plan),
        now=NOW,
        zone=ZONE,
        calendar=Calendar(),
        cuts=[cut],
    )

    assert {row.number for row in found.matters} == {task.number for task in late[1:6]}
    assert found.left_out == 1


def _ask(task: Task, state: ExtensionState, *, reason: str = "", is_fixed: bool = True) -> None:
    milestone = make_milestone(task, due=date(2026, 12, 31), is_fixed=is_fixed)
    save(
        ExtensionRequest(
            milestone_id=milestone.id,
            requested_by_id=task.owner_id or 0,
            requested_at=NOW,
            requested_due_date=date(2027, 6, 30),
            reason=reason or state.value,
            state=state,
            words="Thiếu kế hoạch mới",
        )
    )


def test_a_submission_collects_what_nobody_has_decided() -> None:
    plan = make_plan()
    task = make_task(plan, due=date(2026, 12, 31))
    for state in ExtensionState:
        _ask(task, state)
    make_task(make_plan())

    found = document_facts.get_submission(facts_of(plan), now=NOW, zone=ZONE)

    assert [each.reason for each in found.extensions] == [
        "requested",
        "answered",
        "submitted",
    ]
    assert {(each.due, each.requested) for each in found.extensions} == {
        (date(2026, 12, 31), date(2027, 6, 30))
    }
    # Not ready to be submitted, but not forgotten either.
    assert [(each.reason, each.missing) for each in found.incomplete] == [
        ("papers_asked", "Thiếu kế hoạch mới")
    ]


def test_dates_that_the_coordinator_decides_are_not_submitted_to_the_province() -> None:
    plan = make_plan()
    task = make_task(plan, due=date(2026, 12, 31))
    _ask(task, ExtensionState.REQUESTED, reason="Mốc nội bộ", is_fixed=False)

    assert document_facts.get_submission(facts_of(plan), now=NOW, zone=ZONE).extensions == ()


def test_only_agencies_with_overdue_work_are_urged_in_official_order() -> None:
    plan = make_plan()
    last = make_task(plan, due=date(2026, 12, 1), agency=make_agency(official_order=5, name="Sau"))
    first = make_task(plan, due=date(2026, 12, 1), agency=make_agency(official_order=1, name="Đầu"))
    make_task(plan, due=TODAY)

    found = document_facts.list_overdue_agencies(plan.id, today=TODAY)

    expected = [
        (each.responsible_agency_id, name) for each, name in ((first, "Đầu"), (last, "Sau"))
    ]
    assert [(each.id, each.name) for each in found] == expected


@pytest.mark.usefixtures("prepared_demonstration")
def test_an_agency_report_counts_the_agency_s_tasks_as_the_pages_do() -> None:
    plan = db.session.scalars(select(Plan)).one()
    counted = figures.count_tasks(plan.id, version=get_version(plan.id), today=TODAY)
    for task in demonstrated.tasks()[::20]:
        agency = task.responsible_agency
        found = document_facts.get_agency_report(facts_of(plan), agency, now=NOW, zone=ZONE)
        assert found.counts == counted.counts(agency_id=agency.id)
        assert {row.agency_id for row in found.standing.milestones} == {agency.id}


def test_reports_have_the_measures_as_of_their_day() -> None:
    plan = make_plan()
    task = make_task(plan)
    measure = make_measure(task, targets={2025: 20, 2026: 50})
    for day, amount in ((date(2026, 3, 1), 10), (date(2026, 9, 1), 30)):
        said = say(task, "", day)
        save(MeasureValue(report_id=said.id, measure_id=measure.id, year=2026,
                          amount=Decimal(amount)))  # fmt: skip
    now = [(row.year, row.value) for row in report(plan).measures]
    assert now == [(2025, None), (2026, Decimal(30))]
    before = [(row.year, row.value) for row in report(plan, "2026-h1").measures]
    assert before == [(2025, None), (2026, Decimal(10))]
    own = document_facts.get_agency_report(
        facts_of(plan), task.responsible_agency, now=NOW, zone=ZONE
    )
    assert own.measures == report(plan).measures
    other = document_facts.get_agency_report(
        facts_of(plan), plan.standing_agency, now=NOW, zone=ZONE
    )
    assert other.measures == ()


def test_the_report_of_a_closed_round_has_the_measures_as_they_were_frozen() -> None:
    plan = make_plan()
    task = make_task(plan)
    measure = make_measure(task)
    opened = make_round(plan, state=RoundState.CLOSED)
    snapshot = save(Snapshot(round_id=opened.id, day=TODAY, taken_at=NOW))
    save(SnapshotMeasure(
        snapshot_id=snapshot.id, measure_id=measure.id, year=2026, task_id=task.id,
        kind=measure.kind, name="Tên khi chốt", unit="ha", direction=measure.direction, note="",
        target=Decimal(40), value=Decimal(30),
    ))  # fmt: skip
    closed = rounds.get_round(opened.id, plan_id=plan.id)
    found = document_facts.get_plan_report(
        facts_of(plan), Period.parse("2026"), now=NOW, zone=ZONE, closed=closed
    )
    assert [(row.name, row.target, row.value) for row in found.measures] == [
        ("Tên khi chốt", Decimal(40), Decimal(30))
    ]


def test_what_was_put_right_after_the_closing_stands_in_the_report_of_the_round() -> None:
    plan = make_plan()
    task = make_task(plan, number=53)
    opened = make_round(plan, state=RoundState.CLOSED)
    save(Snapshot(round_id=opened.id, day=TODAY, taken_at=NOW))
    said = {"round_id": opened.id, "task_id": task.id, "author_id": task.owner_id, "noted_at": NOW}
    save(RoundNote(body="Đã trao đổi với đơn vị.", **said))
    save(RoundNote(body="Diện tích là 30 ha, không phải 03 ha", is_correction=True, **said))
    closed = rounds.get_round(opened.id, plan_id=plan.id)

    def written(closed: Round | None) -> str:
        found = document_facts.get_plan_report(
            facts_of(plan),
            Period.parse("2026"),
            now=NOW.astimezone(ZONE),
            zone=ZONE,
            closed=closed,
        )
        file = document_plan_report.write(found, Version.DEPARTMENT, Left())
        return words_in(Document(BytesIO(file)).element.body)

    text = written(closed)
    assert "4. Nội dung đính chính sau khi chốt số liệu" in text
    correction = "(đính chính ngày 08/12/2026): Diện tích là 30 ha, không phải 03 ha."
    assert f"- Nhiệm vụ số 53 {correction}" in text.replace("\u00a0", " ")
    assert "Đã trao đổi với đơn vị" not in text
    assert "đính chính" not in written(None)


def test_the_section_of_measures_stands_where_there_are_any_unless_it_is_left_out() -> None:
    plan = make_plan()
    task = make_task(plan)
    heading = "KẾT QUẢ THỰC HIỆN CHỈ TIÊU, KINH PHÍ"

    def written(left: Left) -> str:
        file = document_plan_report.write(report(plan), Version.DEPARTMENT, left)
        return words_in(Document(BytesIO(file)).element.body)

    assert heading not in written(Left())
    make_measure(task)
    assert f"IV. {heading}" in written(Left())
    assert heading not in written(Left(sections=frozenset({Section.MEASURES})))
