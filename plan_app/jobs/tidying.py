"""The nightly job that forgets the records nobody reads and the files nobody attached."""

from datetime import timedelta

from plan_app.jobs.tick import Counts, Tick
from plan_app.services import job_runs, papers
from plan_app.services.transaction import transaction

KEPT = timedelta(days=30)


def run(tick: Tick) -> Counts:
    """Forget the job runs of more than a month ago, and files of a day ago without a paper."""
    with transaction():
        forgotten = job_runs.forget(before=tick.now - KEPT)
    return {"job_runs": forgotten, "files": papers.tidy(now=tick.now)}
