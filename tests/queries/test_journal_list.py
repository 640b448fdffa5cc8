"""The journal as a list: by task, person and day, on both databases."""

from datetime import timedelta

import pytest
from flask import Flask

from plan_app.domain.roles import Role
from plan_app.models import Plan, Task, User
from plan_app.queries import journal_list
from plan_app.queries.journal_list import JournalFilter, JournalRow
from plan_app.services import decisions
from plan_app.services import journal as writing
from plan_app.services.transaction import transaction
from tests.acting import UNDER_WAY, decide, report
from tests.builders import make_plan, make_task, make_user
from tests.conftest import NOW

ALL = JournalFilter()


@pytest.fixture
def plan(app: Flask) -> Plan:
    assert app
    return make_plan()


@pytest.fixture
def task(plan: Plan) -> Task:
    """A task that its owner reported on."""
    owner = make_user(plan, Role.OWNER, full_name="Lê Thị Đào", email="dao@so.example.org")
    task = make_task(plan, number=53, owner=owner, milestone_label="Kết quả năm 2026")
    report(task, UNDER_WAY)
    return task


def write(plan_id: int | None, action: str, *, days: int = 0, subject: User | None = None) -> None:
    """One entry of the system."""
    about = ("user", subject.id) if subject else None
    with transaction():
        writing.record(action, now=NOW + timedelta(days=days), actor_id=None, plan_id=plan_id,
                       subject=about)  # fmt: skip


def rows(plan: Plan, wanted: JournalFilter = ALL) -> list[JournalRow]:
    found = journal_list.list_rows(plan.id, wanted)
    assert len(found) == journal_list.count_rows(plan.id, wanted)
    return found


def actions(plan: Plan, wanted: JournalFilter = ALL) -> list[str]:
    return [row.line.action for row in rows(plan, wanted)]


def test_a_row_names_the_task_and_the_milestone(plan: Plan, task: Task) -> None:
    decide(task, decisions.suspend, document="Công văn số 1/UBND")
    suspended, reported = rows(plan)
    assert (suspended.line.action, suspended.sequence) == ("milestone_suspended", 2)
    assert suspended.task
    assert (suspended.task.number, suspended.label) == (53, "Kết quả năm 2026")
    assert (reported.line.actor, reported.label) == ("Ông Lê Thị Đào", "Kết quả năm 2026")


def test_an_entry_about_no_task_has_none(plan: Plan) -> None:
    write(plan.id, "reminders.switched_off")
    (row,) = rows(plan)
    assert (row.task, row.label, row.line.actor) == (None, "", "")


def test_chains_stay_apart(plan: Plan, task: Task) -> None:
    write(None, "user_created")
    write(make_plan().id, "plan_seeded")
    assert task
    assert actions(plan) == ["progress_reported"]
    (row,) = journal_list.list_rows(None, ALL)
    assert row.line.action == "user_created"
    assert journal_list.count_rows(None, ALL) == 1


def test_by_task_only_of_this_plan(plan: Plan, task: Task) -> None:
    write(plan.id, "reminders.switched_off")
    report(make_task(make_plan(), number=53), UNDER_WAY)
    assert task
    assert actions(plan, JournalFilter(task=53)) == ["progress_reported"]
    assert actions(plan, JournalFilter(task=54)) == []


@pytest.mark.parametrize("words", ["Đào", "dao", "le thi", "DAO@so"])
def test_by_the_person_who_acted(plan: Plan, task: Task, words: str) -> None:
    write(plan.id, "reminders.switched_off")
    assert task
    assert actions(plan, JournalFilter(words=words)) == ["progress_reported"]
    assert actions(plan, JournalFilter(words="khong ai")) == []


def test_by_the_person_it_was_about(plan: Plan, task: Task) -> None:
    write(plan.id, "role_granted", subject=task.owner)
    write(plan.id, "role_granted", subject=make_user())
    assert len(rows(plan, JournalFilter(words="dao", action="role_granted"))) == 1
    assert rows(plan, JournalFilter(words="dao"))[0].line.subject_name == "Ông Lê Thị Đào"


def test_by_action_and_by_day(plan: Plan) -> None:
    for days in range(3):
        write(plan.id, "reminders.switched_off", days=days)
    write(plan.id, "reminders.switched_on", days=1)
    day = NOW + timedelta(days=1)
    within = JournalFilter(since=day, until=day + timedelta(days=1))
    assert actions(plan, within) == ["reminders.switched_on", "reminders.switched_off"]
    assert len(rows(plan, JournalFilter(action="reminders.switched_off"))) == 3


def test_pages_of_thirty_in_either_order(plan: Plan) -> None:
    for _ in range(31):
        write(plan.id, "reminders.switched_off")
    first, second = (journal_list.list_rows(plan.id, ALL, page=n) for n in (1, 2))
    assert [row.sequence for row in first + second] == list(range(31, 0, -1))
    (last,) = journal_list.list_rows(plan.id, ALL, oldest_first=True, page=2)
    assert last.sequence == 31
    assert len(journal_list.list_rows(plan.id, ALL, page=None)) == 31
