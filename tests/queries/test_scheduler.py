"""The scheduler's health, and the database's clock."""

from datetime import UTC, datetime, timedelta

from flask import Flask

from plan_app.extensions import db
from plan_app.models import Lease, MailQueue, QueueStop
from plan_app.queries.scheduler import SCHEDULER, get_database_time, get_scheduler_health
from plan_app.services.transaction import transaction


def _beat(ago: timedelta) -> None:
    at = get_database_time() - ago
    with transaction():
        db.session.add(Lease(name=SCHEDULER, holder="a", beat_at=at, expires_at=at))


def test_the_databases_clock_is_the_real_one(app: Flask) -> None:
    assert app
    assert abs(datetime.now(UTC) - get_database_time()) < timedelta(minutes=1)


def test_a_scheduler_that_never_ran_is_late(app: Flask) -> None:
    assert app
    health = get_scheduler_health()
    assert health.age is None
    assert health.is_late


def test_a_fresh_heartbeat_is_not_late(app: Flask) -> None:
    assert app
    _beat(timedelta(seconds=100))
    assert not get_scheduler_health().is_late


def test_a_heartbeat_of_more_than_two_minutes_ago_is_late(app: Flask) -> None:
    assert app
    _beat(timedelta(seconds=121))
    assert get_scheduler_health().is_late


def test_a_stopped_queue_is_told(app: Flask) -> None:
    assert app
    assert get_scheduler_health().stopped is None
    with transaction():
        db.session.get_one(MailQueue, 1).stopped = QueueStop.CONFIGURATION
    assert get_scheduler_health().stopped is QueueStop.CONFIGURATION
