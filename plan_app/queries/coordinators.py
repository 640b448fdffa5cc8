"""Who else coordinates a plan: nobody confirms the completion of their own task."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import exists, or_, select

from plan_app.domain.roles import Role
from plan_app.extensions import db
from plan_app.models import Membership, User


@dataclass(frozen=True, slots=True)
class Alone:
    """A plan's only coordinator, and the administrators who can name another one."""

    administrators: Sequence[User]


def find_alone(user_id: int, *, plan_id: int) -> Alone | None:
    """Whom the only coordinator of the plan can ask; None where there is another one."""
    coordinates = exists().where(
        Membership.user_id == User.id,
        Membership.plan_id == plan_id,
        Membership.role == Role.COORDINATOR,
    )
    rows = (
        db.session.execute(
            select(User, coordinates.label("coordinates"))
            .where(User.active, or_(coordinates, User.is_administrator))
            .order_by(User.sort_key, User.id)
        )
        .tuples()
        .all()
    )
    if any(is_coordinator and user.id != user_id for user, is_coordinator in rows):
        return None
    return Alone([user for user, _is in rows if user.is_administrator])
