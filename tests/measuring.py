"""Coverage counts only what the tests of the rules reach themselves, on SQLite.

What a page or a command runs by the way is looked at by nobody there, and tracing it takes as
long again as running it; on PostgreSQL the same tests reach the same lines once more.
"""

import pathlib

import pytest
from coverage import Coverage

MEASURED = {"domain", "queries", "services"}


class Measuring:
    """Lets the tracing of a run with `--cov` rest wherever a test is not about the rules."""

    def __init__(self, coverage: Coverage) -> None:
        self.coverage = coverage
        self.is_running = True

    def pytest_runtest_logstart(self, location: tuple[str, int | None, str]) -> None:
        """Begin or end tracing before the fixtures of the next test are made."""
        file, _, name = location
        wanted = pathlib.Path(file).parent.name in MEASURED and "[postgresql" not in name
        if wanted != self.is_running:
            if wanted:
                self.coverage.start()
            else:
                _rest()
            self.is_running = wanted


def _rest() -> None:
    """Trace nothing: a worker of pytest-xdist has begun twice, and the one goes on by the other."""
    while (running := Coverage.current()) is not None:
        running.stop()


def begin(config: pytest.Config) -> None:
    """Take part in the run when it is one with coverage."""
    coverage = Coverage.current()
    if coverage is not None:
        config.pluginmanager.register(Measuring(coverage), "measuring")
