"""What a job is handed, and what it hands back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Tick:
    """One run, by the process `worker`; `should_stop` turns true when it was asked to end."""

    now: datetime
    worker: str
    should_stop: Callable[[], bool]


# Counts by name, for the log and the record; nothing of a person.
Counts = Mapping[str, int]
Job = Callable[[Tick], Counts]
