"""The nightly job that forgets the records nobody reads or uses any more."""

from datetime import timedelta

from plan_app.jobs.tick import Counts, Tick
from plan_app.services import job_runs, update_links
from plan_app.services.transaction import transaction

KEPT = timedelta(days=30)


def run(tick: Tick) -> Counts:
    """Forget the job runs of more than a month ago, and links that expired before that."""
    before = tick.now - KEPT
    with transaction():
        return {
            "job_runs": job_runs.forget(before=before),
            "update_links": update_links.forget(before=before),
        }
