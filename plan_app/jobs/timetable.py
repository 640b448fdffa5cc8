"""What runs when: the timetable is data, the jobs are functions of a tick."""

from dataclasses import dataclass
from datetime import timedelta

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from plan_app.jobs import tidying
from plan_app.jobs.tick import Job


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: `then` names the row that runs at once after this one succeeded."""

    name: str
    trigger: BaseTrigger
    job: Job
    then: str | None = None


# Seconds between heartbeats; a lease lasts three of them.
HEARTBEAT = timedelta(seconds=30)

TIMETABLE: tuple[Entry, ...] = (
    Entry("tidy", CronTrigger(hour=3, timezone="Asia/Ho_Chi_Minh"), tidying.run),
)


def every(**span: int) -> IntervalTrigger:
    """Every so many minutes or seconds, first at the scheduler's start."""
    return IntervalTrigger(**span)
