"""Opening and ending sessions, and keeping what an ended one had sent."""

from datetime import datetime

import pytest
from sqlalchemy import select

from plan_app.errors import NotFound
from plan_app.extensions import db
from plan_app.models import JournalEntry, UserSession
from plan_app.services import sessions
from plan_app.services.sessions import LIFETIME, Returned
from plan_app.services.transaction import transaction
from tests.builders import make_session, make_user

pytestmark = pytest.mark.usefixtures("app")
TYPED = Returned("/p/x/tasks/1", (("result", "Đã trình"), ("result", "lần hai")))


def live(user_id: int) -> list[int]:
    found = select(UserSession.id).where(
        UserSession.user_id == user_id, UserSession.revoked_at.is_(None)
    )
    return list(db.session.scalars(found.order_by(UserSession.id)))


def test_a_new_session_lives_for_its_time(now: datetime) -> None:
    user = make_user()
    with transaction():
        session = sessions.start(
            user.id, token_digest="a" * 64, browser="x" * 300, now=now, returned=TYPED
        )

    assert session.expires_at == now + LIFETIME
    assert len(session.browser) == sessions.BROWSER_LENGTH
    assert session.returned_to == TYPED.address
    assert [tuple(pair) for pair in session.returned_fields or []] == list(TYPED.fields)


def test_what_was_sent_is_forgotten() -> None:
    session = make_session(make_user(), returned_to="/x", returned_fields=[("a", "b")])
    with transaction():
        sessions.forget_returned(session.id)

    assert (session.returned_to, session.returned_fields) == (None, None)


def test_ending_a_session_erases_what_was_typed(now: datetime) -> None:
    session = make_session(make_user(), returned_to="/x", returned_fields=[("a", "b")])
    with transaction():
        sessions.end(session.id, now=now)

    assert session.revoked_at == now
    assert (session.returned_to, session.returned_fields) == (None, None)


def test_a_person_ends_one_of_their_sessions(now: datetime) -> None:
    user = make_user()
    first, second = make_session(user), make_session(user)
    with transaction():
        sessions.revoke(first.id, user_id=user.id, now=now)

    assert live(user.id) == [second.id]
    entry = db.session.scalars(select(JournalEntry)).one()
    assert (entry.actor_id, entry.data) == (user.id, {"sessions": [first.id]})


def test_a_session_of_somebody_else_or_over_is_not_found(now: datetime) -> None:
    user = make_user()
    wrong = [make_session(make_user()), make_session(user, revoked_at=now)]
    wrong.append(make_session(user, expires_at=now))

    for session in wrong:
        with pytest.raises(NotFound), transaction():
            sessions.revoke(session.id, user_id=user.id, now=now)


def test_all_others_end_and_nobody_else_s(now: datetime) -> None:
    user, other = make_user(), make_user()
    here, there = make_session(user), make_session(user)
    theirs = make_session(other)
    with transaction():
        assert sessions.revoke_others(user_id=user.id, but=here.id, now=now) == 1

    assert live(user.id) == [here.id]
    assert live(other.id) == [theirs.id]
    assert there.revoked_at == now


def test_with_no_others_nothing_is_journalled(now: datetime) -> None:
    user = make_user()
    here = make_session(user)
    with transaction():
        assert sessions.revoke_others(user_id=user.id, but=here.id, now=now) == 0

    assert list(db.session.scalars(select(JournalEntry))) == []
