"""Progress bars: what takes longer than two seconds says so to a person at a terminal.

They stand on standard error and go when the work is done; without a terminal there are none, so
that files, pipes, journals and `--json` stay clean.
"""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Final, TextIO

from plan_app import clock

AFTER_SECONDS: Final = 2.0
EVERY_SECONDS: Final = 0.2
_PIECES: Final = 20


class Bar:
    """How far one piece of work is: `done` of `total`, or how long it takes where nobody knows."""

    def __init__(self, label: str, total: int | None) -> None:
        self.label, self.total, self.done = label, total, 0
        self._began = clock.stopwatch()

    def advance(self, number: int = 1) -> None:
        """So many more are done."""
        self.done += number

    def line(self) -> str:
        """The bar as a person sees it now; without a total a part of it wanders."""
        seconds = int(clock.stopwatch() - self._began)
        took = f"{seconds // 60:02d}:{seconds % 60:02d}"
        if not self.total:
            place = seconds % _PIECES
            return f"{self.label} [{'.' * place}#{'.' * (_PIECES - place - 1)}] {took}"
        done = min(self.done, self.total)
        full = _PIECES * done // self.total
        bar = "#" * full + "." * (_PIECES - full)
        return f"{self.label} [{bar}] {done}/{self.total} {took}"


@contextmanager
def working(label: str, total: int | None = None) -> Iterator[Bar]:
    """The work is the block; nothing is printed in it, nor anybody asked."""
    bar = Bar(label, total)
    if not sys.stderr.isatty():
        yield bar
        return
    over = Event()
    drawing = Thread(target=_draw, args=(bar, over, sys.stderr), daemon=True)
    drawing.start()
    try:
        yield bar
    finally:
        over.set()
        drawing.join()


def _draw(bar: Bar, over: Event, terminal: TextIO) -> None:
    width = 0
    wait = AFTER_SECONDS
    while not over.wait(wait):
        wait = EVERY_SECONDS
        # A line that is wrapped could not be taken away again.
        said = bar.line()[: shutil.get_terminal_size().columns - 1]
        terminal.write(f"\r{said.ljust(width)}")
        terminal.flush()
        width = len(said)
    if width:
        terminal.write(f"\r{' ' * width}\r")
        terminal.flush()
