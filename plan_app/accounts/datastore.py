"""Where Flask-Security reads and writes accounts."""

from dataclasses import dataclass, field
from typing import Any, Final

from flask import g
from flask_security import SQLAlchemyUserDatastore
from sqlalchemy import func, inspect, select

from plan_app import clock
from plan_app.extensions import db, settings
from plan_app.models import User
from plan_app.services import passwords, sessions
from plan_app.services.transaction import transaction

_COLUMNS: Final = ("password", "fs_uniquifier")


@dataclass(frozen=True, slots=True)
class Start:
    """A browser in which the person has just signed in."""

    user_id: int
    token_digest: str
    browser: str
    returned: sessions.Returned | None


@dataclass(slots=True)
class _Writes:
    """What the library has changed in this request and not yet committed."""

    columns: dict[int, dict[str, str]] = field(default_factory=dict)
    start: Start | None = None


class Datastore(SQLAlchemyUserDatastore):
    """Flask-Security's datastore, with our one commit.

    The library's views read a person, hash, change the object, call `put`, and after the view
    call `commit` (by `after_this_request`): a read session that turns into a write, which
    SQLite refuses while another process writes. So here `put` only notes which columns were
    changed, and `commit` ends the read session and does the noted acts by our services in one
    `transaction()`, which begins IMMEDIATE and reads the person again. Passwords were hashed
    before that. What the enabled views write:

    - sign in: a new session; the hash, when the method of hashing has changed
    - set or change the password: hash and uniquifier; by our service also the end of all
      sessions, the notice by mail and the journal entry; on changing, a new session

    Sign-in counts and times (`SECURITY_TRACKABLE`) stay off: they would write at each sign-in.
    Only active people are found, so that an ended account looks like none.
    """

    def find_user(self, case_insensitive: bool = False, **wanted: Any) -> User | None:  # noqa: ANN401
        """The active person with this one attribute."""
        (name, value), *_ = wanted.items()
        column = getattr(User, name)
        same = func.lower(column) == value.lower() if case_insensitive else column == value
        return db.session.scalar(select(User).where(same, User.active))

    def put(self, model: User) -> User:
        """Note the changed columns of a person; nothing is written yet."""
        state = inspect(model)
        changed = {
            name: getattr(model, name)
            for name in _COLUMNS
            if state.attrs[name].history.has_changes()
        }
        _writes().columns.setdefault(model.id, {}).update(changed)
        return model

    def note_start(self, start: Start) -> None:
        """Note that a session is to be opened with the next `commit`."""
        _writes().start = start

    def commit(self) -> None:
        """Do what was noted, all or nothing; the objects read before are out of date."""
        writes = g.pop("account_writes", None)
        # The changes made on the objects themselves are thrown away, being noted.
        db.session.rollback()
        if writes is None:
            return
        with transaction():
            for user_id, columns in writes.columns.items():
                _write_password(user_id, columns)
            if writes.start is not None:
                _start_session(writes.start)


def _writes() -> _Writes:
    writes: _Writes = g.setdefault("account_writes", _Writes())
    return writes


def _write_password(user_id: int, columns: dict[str, str]) -> None:
    now = clock.now()
    if "fs_uniquifier" in columns:
        passwords.change(
            user_id,
            password_hash=columns["password"],
            uniquifier=columns["fs_uniquifier"],
            now=now,
            local_day=clock.today(settings().timezone),
        )
    elif "password" in columns:
        passwords.renew_hash(user_id, password_hash=columns["password"])


def _start_session(start: Start) -> None:
    sessions.start(
        start.user_id,
        token_digest=start.token_digest,
        browser=start.browser,
        now=clock.now(),
        returned=start.returned,
    )
