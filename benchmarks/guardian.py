"""Ends what a measurement has started, however the measurement ends: done, Ctrl-C or killed.

A process of its own that waits until the pipe to it closes, which the kernel does for a killed
process too. It is told the process groups that run, one a line, and the folder that holds all
files and the PostgreSQL server; at the end it ends the groups and the server, and removes the
folder.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

DATA = "postgresql"
PATIENCE_SECONDS = 10


class Guardian:
    """The measurement's end of the pipe. Everything temporary belongs into `folder`."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="plan-app-bench-"))
        command = [sys.executable, "-m", "benchmarks.guardian", str(self.folder)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)

    def run(self, command: list[str]) -> None:
        """Run a part of the measurement in a group of its own; fails when it fails."""
        with subprocess.Popen(command, start_new_session=True) as part:
            self._tell(part.pid)
            code = part.wait()
            self._tell(0)
        if code:
            raise subprocess.CalledProcessError(code, command)

    def _tell(self, group: int) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{group}\n".encode())
        self.process.stdin.flush()

    def dismiss(self) -> None:
        """Let it clear up, and wait until it has."""
        self.process.communicate()


@contextlib.contextmanager
def guardian() -> Iterator[Guardian]:
    """A guardian for the time of the block."""
    found = Guardian()
    try:
        yield found
    finally:
        found.dismiss()


def watch(folder: Path) -> None:
    """Wait for the end of the measurement, then clear up after it."""
    # Ctrl-C is for the measurement; its end is heard of by the pipe.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    group = 0
    for line in sys.stdin:
        group = int(line)
    if group:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)
    _stop_postgresql(folder / DATA)
    shutil.rmtree(folder, ignore_errors=True)


def _stop_postgresql(data: Path) -> None:
    import psutil

    with contextlib.suppress(FileNotFoundError, psutil.NoSuchProcess, psutil.TimeoutExpired):
        pid = int((data / "postmaster.pid").read_text(encoding="ascii").splitlines()[0])
        server = psutil.Process(pid)
        server.send_signal(signal.SIGQUIT)
        server.wait(PATIENCE_SECONDS)


if __name__ == "__main__":
    watch(Path(sys.argv[1]))
