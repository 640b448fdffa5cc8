"""The owner of the journeys has two things to do on any day of the demonstration's year."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from plan_app import clock
from plan_app.extensions import db
from plan_app.models import User
from plan_app.services.transaction import transaction
from tests.demonstrated import ZONE, fill, seed
from tests.journeys.duties import AT_LEAST, count_duties, top_up
from tests.journeys.office import OWNER


@pytest.mark.parametrize("month", range(1, 13))
def test_there_is_enough_to_do_on_any_day(app: Flask, month: int) -> None:
    assert app
    now = datetime(2026, month, 24, 1, 0, tzinfo=UTC)
    with clock.stopped_at(now):
        seed()
        fill(now)
        person = db.session.scalars(select(User).where(User.full_name == OWNER)).one()
        today = now.astimezone(ZONE).date()

        with transaction():
            top_up(OWNER, today)

        assert count_duties(person.id, today) >= AT_LEAST
