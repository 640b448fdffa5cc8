"""Commands in processes of their own, each forked from one that has imported the product.

Importing takes longer than most commands; what a command does is the same. How a person starts
it, `tests/cli/test_plan_app.py` and `tests/cli/test_serve.py` look at.
"""

import multiprocessing
import os
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from subprocess import CompletedProcess

from plan_app.cli import main

_FORKING = multiprocessing.get_context("forkserver")
_FORKING.set_forkserver_preload(["tests.preloaded"])
PATIENCE_SECONDS = 60
Program = Callable[[], None]


class Started:
    """A program on its way; `plan-app` where no other is named."""

    def __init__(
        self, arguments: Sequence[str], environ: Mapping[str, str], *, program: Program = main
    ) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="plan-app-process-")
        self._arguments = list(arguments)
        self._end: CompletedProcess[str] | None = None
        self._process = _FORKING.Process(
            target=_become, args=(program, self._arguments, dict(environ), self._folder.name)
        )
        self._process.start()

    @property
    def pid(self) -> int:
        """Its number, which is also that of the group of its children."""
        assert self._process.pid is not None
        return self._process.pid

    def poll(self) -> int | None:
        """How it ended; None while it runs."""
        return self._process.exitcode

    def ended(self) -> CompletedProcess[str]:
        """What it said, and how it ended; as often as asked."""
        if self._end is None:
            self._end = self._await_end()
        return self._end

    def _await_end(self) -> CompletedProcess[str]:
        self._process.join(PATIENCE_SECONDS)
        code = self._process.exitcode
        if code is None:
            self._process.kill()
            self._process.join()
        with self._folder as folder:
            out, err = (Path(folder, name).read_text("utf-8") for name in ("stdout", "stderr"))
        assert code is not None, f"{self._arguments} takes too long: {out} {err}"
        return CompletedProcess(self._arguments, code, out, err)


def run(
    arguments: Sequence[str], environ: Mapping[str, str], *, program: Program = main
) -> CompletedProcess[str]:
    """Run a program with these arguments to its end."""
    return Started(arguments, environ, program=program).ended()


def _become(program: Program, arguments: list[str], environ: dict[str, str], folder: str) -> None:
    """In the new process: be the program."""
    os.setsid()
    for stream in (sys.stdout, sys.stderr):
        name = stream.name.strip("<>")
        os.dup2(os.open(Path(folder, name), os.O_WRONLY | os.O_CREAT), stream.fileno())
    os.environ.clear()
    os.environ.update(environ)
    sys.argv = ["plan-app", *arguments]
    program()
