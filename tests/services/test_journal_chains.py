"""Whoever changes the journal behind the software's back is found out."""

# ruff: noqa: S608 (statements of our own, with places in them)

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import text

from plan_app.domain import chain
from plan_app.extensions import db
from plan_app.models import JournalEntry, Plan
from plan_app.services import journal, journal_chains
from plan_app.services.journal_chains import Chain, Fault
from plan_app.services.transaction import transaction
from tests.builders import make_plan
from tests.conftest import NOW


@pytest.fixture
def plan(own_app: Flask) -> Plan:
    """A plan whose chain has five entries, in a database without the triggers."""
    assert own_app
    plan = make_plan(slug="xanh")
    write(plan.id, *range(1, 6))
    drop_triggers()
    return plan


def write(plan_id: int | None, *numbers: int) -> None:
    """One entry for each number, with a text."""
    with transaction():
        for number in numbers:
            journal.record(
                "test",
                now=NOW + timedelta(seconds=number),
                actor_id=None,
                plan_id=plan_id,
                data={"number": number, "word": "Thanh Hóa"},
                text=f"Nội dung {number}",
            )


def drop_triggers() -> None:
    """What only the owner of the database can do."""
    if db.engine.dialect.name == "sqlite":
        drops = ["DROP TRIGGER journal_entry_no_update", "DROP TRIGGER journal_entry_no_delete"]
    else:
        drops = ["DROP TRIGGER journal_entry_only_grows ON journal_entry"]
    run(*drops)


def run(*statements: str) -> None:
    """Raw SQL, committed."""
    with db.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    db.session.rollback()


def of_plan() -> Chain:
    """The plan's chain as it verifies."""
    (chain,) = [each for each in journal_chains.verify() if each.plan == "xanh"]
    return chain


def test_a_chain_as_it_was_written_is_whole(plan: Plan) -> None:
    assert plan
    assert [(each.plan, each.entries, each.is_whole) for each in journal_chains.verify()] == [
        (None, 0, True),
        ("xanh", 5, True),
    ]


@pytest.mark.parametrize(
    "change",
    [
        "action = 'other'",
        "actor_id = NULL, data = '{\"number\": 4}'",
        "data = '{}'",
        "subject_kind = 'task'",
        "subject_id = 7",
        "at = '2020-01-01 00:00:00.000000'",
        "previous_hash = ''",
        "hash = 'x'",
        "text_digest = NULL",
    ],
)
def test_the_first_altered_entry_is_named(plan: Plan, change: str) -> None:
    assert plan
    run(
        f"UPDATE journal_entry SET {change} WHERE sequence = 3",
        "UPDATE journal_entry SET action = 'later' WHERE sequence = 5",
    )
    found = of_plan()
    assert (found.fault, found.sequence, found.entries) == (Fault.ALTERED, 3, 5)


def test_one_that_can_no_longer_be_read_is_altered(plan: Plan, backend: str) -> None:
    assert plan
    if backend == "sqlite":
        run("UPDATE journal_entry SET data = 'no json' WHERE sequence = 3")
    else:
        run("UPDATE journal_entry SET data = '[]' WHERE sequence = 3")
    found = of_plan()
    assert (found.fault, found.sequence) == (Fault.ALTERED, 3)


@pytest.mark.parametrize("place", [1, 3, 5])
def test_the_first_removed_entry_is_named(plan: Plan, place: int) -> None:
    assert plan
    run(f"DELETE FROM journal_entry WHERE sequence = {place}")
    found = of_plan()
    assert (found.fault, found.sequence, found.entries) == (Fault.REMOVED, place, 4)


def test_a_chain_of_which_nothing_is_left_misses_its_first_entry(plan: Plan) -> None:
    assert plan
    run("DELETE FROM journal_entry")
    found = of_plan()
    assert (found.fault, found.sequence) == (Fault.REMOVED, 1)


def test_two_entries_that_changed_places_are_named(plan: Plan) -> None:
    assert plan
    run(
        "UPDATE journal_entry SET sequence = -1 WHERE sequence = 2",
        "UPDATE journal_entry SET sequence = 2 WHERE sequence = 4",
        "UPDATE journal_entry SET sequence = 4 WHERE sequence = -1",
    )
    found = of_plan()
    assert (found.fault, found.sequence, found.belongs_to) == (Fault.REORDERED, 2, 4)


def test_a_removed_entry_whose_gap_was_closed_is_found(plan: Plan) -> None:
    assert plan
    run("DELETE FROM journal_entry WHERE sequence = 2")
    for place in (3, 4, 5):
        run(f"UPDATE journal_entry SET sequence = {place - 1} WHERE sequence = {place}")
    found = of_plan()
    assert (found.fault, found.sequence, found.belongs_to) == (Fault.REORDERED, 2, 3)


@pytest.mark.parametrize("place", [2, 5])
def test_an_entry_altered_together_with_its_hash_is_named(plan: Plan, place: int) -> None:
    assert plan
    entry = db.session.query(JournalEntry).filter_by(sequence=place).one()
    entry.action = "forged"
    forged = chain.digest(entry)
    db.session.rollback()
    run(f"UPDATE journal_entry SET action = 'forged', hash = '{forged}' WHERE sequence = {place}")
    found = of_plan()
    assert (found.fault, found.sequence) == (Fault.ALTERED, place)


def test_an_entry_beyond_the_head_was_not_written_by_us(plan: Plan) -> None:
    assert plan
    run("UPDATE journal_head SET sequence = 4 WHERE plan_id IS NOT NULL")
    found = of_plan()
    assert (found.fault, found.sequence) == (Fault.ADDED, 5)


def test_an_entry_before_the_first_was_not_written_by_us(plan: Plan) -> None:
    entry = db.session.query(JournalEntry).filter_by(sequence=1).one()
    head_id = entry.head_id
    entry.sequence, entry.previous_hash = 0, ""
    forged = chain.digest(entry)
    db.session.rollback()
    run(
        "INSERT INTO journal_entry (head_id, sequence, at, action, subject_kind, data,"
        " text_digest, previous_hash, hash) SELECT head_id, 0, at, action, subject_kind, data,"
        f" text_digest, '', '{forged}' FROM journal_entry WHERE head_id = {head_id}"
        " AND sequence = 1"
    )
    assert plan
    assert of_plan().fault is Fault.ADDED


def test_an_altered_head_of_an_empty_chain_is_found(plan: Plan) -> None:
    assert plan
    run("UPDATE journal_head SET hash = 'x' WHERE plan_id IS NULL")
    assert journal_chains.verify()[0].fault is Fault.HEAD_ALTERED


def test_an_erased_text_leaves_the_chain_whole(plan: Plan) -> None:
    assert plan
    run("UPDATE journal_text SET body = NULL")
    assert of_plan().is_whole


def test_an_altered_text_is_named(plan: Plan) -> None:
    assert plan
    run("UPDATE journal_text SET body = 'Khác' WHERE body = 'Nội dung 4'")
    found = of_plan()
    assert (found.fault, found.sequence) == (Fault.TEXT_ALTERED, 4)


def test_a_removed_text_is_named(plan: Plan) -> None:
    assert plan
    gone = "DELETE FROM journal_text WHERE body = 'Nội dung 4'"
    if db.engine.dialect.name == "sqlite":
        # A connection of one's own does not enforce foreign keys.
        with closing(sqlite3.connect(db.engine.url.database or "")) as connection:
            connection.execute(gone)
            connection.commit()
    else:
        name = "fk_journal_entry_text_digest_journal_text"
        run(f"ALTER TABLE journal_entry DROP CONSTRAINT {name}", gone)
    found = of_plan()
    assert (found.fault, found.sequence) == (Fault.TEXT_ALTERED, 4)


def test_a_fault_of_one_chain_does_not_hide_those_of_another(plan: Plan) -> None:
    other = make_plan(slug="khac")
    write(other.id, 1)
    write(None, 1)
    run("UPDATE journal_entry SET action = 'x' WHERE sequence = 1")
    assert {each.plan: each.sequence for each in journal_chains.verify()} == {
        None: 1,
        "xanh": 1,
        "khac": 1,
    }
    assert plan


def test_a_long_chain_is_read_in_parts(own_app: Flask, now: datetime) -> None:
    assert own_app
    assert now
    write(None, *range(1, 503))
    drop_triggers()
    run("UPDATE journal_entry SET action = 'x' WHERE sequence = 501")
    (chain,) = journal_chains.verify()
    assert (chain.fault, chain.sequence, chain.entries) == (Fault.ALTERED, 501, 502)


def test_verifying_writes_nothing(plan: Plan) -> None:
    assert plan
    run("UPDATE journal_entry SET sequence = 9 WHERE sequence = 5")
    of_plan()
    assert not db.session.dirty
