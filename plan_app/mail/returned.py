"""Mail that came back, counted: to whom with the same answer, and to whom mail went of late."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import distinct, func, select

from plan_app.domain.mailing import MessageState, ReportAction
from plan_app.extensions import db
from plan_app.mail.reports import Report
from plan_app.models import OutboxMessage

# Reports come within hours; a server may take days to give up.
OF_LATE: Final = timedelta(days=3)


def count_returned(reports: Iterable[Report]) -> dict[str, int]:
    """To how many people mail came back for good, by the status that all these reports give.

    Only of messages of ours that the server had accepted, to the address that they went to.
    """
    said = [
        (message_id, each)
        for report in reports
        for message_id in report.message_ids
        for each in report.said
        if each.action is ReportAction.FAILED
    ]
    known = _accepted({message_id for message_id, _said in said})
    people: dict[str, set[int]] = {}
    for message_id, each in said:
        address, person = known.get(message_id, ("", 0))
        if address in each.addresses:
            people.setdefault(each.status, set()).add(person)
    return {status: len(found) for status, found in people.items()}


def count_reached(*, now: datetime) -> int:
    """To how many people the server accepted mail of late, returned since or not."""
    settled = (MessageState.ACCEPTED, MessageState.FAILED)
    wanted = select(func.count(distinct(OutboxMessage.recipient_id))).where(
        OutboxMessage.state.in_(settled),
        OutboxMessage.settled_at > now - OF_LATE,
        OutboxMessage.message_id.is_not(None),
    )
    return db.session.scalar(wanted) or 0


def _accepted(message_ids: set[str]) -> dict[str, tuple[str, int]]:
    """Address and recipient of those of the messages that the server had accepted."""
    if not message_ids:
        return {}
    rows = db.session.execute(
        select(OutboxMessage.message_id, OutboxMessage.address, OutboxMessage.recipient_id).where(
            OutboxMessage.message_id.in_(sorted(message_ids)),
            OutboxMessage.state == MessageState.ACCEPTED,
        )
    ).tuples()
    return {
        message_id: ((address or "").lower(), person)
        for message_id, address, person in rows
        if message_id is not None
    }
