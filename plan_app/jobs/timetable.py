"""What runs when: the timetable is data, the jobs are functions of a tick."""

from dataclasses import dataclass
from typing import Final

from plan_app.jobs import bounces, delivery, planning, tidying
from plan_app.jobs.tick import Job


@dataclass(frozen=True, slots=True)
class Every:
    """At this interval."""

    minutes: int = 0
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class Daily:
    """Once a day at this hour of the plan's zone."""

    hour: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: `then` names the row that runs at once after this one succeeded."""

    name: str
    when: Every | Daily
    job: Job
    then: str | None = None


# A lease lasts three heartbeats.
HEARTBEAT: Final = Every(seconds=30)

TIMETABLE: Final[tuple[Entry, ...]] = (
    Entry("plan", Every(minutes=15), planning.run, then="deliver"),
    Entry("deliver", Every(minutes=1), delivery.run),
    Entry("bounces", Every(minutes=5), bounces.run),
    Entry("tidy", Daily(hour=3), tidying.run),
)
