"""The record of what the scheduler ran."""

from datetime import datetime

from sqlalchemy import delete

from plan_app.errors import NotFound
from plan_app.extensions import db
from plan_app.models import JobRun


def start(job: str, *, now: datetime) -> JobRun:
    """Record that `job` began."""
    run = JobRun(job=job, started_at=now)
    db.session.add(run)
    db.session.flush()
    return run


def finish(run_id: int, *, now: datetime, succeeded: bool, detail: str) -> None:
    """Record how a run ended; `detail` holds counts or the kind of an error, no person's data."""
    run = db.session.get(JobRun, run_id)
    if run is None:
        raise NotFound(str(run_id))
    run.finished_at, run.succeeded, run.detail = now, succeeded, detail[:500]
    db.session.flush()


def forget(*, before: datetime) -> int:
    """Delete the runs that began before that instant; how many."""
    gone = db.session.scalars(
        delete(JobRun).where(JobRun.started_at < before).returning(JobRun.id)
    ).all()
    return len(gone)
