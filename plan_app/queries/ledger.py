"""Reads of the ledger and the outbox for the planner: who was told what, and what is usual."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select

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


def get_told(
    *, plan_ids: Collection[int], until: date, extension_submitted: Collection[int]
) -> Told:
    """What is reserved or told of the current deadlines up to `until`."""
    strongest: dict[tuple[int, int, int], int] = {}
    rows = db.session.execute(
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


def get_busy_and_rolled_up(
    *, day: date, week: date, daily_cap: int
) -> tuple[dict[int, Hold], dict[int, set[int]]]:
    """As `list_busy` and `get_rolled_up`, in one query."""
    is_of_day = (OutboxMessage.local_day == day) & OutboxMessage.kind.in_(ABOUT_TASKS)
    is_rolled = (OutboxMessage.roll_up_week == week) & OutboxMessage.state.in_(_GOING_OR_GONE)
    rows = db.session.execute(
        select(
            OutboxMessage.recipient_id,
            OutboxMessage.kind,
            OutboxMessage.plan_id,
            OutboxMessage.context,
            is_of_day,
            is_rolled,
        ).where(or_(is_of_day, is_rolled))
    ).all()
    of_day = Counter((person, kind) for person, kind, _, _, is_today, _ in rows if is_today)
    rolled = [(person, plan, said) for person, _, plan, said, _, is_one in rows if is_one]
    return _busy([(*key, number) for key, number in of_day.items()], daily_cap), _rolled_up(rolled)


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
            OutboxMessage.state.in_(_GOING_OR_GONE),
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
