"""Measure overdue page, task list, timeline and dashboard over gunicorn, as one coordinator.

    python -m benchmarks.pages [--tasks 105 10000 100000] [--seconds 2] [--rounds 5]
        [--database-url URL]

Each size gets a database of its own; `URL` is an empty one for a single size, without it a
SQLite file is made. The server is `plan-app serve --no-scheduler`, as installed; the clients run
in a process of their own on the same machine. Of several rounds the best counts, because the
machine may be busy. "Cold" is the first answer after a write, when totals kept by the plan's
version have to be counted again.
"""

import argparse
import os
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from benchmarks import load, memory

PAGES = {
    "overdue": "/p/tang-truong-xanh/overdue",
    "tasks": "/p/tang-truong-xanh/tasks",
    "timeline": "/p/tang-truong-xanh/timeline",
    "dashboard": "/p/tang-truong-xanh/dashboard",
}
CLIENTS = (1, 8)
COLD_TIMES = 5


def main() -> None:
    """Print a line for each size, page and number of clients."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tasks", type=int, nargs="+", default=[105, 10_000, 100_000])
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--database-url", default="")
    wanted = parser.parse_args()
    for tasks in wanted.tasks:
        with tempfile.TemporaryDirectory() as folder:
            measure(tasks, wanted.seconds, wanted.rounds, folder, wanted.database_url)


def measure(tasks: int, seconds: float, rounds: int, folder: str, url: str) -> None:
    """Fill, serve, fetch; print what one size gives."""
    os.environ |= {
        "PLAN_APP_INSTANCE": folder,
        "PLAN_APP_DATABASE_URL": url,
        "PLAN_APP_PORT": str(port := _free_port()),
        "PLAN_APP_BASE_URL": f"http://127.0.0.1:{port}",
    }
    cookie = prepare(tasks)
    base = os.environ["PLAN_APP_BASE_URL"]
    kind = "postgresql" if url else "sqlite"
    with serving(base) as server:
        for name, path in PAGES.items():
            cold = statistics.median(_cold(base + path, cookie) for _ in range(COLD_TIMES))
            load.measure(base + path, cookie, clients=2, seconds=1)
            for clients in CLIENTS:
                seen = max(
                    (load.measure(base + path, cookie, clients=clients, seconds=seconds)
                     for _ in range(rounds)),
                    key=lambda each: each.per_second,
                )  # fmt: skip
                print(
                    f"{kind:10} {tasks:7} tasks  {name:9} {clients} client(s)  "
                    f"p50 {seen.p50:6.1f} ms  p95 {seen.p95:6.1f} ms  "
                    f"{seen.per_second:6.0f}/s  cold {cold:6.1f} ms  {seen.size / 1024:.0f} KB",
                    flush=True,
                )
        print(f"{kind:10} {tasks:7} tasks  memory {memory.of_tree(server.pid)}", flush=True)


def prepare(tasks: int) -> str:
    """Make and fill the database; give the cookie of the coordinator."""
    from flask_migrate import upgrade

    from benchmarks.fill import fill
    from plan_app import clock, create_app
    from plan_app.accounts.browser import TOKEN, digest
    from plan_app.extensions import db, settings
    from plan_app.models import User, UserSession
    from plan_app.services.transaction import transaction

    app = create_app()
    with app.app_context():
        upgrade()
        fill(tasks, today=clock.today(settings().timezone))
        token, now = secrets.token_urlsafe(32), clock.now()
        with transaction():
            person = db.session.scalars(db.select(User).order_by(User.id.desc()).limit(1)).one()
            uniquifier = person.fs_uniquifier
            db.session.add(
                UserSession(
                    user_id=person.id,
                    token_digest=digest(token),
                    created_at=now,
                    expires_at=now + timedelta(days=1),
                )
            )
        signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        value = signer.dumps({"_user_id": uniquifier, "_fresh": True, TOKEN: token})
        return f"session={value}"


@contextmanager
def serving(base: str) -> Iterator[subprocess.Popen[bytes]]:
    """The web server as installed, from its first answer on."""
    command = [sys.executable, "-m", "plan_app", "serve", "--no-scheduler"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(f"{base}/healthz")
        yield server
    finally:
        server.terminate()
        server.wait()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def _wait_for(address: str) -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(address).close()  # noqa: S310 (our own server)
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"{address} does not answer")


def _cold(address: str, cookie: str) -> float:
    """Milliseconds of the first answer after the plan's version has grown."""
    from sqlalchemy import update

    from plan_app import create_app
    from plan_app.extensions import db
    from plan_app.models import JournalHead
    from plan_app.services.transaction import transaction

    with create_app().app_context(), transaction():
        db.session.execute(update(JournalHead).values(sequence=JournalHead.sequence + 1))
    request = urllib.request.Request(address, headers={"Cookie": cookie})  # noqa: S310
    begin = time.perf_counter()
    with urllib.request.urlopen(request) as answer:  # noqa: S310 (our own server)
        answer.read()
    return (time.perf_counter() - begin) * 1000


if __name__ == "__main__":
    main()
