"""Probes."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from plan_app.extensions import db
from plan_app.models import Lease, MailQueue, QueueStop
from plan_app.queries.reminder_health import SCHEDULER
from plan_app.queries.scheduler import get_database_time
from plan_app.services.transaction import transaction
from tests.databases import make_app
from tests.pages import Client


def _beat(ago: timedelta) -> None:
    at = get_database_time() - ago
    with transaction():
        db.session.add(Lease(name=SCHEDULER, holder="a", beat_at=at, expires_at=at))


def test_a_migrated_installation_is_ready(client: Client) -> None:
    assert client.get("/readyz").response.json == {"status": "ok"}


def test_one_with_missing_migrations_is_not(client: Client) -> None:
    db.session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    assert client.get("/readyz", 503).response.json == {"status": "migrations missing"}


@pytest.mark.parametrize("probe", ["/readyz", "/health/scheduler"])
def test_one_without_a_database_is_not(tmp_path: Path, probe: str) -> None:
    app = make_app(tmp_path, "postgresql://nobody@127.0.0.1:1/none")
    assert app.test_client().get(probe).json == {"status": "no database"}


def test_the_process_answers_without_a_database(tmp_path: Path) -> None:
    app = make_app(tmp_path, "postgresql://nobody@127.0.0.1:1/none")
    assert app.test_client().get("/healthz").json == {"status": "ok"}


def test_a_scheduler_that_never_ran_is_late(client: Client) -> None:
    answer = client.get("/health/scheduler", 503).response.json
    assert answer == {
        "status": "late", "heartbeat_seconds": None, "queue": "running", "waiting": 0
    }  # fmt: skip


def test_a_late_scheduler_does_not_make_the_web_unready(client: Client) -> None:
    client.get("/health/scheduler", 503)
    client.get("/readyz", 200)


def test_a_beating_scheduler_is_well(client: Client) -> None:
    _beat(timedelta(seconds=20))
    answer = client.get("/health/scheduler").response.json
    assert answer is not None
    assert answer["status"] == "ok"
    assert 20 <= answer["heartbeat_seconds"] < 60


def test_a_heartbeat_of_ten_minutes_ago_is_late(client: Client) -> None:
    _beat(timedelta(minutes=10))
    client.get("/health/scheduler", 503)


def test_a_stopped_queue_is_told_without_its_words(app: Flask, client: Client) -> None:
    assert app
    _beat(timedelta(0))
    with transaction():
        queue = db.session.get_one(MailQueue, 1)
        queue.stopped, queue.reason = QueueStop.CONFIGURATION, "535 user@mail.example.org"
    answer = client.get("/health/scheduler").response
    assert answer.json is not None
    assert answer.json["queue"] == "configuration"
    assert "535" not in answer.text
