"""The whole plan as a workbook, edited in a spreadsheet, and read again: exactly the edits."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest
from flask import Flask
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import func, select

from plan_app.domain.permissions import Actor
from plan_app.domain.roles import Role
from plan_app.extensions import db, settings
from plan_app.models import ImportSource, JournalEntry, Plan, Task, User
from plan_app.presentation import plan_workbook
from plan_app.presentation.language import speaking
from plan_app.presentation.plan_sheets import Origin
from plan_app.queries import measures, plans, whole_plan
from plan_app.queries.choices import read_choices
from plan_app.services.appendix_import import NothingToWrite
from plan_app.services.demonstration import Summary
from tests import demonstrated
from tests.appendices import apply, decide, edits_of, everything, send
from tests.conftest import NOW

ACTOR = Actor(user_id=0, is_administrator=True)
Edit = Callable[[Worksheet], object]
NUMBER, GROUP, TITLE, DESCRIPTION, LEAD, COORDINATING, TIME, DELIVERABLE = range(1, 9)
FIRST = 7
# What follows from a text: the English title of other words goes, the search text is made anew.
FOLLOWING = {"search_text", "title_en"}


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
            read_choices(plan.id),
            Origin(plan, NOW, settings().timezone),
            measures.of_plan(plan.id),
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


def coordinator() -> User:
    return demonstrated.get_person(Role.COORDINATOR, "so-tai-chinh")


def changes(plan: Plan, data: bytes) -> dict[int, dict[str, tuple[str, str]]]:
    """What importing the file would change: by number of the task and field, what was and is."""
    by = coordinator()
    found: dict[int, dict[str, tuple[str, str]]] = {}
    for number, field, old, new in edits_of(plan, by, send(plan, by, "ke-hoach.xlsx", data)):
        found.setdefault(number, {})[field] = (old, new)
    return found


def imported(plan: Plan, data: bytes) -> dict[str, dict[str, tuple[object, object]]]:
    """Import the file; every value in the database that is another one now, by table and id."""
    by, before = coordinator(), everything()
    import_id = send(plan, by, "ke-hoach.xlsx", data)
    decide(plan, by, import_id, ImportSource.EDIT)
    apply(plan, by, import_id)
    return differing(before, everything())


def differing(
    before: dict[str, list[dict[str, Any]]], after: dict[str, list[dict[str, Any]]]
) -> dict[str, dict[str, tuple[object, object]]]:
    """`task 2` → `title` → old and new; a row that came or went has `row`."""
    found: dict[str, dict[str, tuple[object, object]]] = {}
    for table, rows in before.items():
        old, new = ({_key(row): row for row in each} for each in (rows, after[table]))
        for key in old.keys() | new.keys():
            was, now = old.get(key, {"row": None}), new.get(key, {"row": None})
            other = {name: (value, now.get(name)) for name, value in was.items()
                     if value != now.get(name)}  # fmt: skip
            if other or now.keys() != was.keys():
                found[f"{table} {key}"] = other
    return found


def _key(row: dict[str, Any]) -> str:
    return str(row["id"]) if "id" in row else "/".join(str(value) for value in row.values())


@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_nobody_edited_is_no_change(plan: Plan, language: str) -> None:
    data = exported(plan, language)

    assert changes(plan, data) == changes(plan, edited(data)) == {}


def test_importing_what_nobody_edited_writes_nothing(plan: Plan) -> None:
    before, acts = everything(), db.session.scalar(select(func.count(JournalEntry.id)))
    with pytest.raises(NothingToWrite):
        imported(plan, edited(exported(plan)))
    assert everything() == before
    assert db.session.scalar(select(func.count(JournalEntry.id))) == acts


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

    assert changes(plan, edited(exported(plan), *typed)) == {
        number: {field: (text(plan, number, column), value)}
        for (number, column), (field, value) in edits.items()
    }


@pytest.mark.parametrize("typed", ["Tháng 6/2027", 2027, date(2027, 6, 30)])
def test_another_time_is_read_as_words_year_or_day(plan: Plan, typed: object) -> None:
    found = changes(plan, edited(exported(plan), put(24, TIME, typed)))

    word = f"{typed:%d/%m/%Y}" if isinstance(typed, date) else str(typed)
    assert list(found) == [24]
    assert found[24]["time"] == (text(plan, 24, TIME), word)


def test_another_group_agency_and_a_new_line_are_seen(plan: Plan) -> None:
    first = text(plan, 1, GROUP)

    def add(sheet: Worksheet) -> None:
        sheet.append([106, first, "Việc mới", "", "Sở Y tế", "", "2028", "Báo cáo"])

    found = changes(
        plan,
        edited(exported(plan), put(105, GROUP, first), put(24, LEAD, "Sở Công Thương"), add),
    )

    assert sorted(found) == [24, 105, 106]
    assert found[105] == {"group": (str(text(plan, 105, GROUP)).partition(". ")[2],
                                    str(first).partition(". ")[2])}  # fmt: skip
    assert found[24]["lead"] == (text(plan, 24, LEAD), "Sở Công Thương")
    assert found[106] == {"new": ("", "Việc mới")}


def test_a_line_taken_out_is_told_as_missing(plan: Plan) -> None:
    data = edited(exported(plan), lambda sheet: sheet.delete_rows(FIRST + 9))

    assert changes(plan, data) == {10: {"missing": ("", str(text(plan, 10, TITLE)))}}


def test_importing_writes_exactly_the_edits(plan: Plan) -> None:
    ids = {task.number: task.id for task in demonstrated.tasks()}
    written = imported(
        plan,
        edited(
            exported(plan),
            put(2, TITLE, "Rà soát lại toàn bộ"),
            put(3, DELIVERABLE, "Quyết định mới"),
            put(4, DESCRIPTION, "Bước một\nBước hai"),
            put(6, COORDINATING, "Sở Y tế"),
            put(7, 12, "Đã hoàn thành"),
        ),
    )

    columns = {
        name: {column: new for column, (_, new) in values.items() if column not in FOLLOWING}
        for name, values in written.items()
        if name.startswith("task ")
    }
    assert columns.keys() == {f"task {ids[number]}" for number in (2, 3, 4, 6)}
    assert columns[f"task {ids[2]}"] == {"title": "Rà soát lại toàn bộ"}
    assert columns[f"task {ids[3]}"] == {"deliverable": "Quyết định mới"}
    assert columns[f"task {ids[4]}"] == {"description": "Bước một\nBước hai"}
    assert columns[f"task {ids[6]}"].keys() <= {"coordinating_as_worded"}
    # Who coordinates in one task: no milestone, group, agency or other task is touched.
    others = {name for name in written if not name.startswith("task ")}
    assert {name.partition("/")[0] for name in others} == {f"task_coordination {ids[6]}"}
    assert [each.name for each in db.session.get_one(Task, ids[6]).coordinating_agencies] == [
        "Sở Y tế"
    ]
