"""Several processes that live and die together.

They are forked from a parent that has already loaded the application, so that the start is
quick and the memory shared. The parent must have no threads and no open connections.
"""

import os
import signal
import sys
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from types import FrameType

from flask_babel import gettext as _

ENDING = {signal.SIGTERM, signal.SIGINT}
# Longer than the web's own patience with requests that are still being answered.
PATIENCE_SECONDS = 40


def run(parts: Mapping[str, Callable[[], None]]) -> int:
    """Run every part in a process of its own until one ends or a signal asks to end.

    Returns 0 when asked to end, 1 when a part ended by itself: the others are stopped then.
    """
    return _Supervisor().run(parts)


class _Supervisor:
    def __init__(self) -> None:
        self.names: dict[int, str] = {}
        self.asked = False

    def run(self, parts: Mapping[str, Callable[[], None]]) -> int:
        signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
        for name, part in parts.items():
            self.names[_fork(part)] = name
        for each in ENDING:
            signal.signal(each, self.end)
        signal.signal(signal.SIGALRM, self.kill)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
        return self._wait()

    def _wait(self) -> int:
        fallen = False
        while self.names:
            pid, _status = os.wait()
            name = self.names.pop(pid, "")
            if not self.asked and not fallen:
                fallen = True
                said = _("plan-app: %(name)s đã tự kết thúc; đang dừng.", name=name)
                print(said, file=sys.stderr)  # noqa: T201
                self._signal(signal.SIGTERM)
        signal.alarm(0)
        return 1 if fallen else 0

    def end(self, _number: int, _frame: FrameType | None) -> None:
        """Pass the wish to end on to every part."""
        self.asked = True
        self._signal(signal.SIGTERM)

    def kill(self, _number: int, _frame: FrameType | None) -> None:
        """End what did not end in good order."""
        self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        for pid in list(self.names):
            # One that has ended may have been waited for, and not yet be crossed off.
            with suppress(ProcessLookupError):
                os.kill(pid, number)
        signal.alarm(PATIENCE_SECONDS)


def _fork(part: Callable[[], None]) -> int:
    pid = os.fork()
    if pid:
        return pid
    for each in ENDING:
        signal.signal(each, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
    os._exit(_code_of(part))


def _code_of(part: Callable[[], None]) -> int:
    """The exit code of a part; never leaves the child's stack into the parent's code."""
    try:
        part()
    except SystemExit as left:
        return left.code if isinstance(left.code, int) else int(left.code is not None)
    except BaseException:  # noqa: BLE001 (the child ends here, whatever happened)
        traceback.print_exc()
        return 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return 0
