"""The demonstration in a test's database: on the shipped plan, at the test's moment."""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from plan_app.domain.roles import Role
from plan_app.extensions import db
from plan_app.models import Agency, Membership, Task, User
from plan_app.services import calendar, demonstration, seeding
from plan_app.services.demonstration import Summary
from plan_app.services.transaction import transaction
from tests.conftest import NOW
from tests.seed_files import shipped

ZONE: Final = ZoneInfo("Asia/Ho_Chi_Minh")
TODAY: Final = NOW.astimezone(ZONE).date()


def seed() -> None:
    """Load the shipped plan and the calendar."""
    with transaction():
        calendar.fill(now=NOW)
        seeding.seed(shipped(), apply=False, now=NOW)


def fill(now: datetime = NOW) -> Summary | None:
    """Add the demonstration; None when it was there."""
    with transaction():
        return demonstration.fill(now=now, zone=ZONE)


def seed_and_fill() -> Summary:
    """Plan, calendar and demonstration in an empty database."""
    seed()
    summary = fill()
    assert summary is not None
    return summary


def get_person(role: Role, agency: str) -> User:
    """The first person with the role at the agency with this code."""
    return db.session.scalars(
        select(User)
        .join(Membership)
        .join(Agency, User.agency_id == Agency.id)
        .where(Membership.role == role, Agency.code == agency)
        .order_by(User.id)
    ).first() or pytest.fail(f"nobody is {role} at {agency}")


def tasks() -> list[Task]:
    """The plan's tasks by number."""
    return list(db.session.scalars(select(Task).order_by(Task.number)))
