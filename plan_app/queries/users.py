"""Reads of people's accounts."""

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from plan_app.domain.roles import Role
from plan_app.errors import N_, NotFound
from plan_app.extensions import db
from plan_app.models import Membership, User

DEMONSTRATION_DOMAIN = ".example.org"


def find_by_email(email: str) -> User | None:
    """The account with this address in any case of letters, active or not."""
    return db.session.scalar(select(User).where(func.lower(User.email) == email.strip().lower()))


def get_by_email(email: str) -> User:
    """The account with this address; raises NotFound."""
    user = find_by_email(email)
    if user is None:
        raise NotFound(N_("Không có tài khoản với địa chỉ thư điện tử này."))
    return user


def has_users() -> bool:
    """Whether there is any account."""
    return db.session.scalar(select(User.id).limit(1)) is not None


def find_active(user_id: int) -> User | None:
    """The account with this id that is in use."""
    return db.session.scalar(select(User).where(User.id == user_id, User.active))


def list_users(*, only_active: bool = False) -> list[User]:
    """The accounts by given name, with agency and memberships at hand."""
    wanted = (
        select(User)
        .options(joinedload(User.agency), _memberships())
        .order_by(User.sort_key, User.id)
    )
    return list(db.session.scalars(wanted.where(User.active) if only_active else wanted))


def find_demonstration_person(user_id: int) -> User | None:
    """The active person of the demonstration with this id; nobody else, ever."""
    return db.session.scalar(_demonstration().where(User.id == user_id))


def list_demonstration_people(*, owners: int) -> list[tuple[Role | None, User]]:
    """Whom the demonstration offers to sign in as: administrators (None), then role by role.

    Of the task owners the first of each agency, `owners` of them in the order in which they were
    made, and then the shared accounts.
    """
    people = db.session.scalars(
        _demonstration().options(joinedload(User.agency), _memberships()).order_by(User.id)
    ).all()
    found: list[tuple[Role | None, User]] = [
        (None, each) for each in people if each.is_administrator
    ]
    for role in (Role.COORDINATOR, Role.LEADER, Role.OBSERVER, Role.OWNER):
        holders = [each for each in people if any(m.role is role for m in each.memberships)]
        shown = _one_an_agency(holders, owners) if role is Role.OWNER else holders
        found += [(role, each) for each in shown]
    return found


def _one_an_agency(people: list[User], limit: int) -> list[User]:
    own = [each for each in people if not each.is_shared]
    firsts = list({each.agency_id or -each.id: each for each in reversed(own)}.values())[::-1]
    return firsts[:limit] + [each for each in people if each.is_shared]


def _demonstration() -> Select[tuple[User]]:
    return select(User).where(User.active, User.email.endswith(DEMONSTRATION_DOMAIN))


def _memberships() -> ExecutableOption:
    return selectinload(User.memberships).joinedload(Membership.plan)
