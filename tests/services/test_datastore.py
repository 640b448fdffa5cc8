"""Flask-Security's writes begin as SQLite needs it, and are all or nothing."""

import pytest
from flask import Flask
from sqlalchemy import select, update

from plan_app.accounts.browser import digest
from plan_app.accounts.datastore import Datastore, Start
from plan_app.extensions import db
from plan_app.models import JournalEntry, OutboxMessage, User, UserSession
from plan_app.services import sessions
from tests.builders import make_user


@pytest.fixture
def datastore(own_app: Flask) -> Datastore:
    found: Datastore = own_app.extensions["security"].datastore
    return found


@pytest.fixture
def person(own_app: Flask) -> User:
    assert own_app
    return make_user(email="nam@so.example.org", password="old")


def write_elsewhere(user_id: int) -> None:
    """Another process commits something while this one has read only."""
    with db.engine.connect().execution_options(writes=True) as other, other.begin():
        other.execute(update(User).where(User.id == user_id).values(position="Chuyên viên"))


def give_new_password(datastore: Datastore) -> User:
    """What the library does on setting a password, up to the commit."""
    user = datastore.find_user(case_insensitive=True, email="NAM@so.example.org")
    assert user is not None
    user.password = "new"
    datastore.set_uniquifier(user, "another")
    datastore.put(user)
    return user


def test_a_write_of_another_process_in_between_is_neither_lost_nor_in_the_way(
    datastore: Datastore, person: User
) -> None:
    give_new_password(datastore)
    write_elsewhere(person.id)

    datastore.commit()

    stored = db.session.get_one(User, person.id)
    assert (stored.password, stored.fs_uniquifier) == ("new", "another")
    assert stored.position == "Chuyên viên"


def test_nothing_is_written_without_the_commit(datastore: Datastore, person: User) -> None:
    give_new_password(datastore)
    db.session.rollback()

    assert db.session.get_one(User, person.id).password == "old"


def test_a_password_and_what_follows_from_it_are_written_together(
    datastore: Datastore, person: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    user_id = person.id

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(sessions, "start", fail)
    give_new_password(datastore)
    datastore.note_start(Start(user_id, digest("token"), "Firefox", None))

    with pytest.raises(RuntimeError):
        datastore.commit()

    assert db.session.get_one(User, user_id).password == "old"
    assert list(db.session.scalars(select(OutboxMessage))) == []
    assert list(db.session.scalars(select(JournalEntry))) == []


def test_a_hash_renewed_ends_no_session_and_is_not_journalled(
    datastore: Datastore, person: User
) -> None:
    user = datastore.find_user(fs_uniquifier=person.fs_uniquifier)
    assert user is not None
    user.password = "stronger"
    datastore.put(user)
    datastore.note_start(Start(user.id, digest("token"), "Firefox", None))

    datastore.commit()

    assert db.session.get_one(User, user.id).password == "stronger"
    assert list(db.session.scalars(select(UserSession.revoked_at))) == [None]
    assert list(db.session.scalars(select(JournalEntry))) == []


def test_a_commit_without_writes_does_nothing(datastore: Datastore, person: User) -> None:
    datastore.commit()

    assert db.session.get_one(User, person.id).password == "old"


def test_ended_accounts_are_not_found(datastore: Datastore, person: User) -> None:
    person.active = False
    db.session.commit()

    assert datastore.find_user(email=person.email) is None
