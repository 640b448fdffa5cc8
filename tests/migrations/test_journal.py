"""The database itself refuses to change the journal."""

from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from plan_app.extensions import db
from plan_app.models import JournalEntry
from plan_app.services import journal
from plan_app.services.transaction import transaction

REFUSED = {
    "sqlite": ("UPDATE journal_entry SET action = 'x'", "DELETE FROM journal_entry"),
    "postgresql": (
        "UPDATE journal_entry SET action = 'x'",
        "DELETE FROM journal_entry",
        "TRUNCATE journal_entry",
        "TRUNCATE journal_head CASCADE",
    ),
}


@pytest.mark.parametrize("number", range(4))
def test_what_is_written_stays(app: Flask, backend: str, now: datetime, number: int) -> None:
    assert app
    statements = REFUSED[backend]
    with transaction():
        journal.record("test", now=now, actor_id=None, plan_id=None)
    with pytest.raises(DBAPIError), db.session.begin_nested():
        db.session.execute(text(statements[number % len(statements)]))
    assert db.session.scalar(select(func.count()).select_from(JournalEntry)) == 1
