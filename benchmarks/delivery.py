"""Measure delivery against a sink on loopback, as a ratio to a bare `smtplib` loop.

    python -m benchmarks.delivery [--messages 1000] [--database-url URL]

The sink (aiosmtpd) and each worker are processes of their own. The bare loop sends the same
number of messages of the same size over one connection. `URL` is an empty database; without
it a SQLite file is made. Its tables are made, filled and left behind.
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
from contextlib import contextmanager
from datetime import UTC, datetime

NOW = datetime(2026, 12, 8, 1, 0, tzinfo=UTC)
SENDER, RECIPIENT = "nhac-viec@plan-app.example.org", "dau.moi@co-quan.example.org"
TASKS_EACH = 5


def main() -> None:
    """Run the part that the first argument names, by default the whole measurement."""
    part = {"sink": sink, "worker": worker}.get(sys.argv[1] if len(sys.argv) > 1 else "")
    part() if part else measure()


def measure() -> None:
    """Print the rates of the bare loop, of one worker and of two."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=1000)
    parser.add_argument("--database-url", default="")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, running_sink() as port:
        os.environ |= {
            "PLAN_APP_INSTANCE": folder,
            "PLAN_APP_DATABASE_URL": wanted.database_url,
            "PLAN_APP_MAIL_URL": f"smtp://127.0.0.1:{port}",
        }
        prepare(wanted.messages)
        bare = bare_loop(port, wanted.messages, sample())
        print(f"bare loop     {bare:8.0f} messages/s")
        for workers in (1, 2):
            plan_again()
            rate = deliver_with(workers, wanted.messages)
            print(f"{workers} worker(s)   {rate:8.0f} messages/s  {rate / bare:6.0%}")


def prepare(people: int) -> None:
    """Make the tables and a plan in which so many people are due."""
    from flask_migrate import upgrade

    from benchmarks.fill import fill
    from plan_app import create_app

    with create_app().app_context():
        upgrade()
        fill(people * TASKS_EACH, owners=people, today=NOW.date())


def plan_again() -> None:
    """Plan one digest for everybody, as if nobody had been told anything."""
    from sqlalchemy import delete, update

    from plan_app import create_app
    from plan_app.extensions import db
    from plan_app.models import LedgerRow, MailQueue, OutboxMessage
    from plan_app.services import reminders
    from plan_app.services.transaction import transaction

    with create_app().app_context(), transaction():
        db.session.execute(delete(LedgerRow))
        db.session.execute(delete(OutboxMessage))
        db.session.execute(update(MailQueue).values(stopped=None))
        planned = reminders.plan(now=NOW)
        assert not planned.stopped, "the circuit-breaker holds the measurement back"


def sample() -> bytes:
    """The bytes of one of the digests."""
    from plan_app import create_app
    from plan_app.mail.deliver import deliver
    from plan_app.mail.transports import MemoryTransport

    plan_again()
    kept = MemoryTransport()
    with create_app().app_context():
        deliver(NOW, worker="sample", transport=kept)
    sizes = sorted(len(each.data) for each in kept.sent)
    return next(each.data for each in kept.sent if len(each.data) == sizes[len(sizes) // 2])


def bare_loop(port: int, messages: int, data: bytes) -> float:
    """Messages a second of the plainest client."""
    with smtplib.SMTP("127.0.0.1", port) as server:
        server.sendmail(SENDER, [RECIPIENT], data)
        start = time.perf_counter()
        for _ in range(messages):
            server.sendmail(SENDER, [RECIPIENT], data)
        return messages / (time.perf_counter() - start)


def deliver_with(workers: int, messages: int) -> float:
    """Messages a second of so many workers, without the time they need to start."""
    command = [sys.executable, "-m", "benchmarks.delivery", "worker"]
    pipe = subprocess.PIPE
    running = [subprocess.Popen(command, stdin=pipe, stdout=pipe) for _ in range(workers)]
    for each in running:
        assert each.stdout is not None
        each.stdout.readline()
    start = time.perf_counter()
    for each in running:
        assert each.stdin is not None
        each.stdin.write(b"go\n")
        each.stdin.flush()
    accepted = sum(int(each.communicate()[0]) for each in running)
    spent = time.perf_counter() - start
    assert accepted >= messages * 0.7, f"only {accepted} accepted"
    return accepted / spent


def worker() -> None:
    """Get ready, wait for the word, deliver, print how many were accepted."""
    from plan_app import create_app
    from plan_app.extensions import db, settings
    from plan_app.mail.deliver import deliver
    from plan_app.mail.transports import open_transport

    with create_app().app_context():
        db.session.connection()
        db.session.rollback()
        print("ready", flush=True)
        sys.stdin.readline()
        with open_transport(settings()) as transport:
            counts = deliver(NOW, worker=f"bench-{os.getpid()}", transport=transport)
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
    """Accept everything and keep nothing."""
    from aiosmtpd.smtp import SMTP

    class Nothing:
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
