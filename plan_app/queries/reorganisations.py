"""Reads for merging and splitting agencies: what an agency has, and what was done before."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager, joinedload, undefer

from plan_app.domain import vietnamese
from plan_app.domain.roles import Role
from plan_app.errors import NotFound
from plan_app.extensions import db
from plan_app.models import (
    Agency,
    AgencyContact,
    Membership,
    Reorganisation,
    Task,
    User,
    agency_member,
)
from plan_app.queries.agencies import list_people
from plan_app.queries.handover import is_open


class Holdings(NamedTuple):
    """What would go to others: open tasks of every plan, active people, contacts, groups."""

    tasks: Sequence[Task]
    people: Sequence[User]
    contacts: Sequence[AgencyContact]
    groups: Sequence[Agency]


@dataclass(frozen=True, slots=True)
class ReorganisationFilter:
    """What the list is narrowed to; `words` are in an agency, the document or who did it."""

    words: str = ""
    undone: bool | None = None


SORTS: Final[Mapping[str, Callable[[Reorganisation], Any]]] = MappingProxyType(
    {
        "day": lambda each: (each.first_day, each.id),
        "agency": lambda each: (each.agency.official_order, each.id),
        "done": lambda each: each.id,
    }
)
DEFAULT_SORT: Final = "-done"


def get_holdings(agency: Agency) -> Holdings:
    """All that the agency has today, in three queries and one for contacts not yet at hand."""
    tasks = db.session.scalars(
        select(Task)
        .where(Task.responsible_agency_id == agency.id, is_open())
        .options(
            joinedload(Task.plan),
            joinedload(Task.responsible_agency),
            joinedload(Task.pressing_milestone),
        )
        .order_by(Task.plan_id, Task.number)
    ).all()
    groups = db.session.scalars(
        select(Agency)
        .join(agency_member, agency_member.c.group_id == Agency.id)
        .where(agency_member.c.member_id == agency.id)
        .order_by(Agency.official_order, Agency.id)
    ).all()
    contacts = sorted(agency.contacts, key=lambda each: each.kind)
    return Holdings(tasks, list_people(agency.id), contacts, groups)


def list_coordinated_plans(user_id: int) -> set[int]:
    """The plans in which the person is a coordinator."""
    found = select(Membership.plan_id).where(
        Membership.user_id == user_id, Membership.role == Role.COORDINATOR
    )
    return set(db.session.scalars(found))


def get_reorganisation(reorganisation_id: int) -> Reorganisation:
    """One, with what moved and its names at hand; raises NotFound."""
    found: Reorganisation | None = db.session.scalar(
        _with_names()
        .where(Reorganisation.id == reorganisation_id)
        .options(undefer(Reorganisation.moved))
    )
    if found is None:
        raise NotFound
    return found


def list_reorganisations(
    wanted: ReorganisationFilter, *, sort: str = DEFAULT_SORT
) -> list[Reorganisation]:
    """Those that the filter leaves: there are few. `sort` is a key of `SORTS`, "-" to reverse."""
    rows = db.session.scalars(_with_names())
    found = [each for each in rows if _is_wanted(each, wanted)]
    return sorted(found, key=SORTS[sort.removeprefix("-")], reverse=sort.startswith("-"))


def list_tasks(ids: Sequence[int]) -> Sequence[Task]:
    """The tasks with plan and responsible agency, by number."""
    chosen = select(Task).where(Task.id.in_(ids)).order_by(Task.plan_id, Task.number)
    return db.session.scalars(
        chosen.options(
            joinedload(Task.plan),
            joinedload(Task.responsible_agency),
            joinedload(Task.pressing_milestone),
        )
    ).all()


def list_astray(row: Reorganisation, *, plan_id: int) -> Sequence[Task]:
    """Open tasks of the plan whose owner is of another agency than answers for them, by number.

    Of what moved, of what stayed, and of those who went: a split takes work and people apart.
    """
    moved = [id_ for id_, *_rest in row.moved["tasks"]]
    gone = [id_ for id_, _receiver in row.moved["people"]]
    touched = or_(
        Task.id.in_(moved),
        Task.responsible_agency_id == row.agency_id,
        Task.owner_id.in_(gone),
    )
    chosen = (
        select(Task)
        .join(User, User.id == Task.owner_id)
        .where(
            Task.plan_id == plan_id,
            touched,
            is_open(),
            User.agency_id.is_distinct_from(Task.responsible_agency_id),
        )
        .options(
            joinedload(Task.responsible_agency),
            contains_eager(Task.owner).joinedload(User.agency),
        )
        .order_by(Task.number)
    )
    return db.session.scalars(chosen).all()


def list_users(ids: Sequence[int]) -> Sequence[User]:
    """The people with their agency, by given name."""
    chosen = select(User).where(User.id.in_(ids)).order_by(User.sort_key, User.id)
    return db.session.scalars(chosen.options(joinedload(User.agency))).all()


def _with_names() -> Any:  # noqa: ANN401 (a statement)
    return select(Reorganisation).options(
        joinedload(Reorganisation.agency),
        joinedload(Reorganisation.heir),
        joinedload(Reorganisation.done_by),
        joinedload(Reorganisation.undone_by),
    )


def _is_wanted(row: Reorganisation, wanted: ReorganisationFilter) -> bool:
    if wanted.undone is not None and wanted.undone is (row.undone_at is None):
        return False
    names = [each.name for each in (row.agency, row.heir) if each is not None]
    by = row.done_by.full_name if row.done_by else ""
    said = vietnamese.fold(" ".join([*names, row.document, by]))
    return all(word in said for word in vietnamese.fold(wanted.words).split())
