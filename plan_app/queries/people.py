"""The list of people, and one person with all that is known of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from plan_app.domain import vietnamese
from plan_app.domain.mailing import MessageKind
from plan_app.domain.roles import Role
from plan_app.errors import NotFound
from plan_app.extensions import db
from plan_app.models import Agency, AgencyContact, Membership, OutboxMessage, Task, User
from plan_app.queries.handover import is_open

PAGE_SIZE: Final = 30


class Standing(StrEnum):
    """Values of the filter for how an account stands."""

    ACTIVE = "active"
    INVITED = "invited"
    UNREACHABLE = "unreachable"
    SHARED = "shared"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class PersonFilter:
    """What the list is narrowed to; the role is one in the plan, None stands for any."""

    words: str = ""
    agency: int | None = None
    role: Role | None = None
    standing: Standing | None = None


class PersonRow(NamedTuple):
    """A person with agency and memberships at hand, and the number of open tasks in the plan."""

    user: User
    open_tasks: int


class PersonPage(NamedTuple):
    """A person with agency and memberships at hand, and when the last invitation was written."""

    user: User
    invited_at: datetime | None


_AGENCY: Final = (Agency.official_order.nulls_last(), User.sort_key)
SORTS: Final[dict[str, tuple[Any, ...]]] = {
    "name": (User.sort_key,),
    "agency": _AGENCY,
    "tasks": (),
}
DEFAULT_SORT: Final = "name"


def list_people(
    plan_id: int, wanted: PersonFilter, *, sort: str = DEFAULT_SORT, page: int | None = 1
) -> list[PersonRow]:
    """Thirty people, or all without `page`; `sort` is a key of `SORTS`, "-" for the other way.

    People are of the installation: those of other plans stand here as well.
    """
    tasks = open_tasks(plan_id)
    statement = (
        _narrowed(select(User, tasks.label("open_tasks")), plan_id, wanted)
        .outerjoin(Agency, Agency.id == User.agency_id)
        .options(joinedload(User.agency), selectinload(User.memberships))
        .order_by(*_order(sort, tasks), User.id)
    )
    if page is not None:
        statement = statement.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    return [PersonRow(*row) for row in db.session.execute(statement)]


def count_people(plan_id: int, wanted: PersonFilter) -> int:
    """How many people the filter leaves."""
    return db.session.scalar(_narrowed(select(func.count(User.id)), plan_id, wanted)) or 0


def get_person(person_id: int) -> PersonPage:
    """One person; raises NotFound."""
    invited = (
        select(func.max(OutboxMessage.created_at))
        .where(OutboxMessage.recipient_id == User.id, OutboxMessage.kind == MessageKind.INVITATION)
        .scalar_subquery()
    )
    found = (
        db.session.execute(
            select(User, invited)
            .where(User.id == person_id)
            .options(
                joinedload(User.agency),
                joinedload(User.memberships).joinedload(Membership.plan),
            )
        )
        .unique()
        .first()
    )
    if found is None:
        raise NotFound
    return PersonPage(*found)


def list_functions(person_id: int) -> Sequence[AgencyContact]:
    """For which agencies the person is contact or leader in charge."""
    return db.session.scalars(
        select(AgencyContact)
        .where(AgencyContact.user_id == person_id)
        .options(joinedload(AgencyContact.agency))
        .order_by(AgencyContact.agency_id)
    ).all()


def list_with_role(plan_id: int, role: Role) -> Sequence[User]:
    """The active people who have the role in the plan, by given name."""
    return db.session.scalars(
        select(User)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.plan_id == plan_id, Membership.role == role, User.active)
        .order_by(User.sort_key, User.id)
    ).all()


def open_tasks(plan_id: int) -> ColumnElement[int]:
    """The number of a person's open tasks in the plan, as a column beside `User`."""
    return (
        select(func.count(Task.id))
        .where(Task.owner_id == User.id, Task.plan_id == plan_id, is_open())
        .correlate(User)
        .scalar_subquery()
    )


def _order(sort: str, tasks: ColumnElement[int]) -> list[Any]:
    key = sort.removeprefix("-")
    columns = (tasks,) if key == "tasks" else SORTS[key]
    return [column.desc() if sort.startswith("-") else column for column in columns]


def _narrowed(statement: Select[Any], plan_id: int, wanted: PersonFilter) -> Select[Any]:
    return statement.where(*conditions(plan_id, wanted))


def conditions(plan_id: int, wanted: PersonFilter) -> list[ColumnElement[bool]]:
    """What the filter asks of `User`."""
    # Each word by itself: people type given name first, or the address.
    found: list[ColumnElement[bool]] = [
        User.search_text.contains(word, autoescape=True)
        | User.email.contains(word, autoescape=True)
        for word in vietnamese.fold(wanted.words).split()
    ]
    if wanted.agency is not None:
        found.append(User.agency_id == wanted.agency)
    if wanted.role is not None:
        holders = select(Membership.user_id).where(
            Membership.plan_id == plan_id, Membership.role == wanted.role
        )
        found.append(User.id.in_(holders))
    if wanted.standing is not None:
        found.append(_stands(wanted.standing))
    return found


def _stands(standing: Standing) -> ColumnElement[bool]:
    if standing is Standing.INVITED:
        return User.active & User.password.is_(None)
    if standing is Standing.UNREACHABLE:
        return User.unreachable_since.is_not(None)
    if standing is Standing.SHARED:
        return User.is_shared.is_(True)
    return User.active.is_(standing is Standing.ACTIVE)
