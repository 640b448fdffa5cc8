"""The nightly job that forgets the records nobody reads any more."""

from datetime import timedelta

from plan_app.jobs.tick import Counts, Tick
from plan_app.services import job_runs
from plan_app.services.transaction import transaction

KEPT = timedelta(days=30)


def run(tick: Tick) -> Counts:
    """Forget the job runs of more than a month ago."""
    with transaction():
        return {"job_runs": job_runs.forget(before=tick.now - KEPT)}
