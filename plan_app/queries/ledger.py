"""Reads of the ledger and the outbox for the planner: who was told what, and what is usual."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import Select, case, func, literal, or_, select, union_all

from plan_app.domain.breaker import DAYS_OF_HISTORY, MailingHistory
from plan_app.domain.holding import Hold
from plan_app.domain.mailing import UNSETTLED, LedgerState, MessageKind, MessageState
from plan_app.domain.planning import Told
from plan_app.extensions import db
from plan_app.models import LedgerRow, MailQueue, Milestone, OutboxMessage

SETTLED_OR_RESERVED = (LedgerState.RESERVED, LedgerState.TOLD)
ANSWERS = (MessageKind.CONFIRMED, MessageKind.RETURNED)
_GOING_OR_GONE = (*sorted(UNSETTLED), MessageState.ACCEPTED)
ABOUT_TASKS = (MessageKind.DIGEST, *ANSWERS)
_TOLD: Final = 0
_MESSAGES: Final = 1
# In the columns of a union of numbers a kind is its place here; only digests hold roll-ups.
_KINDS: Final = ABOUT_TASKS


def get_told(
    *, plan_ids: Collection[int], until: date, extension_submitted: Collection[int]
) -> Told:
    """What is reserved or told of the current deadlines up to `until`."""
    return _read_told(db.session.execute(_told(plan_ids, until)).tuples(), extension_submitted)


def _told(plan_ids: Collection[int], until: date) -> Select[tuple[int, int, int, int]]:
    return (
        select(
            LedgerRow.milestone_id,
            LedgerRow.deadline_revision,
            LedgerRow.recipient_id,
            LedgerRow.threshold,
        )
        .join(
            Milestone,
            (Milestone.id == LedgerRow.milestone_id)
            & (Milestone.deadline_revision == LedgerRow.deadline_revision),
        )
        .where(
            Milestone.plan_id.in_(plan_ids),
            Milestone.due_date <= until,
            LedgerRow.state.in_(SETTLED_OR_RESERVED),
        )
    )


def _read_told(
    rows: Iterable[tuple[int, int, int, int]], extension_submitted: Collection[int]
) -> Told:
    strongest: dict[tuple[int, int, int], int] = {}
    for milestone, revision, person, threshold in rows:
        key = milestone, revision, person
        if threshold > strongest.get(key, threshold - 1):
            strongest[key] = threshold
    slowed = frozenset(extension_submitted)
    return Told(strongest, _told_on(slowed) if slowed else {}, slowed)


def _told_on(milestones: Collection[int]) -> dict[tuple[int, int], date]:
    rows = db.session.execute(
        select(LedgerRow.milestone_id, LedgerRow.recipient_id, func.max(OutboxMessage.local_day))
        .join(OutboxMessage, OutboxMessage.id == LedgerRow.message_id)
        .where(LedgerRow.milestone_id.in_(milestones), LedgerRow.state.in_(SETTLED_OR_RESERVED))
        .group_by(LedgerRow.milestone_id, LedgerRow.recipient_id)
    )
    return {(milestone, person): day for milestone, person, day in rows}


def list_busy(*, day: date, daily_cap: int) -> dict[int, Hold]:
    """The people who get no (further) digest on `day`, and why.

    A digest of the day counts whatever became of it: what it failed to tell waits for the
    next working day.
    """
    rows = db.session.execute(
        select(OutboxMessage.recipient_id, OutboxMessage.kind, func.count())
        .where(OutboxMessage.local_day == day, OutboxMessage.kind.in_(ABOUT_TASKS))
        .group_by(OutboxMessage.recipient_id, OutboxMessage.kind)
    )
    return _busy(rows.tuples(), daily_cap)


def _busy(rows: Iterable[tuple[int, MessageKind, int]], daily_cap: int) -> dict[int, Hold]:
    busy: dict[int, Hold] = {}
    counts: dict[int, int] = {}
    for person, kind, count in rows:
        counts[person] = counts.get(person, 0) + count
        if kind is MessageKind.DIGEST:
            busy[person] = Hold.DIGEST_TODAY
        elif counts[person] >= daily_cap:
            busy.setdefault(person, Hold.DAILY_CAP)
    return busy


@dataclass(frozen=True, slots=True)
class Served:
    """What people have had: of each deadline, today (`busy` and why), as roll-up of the week.

    `digests` are those planned for the day, whatever became of them.
    """

    told: Told
    busy: dict[int, Hold]
    rolled_up: frozenset[int]
    digests: int


def get_served(
    *,
    plan_ids: Collection[int],
    day: date,
    daily_cap: int,
    until: date,
    extension_submitted: Collection[int],
) -> Served:
    """As `get_told`, `list_busy`, `count_digests`, `list_rolled_up` of the week, in one query.

    One more where extensions are being submitted.
    """
    told = _told(plan_ids, until).add_columns(literal(_TOLD).label("what"))
    parts = union_all(told, _messages(day))
    rows = [tuple(row) for row in db.session.execute(parts)]
    messages = [row[:4] for row in rows if row[4] == _MESSAGES]
    of_day = [(who, _KINDS[kind], number) for who, kind, number, _ in messages if number]
    return Served(
        _read_told((row[:4] for row in rows if row[4] == _TOLD), extension_submitted),
        _busy(of_day, daily_cap),
        frozenset(who for who, _, _, rolled in messages if rolled),
        sum(number for _, kind, number in of_day if kind is MessageKind.DIGEST),
    )


def _messages(day: date) -> Select[tuple[int, int, int, int, int]]:
    """By person and kind: how many messages of the day, and roll-ups of its week."""
    is_of_day = (OutboxMessage.local_day == day) & OutboxMessage.kind.in_(ABOUT_TASKS)
    week = day - timedelta(days=day.weekday())
    is_rolled = (OutboxMessage.roll_up_week == week) & OutboxMessage.state.in_(_GOING_OR_GONE)
    numbered = case(
        *((OutboxMessage.kind == kind, number) for number, kind in enumerate(_KINDS)), else_=0
    )
    return (
        select(
            OutboxMessage.recipient_id,
            numbered,
            func.count().filter(is_of_day),
            func.count().filter(is_rolled),
            literal(_MESSAGES),
        )
        .where(or_(is_of_day, is_rolled))
        .group_by(OutboxMessage.recipient_id, OutboxMessage.kind)
    )


def count_answers(recipient_id: int, *, day: date) -> int:
    """The decisions that the person is told of on `day`, whatever became of the mails."""
    found = db.session.scalar(
        select(func.count()).where(
            OutboxMessage.recipient_id == recipient_id,
            OutboxMessage.local_day == day,
            OutboxMessage.kind.in_(ANSWERS),
        )
    )
    return found or 0


def list_of_day(recipient_id: int, *, day: date) -> list[tuple[MessageKind, MessageState]]:
    """Every message about tasks to the person on `day`, whatever became of it."""
    rows = db.session.execute(
        select(OutboxMessage.kind, OutboxMessage.state).where(
            OutboxMessage.recipient_id == recipient_id,
            OutboxMessage.local_day == day,
            OutboxMessage.kind.in_(ABOUT_TASKS),
        )
    )
    return list(rows.tuples())


def list_rolled_up(*, week: date) -> frozenset[int]:
    """The people whose roll-up of the week beginning on `week` is accepted or under way."""
    rows = db.session.scalars(
        select(OutboxMessage.recipient_id).where(
            OutboxMessage.roll_up_week == week,
            OutboxMessage.state.in_(_GOING_OR_GONE),
        )
    )
    return frozenset(rows)


def count_digests(*, day: date) -> int:
    """The digests planned for `day`, whatever became of them."""
    found = db.session.scalar(
        select(func.count()).where(
            OutboxMessage.kind == MessageKind.DIGEST, OutboxMessage.local_day == day
        )
    )
    return found or 0


def get_history(*, before: date, confirmed: int) -> MailingHistory:
    """What was usual on the last mailing days before `before`."""
    digests = (
        OutboxMessage.kind == MessageKind.DIGEST,
        OutboxMessage.state == MessageState.ACCEPTED,
    )
    days = db.session.execute(
        select(OutboxMessage.local_day, func.count())
        .where(*digests, OutboxMessage.local_day < before)
        .group_by(OutboxMessage.local_day)
        .order_by(OutboxMessage.local_day.desc())
        .limit(DAYS_OF_HISTORY)
    ).all()
    if not days:
        return MailingHistory(confirmed)
    recipients = db.session.scalar(
        select(func.count(OutboxMessage.recipient_id.distinct())).where(
            *digests, OutboxMessage.local_day.between(days[-1][0], days[0][0])
        )
    )
    return MailingHistory(confirmed, tuple(count for _, count in days), recipients or 0)


def get_queue(*, lock: bool = False) -> MailQueue:
    """The state of sending; `lock` keeps other planners waiting until the transaction ends."""
    wanted = select(MailQueue).where(MailQueue.id == 1)
    if lock:
        wanted = wanted.with_for_update()
    return db.session.scalars(wanted.execution_options(populate_existing=True)).one()
