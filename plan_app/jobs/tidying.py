"""The nightly job that forgets what nobody reads any more."""

from datetime import timedelta

from plan_app.jobs.tick import Counts, Tick
from plan_app.services import appendix_import, appendix_undo, job_runs
from plan_app.services.transaction import transaction

KEPT = timedelta(days=30)


def run(tick: Tick) -> Counts:
    """Forget job runs and unconfirmed files of more than a month ago, and what undoing needed."""
    before = tick.now - KEPT
    with transaction():
        return {
            "job_runs": job_runs.forget(before=before),
            "files": appendix_import.forget_waiting(before=before),
            "undone": appendix_undo.forget_finished(now=tick.now),
        }
