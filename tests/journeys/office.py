"""A whole office for the browser: the demonstration, installed and served like the real one."""

import email
import email.policy
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from email.message import EmailMessage
from pathlib import Path

import holidays

from tests import processes
from tests.journeys import duties, untold
from tests.journeys.ports import free_port

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 30
OWNER = "Lê Hữu Đạt"


@dataclass(frozen=True, slots=True)
class Office:
    """Where it is served, and how to run a command in it."""

    address: str
    environ: dict[str, str]

    def run(self, *arguments: str) -> str:
        """What `plan-app` with these arguments prints; fails when the command does."""
        done = processes.run(arguments, self.environ)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def letters(self, to: str) -> list[EmailMessage]:
        """The mails to this address that were written to files, the oldest first."""
        folder = Path(self.environ["PLAN_APP_INSTANCE"]) / "mail"
        parsed = [
            email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            for path in sorted(folder.rglob("*.eml"), key=lambda path: path.stat().st_mtime)
        ]
        return [each for each in parsed if to in str(each["To"])]

    def link_in_mail(self, to: str) -> str:
        """The link for setting a password that the last mail to this address holds."""
        body = self.letters(to)[-1].get_body(("plain",))
        assert body is not None
        found = re.search(r"https?://\S+/password/\S+", body.get_content())
        assert found, body.get_content()
        return found.group()

    def give_duties(self, name: str) -> None:
        """Let the person have something to do, whatever day it is."""
        processes.run([name], self.environ, program=duties.main).check_returncode()

    def forget_reminders(self) -> None:
        """Let overdue work be told of by no mail yet, so that it can be nudged today."""
        processes.run([], self.environ, program=untold.main).check_returncode()

    def send_morning(self) -> None:
        """Switch the reminders on, and send what a working day's morning brings."""
        morning = f"{working_day(date.today())} 08:00"  # noqa: DTZ011 (the demonstration is of today)
        self.run("reminders", "on", "--yes")
        self.run("remind", "--at", morning)
        self.run("deliver", "--at", morning)


@contextmanager
def open_office(
    *, scheduler: bool = False, demonstration: bool = True, **own_settings: str
) -> Iterator[Office]:
    """Fill a new instance and serve it; its reminders are off and nothing was sent.

    Without the demonstration there is the plan of the seed file and nobody at all.
    `own_settings` are variables without their prefix.
    """
    with tempfile.TemporaryDirectory(prefix="plan-app-office-") as folder:
        port = free_port()
        address = f"http://127.0.0.1:{port}"
        own = {"INSTANCE": folder, "PORT": str(port), "BASE_URL": address, **own_settings}
        own["DEMO"] = "1" if demonstration else "0"
        environ = os.environ | {f"PLAN_APP_{name}": value for name, value in own.items()}
        office = Office(address, environ)
        commands = [("init",), ("seed", str(ROOT / "seed_plan.yaml"))]
        for command in [*commands, ("demo",)] if demonstration else commands:
            office.run(*command)
        with _serving(office, *([] if scheduler else ["--no-scheduler"])):
            yield office


def working_day(day: date) -> date:
    """The first Monday to Friday that is no holiday, on or after the day."""
    days_off = holidays.country_holidays("VN")
    while day.weekday() > 4 or day in days_off:
        day += timedelta(days=1)
    return day


@contextmanager
def _serving(office: Office, *options: str) -> Iterator[None]:
    command = [sys.executable, "-m", "plan_app", "serve", *options]
    server = subprocess.Popen(
        command, env=office.environ, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(f"{office.address}/healthz")
        yield
    finally:
        server.terminate()
        server.wait(PATIENCE_SECONDS)


def _wait_for(address: str) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(address).close()  # noqa: S310 (our own server)
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"{address} does not answer")
