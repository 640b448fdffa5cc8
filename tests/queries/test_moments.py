"""What several queries read in one block is of one moment, whoever writes meanwhile."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from docx import Document
from flask import Flask
from sqlalchemy import Engine, event, select

from plan_app.domain.documents import DocumentKind
from plan_app.domain.extensions import ExtensionState
from plan_app.domain.permissions import Actor
from plan_app.extensions import db
from plan_app.models import ExtensionRequest, Plan, Task
from plan_app.presentation import plan_workbook
from plan_app.presentation.document_kinds import Wanted
from plan_app.presentation.document_making import make
from plan_app.presentation.plan_sheets import Origin
from plan_app.queries import whole_plan
from plan_app.queries.choices import read_choices
from plan_app.queries.document_facts import facts_of
from plan_app.queries.moments import one_moment
from plan_app.services.transaction import transaction
from tests import databases
from tests.builders import make_plan, make_task
from tests.conftest import NOW
from tests.workbooks import opened

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
ACTOR = Actor(user_id=0, is_administrator=True)


@pytest.fixture
def task(own_app: Flask) -> Task:
    task_id = make_task(make_plan(), due=date(2026, 11, 30), title="Tên 0").id
    db.session.remove()
    # From here on as the product reads.
    databases.let_write(own_app, everywhere=False)
    return db.session.get_one(Task, task_id)


def act_meanwhile(statement: str) -> None:
    """Another person's act, on a connection of its own."""
    with db.engine.connect().execution_options(writes=True) as other, other.begin():
        other.exec_driver_sql(statement)


def rename_meanwhile(title: str) -> None:
    act_meanwhile(f"UPDATE task SET title = '{title}'")  # noqa: S608 (our own words)


def titles() -> list[str]:
    return list(db.session.scalars(select(Task.title).execution_options(populate_existing=True)))


def test_a_block_sees_what_was_there_at_its_first_read(task: Task) -> None:
    before = task.title
    db.session.rollback()
    with one_moment():
        assert titles() == [before]
        rename_meanwhile("Tên mới")
        assert titles() == [before]
    db.session.rollback()
    assert titles() == ["Tên mới"]


def test_a_block_within_a_transaction_stays_in_it(task: Task) -> None:
    title = task.title
    with one_moment(), one_moment():
        assert titles() == [title]
        rename_meanwhile("Tên mới")
        assert titles() == [title]


def test_after_an_error_the_connection_is_free_again(task: Task) -> None:
    assert task

    def fail() -> None:
        with one_moment():
            assert titles()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    rename_meanwhile("Tên mới")
    db.session.rollback()
    assert titles() == ["Tên mới"]


@contextmanager
def acting(act: Callable[[int], None]) -> Iterator[list[str]]:
    """Somebody acts after each statement that reads; collects those statements."""
    read: list[str] = []

    def after(*of: Any) -> None:  # noqa: ANN401 (SQLAlchemy's signature)
        if of[2].startswith("SELECT"):
            read.append(of[2])
            act(len(read))

    event.listen(Engine, "after_cursor_execute", after)
    try:
        yield read
    finally:
        event.remove(Engine, "after_cursor_execute", after)


def test_a_request_is_not_both_submitted_and_named_as_incomplete(task: Task) -> None:
    plan = facts_of(db.session.get_one(Plan, task.plan_id))
    with transaction():
        request_extension(task)
    ask = "UPDATE extension_request SET state = 'papers_asked', words = 'Thiếu hồ sơ'"
    with acting(lambda _: act_meanwhile(ask)) as read:
        made = make(Wanted(kind=DocumentKind.SUBMISSION), plan, now=NOW, zone=ZONE)
    body = Document(io.BytesIO(made.content)).element.body
    words = "".join(node.text or "" for node in body.iter() if node.tag.endswith("}t"))
    assert len(read) > 1
    assert "nhận được 01 đề nghị" in words
    assert "Thiếu hồ sơ" not in words


def request_extension(task: Task) -> None:
    db.session.add(
        ExtensionRequest(
            milestone_id=task.milestones[0].id,
            requested_by_id=task.owner_id or 0,
            requested_at=NOW,
            requested_due_date=date(2027, 3, 31),
            reason="Chờ hướng dẫn.",
            state=ExtensionState.REQUESTED,
        )
    )


def test_the_sheets_of_the_whole_plan_are_of_one_moment(task: Task) -> None:
    plan = db.session.get_one(Plan, task.plan_id)
    db.session.refresh(plan)
    with acting(lambda n: rename_meanwhile(f"Tên {n}")) as read, one_moment():
        file = plan_workbook.make(
            whole_plan.stream_tasks(plan.id),
            whole_plan.stream_milestones(plan.id, actor=ACTOR),
            read_choices(plan.id),
            Origin(plan, NOW, ZONE),
        )
    with file:
        sheets = opened(file.read()).worksheets[:2]
    found = [
        cell for sheet in sheets for row in sheet.values for cell in row
        if str(cell).startswith("Tên ") and str(cell)[-1].isdecimal()
    ]  # fmt: skip
    assert len(read) > 2
    assert found == ["Tên 0", "Tên 0"]
