"""Measure delivery against a sink on loopback, as a ratio to a bare `smtplib` loop.

    python -m benchmarks.delivery [--tasks 105 10000 100000] [--rounds 5] [--database-url URL]

The sink (aiosmtpd) and each worker are processes of their own on this machine. The bare loop
sends the same number of messages, each the bytes of a digest of the middle size, over one
connection to the same sink. Bare loop, one worker and two take turns; of each the best round
counts, because the machine may be busy. Workers are warm, as the scheduler is: the first round
does not count. `URL` is an empty database for a single size; without it a SQLite file is made.
"""

import argparse
import asyncio
import os
import smtplib
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime

SIZES = (105, 10_000, 100_000)
NOW = datetime(2026, 12, 8, 1, 0, tzinfo=UTC)
SENDER, RECIPIENT = "nhac-viec@plan-app.example.org", "dau.moi@co-quan.example.org"
MOST_PEOPLE = 1000
Process = subprocess.Popen[bytes]


def main() -> None:
    """Run the part that the first argument names, by default the whole measurement."""
    part = {"sink": sink, "worker": worker}.get(sys.argv[1] if len(sys.argv) > 1 else "")
    if part:
        part()
        return
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tasks", type=int, nargs="+", default=SIZES)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--database-url", default="")
    wanted = parser.parse_args()
    for tasks in wanted.tasks:
        with tempfile.TemporaryDirectory() as folder:
            measure(tasks, wanted.rounds, folder, wanted.database_url)


def measure(tasks: int, rounds: int, folder: str, url: str) -> None:
    """Print the rates of the bare loop, of one worker and of two."""
    with ExitStack() as running:
        port = running.enter_context(running_sink())
        os.environ |= {
            "PLAN_APP_INSTANCE": folder,
            "PLAN_APP_DATABASE_URL": url,
            "PLAN_APP_MAIL_URL": f"smtp://127.0.0.1:{port}",
        }
        prepare(tasks, min(tasks, MOST_PEOPLE))
        data, messages = sample()
        workers = [running.enter_context(running_worker()) for _ in range(2)]
        for part in (workers[:1], workers[1:], workers):
            deliver_with(part, messages)
        bare, one, two = (max(rates) for rates in zip(
            *((bare_loop(port, messages, data), deliver_with(workers[:1], messages),
               deliver_with(workers, messages)) for _ in range(rounds)), strict=True))  # fmt: skip
    kind = "postgresql" if url else "sqlite"
    print(
        f"{kind:10} {tasks:7} tasks {messages:5} messages of {len(data) / 1024:.0f} KB"
        f"  bare loop {bare:5.0f}/s  1 worker {one:5.0f}/s {one / bare:4.0%}"
        f"  2 workers {two:5.0f}/s {two / bare:4.0%}",
        flush=True,
    )


def prepare(tasks: int, people: int) -> None:
    """Make the tables and a plan of so many tasks and owners, of whom most are due."""
    from flask_migrate import upgrade

    from benchmarks.fill import fill
    from plan_app import create_app

    with create_app().app_context():
        upgrade()
        fill(tasks, owners=people, today=NOW.date())


def plan_again() -> None:
    """Plan one digest for everybody, as if nobody had been told anything."""
    from sqlalchemy import delete, update

    from plan_app import create_app
    from plan_app.extensions import db
    from plan_app.models import LedgerRow, MailQueue, OutboxMessage, UpdateLink
    from plan_app.services import reminders
    from plan_app.services.transaction import transaction

    with create_app().app_context(), transaction():
        db.session.execute(delete(LedgerRow))
        db.session.execute(delete(UpdateLink))
        db.session.execute(delete(OutboxMessage))
        db.session.execute(update(MailQueue).values(stopped=None))
        planned = reminders.plan(now=NOW)
        assert not planned.stopped, "the circuit-breaker holds the measurement back"


def sample() -> tuple[bytes, int]:
    """The bytes of a digest of the middle size, and how many digests there are."""
    from plan_app import create_app
    from plan_app.mail.deliver import deliver
    from plan_app.mail.transports import MemoryTransport

    plan_again()
    kept = MemoryTransport()
    with create_app().app_context():
        deliver(NOW, worker="sample", transport=kept)
    by_size = sorted((each.data for each in kept.sent), key=len)
    return by_size[len(by_size) // 2], len(by_size)


def bare_loop(port: int, messages: int, data: bytes) -> float:
    """Messages a second of the plainest client."""
    with smtplib.SMTP("127.0.0.1", port) as server:
        server.sendmail(SENDER, [RECIPIENT], data)
        start = time.perf_counter()
        for _ in range(messages):
            server.sendmail(SENDER, [RECIPIENT], data)
        return messages / (time.perf_counter() - start)


def deliver_with(workers: list[Process], messages: int) -> float:
    """Messages a second of these workers, from the word to the last one's answer."""
    plan_again()
    start = time.perf_counter()
    for each in workers:
        assert each.stdin is not None
        each.stdin.write(b"go\n")
        each.stdin.flush()
    accepted = sum(_answer(each) for each in workers)
    spent = time.perf_counter() - start
    assert accepted == messages, f"only {accepted} accepted"
    return accepted / spent


def _answer(process: Process) -> int:
    assert process.stdout is not None
    return int(process.stdout.readline())


@contextmanager
def running_worker() -> Iterator[Process]:
    """A worker that is ready and waits for the word."""
    command = [sys.executable, "-m", "benchmarks.delivery", "worker"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()


def worker() -> None:
    """At each word deliver what waits, and print how many were accepted."""
    from plan_app import create_app
    from plan_app.extensions import db, settings
    from plan_app.mail.deliver import deliver
    from plan_app.mail.transports import open_transport

    with create_app().app_context():
        while sys.stdin.readline():
            with open_transport(settings()) as transport:
                counts = deliver(NOW, worker=f"bench-{os.getpid()}", transport=transport)
            db.session.remove()
            print(counts["accepted"], flush=True)


@contextmanager
def running_sink() -> Iterator[int]:
    """The sink in a process of its own; gives its port."""
    command = [sys.executable, "-m", "benchmarks.delivery", "sink"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline())
    finally:
        process.terminate()
        process.wait()


def sink() -> None:
    """Accept everything and keep nothing; offer what every server of an office offers.

    aiosmtpd reads commands that come in one packet one after the other, but does not say so.
    """
    from aiosmtpd.smtp import SMTP, Session

    class Nothing:
        async def handle_EHLO(  # noqa: N802 (the name of the hook)
            self, _server: SMTP, session: Session, _envelope: object, name: str, said: list[str]
        ) -> list[str]:
            session.host_name = name
            return [said[0], "250-PIPELINING", *said[1:]]

        async def handle_DATA(self, *_: object) -> str:  # noqa: N802 (the name of the hook)
            return "250 2.0.0 OK"

    async def serve() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: SMTP(Nothing(), loop=loop), "127.0.0.1", 0)
        print(server.sockets[0].getsockname()[1], flush=True)
        await server.serve_forever()

    asyncio.run(serve())


if __name__ == "__main__":
    main()
