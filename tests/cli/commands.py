"""Running commands in tests: in this process, or as a person does, in one of their own."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from click.testing import CliRunner, Result
from flask import Flask

from plan_app.cli import plan_app
from plan_app.settings import child_environment

COMMAND = (sys.executable, "-c", "from plan_app.cli import main; main()")


def invoke(app: Flask, *arguments: str) -> Result:
    """Run a command on the test's application."""
    return CliRunner().invoke(plan_app, arguments, obj=app)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def run(instance: Path, *arguments: str, **values: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end in a process of its own."""
    return subprocess.run(
        [*COMMAND, *arguments],
        env=_environment(instance, values),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@contextmanager
def serving(
    instance: Path, *arguments: str, port: int, **values: str
) -> Iterator[subprocess.Popen[str]]:
    """A server that answers; killed with its children at the end of the block."""
    process = subprocess.Popen(
        [*COMMAND, *arguments],
        env=_environment(instance, {"PORT": str(port), **values}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        _wait_until_it_answers(port, process)
        yield process
    finally:
        send(process, signal.SIGKILL)
        process.communicate()


def send(process: subprocess.Popen[str], number: signal.Signals) -> None:
    """Send a signal to the process and its children, as a terminal does; the dead are left."""
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return


def children(pid: int) -> list[int]:
    """The processes started by that one."""
    said = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(word) for word in said.split()]


def _environment(instance: Path, values: dict[str, str]) -> dict[str, str]:
    ours = {"INSTANCE": str(instance), **values}
    return child_environment(**{f"PLAN_APP_{name}": value for name, value in ours.items()})


def _wait_until_it_answers(port: int, process: subprocess.Popen[str]) -> None:
    for _ in range(600):
        assert process.poll() is None, process.communicate()
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz"):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.05)
    raise AssertionError("the server does not answer")
