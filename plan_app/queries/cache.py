"""Totals kept in the process for as long as the data they were counted from are the same.

A key holds the version of the data (see `queries.versions`), so nothing here is ever wrong:
an entry of an older version is merely never asked for again, and drops out in time.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, Final, TypeVar, cast

Value = TypeVar("Value")

CAPACITY: Final = 256
# Of what takes some hundred kilobytes each.
FEW: Final = 10


class Memory:
    """So many values by their keys; the least used are forgotten first."""

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self._lock = Lock()
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()

    def remember(self, key: Hashable, count: Callable[[], Value]) -> Value:
        """What `count` gives, or gave before for the same key.

        Counts outside the lock: two requests may count the same, none waits for another.
        """
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return cast("Value", self._kept[key])
        value = count()
        with self._lock:
            self._kept[key] = value
            while len(self._kept) > self.capacity:
                self._kept.popitem(last=False)
        return value

    def forget_all(self) -> None:
        """Empty it."""
        with self._lock:
            self._kept.clear()


_totals: Final = Memory(CAPACITY)
_large: Final = Memory(FEW)
remember: Final = _totals.remember
remember_large: Final = _large.remember


def forget_all() -> None:
    """Empty both: for tests, whose databases begin again at the same version."""
    _totals.forget_all()
    _large.forget_all()
