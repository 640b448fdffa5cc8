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
from tests import processes

Process = subprocess.Popen[str] | processes.Started
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
    return processes.run(arguments, environment(instance, **values))


def run_anew(instance: Path, *arguments: str, **values: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end in a process that begins from nothing, as a person does."""
    return subprocess.run(
        [*COMMAND, *arguments],
        env=environment(instance, **values),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@contextmanager
def serving(
    instance: Path, *arguments: str, port: int, **values: str
) -> Iterator[subprocess.Popen[str]]:
    """A server begun from nothing; killed with its children at the end of the block."""
    process = subprocess.Popen(
        [*COMMAND, *arguments],
        env=environment(instance, PORT=str(port), **values),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        wait_until_it_answers(port, process)
        yield process
    finally:
        send(process, signal.SIGKILL)
        process.communicate()


@contextmanager
def forked_serving(
    instance: Path, *arguments: str, port: int, **values: str
) -> Iterator[processes.Started]:
    """The same, forked from a process that has imported it."""
    process = processes.Started(arguments, environment(instance, PORT=str(port), **values))
    try:
        wait_until_it_answers(port, process)
        yield process
    finally:
        send(process, signal.SIGKILL)
        process.ended()


def send(process: Process, number: signal.Signals) -> None:
    """Send a signal to the process and its children, as a terminal does; the dead are left."""
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return


def children(pid: int) -> list[int]:
    """The processes started by that one."""
    said = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(word) for word in said.split()]


def environment(instance: Path, **values: str) -> dict[str, str]:
    """The settings of an installation, without their prefix, beside our own environment."""
    ours = {"INSTANCE": str(instance), **values}
    return child_environment(**{f"PLAN_APP_{name}": value for name, value in ours.items()})


def wait_until_it_answers(port: int, process: Process) -> None:
    """Fails when the process ends, or when it does not answer within half a minute."""
    for _ in range(600):
        assert process.poll() is None, "the server has ended"
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz"):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.05)
    raise AssertionError("the server does not answer")
