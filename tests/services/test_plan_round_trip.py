"""The whole plan as a workbook, edited in a spreadsheet, and read again: exactly the edits."""

import io
from collections.abc import Callable
from datetime import date

import openpyxl
import pytest
from flask import Flask
from openpyxl.worksheet.worksheet import Worksheet

from plan_app.domain.appendix import PlanTerm
from plan_app.domain.appendix_comparison import compare
from plan_app.domain.appendix_outcome import Comparison, Standing
from plan_app.domain.permissions import Actor
from plan_app.extensions import settings
from plan_app.imports import appendix
from plan_app.models import Plan
from plan_app.presentation import plan_workbook
from plan_app.presentation.language import speaking
from plan_app.presentation.plan_sheets import Origin
from plan_app.queries import plans, whole_plan
from plan_app.queries.choices import list_choices
from plan_app.queries.compared_plan import get_compared_plan
from plan_app.queries.known_agencies import list_known_agencies
from plan_app.services.demonstration import Summary
from tests import demonstrated
from tests.conftest import NOW

ACTOR = Actor(user_id=0, is_administrator=True)
Edit = Callable[[Worksheet], object]
NUMBER, GROUP, TITLE, DESCRIPTION, LEAD, COORDINATING, TIME, DELIVERABLE = range(1, 9)
FIRST = 7


@pytest.fixture
def plan(app: Flask, prepared_demonstration: Summary) -> Plan:
    assert app
    assert prepared_demonstration
    return plans.list_plans()[0]


def exported(plan: Plan, language: str = "vi") -> bytes:
    """The workbook of the whole plan."""
    with speaking(language):
        file = plan_workbook.make(
            whole_plan.stream_tasks(plan.id),
            whole_plan.stream_milestones(plan.id, actor=ACTOR),
            list_choices(plan.id, version=(0, 0)),
            Origin(plan, NOW, settings().timezone),
        )
    with file:
        return file.read()


def edited(data: bytes, *edits: Edit) -> bytes:
    """The workbook after these edits, as a program saves it."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for edit in edits:
        edit(book.worksheets[0])
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def compared(plan: Plan, data: bytes) -> Comparison:
    """What importing the file would change."""
    found = appendix.read(
        "ke-hoach.xlsx",
        data,
        known=list_known_agencies(),
        term=PlanTerm(plan.decision_date, plan.last_year),
    )
    assert found.errors == ()
    return compare(
        found, get_compared_plan(plan.id, today=demonstrated.TODAY), {}, is_decided=False
    )


def changes(comparison: Comparison) -> dict[int, dict[str, tuple[str, str]]]:
    """By number of the task and field: what was, and what the file says."""
    return {
        row.row.number: {each.field: (each.old, each.new) for each in row.differences}
        for row in comparison.rows
        if row.row and row.standing is not Standing.UNCHANGED
    }


@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_nobody_edited_is_no_change(plan: Plan, language: str) -> None:
    data = exported(plan, language)

    for comparison in (compared(plan, data), compared(plan, edited(data))):
        assert {row.standing for row in comparison.rows} == {Standing.UNCHANGED}
        assert len(comparison.rows) == 105
        assert comparison.groups == ()


def put(number: int, column: int, value: object) -> Edit:
    """Type into the line of a task."""

    def edit(sheet: Worksheet) -> None:
        sheet.cell(FIRST + number - 1, column).value = value  # type: ignore[assignment]

    return edit


def text(plan: Plan, number: int, column: int) -> object:
    """What the workbook says of a task."""
    sheet = openpyxl.load_workbook(io.BytesIO(exported(plan))).worksheets[0]
    return sheet.cell(FIRST + number - 1, column).value or ""


def test_an_import_shows_exactly_the_edits_of_texts(plan: Plan) -> None:
    edits = {
        (2, TITLE): ("title", "Rà soát lại toàn bộ"),
        (3, DELIVERABLE): ("deliverable", "Quyết định mới"),
        (4, DESCRIPTION): ("description", "Bước một\nBước hai"),
        (6, COORDINATING): ("coordinating", "Sở Y tế; các đơn vị liên quan"),
        (105, TITLE): ("title", "Việc cuối cùng"),
    }
    typed = [put(*place, value) for place, (_field, value) in edits.items()]
    # How the task stands is not read: it is reported on the pages.
    typed += [put(7, 12, "Đã hoàn thành"), put(8, 9, "Sở Y tế"), put(9, 11, "01/01/2030")]

    assert changes(compared(plan, edited(exported(plan), *typed))) == {
        number: {field: (text(plan, number, column), value)}
        for (number, column), (field, value) in edits.items()
    }


@pytest.mark.parametrize("typed", ["Tháng 6/2027", 2027, date(2027, 6, 30)])
def test_another_time_is_read_as_words_year_or_day(plan: Plan, typed: object) -> None:
    found = changes(compared(plan, edited(exported(plan), put(24, TIME, typed))))

    word = f"{typed:%d/%m/%Y}" if isinstance(typed, date) else str(typed)
    assert list(found) == [24]
    assert found[24]["time"] == (text(plan, 24, TIME), word)


def test_another_group_agency_and_a_new_line_are_seen(plan: Plan) -> None:
    first = text(plan, 1, GROUP)

    def add(sheet: Worksheet) -> None:
        sheet.append([106, first, "Việc mới", "", "Sở Y tế", "", "2028", "Báo cáo"])

    comparison = compared(
        plan,
        edited(exported(plan), put(105, GROUP, first), put(24, LEAD, "Sở Công Thương"), add),
    )

    found = changes(comparison)
    assert sorted(found) == [24, 105, 106]
    assert found[105] == {"group": (str(text(plan, 105, GROUP)).partition(". ")[2],
                                    str(first).partition(". ")[2])}  # fmt: skip
    assert found[24]["lead"] == (text(plan, 24, LEAD), "Sở Công Thương")
    assert [row.standing for row in comparison.rows][-1] is Standing.NEW


def test_a_line_taken_out_is_told_as_missing(plan: Plan) -> None:
    comparison = compared(plan, edited(exported(plan), lambda sheet: sheet.delete_rows(FIRST + 9)))

    assert [
        row.task.number for row in comparison.rows if row.standing is Standing.MISSING and row.task
    ] == [10]
    assert changes(comparison) == {}
