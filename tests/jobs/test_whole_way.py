"""The whole way, as a person goes it: from the seed file to the mailboxes, on both databases."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from plan_app.domain.mailing import LedgerState, MessageState
from plan_app.extensions import db
from plan_app.models import LedgerRow, OutboxMessage, SolutionGroup, Task
from plan_app.services import calendar
from plan_app.services.transaction import transaction
from plan_app.settings import child_environment
from tests import databases, processes, smtp
from tests.cli.commands import invoke
from tests.conftest import NOW
from tests.seed_files import SHIPPED

# On SQLite the offices of `tests/journeys` go this way, and story 10 with a mail server.
BACKENDS = (pytest.param("sqlite", marks=pytest.mark.slow), "postgresql")
MORNING = "2026-12-08 08:00"
# A week before many dates of the plan, so that many are told again.
LATER = "2026-12-24 08:00"


class Office:
    """An installation with its mail server."""

    def __init__(self, app: Flask, sink: smtp.Sink, environment: dict[str, str]) -> None:
        self.app = app
        self.sink = sink
        self.environment = environment

    def run(self, *words: str) -> str:
        """Run a command here; what it prints."""
        result = invoke(self.app, *words)
        db.session.remove()
        assert result.exit_code == 0, (words, result.output, result.exception)
        return result.stdout

    def facts(self, *words: str) -> dict[str, Any]:
        """Run a command that prints JSON."""
        found: dict[str, Any] = json.loads(self.run(*words, "--json"))
        return found

    def twice_at_once(self, *words: str) -> None:
        """Run a command in two processes of their own, as two machines would."""
        started = [processes.Started(words, self.environment) for _ in range(2)]
        ended = [each.ended() for each in started]
        assert [each.returncode for each in ended] == [0, 0], ended

    def received(self) -> list[str]:
        """Who got a message since the last look, in alphabetical order."""
        found = sorted(self.sink.recipients)
        self.sink.recipients.clear()
        return found


@pytest.fixture
def office(backend: str, tmp_path: Path, now: object) -> Iterator[Office]:
    """A migrated and otherwise empty installation of the demonstration."""
    assert now
    url, remove = databases.copy_of_migrated(backend, tmp_path)
    sink = smtp.Sink()
    with smtp.running(sink) as port:
        values = {"DEMO": "1", "MAIL_URL": f"smtp://127.0.0.1:{port}"}
        app = databases.make_app(tmp_path, url, **values)
        own = {"INSTANCE": str(tmp_path), "DATABASE_URL": url, **values}
        environment = child_environment(**{f"PLAN_APP_{name}": own[name] for name in own})
        with app.app_context():
            with transaction():
                calendar.fill(now=NOW)
            yield Office(app, sink, environment)
            databases.dispose(app)
    remove()


def people_of(planned: dict[str, Any]) -> list[str]:
    """To whom a run plans a message, in alphabetical order."""
    return sorted(message["to"] for message in planned["messages"])


def test_from_the_seed_file_to_one_message_in_each_mailbox(office: Office) -> None:
    office.run("seed", str(SHIPPED))
    assert db.session.scalar(select(func.count(SolutionGroup.id))) == 8
    assert db.session.scalar(select(func.count(Task.id))) == 105
    db.session.remove()
    office.run("demo")
    assert office.facts("remind", "--at", MORNING)["messages"] == []
    assert office.facts("deliver", "--at", MORNING)["accepted"] == 0
    office.run("reminders", "on", "--yes")

    planned = people_of(office.facts("remind", "--at", MORNING))
    sent = office.facts("deliver", "--at", MORNING)

    assert len(planned) > 10
    assert len(set(planned)) == len(planned) == sent["accepted"]
    assert office.received() == planned
    for message in office.sink.parsed():
        body = message.get_body(("plain",))
        assert body is not None
        is_about_tasks = "nhiệm vụ)" in body.get_content()
        assert is_about_tasks == ("Nội dung minh họa" in body.get_content())
    for _ in range(2):
        assert office.facts("remind", "--at", MORNING)["messages"] == []
        assert set(office.facts("deliver", "--at", MORNING).values()) == {0}
    assert office.received() == []

    expected = people_of(office.facts("remind", "--at", LATER, "--dry-run"))
    office.twice_at_once("remind", "--at", LATER)
    office.twice_at_once("deliver", "--at", LATER)

    assert len(expected) > 10
    assert office.received() == expected
    assert office.facts("remind", "--at", LATER)["messages"] == []
    assert set(office.facts("deliver", "--at", LATER).values()) == {0}
    states = set(db.session.scalars(select(OutboxMessage.state)))
    assert states == {MessageState.ACCEPTED}
    assert set(db.session.scalars(select(LedgerRow.state))) == {LedgerState.TOLD}
