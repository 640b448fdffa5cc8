"""The demonstration in a test's database: on the shipped plan, at the test's moment.

A test that asks for the fixture `prepared_demonstration` gets its application on a database that
holds it.
"""

import json
import pathlib
import tempfile
from dataclasses import asdict
from datetime import datetime
from functools import cache
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from plan_app.domain.roles import Role
from plan_app.extensions import db
from plan_app.models import Agency, Membership, Task, User
from plan_app.services import calendar, demonstration, seeding
from plan_app.services.demonstration import Summary
from plan_app.services.transaction import transaction
from tests import databases
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


class Prepared(NamedTuple):
    """The address of a database with the demonstration, and what was entered there."""

    url: str
    summary: Summary


@cache
def prepared(backend: str) -> Prepared:
    """The run's database with plan, calendar and demonstration; to be copied."""
    said = json.loads(databases.once(f"demonstration-{backend}", lambda: _prepare(backend)))
    return Prepared(said["url"], Summary(**said["summary"]))


def _prepare(backend: str) -> str:
    folder = pathlib.Path(tempfile.mkdtemp(dir=databases.FOLDER))
    url, _ = databases.copy_of_migrated(backend, folder)
    app = databases.make_app(folder, url)
    with app.app_context():
        summary = seed_and_fill()
        databases.dispose(app)
    return json.dumps({"url": url, "summary": asdict(summary)})


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
