"""The nightly job that forgets what nobody reads any more, and the files nobody attached."""

from datetime import timedelta

from plan_app.jobs.tick import Counts, Tick
from plan_app.services import appendix_import, appendix_undo, job_runs, papers
from plan_app.services.transaction import transaction

KEPT = timedelta(days=30)


def run(tick: Tick) -> Counts:
    """Forget what is of more than a month ago and what undoing needed, and unattached files.

    Job runs, files of an appendix that nobody confirmed, and files of a day ago without a paper.
    """
    before = tick.now - KEPT
    with transaction():
        forgotten = {
            "job_runs": job_runs.forget(before=before),
            "imports": appendix_import.forget_waiting(before=before),
            "undone": appendix_undo.forget_finished(now=tick.now),
        }
    return forgotten | {"files": papers.tidy(now=tick.now)}
