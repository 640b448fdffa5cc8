"""Reads of the ledger and the outbox for the planner: who was told what, and what is usual."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Integer, Select, cast, false, func, null, or_, select, union_all

from plan_app.domain.breaker import DAYS_OF_HISTORY, MailingHistory
from plan_app.domain.holding import Hold
from plan_app.domain.mailing import REMINDERS, UNSETTLED, LedgerState, MessageKind, MessageState
from plan_app.domain.planning import Told
from plan_app.extensions import db
from plan_app.models import LedgerRow, MailQueue, Milestone, OutboxMessage

SETTLED_OR_RESERVED = (LedgerState.RESERVED, LedgerState.TOLD)
ANSWERS = (
    MessageKind.CONFIRMED,
    MessageKind.RETURNED,
    MessageKind.EXTENSION,
    MessageKind.ON_BEHALF,
    MessageKind.OBJECTION,
    MessageKind.LEADER_LETTER,
    MessageKind.LEADER_NOTICE,
    MessageKind.RELIEF,
)
GOING_OR_GONE = (*sorted(UNSETTLED), MessageState.ACCEPTED)
ABOUT_TASKS = (*sorted(REMINDERS), MessageKind.ROUND, *ANSWERS)


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
    """What people have had: of each deadline, today (`busy` and why), as roll-ups of the week.

    `digests` are those planned for the day, whatever became of them.
    """

    told: Told
    busy: dict[int, Hold]
    rolled_up: dict[int, set[int]]
    digests: int


def get_served(
    *,
    plan_ids: Collection[int],
    day: date,
    daily_cap: int,
    until: date,
    extension_submitted: Collection[int],
) -> Served:
    """As `get_told`, `list_busy`, `count_digests`, `get_rolled_up` of the week, in one query.

    One more where extensions are being submitted.
    """
    rows = db.session.execute(union_all(_messages(day), _told_as_messages(plan_ids, until))).all()
    messages = [row for row in rows if row.threshold is None]
    of_day = Counter((row.recipient_id, row.kind) for row in messages if row.is_of_day)
    rolled = [(row.recipient_id, row.plan_id, row.context) for row in messages if row.is_rolled]
    told = (
        (row.milestone_id, row.revision, row.recipient_id, row.threshold)
        for row in rows
        if row.threshold is not None
    )
    return Served(
        _read_told(told, extension_submitted),
        _busy([(*key, number) for key, number in of_day.items()], daily_cap),
        _rolled_up(rolled),
        sum(number for (_, kind), number in of_day.items() if kind is MessageKind.DIGEST),
    )


def _messages(day: date) -> Select[Any]:
    """The messages of the day, and those with a roll-up of its week; columns of a union."""
    is_of_day = (OutboxMessage.local_day == day) & OutboxMessage.kind.in_(ABOUT_TASKS)
    week = day - timedelta(days=day.weekday())
    is_rolled = (OutboxMessage.roll_up_week == week) & OutboxMessage.state.in_(GOING_OR_GONE)
    no_number = cast(null(), Integer)
    return select(
        OutboxMessage.recipient_id,
        OutboxMessage.kind,
        OutboxMessage.plan_id,
        OutboxMessage.context,
        is_of_day.label("is_of_day"),
        is_rolled.label("is_rolled"),
        no_number.label("milestone_id"),
        no_number.label("revision"),
        no_number.label("threshold"),
    ).where(or_(is_of_day, is_rolled))


def _told_as_messages(plan_ids: Collection[int], until: date) -> Select[Any]:
    """The rows of `_told` in the columns of `_messages`."""
    return _told(plan_ids, until).with_only_columns(
        LedgerRow.recipient_id,
        cast(null(), OutboxMessage.kind.type),
        cast(null(), Integer),
        cast(null(), OutboxMessage.context.type),
        false(),
        false(),
        LedgerRow.milestone_id,
        LedgerRow.deadline_revision,
        LedgerRow.threshold,
        maintain_column_froms=True,
    )


def count_by_person(*, day: date) -> dict[int, int]:
    """How many messages about tasks each person has on `day`, whatever became of them."""
    rows = db.session.execute(
        select(OutboxMessage.recipient_id, func.count())
        .where(OutboxMessage.local_day == day, OutboxMessage.kind.in_(ABOUT_TASKS))
        .group_by(OutboxMessage.recipient_id)
    )
    return dict(rows.tuples().all())


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


def get_rolled_up(*, week: date) -> dict[int, set[int]]:
    """The plans whose roll-ups of the week from `week` are accepted or under way, by person."""
    rows = db.session.execute(
        select(OutboxMessage.recipient_id, OutboxMessage.plan_id, OutboxMessage.context).where(
            OutboxMessage.roll_up_week == week,
            OutboxMessage.state.in_(GOING_OR_GONE),
        )
    ).tuples()
    return _rolled_up(rows)


def _rolled_up(
    rows: Iterable[tuple[int, int | None, Mapping[str, Any]]],
) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for person, plan_id, context in rows:
        # Messages of the first release do not say which plans they are about.
        found.setdefault(person, set()).update(context.get("roll_ups", [plan_id]))
    return found


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
