"""Nudging: a reminder by hand, in the ledger like any other, exactly once a day."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import update

from plan_app.domain import breaker, nudges
from plan_app.domain.duties import Duty, DutyPart
from plan_app.domain.mailing import LedgerState, MessageKind
from plan_app.domain.permissions import Permission
from plan_app.errors import N_, NotAllowed
from plan_app.extensions import db
from plan_app.mail import outbox
from plan_app.models import Milestone, OutboxMessage, Plan, QueueStop, User
from plan_app.queries import ledger
from plan_app.queries import nudges as queries
from plan_app.queries.nudges import Nudging
from plan_app.services import journal
from plan_app.services import ledger as ledger_service
from plan_app.services.acts import Act
from plan_app.services.answers import ANSWER_EXPIRES
from plan_app.services.journal import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is sent: the covering words ("" for the usual ones), and whether the cause is asked."""

    words: str = ""
    asks_cause: bool = False


def send(plan: Plan, milestone_ids: Collection[int], wish: Wish, act: Act) -> Nudging:
    """Queue one mail to each person about their rows; what was not queued says why.

    Two coordinators and two clicks wait for each other here, and the second finds the rows told.
    Raises the rule that is broken.
    """
    if not act.actor.may(Permission.STEER_REMINDERS):
        raise NotAllowed(N_("Chỉ chuyên viên tổng hợp được nhắc việc."))
    nudges.check_words(wish.words)
    queue = ledger.get_queue(lock=True)
    if queue.stopped is QueueStop.TOO_MANY:
        raise nudges.QueueWaits
    nudging = queries.get_nudging(plan, milestone_ids, now=act.now)
    by_person = nudging.by_person()
    allowed = queue.allowed_messages if queue.allowed_day == nudging.window.day else 0
    _check_number(plan, len(by_person), nudging, allowed)
    for person, duties in sorted(by_person.items()):
        _send(plan, person, duties, nudging, wish, act)
    return nudging


def _check_number(plan: Plan, more: int, nudging: Nudging, allowed: int) -> None:
    """The circuit-breaker: everybody once a day, or what is usual, whichever is more."""
    day = nudging.window.day
    confirmed = max(plan.confirmed_messages, queries.count_owners(plan.id))
    history = ledger.get_history(before=day, confirmed=confirmed)
    if breaker.trips(queries.count_nudges(plan.id, day=day) + more, history, allowed=allowed):
        raise nudges.TooMany


def _send(
    plan: Plan, person: int, duties: Sequence[Duty], nudging: Nudging, wish: Wish, act: Act
) -> None:
    not_before = max(act.now, nudging.window.opens)
    message = outbox.enqueue(
        MessageKind.NUDGE,
        db.session.get_one(User, person),
        now=act.now,
        local_day=nudging.window.day,
        not_before=not_before,
        expires_at=not_before + ANSWER_EXPIRES,
        plan_id=plan.id,
        context={"words": wish.words.strip(), "asks_cause": wish.asks_cause},
    )
    ledger_service.put(
        [
            (each.milestone_id, each.deadline_revision, each.days_late, person, message.id)
            for each in duties
        ],
        LedgerState.RESERVED,
    )
    if wish.asks_cause:
        _ask_cause(duties, act)
    _record(plan, duties, message, wish, act)


def _ask_cause(duties: Sequence[Duty], act: Act) -> None:
    asked = [each.milestone_id for each in duties]
    db.session.execute(
        update(Milestone)
        .where(Milestone.id.in_(asked), Milestone.cause.is_(None))
        .values(cause_asked_on=act.today)
    )


def _record(
    plan: Plan, duties: Sequence[Duty], message: OutboxMessage, wish: Wish, act: Act
) -> None:
    entries = [
        Entry(
            "nudged_for_cause" if wish.asks_cause else "nudged",
            # What goes to 166 members stands in the plan's journal, not on the task's page.
            task_id=None if each.part is DutyPart.MEMBER else each.task_id,
            subject=("user", message.recipient_id),
            data={"milestone": each.milestone_id, "message": message.id},
            text=wish.words.strip(),
        )
        for each in duties
    ]
    journal.record_all(entries, now=act.now, actor_id=act.actor.user_id, plan_id=plan.id)
