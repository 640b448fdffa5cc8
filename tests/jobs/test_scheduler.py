"""The scheduler: one active holder, jobs that may fail, an end in good order."""

import threading
import time
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from structlog.testing import capture_logs

from plan_app import clock
from plan_app.extensions import db
from plan_app.jobs.scheduler import SchedulerProcess
from plan_app.jobs.tick import Counts, Tick
from plan_app.jobs.timetable import TIMETABLE, Entry, Every
from plan_app.models import JobRun, Lease
from plan_app.queries.reminder_health import SCHEDULER, get_reminder_health
from plan_app.queries.scheduler import get_database_time
from plan_app.services.transaction import transaction

SOON = Every(seconds=1)


def _succeeds(_tick: Tick) -> Counts:
    return {"messages": 3}


def _fails(_tick: Tick) -> Counts:
    raise ValueError("nguoi@so.example.org")


def _runs() -> list[JobRun]:
    db.session.rollback()
    return list(db.session.scalars(select(JobRun).order_by(JobRun.id)))


def _tick(app: Flask, entry: Entry) -> None:
    process = SchedulerProcess(app, (entry,))
    process.beat()
    process.tick(entry)


def test_a_run_is_recorded_with_its_counts(own_app: Flask) -> None:
    _tick(own_app, Entry("deliver", SOON, _succeeds))
    (run,) = _runs()
    assert (run.job, run.succeeded, run.detail) == ("deliver", True, '{"messages": 3}')
    assert run.finished_at is not None


def test_a_run_is_one_line_of_the_log(own_app: Flask) -> None:
    with capture_logs() as lines:
        _tick(own_app, Entry("deliver", SOON, _succeeds))
    (line,) = lines
    assert (line["event"], line["job"], line["messages"]) == ("job done", "deliver", 3)


def test_a_failing_job_is_recorded_without_what_it_said(own_app: Flask) -> None:
    _tick(own_app, Entry("plan", SOON, _fails))
    (run,) = _runs()
    assert (run.succeeded, run.detail) == (False, "ValueError")


def test_what_a_failing_job_wrote_is_taken_back(own_app: Flask) -> None:
    def writes_and_fails(tick: Tick) -> Counts:
        with transaction():
            db.session.add(Lease(name="x", holder="x", beat_at=tick.now, expires_at=tick.now))
            db.session.flush()
            raise ValueError

    _tick(own_app, Entry("plan", SOON, writes_and_fails))
    assert [run.succeeded for run in _runs()] == [False]
    assert db.session.get(Lease, "x") is None


def test_only_the_holder_of_the_lease_works(own_app: Flask) -> None:
    entry = Entry("plan", SOON, _succeeds)
    first, second = (SchedulerProcess(own_app, (entry,)) for _ in range(2))
    for process in (first, second):
        process.beat()
    for process in (first, second):
        process.tick(entry)
    assert (first.is_active, second.is_active) == (True, False)
    assert len(_runs()) == 1


def test_a_dead_holder_is_replaced_within_two_minutes(own_app: Flask) -> None:
    dead, alive = (SchedulerProcess(own_app, ()) for _ in range(2))
    dead.beat()
    with transaction():
        lease = db.session.get_one(Lease, SCHEDULER)
        assert lease.expires_at - lease.beat_at < timedelta(minutes=2)
        lease.expires_at = lease.beat_at
    alive.beat()
    dead.beat()
    assert (alive.is_active, dead.is_active) == (True, False)


def test_without_the_database_nobody_is_active(
    own_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = SchedulerProcess(own_app, ())
    process.beat()

    def away() -> None:
        raise ConnectionError

    monkeypatch.setattr("plan_app.jobs.scheduler.get_database_time", away)
    process.beat()
    assert process.is_active is False


def test_it_works_at_once_and_ends_when_the_job_in_hand_is_done(own_app: Flask) -> None:
    began, asked = threading.Event(), threading.Event()

    def slow(tick: Tick) -> Counts:
        began.set()
        while not tick.should_stop():
            time.sleep(0.01)
        asked.set()
        return {}

    process = SchedulerProcess(own_app, (Entry("deliver", Every(minutes=1), slow),))
    thread = threading.Thread(target=process.run)
    thread.start()
    assert began.wait(10)
    process.stop()
    process.stop()
    thread.join(10)
    assert not thread.is_alive()
    assert asked.is_set()
    assert [run.succeeded for run in _runs()] == [True]


@pytest.mark.parametrize("minutes", [1, 60])
def test_a_late_tick_is_made_up_for_once(own_app: Flask, minutes: int) -> None:
    ran: list[Tick] = []

    def job(tick: Tick) -> Counts:
        ran.append(tick)
        return {}

    process = SchedulerProcess(own_app, (Entry("deliver", Every(minutes=minutes), job),))

    def run_late() -> None:
        """As on a machine that slept for ten minutes between planning the tick and running it."""
        with clock.stopped_at(clock.now() - timedelta(minutes=10)):
            process.run()

    thread = threading.Thread(target=run_late)
    thread.start()
    time.sleep(1)
    process.stop()
    thread.join(10)
    assert len(ran) == 1


def test_a_lease_is_given_back_at_the_end(own_app: Flask) -> None:
    process, successor = SchedulerProcess(own_app, ()), SchedulerProcess(own_app, ())
    thread = threading.Thread(target=process.run)
    thread.start()
    while not process.is_active:
        time.sleep(0.01)
    time.sleep(0.2)
    process.stop()
    thread.join(10)
    successor.beat()
    assert successor.is_active


def test_what_follows_a_row_runs_at_once_after_it(own_app: Flask) -> None:
    ran = threading.Event()

    def last(_tick: Tick) -> Counts:
        ran.set()
        return {}

    hourly = Every(minutes=60)
    timetable = (Entry("plan", SOON, _succeeds, then="deliver"), Entry("deliver", hourly, last))
    process = SchedulerProcess(own_app, timetable)
    thread = threading.Thread(target=process.run)
    thread.start()
    assert ran.wait(10)
    process.stop()
    thread.join(10)


def test_the_heartbeat_is_seen_in_the_health(own_app: Flask) -> None:
    assert get_reminder_health(now=get_database_time()).is_late
    SchedulerProcess(own_app, ()).beat()
    db.session.rollback()
    assert not get_reminder_health(now=get_database_time()).is_late


def test_every_row_of_the_timetable_has_a_name_of_its_own() -> None:
    names = [entry.name for entry in TIMETABLE]
    assert len(set(names)) == len(names)
    assert all(entry.then in names for entry in TIMETABLE if entry.then)
