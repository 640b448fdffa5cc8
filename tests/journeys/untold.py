"""Let the overdue work of the demonstration be told of by no mail yet.

The office of the journeys sends its morning mails first, whatever day it is.
"""

from sqlalchemy import select, update

from plan_app import clock, create_app
from plan_app.domain.mailing import LedgerState
from plan_app.extensions import db, settings
from plan_app.models import LedgerRow, Milestone
from plan_app.services.transaction import transaction


def main() -> None:
    """Release the rows of the ledger."""
    with create_app().app_context(), transaction():
        today = clock.today(settings().timezone)
        overdue = select(Milestone.id).where(Milestone.open_due < today)
        of_overdue = update(LedgerRow).where(LedgerRow.milestone_id.in_(overdue))
        db.session.execute(of_overdue.values(state=LedgerState.RELEASED))
