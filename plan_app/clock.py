"""The only reader of the system clock.

Everything else is handed `now` or `today`. A command may set the clock with `--at`
for one block; the block is a context variable, so threads do not see each other's.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_fixed: ContextVar[datetime | None] = ContextVar("plan_app_clock", default=None)


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _fixed.get() or datetime.now(UTC)


def stopwatch() -> float:
    """Seconds of a clock that measures how long something takes; `stopped_at` leaves it alone."""
    return time.monotonic()


def today(zone: ZoneInfo) -> date:
    """The present day in `zone`: deadlines are days of the plan's zone, not of UTC."""
    return now().astimezone(zone).date()


@contextmanager
def stopped_at(instant: datetime) -> Iterator[None]:
    """Within the block the clock stands at `instant` (aware)."""
    token = _fixed.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _fixed.reset(token)
