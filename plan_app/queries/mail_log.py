"""The mail log: every message of a plan, how it stands, what it said, for which tasks."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final, TypeVar

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import defer, joinedload

from plan_app.domain import vietnamese
from plan_app.domain.mailing import UNSETTLED, MessageState
from plan_app.errors import NotFound
from plan_app.extensions import db
from plan_app.models import LedgerRow, Membership, Milestone, OutboxMessage, Task, User

Row = TypeVar("Row", bound=tuple[Any, ...])
SIZE = 30


class Unsettled(StrEnum):
    """The value of the state's filter that stands for every state of a message on its way."""

    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class MailFilter:
    """What of the log is wanted; `words` are in the recipient's name or address."""

    words: str = ""
    state: MessageState | Unsettled | None = None
    day: date | None = None
    task: int | None = None


WAITING: Final = MailFilter(state=Unsettled.WAITING)


def list_messages(plan_id: int, wanted: MailFilter, *, page: int = 1) -> list[OutboxMessage]:
    """Thirty messages with their recipients, the latest first; never their frozen bytes."""
    chosen = (
        _narrowed(select(OutboxMessage), plan_id, wanted)
        .options(joinedload(OutboxMessage.recipient))
        .options(defer(OutboxMessage.frozen), defer(OutboxMessage.text))
        .order_by(OutboxMessage.created_at.desc(), OutboxMessage.id.desc())
    )
    return list(db.session.scalars(chosen.limit(SIZE).offset((page - 1) * SIZE)))


def count_messages(plan_id: int, wanted: MailFilter) -> int:
    """How many messages there are in all."""
    return db.session.scalar(counting(plan_id, wanted)) or 0


def counting(plan_id: int, wanted: MailFilter) -> Select[tuple[int]]:
    """The statement that counts them, for those who ask for several counts at once."""
    return _narrowed(select(func.count(OutboxMessage.id)), plan_id, wanted)


def get_message(message_id: int, *, plan_id: int) -> OutboxMessage:
    """One message of the plan's log with its recipient; raises NotFound."""
    found = db.session.scalar(
        select(OutboxMessage)
        .where(OutboxMessage.id == message_id, _of_plan(plan_id))
        .options(joinedload(OutboxMessage.recipient), defer(OutboxMessage.frozen))
    )
    if found is None:
        raise NotFound
    return found


def list_tasks(message_ids: Collection[int], *, plan_id: int) -> dict[int, list[Task]]:
    """The plan's tasks that each message is about, by number."""
    by_ledger = (
        select(LedgerRow.message_id, Milestone.task_id)
        .join(Milestone, Milestone.id == LedgerRow.milestone_id)
        .where(LedgerRow.message_id.in_(message_ids))
    )
    alone = select(OutboxMessage.id, OutboxMessage.task_id).where(OutboxMessage.id.in_(message_ids))
    about = by_ledger.union(alone).subquery()
    rows = db.session.execute(
        select(about.c.message_id, Task)
        .join(Task, Task.id == about.c.task_id)
        .where(Task.plan_id == plan_id)
        .order_by(Task.number)
    ).tuples()
    found: dict[int, list[Task]] = {}
    for message_id, task in rows:
        found.setdefault(message_id, []).append(task)
    return found


def _narrowed(statement: Select[Row], plan_id: int, wanted: MailFilter) -> Select[Row]:
    return statement.where(_of_plan(plan_id), *_conditions(wanted))


def _conditions(wanted: MailFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.state is Unsettled.WAITING:
        found.append(OutboxMessage.state.in_(UNSETTLED))
    elif wanted.state is not None:
        found.append(OutboxMessage.state == wanted.state)
    if wanted.day is not None:
        found.append(OutboxMessage.local_day == wanted.day)
    if wanted.words:
        folded = vietnamese.fold(wanted.words)
        named = User.search_text.contains(folded, autoescape=True)
        addressed = User.email.icontains(wanted.words, autoescape=True)
        people = select(User.id).where(or_(named, addressed))
        found.append(OutboxMessage.recipient_id.in_(people))
    if wanted.task is not None:
        found.append(_is_about(wanted.task))
    return found


def _is_about(number: int) -> ColumnElement[bool]:
    told = (
        select(LedgerRow.message_id)
        .join(Milestone, Milestone.id == LedgerRow.milestone_id)
        .join(Task, Task.id == Milestone.task_id)
        .where(Task.number == number)
    )
    alone = select(Task.id).where(Task.number == number)
    return or_(OutboxMessage.task_id.in_(alone), OutboxMessage.id.in_(told))


def _of_plan(plan_id: int) -> ColumnElement[bool]:
    """Mail of the plan, mail about its tasks, and mail to its people about their accounts."""
    people = select(Membership.user_id).where(Membership.plan_id == plan_id)
    of_account = and_(OutboxMessage.plan_id.is_(None), OutboxMessage.recipient_id.in_(people))
    # Asked of each message: the ledger of a whole plan is far larger than what usually waits.
    about = exists().where(
        LedgerRow.message_id == OutboxMessage.id,
        Milestone.id == LedgerRow.milestone_id,
        Milestone.plan_id == plan_id,
    )
    return or_(OutboxMessage.plan_id == plan_id, of_account, about)
