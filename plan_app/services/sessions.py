"""Signed-in browsers: opening a session, ending it, keeping what an ended one had sent."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Select, select

from plan_app.errors import N_, NotFound
from plan_app.extensions import db
from plan_app.models import UserSession
from plan_app.services import journal

LIFETIME: Final = timedelta(days=14)
BROWSER_LENGTH: Final = 200


@dataclass(frozen=True, slots=True)
class Returned:
    """Fields (name, value) that were sent to the path `address` in an ended session."""

    address: str
    fields: tuple[tuple[str, str], ...]


def start(
    user_id: int,
    *,
    token_digest: str,
    browser: str,
    now: datetime,
    returned: Returned | None = None,
) -> UserSession:
    """A new session of the person; the row itself records the signing in."""
    session = UserSession(
        user_id=user_id,
        token_digest=token_digest,
        browser=browser[:BROWSER_LENGTH],
        created_at=now,
        expires_at=now + LIFETIME,
    )
    db.session.add(session)
    db.session.flush()
    if returned is not None:
        keep_returned(session.id, returned)
    return session


def keep_returned(session_id: int, returned: Returned) -> None:
    """Keep what was sent, until the form is sent again or the session ends."""
    session = db.session.get_one(UserSession, session_id)
    session.returned_to = returned.address
    session.returned_fields = list(returned.fields)
    db.session.flush()


def forget_returned(session_id: int) -> None:
    """Erase what was kept: it has been sent."""
    session = db.session.get_one(UserSession, session_id)
    session.returned_to, session.returned_fields = None, None
    db.session.flush()


def end(session_id: int, *, now: datetime) -> None:
    """The person signs out in this browser; the row itself records it."""
    session = db.session.get_one(UserSession, session_id)
    _end(session, now)
    db.session.flush()


def revoke(session_id: int, *, user_id: int, now: datetime) -> None:
    """The person ends one of their sessions; raises NotFound when it is not theirs or over."""
    session = db.session.scalar(_live(user_id, now).where(UserSession.id == session_id))
    if session is None:
        raise NotFound(N_("Phiên đăng nhập này đã kết thúc."))
    _end(session, now)
    _journal(user_id, [session], now)


def revoke_others(*, user_id: int, but: int, now: datetime) -> int:
    """The person ends all their sessions but `but`; the number of those ended."""
    others = list(db.session.scalars(_live(user_id, now).where(UserSession.id != but)))
    for session in others:
        _end(session, now)
    if others:
        _journal(user_id, others, now)
    return len(others)


def end_all(user_id: int, *, now: datetime) -> None:
    """End every session of a person, as part of another act, which the journal names."""
    for session in db.session.scalars(_live(user_id, now)):
        _end(session, now)
    db.session.flush()


def _live(user_id: int, now: datetime) -> Select[tuple[UserSession]]:
    return select(UserSession).where(
        UserSession.user_id == user_id,
        UserSession.revoked_at.is_(None),
        UserSession.expires_at > now,
    )


def _end(session: UserSession, now: datetime) -> None:
    session.revoked_at = now
    session.returned_to, session.returned_fields = None, None


def _journal(user_id: int, sessions: list[UserSession], now: datetime) -> None:
    journal.record(
        "sessions_revoked",
        now=now,
        actor_id=user_id,
        plan_id=None,
        subject=("user", user_id),
        data={"sessions": [session.id for session in sessions]},
    )
