"""Taking in what mail servers report of messages that they had accepted.

A report is believed only of a message of ours that it names, and only of the address that this
message went to: whoever forges one has to hold the mail itself.
"""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import defer, joinedload

from plan_app.domain.mailing import UNSETTLED, MessageState, ReportAction, is_about_address
from plan_app.extensions import db
from plan_app.mail.reports import Report, Said
from plan_app.models import DeliveryReport, MailAttempt, OutboxMessage
from plan_app.models.outbox import ACCEPTED_AT_FIRST
from plan_app.services import addresses, ledger


class Outcome(StrEnum):
    """What became of a report.

    `BAD_ADDRESS` and `FAILED` brought the message back, the first because of the address;
    `NOTED` is in the log only, `AGAIN` was so before, `UNKNOWN` is about nothing of ours.
    `HELD` is a bad address of so many that the mistake may be ours: it is not marked.
    `TOO_EARLY`: the message is not settled yet, and the report has to be read again.
    """

    BAD_ADDRESS = "bad_address"
    FAILED = "failed"
    HELD = "held"
    DELIVERED = "delivered"
    NOTED = "noted"
    AGAIN = "again"
    UNKNOWN = "unknown"
    TOO_EARLY = "too_early"


def take_in(report: Report, *, now: datetime, held: Collection[str] = ()) -> Outcome:
    """Note the report beside its message, and do what it asks for; once, however often it comes.

    `held` are the statuses by which no address is marked.
    """
    found = _find(report)
    if found is None:
        return Outcome.UNKNOWN
    message, said = found
    if message.state in UNSETTLED:
        return Outcome.TOO_EARLY
    digest = report.digest(message.message_id or "", said)
    if db.session.scalar(select(DeliveryReport.id).where(DeliveryReport.digest == digest)):
        return Outcome.AGAIN
    db.session.add(
        DeliveryReport(
            message_id=message.id,
            read_at=now,
            action=said.action,
            status=said.status,
            said=said.words,
            digest=digest,
        )
    )
    outcome = _act(message, said, now, held)
    db.session.flush()
    return outcome


def _find(report: Report) -> tuple[OutboxMessage, Said] | None:
    """The message, held until the transaction ends, and what is said of its address."""
    messages = db.session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.message_id.in_(report.message_ids))
        .options(joinedload(OutboxMessage.recipient), defer(OutboxMessage.text))
        .order_by(OutboxMessage.id)
        .with_for_update(of=OutboxMessage)
        .execution_options(populate_existing=True)
    )
    for message in messages:
        for said in report.said:
            if (message.address or "").lower() in said.addresses:
                return message, said
    return None


def _act(message: OutboxMessage, said: Said, now: datetime, held: Collection[str]) -> Outcome:
    """Only a failure of what the server had accepted changes how the message stands."""
    if said.action is ReportAction.DELIVERED:
        return Outcome.DELIVERED
    if said.action is not ReportAction.FAILED or message.state is not MessageState.ACCEPTED:
        return Outcome.NOTED
    _bring_back(message, said, now)
    is_same = message.recipient.email.lower() == (message.address or "").lower()
    if not (is_about_address(said.status) and is_same):
        return Outcome.FAILED
    if said.status in held:
        return Outcome.HELD
    addresses.mark_unreachable(message.recipient_id, reason=said.words, now=now)
    return Outcome.BAD_ADDRESS


def _bring_back(message: OutboxMessage, said: Said, now: datetime) -> None:
    """As a refusal by the server: it has failed, and what it told may be planned again."""
    db.session.add(
        MailAttempt(
            message_id=message.id,
            number=max(1, message.attempts),
            at=message.settled_at or now,
            stage=ACCEPTED_AT_FIRST,
            said=(message.reason or "")[:300],
        )
    )
    message.state, message.settled_at = MessageState.FAILED, now
    message.reason = said.words or said.action.value
    ledger.take_back(message)
