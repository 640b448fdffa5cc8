"""Reads for handing over: the open tasks of a person, and who could take them."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import joinedload

from plan_app.domain.dates import FINAL
from plan_app.extensions import db
from plan_app.models import Membership, Milestone, Task, User
from plan_app.queries.assignments import CAN_REPORT, Candidate


def is_open() -> ColumnElement[bool]:
    """Whether something of the task is neither completed nor withdrawn; suspended work goes on."""
    return exists().where(Milestone.task_id == Task.id, Milestone.state.not_in(FINAL))


def list_open_tasks(person_id: int, *, plan_id: int | None = None) -> list[Task]:
    """The person's open tasks (of one plan) with plan, agency and pressing milestone, by number."""
    wanted = (
        select(Task)
        .where(Task.owner_id == person_id, is_open())
        .options(
            joinedload(Task.plan),
            joinedload(Task.responsible_agency),
            joinedload(Task.pressing_milestone),
        )
        .order_by(Task.plan_id, Task.number)
    )
    return list(db.session.scalars(wanted if plan_id is None else wanted.where(_in(plan_id))))


def list_successors(person: User, *, plan_ids: Collection[int]) -> list[Candidate]:
    """Active people who can report in all these plans, the person's colleagues first.

    Each part by given name; people of other agencies are named with theirs.
    """
    reporting = (
        select(Membership.user_id)
        .where(Membership.plan_id.in_(plan_ids), Membership.role.in_(CAN_REPORT))
        .group_by(Membership.user_id)
        .having(func.count(Membership.plan_id.distinct()) == len(set(plan_ids)))
    )
    found = db.session.scalars(
        select(User)
        .where(User.active, User.id != person.id, User.id.in_(reporting))
        .options(joinedload(User.agency))
        .order_by(User.sort_key, User.id)
    )
    people = sorted(found, key=lambda user: user.agency_id != person.agency_id)
    return [_candidate(user, person) for user in people]


def _candidate(user: User, person: User) -> Candidate:
    agency = user.agency
    if agency is None or agency.id == person.agency_id:
        return Candidate(user.id, user.addressed)
    return Candidate(user.id, user.addressed, agency.short_name, agency_en=agency.name_en)


def _in(plan_id: int) -> ColumnElement[bool]:
    return Task.plan_id == plan_id
