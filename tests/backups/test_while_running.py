"""A backup is consistent while others write."""

import threading
from datetime import datetime
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from plan_app.backups import instance
from plan_app.extensions import db, settings
from plan_app.models import JournalEntry, JournalHead
from plan_app.services import journal
from plan_app.services.transaction import transaction
from tests.backups.test_instance import _database, _restore


def test_head_and_entries_agree_in_a_backup_taken_while_writing(
    own_app: Flask, now: datetime, tmp_path: Path
) -> None:
    done, written = threading.Event(), threading.Event()

    def write() -> None:
        with own_app.app_context():
            while not done.is_set():
                with transaction():
                    journal.record("test", now=now, actor_id=None, plan_id=None)
                written.set()

    thread = threading.Thread(target=write)
    thread.start()
    try:
        assert written.wait(20)
        instance.back_up(tmp_path / "b", database=_database(), settings=settings(), now=now)
    finally:
        done.set()
        thread.join(20)
    _restore(tmp_path / "b")
    head = db.session.scalar(select(JournalHead.sequence))
    assert head
    assert head == db.session.scalar(select(func.count()).select_from(JournalEntry))
