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

_lock = Lock()
_kept: OrderedDict[Hashable, Any] = OrderedDict()


def remember(key: Hashable, count: Callable[[], Value]) -> Value:
    """What `count` gives, or gave before for the same key; the least used are forgotten first.

    Counts outside the lock: two requests may count the same, none waits for another.
    """
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return cast("Value", _kept[key])
    value = count()
    with _lock:
        _kept[key] = value
        while len(_kept) > CAPACITY:
            _kept.popitem(last=False)
    return value


def forget_all() -> None:
    """Empty it: for tests, whose databases begin again at the same version."""
    with _lock:
        _kept.clear()
