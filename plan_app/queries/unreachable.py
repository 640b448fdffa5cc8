"""The people whose address mail does not reach, what was tried, and who is told in their place."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import contains_eager, defer

from plan_app.domain import vietnamese
from plan_app.domain.mailing import MessageState
from plan_app.extensions import db
from plan_app.models import Agency, Membership, OutboxMessage, Task, User
from plan_app.queries.people import open_tasks
from plan_app.queries.recipients import get_line

PAGE_SIZE: Final = 30
SORTS: Final[dict[str, tuple[Any, ...]]] = {
    "since": (User.unreachable_since, User.sort_key),
    "name": (User.sort_key,),
    "agency": (Agency.official_order.is_(None), Agency.official_order, User.sort_key),
}
DEFAULT_SORT: Final = "-since"


@dataclass(frozen=True, slots=True)
class UnreachableRow:
    """A person with agency at hand.

    `last` is the last message that failed, None where a person noted the address; `failed` how
    many did in all. `open_tasks` are those of the plan; `next_name` is who gets their mail now,
    empty when nobody can be reached.
    """

    user: User
    last: OutboxMessage | None
    failed: int
    open_tasks: int
    next_id: int | None
    next_name: str


def list_people(
    plan_id: int, words: str = "", *, today: date, sort: str = DEFAULT_SORT, page: int | None = 1
) -> list[UnreachableRow]:
    """Thirty people of the plan, or all without a page; in four queries."""
    columns = SORTS[sort.removeprefix("-")]
    statement = (
        _narrowed(select(User, open_tasks(plan_id)), plan_id, words)
        .outerjoin(Agency, Agency.id == User.agency_id)
        .options(contains_eager(User.agency))
        .order_by(*(column.desc() if sort.startswith("-") else column for column in columns))
        .order_by(User.id)
    )
    if page is not None:
        statement = statement.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    found = db.session.execute(statement).all()
    return _with_the_next([(user, tasks) for user, tasks in found], plan_id, today)


def count_people(plan_id: int, words: str = "") -> int:
    """How many people there are in all."""
    return db.session.scalar(_narrowed(select(func.count(User.id)), plan_id, words)) or 0


def _with_the_next(
    found: list[tuple[User, int]], plan_id: int, today: date
) -> list[UnreachableRow]:
    if not found:
        return []
    tried = _tried([user.id for user, _ in found])
    line = get_line(today=today)
    following = {
        user.id: line.answers_for(user.id, user.agency_id or 0, plan_id).user_id
        for user, _ in found
    }
    names = _names({each for each in following.values() if each is not None})
    rows = []
    for user, tasks in found:
        last, failed = tried.get(user.id, (None, 0))
        following_id = following[user.id]
        name = names.get(following_id or 0, "")
        rows.append(UnreachableRow(user, last, failed, tasks, following_id, name))
    return rows


def _tried(user_ids: list[int]) -> dict[int, tuple[OutboxMessage, int]]:
    """The last failed message to each person, and how many failed in all."""
    last = (
        select(func.max(OutboxMessage.id).label("id"), func.count().label("number"))
        .where(OutboxMessage.state == MessageState.FAILED, OutboxMessage.recipient_id.in_(user_ids))
        .group_by(OutboxMessage.recipient_id)
        .subquery()
    )
    rows = db.session.execute(
        select(OutboxMessage, last.c.number)
        .join(last, last.c.id == OutboxMessage.id)
        .options(defer(OutboxMessage.text), defer(OutboxMessage.frozen))
    ).tuples()
    return {found.recipient_id: (found, number) for found, number in rows}


def _names(user_ids: set[int]) -> dict[int, str]:
    people = db.session.scalars(select(User).where(User.id.in_(user_ids)))
    return {each.id: each.addressed for each in people}


def _narrowed(statement: Select[Any], plan_id: int, words: str) -> Select[Any]:
    """People of the plan: those with a role in it, and the owners of its tasks."""
    members = select(Membership.user_id).where(Membership.plan_id == plan_id)
    owners = select(Task.owner_id).where(Task.plan_id == plan_id, Task.owner_id.is_not(None))
    agencies = select(Agency.id)
    conditions = [
        or_(
            User.search_text.contains(word, autoescape=True),
            User.email.icontains(word, autoescape=True),
            User.agency_id.in_(agencies.where(Agency.search_text.contains(word, autoescape=True))),
        )
        for word in vietnamese.fold(words).split()
    ]
    return statement.where(
        User.active,
        User.unreachable_since.is_not(None),
        or_(User.id.in_(members), User.id.in_(owners)),
        *conditions,
    )
