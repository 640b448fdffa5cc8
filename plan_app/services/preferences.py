"""What people choose of their mail."""

from collections.abc import Collection
from dataclasses import asdict
from typing import Any

from sqlalchemy import select

from plan_app.domain import preferences as rules
from plan_app.domain.preferences import Preferences, Topic
from plan_app.errors import NotFound
from plan_app.extensions import db
from plan_app.models import User
from plan_app.services import changes, journal
from plan_app.services.acts import Act
from plan_app.services.people import PersonChanged


def of(user: User) -> Preferences:
    """The present choices of the person."""
    return Preferences(**{name: getattr(user, name) for name in Preferences.__dataclass_fields__})


def fingerprint(user: User) -> str:
    """Equal for equal choices: what a form says about those it was made from."""
    return changes.digest(of(user))


def choose(user_id: int, wanted: Preferences, *, seen: str, act: Act) -> None:
    """Set one's own choices; raises PreferenceWrong, PersonChanged."""
    user = _hold(user_id)
    if fingerprint(user) != seen:
        raise PersonChanged
    rules.check(wanted)
    _write(user, wanted, act)


def unsubscribe(user_id: int, topics: Collection[Topic], act: Act) -> None:
    """Do without the topics from now on; the same again changes nothing."""
    user = _hold(user_id)
    _write(user, rules.without(of(user), topics), act)


def undo(user_id: int, wanted: Preferences, act: Act) -> None:
    """Have again what was done without; raises PreferenceWrong."""
    rules.check(wanted)
    _write(_hold(user_id), wanted, act)


def _hold(user_id: int) -> User:
    user = db.session.scalar(
        select(User)
        .where(User.id == user_id, User.active)
        .with_for_update(of=User)
        .execution_options(populate_existing=True)
    )
    if user is None:
        raise NotFound
    return user


def _write(user: User, wanted: Preferences, act: Act) -> None:
    before = of(user)
    if wanted == before:
        return
    for name, value in asdict(wanted).items():
        setattr(user, name, value)
    journal.record(
        "preferences_edited",
        now=act.now,
        actor_id=user.id,
        plan_id=None,
        subject=("user", user.id),
        data=_data(before, wanted) | act.way,
    )


def _data(before: Preferences, after: Preferences) -> dict[str, Any]:
    return {"preferences_before": asdict(before), "preferences_after": asdict(after)}
