"""The switch of the mail queue: it stops itself, and a person lets it go on."""

import logging
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from plan_app.domain.permissions import Actor
from plan_app.errors import N_, RuleBroken
from plan_app.extensions import db
from plan_app.models import MailQueue, QueueStop
from plan_app.services import journal

_log = logging.getLogger(__name__)
_LONGEST_REASON = 500

NOT_STOPPED = N_("Việc gửi thư không bị tạm dừng.")


def stop(why: QueueStop, *, reason: str, now: datetime) -> None:
    """Let nothing leave until a person resumes; one alarm, however many workers find the cause."""
    queue = _lock()
    if queue.stopped is not None:
        return
    queue.stopped, queue.stopped_at, queue.reason = why, now, reason[:_LONGEST_REASON]
    db.session.flush()
    _log.error("mail queue stopped (%s): %s", why.value, reason)


def resume(actor: Actor, *, plan_id: int, now: datetime) -> None:
    """What waits may leave again; raises RuleBroken when nothing was stopped."""
    queue = _lock()
    if queue.stopped is None:
        raise RuleBroken(NOT_STOPPED)
    why, queue.stopped, queue.stopped_at, queue.reason = queue.stopped, None, None, None
    journal.record(
        "mail_queue_resumed",
        now=now,
        actor_id=actor.user_id,
        plan_id=plan_id,
        data={"stopped": why.value},
    )


def _lock() -> MailQueue:
    """The one row, held until the transaction ends."""
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    # Two workers may find the first stop of an installation at the same time.
    first = dialect.insert(MailQueue).values(id=1, allowed_messages=0).on_conflict_do_nothing()
    db.session.execute(first)
    wanted = select(MailQueue).where(MailQueue.id == 1).with_for_update()
    return db.session.scalars(wanted.execution_options(populate_existing=True)).one()
