"""`plan-app serve` and `run`: web and scheduler start and end together."""

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from plan_app.backups import occupancy
from tests import databases
from tests.cli import commands
from tests.meta.source import ROOT
from tests.processes import Started


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    """A migrated installation without a plan."""
    shutil.copy(databases.migrated("sqlite").removeprefix("sqlite:///"), tmp_path / "plan.db")
    return tmp_path


@pytest.fixture
def port() -> int:
    """A free port."""
    return commands.free_port()


@pytest.fixture
def served(instance: Path, port: int) -> Iterator[Started]:
    """Web and scheduler."""
    with commands.forked_serving(instance, "serve", port=port) as process:
        yield process


def _end(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=30)
    return process.returncode, out, err


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_web_and_scheduler_in_good_order(
    served: Started, number: signal.Signals
) -> None:
    started = commands.children(served.pid)
    assert len(started) == 2
    os.kill(served.pid, number)
    ended = served.ended()
    assert ended.returncode == 0
    assert "Traceback" not in ended.stderr
    assert not any(Path(f"/proc/{pid}").exists() for pid in started)


def test_ctrl_c_ends_everything_without_a_traceback(instance: Path, port: int) -> None:
    with commands.serving(instance, "serve", port=port) as process:
        commands.send(process, signal.SIGINT)
        code, out, err = _end(process)
    assert code == 0
    assert "Traceback" not in err
    assert "http://127.0.0.1:" in out


@pytest.mark.parametrize("fallen", [0, 1])
def test_when_one_falls_the_other_is_stopped(served: Started, fallen: int) -> None:
    started = sorted(commands.children(served.pid))
    os.kill(started[fallen], signal.SIGKILL)
    ended = served.ended()
    assert ended.returncode == 1
    assert "đã tự kết thúc" in ended.stderr
    time.sleep(0.2)
    assert not Path(f"/proc/{started[1 - fallen]}").exists()


def test_the_web_can_be_served_alone(instance: Path, port: int) -> None:
    with commands.forked_serving(instance, "serve", "--no-scheduler", port=port) as process:
        assert len(commands.children(process.pid)) == 1
        with pytest.raises(occupancy.Served), occupancy.alone(instance):
            pass
        # What serves the pages outlives its parent, and keeps the instance.
        os.kill(process.pid, signal.SIGKILL)
        process.ended()
        with pytest.raises(occupancy.Served), occupancy.alone(instance):
            pass
    _wait_until_nobody_serves(instance)


def _wait_until_nobody_serves(instance: Path) -> None:
    """Processes that were killed are gone a moment later."""
    for _ in range(100):
        with suppress(occupancy.Served), occupancy.alone(instance):
            return
        time.sleep(0.05)
    raise AssertionError("the lock outlives the processes")


def test_a_busy_port_is_one_line(instance: Path, port: int) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        done = commands.run(instance, "serve", PORT=str(port))
    assert done.returncode == 1
    assert f"PLAN_APP_PORT={port + 1}" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("command", ["serve", "scheduler"])
def test_nothing_is_served_from_an_old_database(tmp_path: Path, command: str) -> None:
    done = commands.run(tmp_path, command)
    assert done.returncode == 1
    assert "plan-app init" in done.stderr


def test_a_bad_setting_stops_the_start_with_one_line(tmp_path: Path) -> None:
    done = commands.run(tmp_path, "serve", PORT="http")
    assert done.returncode == 1
    assert done.stderr.startswith("PLAN_APP_PORT: ")
    assert len(done.stderr.splitlines()) == 1


def test_the_scheduler_alone_ends_on_a_signal(instance: Path) -> None:
    process = subprocess.Popen(
        [*commands.COMMAND, "scheduler"],
        env={**os.environ, "PLAN_APP_INSTANCE": str(instance)},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    assert "scheduler started" in process.stderr.readline()
    process.send_signal(signal.SIGTERM)
    code, _, err = _end(process)
    assert code == 0
    assert "scheduler stopped" in err


def test_run_fills_an_empty_database_and_the_second_run_changes_nothing(
    tmp_path: Path, port: int
) -> None:
    seed = str(ROOT / "seed_plan.yaml")
    with commands.forked_serving(tmp_path, "run", seed, port=port) as process:
        commands.send(process, signal.SIGINT)
        assert process.ended().returncode == 0
    before = _dump(tmp_path)
    with commands.forked_serving(tmp_path, "run", seed, port=port) as process:
        commands.send(process, signal.SIGINT)
        assert process.ended().returncode == 0
    assert _dump(tmp_path) == before
    assert 'INSERT INTO "task"' in before


def _dump(instance: Path) -> str:
    """All rows but those of the scheduler's own record."""
    connection = sqlite3.connect(instance / "plan.db")
    own = ('INSERT INTO "job_run"', 'INSERT INTO "lease"')
    lines = [line for line in connection.iterdump() if not line.startswith(own)]
    connection.close()
    return "\n".join(lines)
