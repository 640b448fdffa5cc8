"""Passwords: only their hashes come here; hashing is slow and done before the transaction."""

from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import func, select

from plan_app.domain.mailing import MessageKind
from plan_app.extensions import db
from plan_app.mail import outbox
from plan_app.models import OutboxMessage, User
from plan_app.services import journal, sessions

NOTICE_EXPIRES: Final = timedelta(hours=72)
# Anybody may ask for a link in anybody's name; nobody's mailbox shall be flooded.
RESETS_A_DAY: Final = 5


def change(
    user_id: int, *, password_hash: str, uniquifier: str, now: datetime, local_day: date
) -> None:
    """A new password of the person's own choice: all sessions end, and a notice goes out.

    `uniquifier` is the new one; with it every reset link sent before is void.
    """
    user = db.session.get_one(User, user_id)
    user.password, user.fs_uniquifier = password_hash, uniquifier
    sessions.end_all(user.id, now=now)
    outbox.enqueue(
        MessageKind.PASSWORD_NOTICE,
        user,
        now=now,
        local_day=local_day,
        expires_at=now + NOTICE_EXPIRES,
        context={"changed_at": now.isoformat()},
    )
    journal.record(
        "password_changed",
        now=now,
        actor_id=user.id,
        plan_id=None,
        subject=("user", user.id),
    )


def renew_hash(user_id: int, *, password_hash: str) -> None:
    """The same password, hashed by today's method; no act of a person, so not in the journal."""
    db.session.get_one(User, user_id).password = password_hash
    db.session.flush()


def send_reset(
    user_id: int, *, sealed: str, until: datetime, now: datetime, local_day: date
) -> OutboxMessage | None:
    """Mail the person a link to set a new password; None when today's number is used up.

    `sealed` holds the link and is valid `until`. Who asked is not known, so there is no
    journal entry; the mail log tells that it was sent.
    """
    user = db.session.get_one(User, user_id)
    sent = db.session.scalar(
        select(func.count())
        .select_from(OutboxMessage)
        .where(
            OutboxMessage.kind == MessageKind.PASSWORD_RESET,
            OutboxMessage.recipient_id == user.id,
            OutboxMessage.local_day == local_day,
        )
    )
    if sent and sent >= RESETS_A_DAY:
        return None
    return outbox.enqueue(
        MessageKind.PASSWORD_RESET,
        user,
        now=now,
        local_day=local_day,
        expires_at=until,
        context={"sealed": sealed},
    )
