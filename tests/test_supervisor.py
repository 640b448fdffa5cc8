"""Processes that live and die together."""

import os
import signal
from contextlib import suppress

from plan_app import supervisor


def test_asking_to_end_passes_over_a_part_that_was_just_waited_for() -> None:
    """Ctrl-C reaches the parts by itself: one may be gone before it is told."""
    gone = supervisor._fork(lambda: None)
    os.waitpid(gone, 0)
    staying = supervisor._fork(signal.pause)
    parts = supervisor._Supervisor()
    parts.names = {gone: "scheduler", staying: "web"}

    try:
        parts.end(signal.SIGINT, None)
        ended = os.waitpid(staying, 0)[1]
    finally:
        signal.alarm(0)
        with suppress(ProcessLookupError):
            os.kill(staying, signal.SIGKILL)

    assert os.WTERMSIG(ended) == signal.SIGTERM
