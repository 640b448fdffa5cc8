"""The switch of the mail queue: it stops itself, and a person lets it go on."""

import logging
from datetime import datetime

from plan_app.errors import N_, RuleBroken
from plan_app.extensions import db
from plan_app.models import QueueStop
from plan_app.queries import ledger
from plan_app.services import journal

_log = logging.getLogger(__name__)
_LONGEST_REASON = 500

NOT_STOPPED = N_("Việc gửi thư không bị tạm dừng.")


def stop(*, reason: str, now: datetime) -> None:
    """Let nothing leave until a person resumes; one alarm, however many workers find the cause.

    A run that waits because it plans too much gives way: the planner finds that again.
    """
    queue = ledger.get_queue(lock=True)
    if queue.stopped is QueueStop.CONFIGURATION:
        return
    queue.stopped, queue.stopped_at = QueueStop.CONFIGURATION, now
    queue.reason = reason[:_LONGEST_REASON]
    db.session.flush()
    _log.error("the mail queue has stopped: %s", reason)


def resume(*, actor_id: int | None, plan_id: int | None, now: datetime) -> None:
    """What waits may leave again; raises RuleBroken when the server stopped nothing.

    `actor_id` is None on the command line, where nobody has signed in.
    """
    queue = ledger.get_queue(lock=True)
    if queue.stopped is not QueueStop.CONFIGURATION:
        raise RuleBroken(NOT_STOPPED)
    queue.stopped = queue.stopped_at = queue.reason = None
    journal.record("mail_queue_resumed", now=now, actor_id=actor_id, plan_id=plan_id)
