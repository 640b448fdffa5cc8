"""Reads of signed-in browsers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, func, select

from plan_app.extensions import db
from plan_app.models import User, UserSession

# Asked by every request, so built once.
_LIVE: Final = (
    select(User, UserSession.id, UserSession.returned_to)
    .join(UserSession, UserSession.user_id == User.id)
    .where(
        UserSession.token_digest == bindparam("token_digest"),
        UserSession.revoked_at.is_(None),
        UserSession.expires_at > bindparam("now"),
        User.fs_uniquifier == bindparam("uniquifier"),
        User.active,
    )
)
_LAST: Final = select(func.max(UserSession.created_at)).where(
    UserSession.user_id == bindparam("user_id"),
    UserSession.created_at < bindparam("instant"),
)


@dataclass(frozen=True, slots=True)
class LiveSession:
    """The session of a request: its id, and the path whose form gets back what was typed."""

    id: int
    returned_to: str | None


def find_live(
    *, token_digest: str, uniquifier: str, now: datetime
) -> tuple[User, LiveSession] | None:
    """The active person whose live session this is; None for everything else. One query."""
    row = db.session.execute(
        _LIVE, {"token_digest": token_digest, "uniquifier": uniquifier, "now": now}
    ).one_or_none()
    return (row[0], LiveSession(id=row[1], returned_to=row[2])) if row else None


def list_live(user: User, *, now: datetime) -> list[UserSession]:
    """The person's live sessions, the newest first."""
    return list(
        db.session.scalars(
            select(UserSession)
            .where(
                UserSession.user_id == user.id,
                UserSession.revoked_at.is_(None),
                UserSession.expires_at > now,
            )
            .order_by(UserSession.created_at.desc(), UserSession.id.desc())
        )
    )


def find_last_before(user_id: int, instant: datetime) -> datetime | None:
    """When the person signed in last before `instant`, also in a browser that is signed out."""
    return db.session.scalar(_LAST, {"user_id": user_id, "instant": instant})


def list_returned_fields(session_id: int) -> list[tuple[str, str]]:
    """The name and value pairs kept with the session; none when nothing was kept."""
    found = db.session.scalar(
        select(UserSession.returned_fields).where(UserSession.id == session_id)
    )
    return [(name, value) for name, value in found or ()]
