"""Measure the planning of a day's reminders.

    python -m benchmarks.planning [--tasks 105 10000 100000] [--database-url URL]

Each size gets a database of its own; `URL` is an empty one for a single size, without it a
SQLite file is made. Three moments: the first run of a day, the second of the same day, the
first of the next day. "Scheduler" is a process that has started already, as the scheduler is,
and its memory; "command" is `plan-app remind` from the shell, of which `start-up` is the time
before it plans. Times are the best of several, because the machine may be busy.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta

SIZES = (105, 10_000, 100_000)
# 08:00 of a working Tuesday in Thanh Hóa.
FIRST = datetime(2026, 12, 8, 1, 0, tzinfo=UTC)
MOMENTS = {
    "first": FIRST,
    "again": FIRST + timedelta(minutes=15),
    "next day": FIRST + timedelta(days=1),
}
ROUNDS = 3
Seconds = dict[str, float]


def main() -> None:
    """Print two lines for each size; with the argument `scheduler`, be the warm process."""
    if sys.argv[1:] == ["scheduler"]:
        scheduler()
        return
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tasks", type=int, nargs="+", default=SIZES)
    parser.add_argument("--database-url", default="")
    wanted = parser.parse_args()
    for tasks in wanted.tasks:
        with tempfile.TemporaryDirectory() as folder:
            measure(tasks, folder, wanted.database_url)


def measure(tasks: int, folder: str, url: str) -> None:
    """Fill, plan in a warm process, plan from the shell; print what one size gives."""
    os.environ |= {"PLAN_APP_INSTANCE": folder, "PLAN_APP_DATABASE_URL": url}
    prepare(tasks)
    kind = "postgresql" if url else "sqlite"
    command = [sys.executable, "-m", "benchmarks.planning", "scheduler"]
    seen = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    head = f"{kind:10} {tasks:7} tasks"
    print(
        f"{head}  scheduler  {_line(seen['seconds'])}  "
        f"memory {seen['megabytes']:4.0f} MB  {seen['messages']} messages",
        flush=True,
    )
    print(f"{head}  command    {_line(from_the_shell())}", flush=True)


def _line(seconds: Seconds) -> str:
    return "  ".join(f"{name} {spent:6.3f} s" for name, spent in seconds.items())


def prepare(tasks: int) -> None:
    """Make the tables and a plan; the database is a rehearsal, so that `--at` may write."""
    from flask_migrate import upgrade

    from benchmarks.fill import fill
    from plan_app import create_app
    from plan_app.extensions import db
    from plan_app.models import Installation
    from plan_app.services.transaction import transaction

    with create_app().app_context():
        upgrade()
        fill(tasks, today=FIRST.date())
        with transaction():
            db.session.add(Installation(name="purpose", value="rehearsal"))


def forget() -> None:
    """As if nobody had been told anything."""
    from sqlalchemy import delete

    from plan_app.extensions import db
    from plan_app.models import LedgerRow, OutboxMessage, UpdateLink
    from plan_app.services.transaction import transaction

    with transaction():
        db.session.execute(delete(LedgerRow))
        db.session.execute(delete(UpdateLink))
        db.session.execute(delete(OutboxMessage))


def scheduler() -> None:
    """Plan the three moments, some times over; print times, messages and memory as JSON."""
    from plan_app import create_app
    from plan_app.extensions import db
    from plan_app.services import reminders
    from plan_app.services.transaction import transaction

    best: Seconds = {}
    messages: dict[str, int] = {}
    with create_app().app_context():
        for _ in range(ROUNDS):
            forget()
            for name, now in MOMENTS.items():
                begin = time.perf_counter()
                with transaction():
                    planned = reminders.plan(now=now)
                spent = time.perf_counter() - begin
                assert not planned.stopped, "the circuit-breaker holds the measurement back"
                db.session.remove()
                best[name] = min(spent, best.get(name, spent))
                messages[name] = len(planned.digests)
        forget()
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    seen = {"seconds": best, "messages": messages["first"], "megabytes": kilobytes / 1024}
    print(json.dumps(seen))


def from_the_shell() -> Seconds:
    """Seconds of `plan-app remind` for each moment, and of what it needs to start."""
    from plan_app import create_app
    from plan_app.extensions import settings

    app = create_app()
    with app.app_context():
        zone = settings().timezone
    best: Seconds = {}
    for _ in range(ROUNDS):
        with app.app_context():
            forget()
        _keep_best(best, "start-up", "--help")
        for name, now in MOMENTS.items():
            _keep_best(best, name, "--at", now.astimezone(zone).strftime("%Y-%m-%d %H:%M"))
    return best


def _keep_best(best: Seconds, name: str, *arguments: str) -> None:
    command = [sys.executable, "-m", "plan_app", "remind", *arguments]
    # Compiled once, as an installed program is, also where the environment forbids it.
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": os.environ["PLAN_APP_INSTANCE"]}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    begin = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)
    spent = time.perf_counter() - begin
    best[name] = min(spent, best.get(name, spent))


if __name__ == "__main__":
    main()
