"""Let the overdue work of the demonstration be told of by no mail yet.

The office of the journeys sends its morning mails first, whatever day it is.
"""

from datetime import timedelta

from sqlalchemy import select, update

from plan_app import clock, create_app
from plan_app.domain.mailing import LedgerState
from plan_app.extensions import db, settings
from plan_app.models import LedgerRow, Milestone, OutboxMessage
from plan_app.services.transaction import transaction


def main() -> None:
    """Release the rows of the ledger, and let their mails be of yesterday."""
    with create_app().app_context(), transaction():
        today = clock.today(settings().timezone)
        overdue = select(Milestone.id).where(Milestone.open_due < today)
        of_overdue = LedgerRow.milestone_id.in_(overdue)
        mails = select(LedgerRow.message_id).where(of_overdue)
        # On a working day the morning was today's, and who was told today is not told again.
        of_today = update(OutboxMessage).where(OutboxMessage.id.in_(mails))
        db.session.execute(of_today.values(local_day=today - timedelta(days=1)))
        released = update(LedgerRow).where(of_overdue).values(state=LedgerState.RELEASED)
        db.session.execute(released)
