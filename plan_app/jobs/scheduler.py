"""The scheduler process: the timetable under APScheduler, one active holder per database.

Every process that runs this beats for the lease; only its holder plans and delivers. A
holder that dies is replaced when its lease has expired, within two minutes.
"""

import os
import secrets
import signal
import socket
import threading
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

import structlog
from apscheduler.events import EVENT_SCHEDULER_STARTED
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger
from flask import Flask

from plan_app import clock
from plan_app.extensions import db, settings
from plan_app.jobs import runner
from plan_app.jobs.tick import Tick
from plan_app.jobs.timetable import HEARTBEAT, TIMETABLE, Daily, Entry, Every
from plan_app.queries.reminder_health import SCHEDULER
from plan_app.queries.scheduler import get_database_time
from plan_app.services import leases
from plan_app.services.transaction import transaction

Result = TypeVar("Result")

ENDING = {signal.SIGTERM, signal.SIGINT}
# A late tick is made up for once; the jobs themselves find out what is due (rule 23).
JOB_DEFAULTS = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}


class SchedulerProcess:
    """One process of the scheduler. `run` blocks until the process is asked to end."""

    def __init__(self, app: Flask, timetable: tuple[Entry, ...] = TIMETABLE) -> None:
        self.app = app
        self.timetable = timetable
        self.holder = f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"
        self.is_active = False
        self._stopping = threading.Event()
        self._started = threading.Event()
        # One slot for each job that may run: all are free when no job runs.
        self._width = len(timetable) + 1
        self._slots = threading.Semaphore(self._width)
        with app.app_context():
            self._zone = settings().timezone
        self._scheduler = BlockingScheduler(
            timezone=self._zone,
            job_defaults=JOB_DEFAULTS,
            executors={"default": ThreadPoolExecutor(self._width)},
        )

    def run(self) -> None:
        """Beat, plan and deliver until `stop`; then finish the message in hand and leave."""
        self.beat()
        for entry in self.timetable:
            self._add(entry)
        self._scheduler.add_job(self.beat, self._trigger(HEARTBEAT))
        structlog.get_logger().info("scheduler started", active=self.is_active)
        self._scheduler.add_listener(lambda _: self._started.set(), EVENT_SCHEDULER_STARTED)
        ending = threading.Thread(target=self._end_when_asked, daemon=True)
        ending.start()
        self._scheduler.start()
        ending.join()
        self._leave()
        structlog.get_logger().info("scheduler stopped")

    def stop(self) -> None:
        """End soon; may be called at any time, and more than once."""
        self._stopping.set()

    def stop_on_signals(self) -> None:
        """Let SIGTERM and SIGINT end this process in good order; called before threads start.

        A thread waits for them. A handler would run in the main thread, which may sleep until
        the next row; and Ctrl-C comes twice, from the terminal and from the supervisor, so that
        the second could interrupt the first inside `stop` and wait for its lock for ever.
        """
        signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
        threading.Thread(target=self._stop_when_signalled, daemon=True).start()

    def beat(self) -> None:
        """Take or prolong the lease; without the database nobody is active."""
        try:
            self.is_active = self._on_database(self._take)
        except Exception:  # noqa: BLE001 (the database may be away for a while)
            self.is_active = False
            structlog.get_logger().exception("heartbeat failed")

    def tick(self, entry: Entry) -> None:
        """Run one row now, if this process holds the lease, and the row that follows it."""
        with self._slots:
            self._tick(entry)

    def _tick(self, entry: Entry) -> None:
        if not self.is_active or self._stopping.is_set():
            return
        with self.app.app_context():
            succeeded = runner.run(entry, Tick(clock.now(), self.holder, self._stopping.is_set))
        if succeeded and entry.then and not self._stopping.is_set():
            self._scheduler.modify_job(entry.then, next_run_time=clock.now())

    def _add(self, entry: Entry) -> None:
        """Rows by intervals begin at once, but for those that another row calls up anyway."""
        follows = any(entry.name == other.then for other in self.timetable)
        at_once = isinstance(entry.when, Every) and not follows
        first = {"next_run_time": clock.now()} if at_once else {}
        trigger = self._trigger(entry.when)
        self._scheduler.add_job(self.tick, trigger, args=[entry], id=entry.name, **first)

    def _trigger(self, when: Every | Daily) -> BaseTrigger:
        if isinstance(when, Daily):
            return CronTrigger(hour=when.hour, timezone=self._zone)
        return IntervalTrigger(minutes=when.minutes, seconds=when.seconds, timezone=self._zone)

    def _stop_when_signalled(self) -> None:
        signal.sigwait(ENDING)
        self.stop()

    def _end_when_asked(self) -> None:
        """Wait for jobs in hand; in a thread, as the main one belongs to APScheduler."""
        self._stopping.wait()
        self._started.wait()
        # Its own waiting holds a lock that a job needs to call up the row after it.
        self._scheduler.shutdown(wait=False)
        for _ in range(self._width):
            self._slots.acquire()
        self._slots.release(self._width)

    def _take(self, now: datetime) -> bool:
        return leases.take(SCHEDULER, holder=self.holder, now=now)

    def _leave(self) -> None:
        try:
            self._on_database(lambda now: leases.give_back(SCHEDULER, holder=self.holder, now=now))
        except Exception:  # noqa: BLE001 (the lease then expires by itself)
            structlog.get_logger().exception("lease not given back")

    def _on_database(self, act: Callable[[datetime], Result]) -> Result:
        with self.app.app_context():
            try:
                with transaction():
                    return act(get_database_time())
            finally:
                db.session.remove()
