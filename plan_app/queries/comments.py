"""Reads of comments: the thread of a task, and who may see it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from plan_app.domain.permissions import OF_ROLE, Permission
from plan_app.domain.roles import Role
from plan_app.errors import NotFound
from plan_app.extensions import db
from plan_app.models import Agency, Comment, Membership, Task, User
from plan_app.queries.journal import JournalLine
from plan_app.queries.recipients import get_deputies

_SEE_ALL = [role for role, granted in OF_ROLE.items() if Permission.SEE_ALL_DETAILS in granted]


@dataclass(slots=True)
class Said:
    """A comment in the thread: its words (None: taken back, or erased) and who wrote them.

    `withdrawn_by` and `reason` are of one that was taken back.
    """

    comment: Comment
    author: str = ""
    is_shared: bool = False
    body: str | None = None
    withdrawn_by: str = ""
    reason: str = ""


class Reader(NamedTuple):
    """Somebody who may see the comments on a task; `is_mailed`: a mention goes by mail."""

    id: int
    full_name: str
    addressed: str
    agency: str
    is_mailed: bool


def of_lines(lines: Iterable[JournalLine]) -> list[Said]:
    """The thread that a task's entries (the latest first) speak of, the oldest first.

    No comment is without an entry, so the page of a task need not ask for both.
    """
    found: dict[int, Said] = {}
    for line in lines:
        if line.comment is None:
            continue
        said = found.setdefault(line.comment.id, Said(line.comment))
        if line.action == "comment_withdrawn":
            said.withdrawn_by, said.reason = line.actor, line.text or ""
        else:
            said.author, said.is_shared, said.body = line.actor, line.is_shared, line.text
    return sorted(found.values(), key=lambda each: (each.comment.written_at, each.comment.id))


def get_comment(comment_id: int, *, plan_id: int) -> Comment:
    """The comment with its task, author and words; raises NotFound outside the plan."""
    found = db.session.scalar(
        select(Comment)
        .join(Task, Task.id == Comment.task_id)
        .where(Comment.id == comment_id, Task.plan_id == plan_id)
        .options(
            joinedload(Comment.task).joinedload(Task.coordinating_agencies),
            joinedload(Comment.author),
            joinedload(Comment.text),
        )
    )
    if found is None:
        raise NotFound
    return found


def list_readers(task: Task, *, today: date) -> list[Reader]:
    """The active people for whom `permissions.may_see_details` holds, by given name.

    Nothing goes to a leader by itself: they are mentioned, and not mailed.
    """
    of_plan = select(Membership.user_id).where(Membership.plan_id == task.plan_id)
    sees_all = of_plan.where(Membership.role.in_(_SEE_ALL))
    leads = of_plan.where(Membership.role == Role.LEADER)
    of_agency = User.agency_id.in_(_agencies(task, today)) & or_(
        User.id.in_(of_plan), User.is_administrator
    )
    rows = db.session.execute(
        select(User, Agency.short_name, User.id.in_(leads))
        .outerjoin(Agency, Agency.id == User.agency_id)
        .where(
            User.active,
            or_(User.id.in_(sees_all), of_agency, User.id.in_(_owners(task, today))),
        )
        .order_by(User.sort_key, User.id)
    ).tuples()
    return [
        Reader(user.id, user.full_name, user.addressed, agency or "", not is_leader)
        for user, agency, is_leader in rows
    ]


def _agencies(task: Task, today: date) -> Select[tuple[int]]:
    """The agencies with a part in the task, and those that have taken them over by today."""
    ids = sorted(task.scope.agency_ids)
    own = select(Agency.id.label("agency")).where(Agency.id.in_(ids))
    chain = own.cte("heirs", recursive=True)
    heirs = select(Agency.successor_id).join(chain, chain.c.agency == Agency.id)
    chain = chain.union(
        heirs.where(Agency.successor_id.is_not(None), Agency.succession_date <= today)
    )
    return select(chain.c.agency)


def _owners(task: Task, today: date) -> list[int]:
    """The owner, and everybody in the chain of deputies who stand in today."""
    if task.owner_id is None:
        return []
    deputy_of, found = get_deputies(day=today), [task.owner_id]
    while (following := deputy_of.get(found[-1])) is not None and following not in found:
        found.append(following)
    return found
