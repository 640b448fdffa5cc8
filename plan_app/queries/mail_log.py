"""The mail log: every message of a plan, how it stands, what it said, for which tasks."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import contains_eager, defer, joinedload, selectinload

from plan_app.domain import vietnamese
from plan_app.domain.mailing import UNSETTLED, MessageKind, MessageState
from plan_app.domain.permissions import TaskScope
from plan_app.errors import NotFound
from plan_app.extensions import db
from plan_app.models import (
    DeliveryReport,
    JournalEntry,
    JournalHead,
    LedgerRow,
    MailAttempt,
    MailResend,
    Membership,
    Milestone,
    OutboxMessage,
    Task,
    User,
    outbox_message_task,
)
from plan_app.queries.rows import addressed

Row = TypeVar("Row", bound=tuple[Any, ...])
SIZE = 30
_LONGEST_NUMBER: Final = 6


class Unsettled(StrEnum):
    """The value of the state's filter that stands for every state of a message on its way."""

    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class MailFilter:
    """What of the log is wanted.

    Each of the `words` is in the recipient's name or address, in the address it went to, in the
    subject, or is the number of a task; without diacritics. `since` and `until` are included.
    """

    words: str = ""
    state: MessageState | Unsettled | None = None
    kind: MessageKind | None = None
    day: date | None = None
    since: date | None = None
    until: date | None = None
    task: int | None = None


class LastResume(NamedTuple):
    """When a stopped queue was let go on; no name for a command on the machine."""

    at: datetime
    by: str


WAITING: Final = MailFilter(state=Unsettled.WAITING)
SORTS: Final[dict[str, tuple[Any, ...]]] = {
    "at": (OutboxMessage.created_at, OutboxMessage.id),
    "subject": (OutboxMessage.search_text, OutboxMessage.id),
    "recipient": (User.sort_key, OutboxMessage.id),
    "state": (OutboxMessage.state, OutboxMessage.id),
}
DEFAULT_SORT: Final = "-at"


def list_messages(
    plan_id: int, wanted: MailFilter, *, sort: str = DEFAULT_SORT, page: int | None = 1
) -> list[OutboxMessage]:
    """Thirty messages with their recipients, or all without a page; never their frozen bytes."""
    columns = SORTS[sort.removeprefix("-")]
    chosen = (
        _narrowed(select(OutboxMessage), plan_id, wanted)
        .join(User, User.id == OutboxMessage.recipient_id)
        .options(contains_eager(OutboxMessage.recipient))
        .options(defer(OutboxMessage.frozen), defer(OutboxMessage.text))
        .order_by(*(column.desc() if sort.startswith("-") else column for column in columns))
    )
    if page is not None:
        chosen = chosen.limit(SIZE).offset((page - 1) * SIZE)
    return list(db.session.scalars(chosen))


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
        .where(OutboxMessage.id == message_id, of_plan(plan_id))
        .options(joinedload(OutboxMessage.recipient), defer(OutboxMessage.frozen))
    )
    if found is None:
        raise NotFound
    return found


def list_attempts(message_id: int) -> list[MailAttempt]:
    """The attempts that the server did not accept, the first one first."""
    wanted = select(MailAttempt).where(MailAttempt.message_id == message_id)
    return list(db.session.scalars(wanted.order_by(MailAttempt.number, MailAttempt.id)))


def list_reports(message_id: int) -> list[DeliveryReport]:
    """What mail servers reported of the message afterwards, the first one first."""
    wanted = select(DeliveryReport).where(DeliveryReport.message_id == message_id)
    return list(db.session.scalars(wanted.order_by(DeliveryReport.read_at, DeliveryReport.id)))


def list_resends(message_id: int) -> list[MailResend]:
    """What the message repeats and what repeats it, at most one of each, with who asked."""
    own = MailResend.message_id == message_id
    return list(
        db.session.scalars(
            select(MailResend)
            .where(or_(own, MailResend.original_id == message_id))
            .options(joinedload(MailResend.asked_by))
        )
    )


def find_last_resume(plan_id: int) -> LastResume | None:
    """Who last let a stopped queue go on, on a page of the plan or on the machine, and when."""
    row = db.session.execute(
        select(JournalEntry.at, addressed(User))
        .join(JournalHead, JournalHead.id == JournalEntry.head_id)
        .outerjoin(User, User.id == JournalEntry.actor_id)
        .where(
            JournalEntry.action == "mail_queue_resumed",
            or_(JournalHead.plan_id == plan_id, JournalHead.plan_id.is_(None)),
        )
        .order_by(JournalEntry.at.desc())
        .limit(1)
    ).first()
    return LastResume(row[0], row[1] or "") if row else None


def list_tasks(message_ids: Collection[int], *, plan_id: int) -> dict[int, list[Task]]:
    """The plan's tasks that each message is about, by number."""
    by_ledger = (
        select(LedgerRow.message_id, Milestone.task_id)
        .join(Milestone, Milestone.id == LedgerRow.milestone_id)
        .where(LedgerRow.message_id.in_(message_ids))
    )
    alone = select(OutboxMessage.id, OutboxMessage.task_id).where(OutboxMessage.id.in_(message_ids))
    together = select(outbox_message_task).where(outbox_message_task.c.message_id.in_(message_ids))
    about = by_ledger.union(alone, together).subquery()
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


def list_scopes(message_id: int) -> list[TaskScope]:
    """What the permission rules need to know of every task of the message, of any plan."""
    about = (
        select(Milestone.task_id)
        .join(LedgerRow, LedgerRow.milestone_id == Milestone.id)
        .where(LedgerRow.message_id == message_id)
    )
    alone = select(OutboxMessage.task_id).where(OutboxMessage.id == message_id)
    together = select(outbox_message_task.c.task_id).where(
        outbox_message_task.c.message_id == message_id
    )
    tasks = db.session.scalars(
        select(Task)
        .where(or_(Task.id.in_(about), Task.id.in_(alone), Task.id.in_(together)))
        .options(selectinload(Task.coordinating_agencies))
    )
    return [task.scope for task in tasks]


def _narrowed(statement: Select[Row], plan_id: int, wanted: MailFilter) -> Select[Row]:
    return statement.where(of_plan(plan_id), *_conditions(wanted))


def _conditions(wanted: MailFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.state is Unsettled.WAITING:
        found.append(OutboxMessage.state.in_(UNSETTLED))
    elif wanted.state is not None:
        found.append(OutboxMessage.state == wanted.state)
    if wanted.kind is not None:
        found.append(OutboxMessage.kind == wanted.kind)
    if wanted.day is not None:
        found.append(OutboxMessage.local_day == wanted.day)
    if wanted.since is not None:
        found.append(OutboxMessage.local_day >= wanted.since)
    if wanted.until is not None:
        found.append(OutboxMessage.local_day <= wanted.until)
    found += [_speaks_of(word) for word in vietnamese.fold(wanted.words).split()]
    if wanted.task is not None:
        found.append(_is_about(wanted.task))
    return found


def _speaks_of(word: str) -> ColumnElement[bool]:
    """Whether a folded word is in the person, the addresses or the subject, or a task's number."""
    people = select(User.id).where(
        or_(
            User.search_text.contains(word, autoescape=True),
            User.email.icontains(word, autoescape=True),
        )
    )
    found = [
        OutboxMessage.recipient_id.in_(people),
        OutboxMessage.address.icontains(word, autoescape=True),
        OutboxMessage.search_text.contains(word, autoescape=True),
    ]
    if word.isdecimal() and len(word) <= _LONGEST_NUMBER:
        found.append(_is_about(int(word)))
    return or_(*found)


def _is_about(number: int) -> ColumnElement[bool]:
    told = (
        select(LedgerRow.message_id)
        .join(Milestone, Milestone.id == LedgerRow.milestone_id)
        .join(Task, Task.id == Milestone.task_id)
        .where(Task.number == number)
    )
    alone = select(Task.id).where(Task.number == number)
    together = select(outbox_message_task.c.message_id).where(
        outbox_message_task.c.task_id.in_(alone)
    )
    return or_(
        OutboxMessage.task_id.in_(alone),
        OutboxMessage.id.in_(told),
        OutboxMessage.id.in_(together),
    )


def of_plan(plan_id: int) -> ColumnElement[bool]:
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
