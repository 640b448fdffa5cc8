"""Something to do for an owner of the demonstration, whatever day it is.

The demonstration tells its story up to today; on some days of the year a person's work is done.
"""

import sys
from datetime import date, timedelta
from typing import Final

from sqlalchemy import select

from plan_app import clock, create_app
from plan_app.domain.statuses import OPEN, MilestoneState
from plan_app.extensions import db, settings
from plan_app.models import Milestone, Task, User
from plan_app.queries.calendar import get_calendar
from plan_app.queries.duties import list_duties
from plan_app.services import milestones
from plan_app.services.transaction import transaction

# One to report on, and one that is left afterwards.
AT_LEAST: Final = 2
# What is due within this time is something to do already.
LEAD: Final = timedelta(days=45)


def count_duties(person_id: int, today: date) -> int:
    """How many the home page shows."""
    found = list_duties(
        today=today, calendar=get_calendar(), recipient_ids=[person_id], include_held=True
    )
    return len(found.get(person_id, []))


def top_up(name: str, today: date) -> None:
    """Let further work of the person have fallen due, until there is enough of it."""
    person = db.session.scalars(select(User).where(User.full_name == name)).one()
    missing = AT_LEAST - count_duties(person.id, today)
    if missing <= 0:
        return
    later = (
        select(Milestone)
        .join(Task, Task.id == Milestone.task_id)
        .where(Task.owner_id == person.id, Milestone.state.in_(OPEN))
        .where((Milestone.due_date > today + LEAD) | Milestone.due_date.is_(None))
        .order_by(Task.number, Milestone.ordinal)
        .limit(missing)
    )
    for days, milestone in enumerate(db.session.scalars(later).all(), start=1):
        milestone.state, milestone.reported_on = MilestoneState.IN_PROGRESS, None
        milestone.due_date = today - timedelta(days=days)
        milestones.changed(milestone)


def main() -> None:
    """Top up the work of the person that is named."""
    with create_app().app_context(), transaction():
        top_up(sys.argv[1], clock.today(settings().timezone))
