"""Planning the mails about reporting rounds, in the transaction that plans the digests."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import insert, select

from plan_app.domain.askings import Asking
from plan_app.domain.mailing import MessageKind, MessageState
from plan_app.domain.rounds import RoundPart
from plan_app.extensions import db, settings
from plan_app.mail import outbox
from plan_app.models import RoundMail, Task, TextStatus, outbox_message_task
from plan_app.queries import askings, ledger
from plan_app.queries.days import Day

Closing = Mapping[int, datetime]


def list_due(day: Day, digests: Collection[int]) -> tuple[list[Asking], Closing]:
    """The mails about rounds that may go at the moment, and when their rounds close.

    `digests` are the people for whom this run plans a digest. Who has had as many mails today as
    one may waits for tomorrow. Most runs find no open round, at the cost of one query.
    """
    found, closing = askings.list_due(day)
    if not found:
        return [], closing
    cap = min(plan.policy.daily_cap for plan in day.on)
    had = Counter(ledger.count_by_person(day=day.today))
    had.update(digests)
    return [
        each
        for each in found
        if had[each.recipient_id] < cap or (each.fits_digest and each.recipient_id in digests)
    ], closing


def write(
    found: Sequence[Asking], day: Day, closing: Closing, *, digests: Mapping[int, int]
) -> None:
    """Add the messages and what each tells of its round.

    `digests` are the new digests by recipient: they take the reminders along. A person gets one
    mail about rounds a day, whatever the number of planners and of plans.
    """
    inside = [each for each in found if each.fits_digest and each.recipient_id in digests]
    _note(inside, digests)
    _name_tasks(inside, digests)
    alone = {each.recipient_id: each for each in reversed(found) if each not in inside}
    ids = outbox.add_planned([_message(each, day, closing) for each in alone.values()])
    added = [each for person, each in alone.items() if person in ids]
    _note(added, ids)
    _name_tasks(added, ids)


def _note(found: Iterable[Asking], ids: Mapping[int, int]) -> None:
    rows = [
        {
            "round_id": each.round_id,
            "message_id": ids[each.recipient_id],
            "recipient_id": each.recipient_id,
            "part": part,
            "agency_id": agency,
        }
        for each in found
        for part in each.parts
        for agency in (each.agencies if part is RoundPart.REVIEW else (None,))
    ]
    if rows:
        db.session.execute(insert(RoundMail), rows)


def _name_tasks(found: Collection[Asking], ids: Mapping[int, int]) -> None:
    """Note which tasks each mail is about: those it asks for, and those to be checked."""
    if not found:
        return
    chosen = select(Task.plan_id, Task.id, Task.number, Task.responsible_agency_id)
    in_plans = chosen.where(Task.plan_id.in_({each.plan_id for each in found}))
    if not settings().demo:
        in_plans = in_plans.where(Task.text_status == TextStatus.CHECKED)
    tasks = db.session.execute(in_plans.order_by(Task.id)).tuples().all()
    rows = [
        {"message_id": ids[each.recipient_id], "task_id": task_id}
        for each in found
        for plan_id, task_id, number, agency_id in tasks
        if plan_id == each.plan_id and (number in each.numbers or agency_id in each.agencies)
    ]
    if rows:
        db.session.execute(insert(outbox_message_task), rows)


def _message(asking: Asking, day: Day, closing: Closing) -> dict[str, object]:
    window = day.window_of(asking.plan_id)
    return {
        "kind": MessageKind.ROUND,
        "recipient_id": asking.recipient_id,
        "local_day": day.today,
        "sequence": 0,
        "plan_id": asking.plan_id,
        "context": {
            "round_id": asking.round_id,
            "parts": [part.value for part in asking.parts],
            "agencies": list(asking.agencies),
        },
        "roll_up_week": None,
        "state": MessageState.PLANNED,
        "created_at": day.now,
        "not_before": window.opens,
        # Nobody is asked for a report after the closing.
        "expires_at": min(window.closes, closing[asking.round_id]),
        "attempts": 0,
        "maybe_twice": False,
    }
