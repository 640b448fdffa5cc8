"""The database's clock."""

from datetime import UTC, datetime, timedelta

from flask import Flask

from plan_app.queries.scheduler import get_database_time


def test_the_databases_clock_is_the_real_one(app: Flask) -> None:
    assert app
    assert abs(datetime.now(UTC) - get_database_time()) < timedelta(minutes=1)
