"""A new password, and the link by which it is set."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from plan_app.domain.mailing import MessageKind
from plan_app.extensions import db
from plan_app.models import JournalEntry, OutboxMessage, User
from plan_app.services import passwords
from plan_app.services.passwords import RESETS_A_DAY
from plan_app.services.transaction import transaction
from tests.builders import make_session, make_user

pytestmark = pytest.mark.usefixtures("app")
TODAY = date(2026, 12, 8)


def send_reset(user: User, now: datetime, day: date = TODAY) -> OutboxMessage | None:
    until = now + timedelta(days=1)
    with transaction():
        return passwords.send_reset(user.id, sealed="x", until=until, now=now, local_day=day)


def test_a_new_password_ends_sessions_tells_by_mail_and_is_journalled(now: datetime) -> None:
    user = make_user(password="old")
    session = make_session(user)
    with transaction():
        passwords.change(
            user.id, password_hash="new", uniquifier="another", now=now, local_day=TODAY
        )

    assert (user.password, user.fs_uniquifier) == ("new", "another")
    assert session.revoked_at == now
    message = db.session.scalars(select(OutboxMessage)).one()
    assert (message.kind, message.recipient_id) == (MessageKind.PASSWORD_NOTICE, user.id)
    assert message.context == {"changed_at": now.isoformat()}
    assert list(db.session.scalars(select(JournalEntry.action))) == ["password_changed"]


def test_a_reset_expires_with_its_link(now: datetime) -> None:
    message = send_reset(make_user(), now)

    assert message is not None
    assert message.expires_at == now + timedelta(days=1)
    assert message.context == {"sealed": "x"}


def test_only_so_many_resets_a_day_are_mailed_to_one_person(now: datetime) -> None:
    user, other = make_user(), make_user()

    sent = [send_reset(user, now) for _ in range(RESETS_A_DAY + 1)]

    assert sent[-1] is None
    assert all(sent[:-1])
    assert send_reset(other, now)
    assert send_reset(user, now, TODAY + timedelta(days=1))
