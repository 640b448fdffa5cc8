"""The tasks that are assigned together, with their pressing milestones and possible owners."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Select, func, literal, select, union_all
from sqlalchemy.orm import contains_eager

from plan_app.domain.statuses import MilestoneState
from plan_app.extensions import db
from plan_app.models import (
    Agency,
    AgencyContact,
    ContactKind,
    Membership,
    Milestone,
    SolutionGroup,
    Task,
    User,
)
from plan_app.queries import conditions, task_list
from plan_app.queries.assignments import CAN_REPORT
from plan_app.queries.conditions import ListFilter
from plan_app.queries.rows import addressed

PAGE_SIZE: Final = 50
UNASSIGNED_SIZE: Final = 50
UNASSIGNED_SORTS: Final = ("number", "agency", "due")
UNASSIGNED_SORT: Final = "agency"


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignedRow:
    """A task with its owner and agency as they are now, and its pressing milestone."""

    task_id: int
    version: int
    number: int
    title: str
    title_en: str
    group_ordinal: int
    group_title: str
    group_title_en: str
    agency_id: int
    agency_name: str
    agency_name_en: str
    owner_id: int | None
    owner_name: str
    owner_agency_id: int | None
    label: str
    label_en: str
    state: MilestoneState
    due_date: date | None
    is_fixed: bool
    waiting_for: str | None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A person for the tasks of an agency: its contact, or how many tasks they own there."""

    user_id: int
    name: str
    is_contact: bool
    tasks: int


def list_page(
    plan_id: int,
    *,
    today: date,
    wanted: ListFilter,
    page: int | None,
    sort: str = task_list.DEFAULT_SORT,
) -> list[AssignedRow]:
    """Fifty tasks of the filter, or all without a page; `sort` as in the list of tasks."""
    statement = _filtered(plan_id, today, wanted).order_by(*task_list.order(sort))
    return _list(statement, page, PAGE_SIZE)


def list_unassigned(
    plan_id: int,
    *,
    today: date,
    wanted: ListFilter,
    page: int | None,
    sort: str = UNASSIGNED_SORT,
) -> list[AssignedRow]:
    """Fifty tasks of the filter, which asks for open ones that nobody owns; all without a page."""
    statement = _filtered(plan_id, today, wanted).order_by(*task_list.order(sort))
    return _list(statement, page, UNASSIGNED_SIZE)


def list_picks(
    plan_id: int, *, today: date, wanted: ListFilter, limit: int
) -> list[tuple[int, int, int]]:
    """Id, version and responsible agency of the first `limit` tasks of the filter, by number."""
    pressing = (Milestone.task_id == Task.id) & Milestone.is_pressing
    statement = (
        _filtered(plan_id, today, wanted)
        .with_only_columns(Task.id, Task.version, Task.responsible_agency_id)
        .join(Milestone, pressing)
        .order_by(Task.number)
        .limit(limit)
    )
    return [(row[0], row[1], row[2]) for row in db.session.execute(statement).tuples()]


def list_by_ids(plan_id: int, ids: Collection[int]) -> list[AssignedRow]:
    """These tasks of the plan, by number; what is not there is left out."""
    return _list(select(Task).where(Task.plan_id == plan_id, Task.id.in_(ids)), 1, len(ids))


def list_suggestions(plan_id: int, agency_ids: Iterable[int]) -> dict[int, list[Suggestion]]:
    """For each agency its contact, those who own its tasks (most first), then its other people.

    Only active people who can report in the plan; in one query. Heads are never suggested as such.
    """
    wanted = set(agency_ids)
    people = union_all(*_people(plan_id, wanted)).subquery()
    name = addressed(User)
    rows = db.session.execute(
        select(
            people.c.agency_id,
            User.id,
            name,
            func.max(people.c.contact),
            func.sum(people.c.tasks),
        )
        .join(User, User.id == people.c.user_id)
        .where(
            User.active,
            User.id.in_(
                select(Membership.user_id).where(
                    Membership.plan_id == plan_id, Membership.role.in_(CAN_REPORT)
                )
            ),
        )
        .group_by(people.c.agency_id, User.id, User.honorific, User.full_name, User.sort_key)
        .order_by(func.max(people.c.contact).desc(), func.sum(people.c.tasks).desc(), User.sort_key)
    )
    found: dict[int, list[Suggestion]] = {}
    for agency_id, user_id, called, contact, tasks in rows:
        found.setdefault(agency_id, []).append(
            Suggestion(user_id, called, bool(contact), int(tasks))
        )
    return found


def _people(plan_id: int, agency_ids: Collection[int]) -> list[Select[Any]]:
    contacts = select(
        AgencyContact.agency_id.label("agency_id"),
        AgencyContact.user_id.label("user_id"),
        literal(1).label("contact"),
        literal(0).label("tasks"),
    ).where(AgencyContact.kind == ContactKind.CONTACT, AgencyContact.agency_id.in_(agency_ids))
    owners = (
        select(Task.responsible_agency_id, Task.owner_id, literal(0), func.count())
        .where(
            Task.plan_id == plan_id,
            Task.owner_id.is_not(None),
            Task.responsible_agency_id.in_(agency_ids),
        )
        .group_by(Task.responsible_agency_id, Task.owner_id)
    )
    others = select(User.agency_id, User.id, literal(0), literal(0)).where(
        User.agency_id.in_(agency_ids)
    )
    return [contacts, owners, others]


def _filtered(plan_id: int, today: date, wanted: ListFilter) -> Select[tuple[Task]]:
    return select(Task).where(
        Task.plan_id == plan_id,
        *conditions.of_task(wanted, plan_id),
        *conditions.of_milestone(wanted, today),
    )


def _list(statement: Select[tuple[Task]], page: int | None, size: int) -> list[AssignedRow]:
    if page is not None:
        statement = statement.limit(size).offset((page - 1) * size)
    tasks = db.session.scalars(
        statement.join(Milestone, (Milestone.task_id == Task.id) & Milestone.is_pressing)
        .join(SolutionGroup, SolutionGroup.id == Task.group_id)
        .join(Agency, Agency.id == Task.responsible_agency_id)
        .outerjoin(User, User.id == Task.owner_id)
        .options(
            contains_eager(Task.pressing_milestone),
            contains_eager(Task.group),
            contains_eager(Task.responsible_agency),
            contains_eager(Task.owner),
        )
        .order_by(Task.number)
    )
    return [_row(task, task.pressing_milestone) for task in tasks if task.pressing_milestone]


def _row(task: Task, milestone: Milestone) -> AssignedRow:
    agency, owner = task.responsible_agency, task.owner
    return AssignedRow(
        task_id=task.id,
        version=task.version,
        number=task.number,
        title=task.title,
        title_en=task.title_en,
        group_ordinal=task.group.ordinal,
        group_title=task.group.title,
        group_title_en=task.group.title_en,
        agency_id=agency.id,
        agency_name=agency.name,
        agency_name_en=agency.name_en,
        owner_id=task.owner_id,
        owner_name=owner.addressed if owner else "",
        owner_agency_id=owner.agency_id if owner else None,
        label=milestone.label,
        label_en=milestone.label_en,
        state=milestone.state,
        due_date=milestone.due_date,
        is_fixed=milestone.is_fixed,
        waiting_for=milestone.waiting_for,
    )
