"""What a nudge says now: those of its rows that are still late and unanswered."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from plan_app.domain.duties import Duty
from plan_app.domain.mailing import MessageKind
from plan_app.extensions import settings
from plan_app.mail.batch import Batch, imagined
from plan_app.mail.facts import NOTHING_LEFT, Dropped, NudgeFacts, Reader
from plan_app.mail.outbox import Claimed
from plan_app.models import Plan
from plan_app.queries.nudges import Nudging


def facts_of(batch: Batch, message: Claimed, reader: Reader) -> NudgeFacts | Dropped:
    """The rows that were chosen and still are the reader's to answer."""
    chosen = batch.reserved.get(message.id, set())
    duties = [
        # The ledger has its row by the day of the nudge.
        replace(duty, threshold=None, escalates_on=None)
        for duty in batch.nudged.get((message.plan_id or 0, reader.id), ())
        if duty.is_overdue and (duty.milestone_id, duty.deadline_revision) in chosen
    ]
    if not duties:
        return Dropped(NOTHING_LEFT)
    return _facts(batch, message.context, message.plan_id or 0, reader, duties)


def rehearse(
    plan: Plan, nudging: Nudging, context: Mapping[str, Any], *, now: datetime
) -> tuple[dict[int, Reader], dict[int, NudgeFacts]]:
    """All recipients, and what a nudge would say to those who get one; nothing is written."""
    batch = Batch(now, now.astimezone(settings().timezone).date(), plans={plan.id: plan})
    people = nudging.recipients()
    batch.read_people([imagined(MessageKind.NUDGE, person, now=now) for person in people])
    batch.read_supports()
    facts = {
        person: _facts(batch, context, plan.id, batch.readers[person], duties)
        for person, duties in nudging.by_person().items()
    }
    return batch.readers, facts


def _facts(
    batch: Batch, context: Mapping[str, Any], plan_id: int, reader: Reader, duties: Sequence[Duty]
) -> NudgeFacts:
    return NudgeFacts(
        kind=MessageKind.NUDGE,
        reader=reader,
        support=batch.supports.get(plan_id),
        today=batch.today,
        duties=tuple(duties),
        standing_agency=batch.plans[plan_id].standing_agency.name,
        words=context.get("words", ""),
        asks_cause=context.get("asks_cause", False),
    )
