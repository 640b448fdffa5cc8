"""A filled installation to back up and to copy, and what must be the same afterwards."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import create_engine, select

from plan_app.extensions import db, settings
from plan_app.settings import database_url
from tests.cli.commands import invoke

SEED = Path(__file__).parents[2] / "seed_plan.yaml"
# A week after the mail that is sent by `fill`.
MORNING = "2026-12-15 08:00"


def fill(app: Flask) -> None:
    """The demonstration with its reminders on, and a morning's mail sent."""
    app.config["SETTINGS"] = replace(settings(), demo=True)
    steps = [
        ("seed", str(SEED)), ("demo",), ("reminders", "on", "--yes"),
        ("remind", "--at", "2026-12-08 08:00"), ("deliver", "--at", "2026-12-08 08:05"),
    ]  # fmt: skip
    for step in steps:
        done = invoke(app, *step)
        assert done.exit_code == 0, done.output
    db.session.remove()


def address(app: Flask) -> str:
    """The address of the application's database, as a person writes it."""
    url: str = app.config["SQLALCHEMY_DATABASE_URI"]
    return url


def reminders(app: Flask) -> dict[str, Any]:
    """What `remind --dry-run --json` says of the next morning."""
    done = invoke(app, "remind", "--at", MORNING, "--dry-run", "--json")
    assert done.exit_code == 0, done.output
    db.session.remove()
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def content(url: str) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, as the types read them."""
    engine = create_engine(database_url(url))
    with engine.connect() as connection:
        found = {
            table.name: [
                dict(row)
                for row in connection.execute(
                    select(table).order_by(*table.primary_key.columns)
                ).mappings()
            ]
            for table in db.metadata.sorted_tables
        }
    engine.dispose()
    return found
