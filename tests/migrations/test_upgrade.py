"""Migrations keep what is in the database, and lead to exactly the tables of the models."""

import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import func, inspect, select, text
from sqlalchemy.exc import IntegrityError

from plan_app.domain.mailing import MessageKind, ReportAction
from plan_app.domain.roles import Role
from plan_app.extensions import db
from plan_app.mail import outbox
from plan_app.models import DeliveryReport, MeasureValue, Milestone, OutboxMessage, Plan, Task
from tests.builders import (
    make_agency,
    make_agenda_feed,
    make_call,
    make_comment,
    make_confirmation,
    make_direction,
    make_extension,
    make_leader_field,
    make_leader_list,
    make_letter,
    make_measure,
    make_member_answer,
    make_objection,
    make_paper,
    make_plan,
    make_relief,
    make_reorganisation,
    make_round,
    make_saved_filter,
    make_task,
    make_update_link,
    make_user,
    save,
)
from tests.conftest import NOW
from tests.meta.source import PACKAGE

MIGRATIONS = PACKAGE / "migrations"
FIRST = "0001"

REBUILD = '''
"""Rebuild a parent table, as later migrations on SQLite will have to."""

from alembic import op

revision = "9999"
down_revision = "{head}"
branch_labels = depends_on = None


def upgrade():
    with op.batch_alter_table("task", recreate="auto") as batch:
        batch.alter_column("title", nullable=False)


def downgrade():
    pass
'''

BREAKING = REBUILD.replace(
    "    with op.batch_alter_table",
    '    op.execute("DELETE FROM task")\n    with op.batch_alter_table',
)


def _counts() -> dict[str, int]:
    db.session.rollback()
    return {
        table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
        for table in db.metadata.sorted_tables
    }


def _triggers(backend: str) -> set[str]:
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if backend == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    found = set(db.session.scalars(text(query)))
    db.session.rollback()
    return found


def _with_one_more(tmp_path: Path, text: str) -> str:
    """A copy of the migrations, and one more after the last."""
    folder = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    head = max(path.name[:4] for path in (folder / "versions").glob("*.py"))
    (folder / "versions" / "9999_more.py").write_text(text.replace("{head}", head))
    return str(folder)


@pytest.fixture
def plan(own_app: Flask) -> Iterator[Plan]:
    """A database with something in it."""
    assert own_app
    plan = make_plan()
    make_task(plan)
    yield plan
    db.session.rollback()


def test_the_migrations_lead_to_the_tables_of_the_models(own_app: Flask) -> None:
    assert own_app
    check()


def test_a_filled_database_keeps_its_rows_and_triggers(
    plan: Plan, backend: str, tmp_path: Path
) -> None:
    assert plan
    rows, triggers = _counts(), _triggers(backend)
    upgrade(directory=_with_one_more(tmp_path, REBUILD))
    assert db.session.scalar(text("SELECT version_num FROM alembic_version")) == "9999"
    assert _counts() == rows
    assert rows["milestone"] > 0
    assert _triggers(backend) == triggers
    assert triggers


def test_foreign_keys_are_enforced_again_after_an_upgrade(plan: Plan, tmp_path: Path) -> None:
    upgrade(directory=_with_one_more(tmp_path, REBUILD))
    with pytest.raises(IntegrityError):
        db.session.execute(text("DELETE FROM task"))
    assert plan


def test_a_migration_that_breaks_foreign_keys_changes_nothing(plan: Plan, tmp_path: Path) -> None:
    assert plan
    rows = _counts()
    # Flask-Migrate turns our error into an exit; PostgreSQL raises its own.
    with pytest.raises((SystemExit, IntegrityError)):
        upgrade(directory=_with_one_more(tmp_path, BREAKING))
    assert _counts() == rows
    assert db.session.scalar(select(func.count()).select_from(Milestone)) == 1


def test_down_to_nothing_and_up_again_gives_the_same_tables(own_app: Flask, backend: str) -> None:
    assert own_app
    tables, triggers = set(inspect(db.engine).get_table_names()), _triggers(backend)
    downgrade(revision="base")
    assert set(inspect(db.engine).get_table_names()) == {"alembic_version"}
    upgrade()
    assert set(inspect(db.engine).get_table_names()) == tables
    assert _triggers(backend) == triggers
    check()


def test_messages_of_the_first_release_are_found_by_their_subject_without_diacritics(
    plan: Plan,
) -> None:
    plan_id = plan.id
    db.session.rollback()  # What reads keeps the tables from being changed.
    downgrade(revision=FIRST)
    owner = db.session.scalar(text("SELECT owner_id FROM task"))
    for sequence, subject in enumerate(("Nhắc việc: 01 nhiệm vụ", "Nhắc việc: 01 nhiệm vụ", None)):
        db.session.execute(
            text(
                "INSERT INTO outbox_message (kind, recipient_id, local_day, sequence, plan_id,"
                " context, state, created_at, not_before, expires_at, attempts, maybe_twice,"
                " subject) VALUES ('digest', :owner, '2026-12-08', :sequence, :plan, '{}',"
                " 'accepted', '2026-12-08', '2026-12-08', '2026-12-08', 1, :twice, :subject)"
            ),
            {"owner": owner, "sequence": sequence, "plan": plan_id, "twice": False,
             "subject": subject},
        )  # fmt: skip
    db.session.commit()

    upgrade()

    found = db.session.execute(
        text("SELECT subject, search_text FROM outbox_message ORDER BY sequence")
    ).tuples()
    assert [*found] == [("Nhắc việc: 01 nhiệm vụ", "nhac viec: 01 nhiem vu")] * 2 + [(None, None)]
    db.session.rollback()
    downgrade(revision=FIRST)
    assert db.session.scalar(text("SELECT count(*) FROM outbox_message")) == 3
    db.session.rollback()
    upgrade()
    check()


def test_requests_of_the_first_releases_are_kept_and_one_of_a_milestone_stays_open(
    plan: Plan,
) -> None:
    downgrade(revision="0002")
    milestone, owner = db.session.execute(
        text("SELECT milestone.id, owner_id FROM milestone JOIN task ON task.id = task_id")
    ).one()
    for state in ("submitted", "requested", "declined"):
        db.session.execute(
            text(
                "INSERT INTO extension_request (milestone_id, requested_by_id, requested_at,"
                " requested_due_date, reason, state)"
                " VALUES (:milestone, :owner, '2026-12-08', '2027-06-30', 'Chờ', :state)"
            ),
            {"milestone": milestone, "owner": owner, "state": state},
        )
    db.session.commit()

    upgrade()

    found = db.session.execute(
        text("SELECT state, due_date_before FROM extension_request ORDER BY id")
    ).tuples()
    kept = [(state, str(day)) for state, day in found]
    assert kept == [(state, "2026-12-31") for state in ("lapsed", "requested", "declined")]
    assert plan


@pytest.mark.parametrize(
    ("statement", "is_kept"),
    [
        ("UPDATE outbox_message SET kind = 'extension'", True),
        ("UPDATE outbox_message SET kind = 'round'", True),
        ("UPDATE outbox_message SET kind = 'nonsense'", False),
        ("UPDATE outbox_message SET state = 'nonsense'", False),
        ("UPDATE outbox_message SET attempts = -1", False),
        ("UPDATE extension_request SET state = 'offered', cause = 'objective'", True),
        ("UPDATE extension_request SET state = 'nonsense'", False),
        ("UPDATE extension_request SET cause = 'nonsense'", False),
    ],
)
def test_rebuilt_tables_keep_their_checks(plan: Plan, statement: str, *, is_kept: bool) -> None:
    task = db.session.scalars(select(Task).where(Task.plan_id == plan.id)).one()
    make_extension(task)
    _make_message(task)
    if is_kept:
        db.session.execute(text(statement))
        db.session.commit()
        downgrade(revision="0002")
        upgrade()
        check()
        return
    with pytest.raises(IntegrityError):
        db.session.execute(text(statement))


def _make_message(task: Task, kind: MessageKind = MessageKind.CONFIRMED) -> None:
    """One planned mail about the task."""
    assert task.owner is not None
    outbox.enqueue(
        kind,
        task.owner,
        now=NOW,
        local_day=NOW.date(),
        expires_at=NOW,
        task_id=task.id,
    )
    db.session.commit()


def test_what_coordinators_did_goes_down_step_by_step_and_up_again(plan: Plan) -> None:
    task = db.session.scalars(select(Task).where(Task.plan_id == plan.id)).one()
    by = make_user(plan, Role.COORDINATOR)
    letter = make_letter(task, by)
    make_objection(letter, by)
    make_paper(letter.reports[0])
    make_confirmation(task, by)
    make_call(task)
    make_round(plan)
    measure = make_measure(task)
    save(
        MeasureValue(
            report_id=letter.reports[0].id, measure_id=measure.id, year=2026, amount=Decimal("1.5")
        )
    )
    make_relief(task)
    make_direction(task, by)
    make_comment(task, by, people=[by])
    make_agenda_feed(by, plan)
    make_leader_list(task)
    make_leader_field(plan)
    make_reorganisation()
    make_update_link(task)
    make_member_answer(task, make_agency())
    make_saved_filter(plan, by)
    task.after = make_task(plan)
    db.session.commit()
    for kind in MessageKind:
        _make_message(task, kind)
    save(
        DeliveryReport(
            message_id=db.session.scalars(select(OutboxMessage.id)).first(),
            read_at=NOW,
            action=ReportAction.DELAYED,
            status="4.7.1",
            said="451 4.7.1 later",
            digest="0" * 64,
        )
    )
    kept = _counts()
    db.session.rollback()
    for revision in range(16, 3, -1):
        downgrade(revision=f"{revision:04}")
    upgrade()
    check()
    found = _counts()
    tables = ("task", "milestone", "progress_report", "call_note", "user_account", "agency")
    assert {name: found[name] for name in tables} == {name: kept[name] for name in tables}
    messages = set(db.session.scalars(text("SELECT kind FROM outbox_message")))
    assert messages == {"digest", "invitation", "password_reset", "password_notice", "confirmed",
                        "returned", "extension", "test"}  # fmt: skip
