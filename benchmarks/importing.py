"""Measure an appendix of many tasks from the bytes of its file to the commit, and taking it back.

    python -m benchmarks.importing [--tasks 2000] [--database-url URL] [--profile STEP]

Five files one after the other, each read, kept, compared and written, then the last one undone:
new tasks with eight yearly results each; the same tasks with other titles; with another date of
each result; with two results a year in place of one; with one date in place of all. `URL` is an
empty PostgreSQL database; without it a SQLite file is made.
"""

import argparse
import cProfile
import csv
import io
import os
import pstats
import resource
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime

NOW = datetime(2026, 12, 8, 1, 0, tzinfo=UTC)
TASKS = 2_000
HEAD = ("STT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian", "Sản phẩm")
GROUPS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII")
# By name: the beginning of the titles, and the time of each task.
FILES = {
    "new": ("Rà soát, đề xuất", "Hằng năm"),
    "titles": ("Xây dựng, trình ban hành", "Hằng năm"),
    "dates": ("Xây dựng, trình ban hành", "Trước 30/6 hằng năm"),
    "replaced": ("Xây dựng, trình ban hành", "Quý II, quý IV hằng năm"),
    "one date": ("Xây dựng, trình ban hành", "Trước ngày 30/6/2027"),
}


def main() -> None:
    """Print a line for each step."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tasks", type=int, nargs="+", default=[TASKS])
    parser.add_argument("--database-url", default="")
    parser.add_argument("--profile", metavar="STEP", help="Show where the time of a step goes.")
    wanted = parser.parse_args()
    for tasks in wanted.tasks:
        with tempfile.TemporaryDirectory() as folder:
            os.environ |= {
                "PLAN_APP_INSTANCE": folder,
                "PLAN_APP_DATABASE_URL": wanted.database_url,
            }
            measure(tasks, wanted.database_url, wanted.profile)


def measure(tasks: int, url: str, profiled: str | None) -> None:
    """All steps at one size."""
    from flask_migrate import upgrade

    from benchmarks.fill import fill
    from plan_app import create_app
    from plan_app.extensions import db
    from plan_app.memory import look_for_garbage_seldom

    # As web and command line do.
    look_for_garbage_seldom()
    kind = "postgresql" if url else "sqlite"
    with create_app().app_context():
        upgrade()
        fill(0, today=date(2026, 12, 8))
        steps: dict[str, Callable[[], None]] = {
            name: lambda words=words: take(csv_of(tasks, *words))  # type: ignore[misc]
            for name, words in FILES.items()
        }
        for name, step in {**steps, "undone": undo}.items():
            db.session.remove()
            spent, worked = timed(step, is_profiled=name == profiled)
            megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            milestones = count_milestones()
            print(
                f"{kind:10} {tasks:6} tasks  {name:8} {spent:6.2f} s "
                f"({worked:5.2f} s of processor)  "
                f"{milestones} milestones  {megabytes:.0f} MB",
                flush=True,
            )


def timed(step: Callable[[], None], *, is_profiled: bool) -> tuple[float, float]:
    """Seconds by the clock, and seconds of this process on a processor."""
    begin, begun = time.perf_counter(), time.process_time()
    if is_profiled:
        with cProfile.Profile() as profile:
            step()
        pstats.Stats(profile).sort_stats("tottime").print_stats(40)
    else:
        step()
    return time.perf_counter() - begin, time.process_time() - begun


def csv_of(tasks: int, title: str, when: str) -> bytes:
    """The file of the tasks, in eight groups, led by ten agencies."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow(HEAD)
    for n in range(tasks):
        group, place = divmod(n, max(tasks // len(GROUPS), 1))
        if place == 0 and group < len(GROUPS):
            heading = f"Nhóm giải pháp về phát triển bền vững {group}"
            writer.writerow((GROUPS[group], heading, "", "", "", ""))
        words = f"{title} cơ chế, chính sách về tăng trưởng xanh, phần {n}"
        lead, others = n % 10 + 1, f"Sở {n % 10 + 11}; Sở {n % 10 + 21}"
        writer.writerow((n + 1, words, f"Sở {lead}", others, when, "Báo cáo rà soát, kiến nghị"))
    return text.getvalue().encode("utf-8-sig")


def take(content: bytes) -> None:
    """Read, keep, compare and write one file, as the page does in its steps."""
    from plan_app.domain import appendix_choices
    from plan_app.domain.appendix import PlanTerm
    from plan_app.domain.appendix_choices import CREATE
    from plan_app.extensions import db
    from plan_app.imports import appendix
    from plan_app.models import ImportSource, Plan
    from plan_app.queries.known_agencies import list_known_agencies
    from plan_app.services import appendix_import
    from plan_app.services.acts import OPERATOR, Act
    from plan_app.services.appendix_import import Reading
    from plan_app.services.transaction import transaction

    plan = db.session.get_one(Plan, 1)
    term = PlanTerm(plan.decision_date, plan.last_year)
    found = appendix.read("phu-luc.csv", content, known=list_known_agencies(), term=term)
    unknown = appendix_choices.unknown_of(found)
    reading = Reading({}, {each.key: CREATE for each in unknown}, ImportSource.DECISION)
    act = Act(OPERATOR, NOW, NOW.date())
    with transaction():
        record = appendix_import.keep(plan, content, found, act)
        appendix_import.read_otherwise(record, found, reading, act)
        seen = appendix_import.compare(record, today=act.today).digest
        import_id = record.id
    with transaction():
        appendix_import.apply(appendix_import.lock(import_id, plan_id=1), seen, act)


def undo() -> None:
    """Take the last file back."""
    from plan_app.queries import appendix_imports
    from plan_app.services import appendix_import, appendix_undo
    from plan_app.services.acts import OPERATOR, Act
    from plan_app.services.transaction import transaction

    last = appendix_imports.find_last_applied(1)
    assert last is not None
    import_id = last.id
    with transaction():
        record = appendix_import.lock(import_id, plan_id=1)
        appendix_undo.undo(record, Act(OPERATOR, NOW, NOW.date()))


def count_milestones() -> int:
    """How many there are now."""
    from sqlalchemy import func, select

    from plan_app.extensions import db
    from plan_app.models import Milestone

    return db.session.scalar(select(func.count(Milestone.id))) or 0


if __name__ == "__main__":
    main()
