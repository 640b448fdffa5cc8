"""What may stand in one place only: the commit, the clock, the environment."""

import ast
from collections.abc import Iterator

import pytest

from tests.meta import source

COMMIT = frozenset({"plan_app/services/transaction.py"})
# Flask-Security commits by itself; its datastore is adapted to begin as our transaction does.
# A savepoint inside a transaction commits nothing yet.
NO_COMMIT = (".datastore.commit", "savepoint.commit")

CLOCK = frozenset({"plan_app/clock.py"})
READS_CLOCK = frozenset(
    {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns",
     "time.localtime", "time.gmtime", "time.strftime", "time.ctime"}
)  # fmt: skip

SETTINGS = frozenset({"plan_app/settings.py"})
READS_ENVIRONMENT = frozenset({"os.environ", "os.getenv", "os.environb", "os.putenv"})


def _commits(tree: ast.Module) -> Iterator[str]:
    for call in source.calls(tree):
        if call.endswith(".commit") and not call.endswith(NO_COMMIT):
            yield call


def _clock_reads(tree: ast.Module) -> Iterator[str]:
    for call in source.calls(tree):
        if any(call == name or call.endswith("." + name) for name in READS_CLOCK):
            yield call


def _environment_reads(tree: ast.Module) -> Iterator[str]:
    yield from (name for name in source.attributes(tree) if name in READS_ENVIRONMENT)
    yield from (name for name in source.imports(tree) if name in READS_ENVIRONMENT)


CHECKS = {"commit": (_commits, COMMIT), "clock": (_clock_reads, CLOCK),
          "environment": (_environment_reads, SETTINGS)}  # fmt: skip


@pytest.mark.parametrize("what", CHECKS)
def test_it_stands_in_one_place(what: str) -> None:
    find, allowed = CHECKS[what]
    found = {
        f"{path}: {name}"
        for path, tree in source.modules().items()
        if path not in allowed
        for name in find(tree)
    }
    assert found == set()


@pytest.mark.parametrize("what", CHECKS)
def test_the_one_place_is_seen(what: str) -> None:
    find, allowed = CHECKS[what]
    assert all(list(find(source.modules()[path])) for path in allowed)


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("commit", "db.session.commit()"),
        ("commit", "session().commit()"),
        ("clock", "datetime.datetime.now(UTC)"),
        ("clock", "date.today()"),
        ("clock", "time.time()"),
        ("environment", "os.environ['X']"),
        ("environment", "from os import environ"),
    ],
)
def test_a_second_place_is_seen(what: str, line: str) -> None:
    find, _ = CHECKS[what]
    assert list(find(ast.parse(line)))
