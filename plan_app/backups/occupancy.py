"""Whether an instance is being served, as a lock tells that the kernel takes away by itself.

Every process of a server keeps the lock that its parent took, so it lasts as long as one of them
lives, however the others ended; a file that is left behind says nothing.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from plan_app.errors import N_, RuleBroken

LOCK: Final = ".serving"


class Served(RuleBroken):
    """Web processes answer from the instance."""

    def __init__(self) -> None:
        super().__init__(N_("Hệ thống đang chạy: dừng plan-app trước khi khôi phục."))


class BeingRestored(RuleBroken):
    """A backup is just being put in its place."""

    def __init__(self) -> None:
        super().__init__(N_("Hệ thống đang được khôi phục: đợi khôi phục xong rồi chạy lại."))


@contextmanager
def serving(folder: Path) -> Iterator[None]:
    """Hold the instance as one of its servers, with all processes forked in the block.

    Raises BeingRestored.
    """
    with _locked(folder, fcntl.LOCK_SH, BeingRestored):
        yield


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the instance so that nobody begins to serve it; raises Served where somebody does."""
    with _locked(folder, fcntl.LOCK_EX, Served):
        yield


@contextmanager
def _locked(folder: Path, kind: int, refusal: type[RuleBroken]) -> Iterator[None]:
    with (folder / LOCK).open("a") as file:
        try:
            fcntl.flock(file, kind | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise refusal from error
        yield
