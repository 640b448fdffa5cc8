"""Tables of indicators and money in documents."""

from datetime import date
from decimal import Decimal
from typing import Any

from plan_app.domain.deadlines import MilestoneFacts
from plan_app.domain.measures import Direction, MeasureKind, Source
from plan_app.domain.statuses import MilestoneState
from plan_app.presentation import document_measures
from plan_app.presentation.document_measures import Measured
from plan_app.queries.measures import MeasureRow
from plan_app.queries.standings import Standing, StandingRow
from tests.presentation.test_documents import opened, paper

TASK = StandingRow(
    task_id=1, number=68, title="Trồng rừng", is_draft=False, deliverable="", time_as_worded="",
    group_id=1, group_ordinal=6, agency_id=1, agency_name="Sở Nông nghiệp và Môi trường",
    agency_order=1, milestone_id=1, label="Kết quả năm 2026", original_due_date=None, cause=None,
    cause_confirmed=False, cause_words="",
    facts=MilestoneFacts(
        state=MilestoneState.IN_PROGRESS, due=None, reported_on=None, confirmed_on=None,
        waiting_for=None, ordinal=1, id=1, percent=None,
    ),
)  # fmt: skip


def row(**facts: Any) -> MeasureRow:  # noqa: ANN401 (any column)
    """An indicator of the task, 30 of 50 in 2026; with a source money."""
    kind = MeasureKind.FUNDING if facts.get("source") else MeasureKind.INDICATOR
    known: dict[str, Any] = {
        "measure_id": 1, "task_id": 1, "kind": kind, "name": "Diện tích", "unit": "ha",
        "direction": Direction.UP, "baseline": None, "baseline_year": None, "source": None,
        "note": "", "year": 2026,
    }  # fmt: skip
    for name, given in (("target", 50), ("value", 30)):
        amount = facts.pop(name, given)
        known[name] = None if amount is None else Decimal(amount)
    return MeasureRow(**known | facts)


def measured(*rows: MeasureRow) -> Measured:
    return Measured(rows, Standing(date(2026, 12, 8), (TASK,)), 2026)


def tables(given: Measured, *, with_agency: bool = True) -> list[list[list[str]]]:
    written = paper()
    document_measures.write(written, given, with_agency=with_agency)
    found = opened(written).tables
    return [[[cell.text for cell in line.cells] for line in table.rows] for table in found]


def test_indicators_of_the_year_stand_with_their_tasks() -> None:
    (table,) = tables(
        measured(row(), row(year=2025), row(measure_id=2, value=None, note="Minh họa"))
    )
    assert table[1:] == [
        ["1", "Số 68. Trồng rừng", TASK.agency_name, "Diện tích (ha)", "50", "30", "60,0%"],
        ["2", "Số 68. Trồng rừng", TASK.agency_name, "Diện tích (ha). Minh họa", "50", "–", "–"],
    ]


def test_money_is_summed_by_source_for_the_year_and_for_all_years() -> None:
    oda, social = Source.ODA, Source.SOCIAL
    (table,) = tables(
        measured(
            row(source=oda, target="1000.5", value=500, note="Minh họa"),
            row(source=oda, year=2025, target=200, value=200),
            row(source=social, target=None, value=None, year=2025),
            row(source=oda, task_id=2),
            row(source=oda, year=2027),
        ),
        with_agency=False,
    )
    assert table[2:] == [
        ["Xã hội hóa", "–", "–", "–", "–", "–"],
        ["Vốn ODA, vốn vay ưu đãi", "1.000,5", "500", "50,0%", "1.200,5", "700"],
        ["Cộng", "1.000,5", "500", "50,0%", "1.200,5", "700"],
    ]


def test_where_there_is_no_data_there_is_no_table() -> None:
    assert not measured()
    assert not measured(row(year=2025), row(task_id=2), row(year=2027, source=Source.ODA))
    assert tables(measured()) == []
