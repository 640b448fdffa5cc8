"""Running one row of the timetable: recorded, logged, and never fatal to the scheduler."""

import json
import time

import structlog

from plan_app import clock
from plan_app.extensions import db
from plan_app.jobs.tick import Counts, Tick
from plan_app.jobs.timetable import Entry
from plan_app.services import job_runs
from plan_app.services.transaction import transaction


def run(entry: Entry, tick: Tick) -> bool:
    """Run the job inside an application context; whether it succeeded.

    Whatever it raises is logged and recorded: the next tick tries again.
    """
    began = time.perf_counter()
    log = structlog.get_logger().bind(job=entry.name)
    try:
        counts = _run_recorded(entry, tick)
    except Exception:  # An error of one tick must not end the process.
        log.exception("job failed", seconds=_since(began))
        return False
    finally:
        db.session.remove()
    log.info("job done", seconds=_since(began), **counts)
    return True


def _run_recorded(entry: Entry, tick: Tick) -> Counts:
    with transaction():
        run_id = job_runs.start(entry.name, now=tick.now).id
    try:
        counts = entry.job(tick)
    except Exception as error:
        db.session.rollback()
        _finish(run_id, succeeded=False, detail=type(error).__name__)
        raise
    _finish(run_id, succeeded=True, detail=json.dumps(dict(counts)))
    return counts


def _finish(run_id: int, *, succeeded: bool, detail: str) -> None:
    with transaction():
        job_runs.finish(run_id, now=clock.now(), succeeded=succeeded, detail=detail)


def _since(began: float) -> float:
    return round(time.perf_counter() - began, 3)
