"""The mails of a plan's open round on a day to come, if all before them arrive."""

from datetime import date, datetime, timedelta

from sqlalchemy import select

from plan_app.domain import windows
from plan_app.domain.askings import Asking
from plan_app.domain.rounds import RoundState
from plan_app.extensions import db, settings
from plan_app.models import ReportingRound
from plan_app.queries import askings
from plan_app.queries.askings import Surroundings
from plan_app.queries.circumstances import Circumstances
from plan_app.queries.deadlines import PlanRow
from plan_app.queries.recipients import line_on


def list_on(plan: PlanRow, known: Circumstances, *, now: datetime, at: datetime) -> list[Asking]:
    """The mails planned at `at`, supposing that nobody reports until then; three queries,
    and one for each day on which something goes.

    A plan whose reminders are off is read as if they were on and its tasks armed.
    """
    this = db.session.scalar(
        select(ReportingRound).where(
            ReportingRound.plan_id == plan.id, ReportingRound.state == RoundState.OPEN
        )
    )
    if this is None or at >= this.closes_at:
        return []
    assume_on, since = not plan.reminders_on, askings.since_of(this)
    shares = askings.list_shares(plan, since=since, assume_on=assume_on)
    told, days = askings.get_told(this.id), askings.days_of(this, plan, known.calendar)
    first, last = max(this.opens_on, _local(now)), _local(at)
    found: list[Asking] = []
    for day in _days(first, last):
        # What was found for a day that is over has been told by the next.
        told, found = told.after(found, day - timedelta(days=1)), []
        opens = windows.of_day(day, plan.policy, settings().timezone).opens
        moment = max(now, at if day == last else opens)
        if windows.closed(moment, plan.policy, known.calendar, settings().timezone) is None:
            crowd = askings.get_crowd(shares, _around(plan, known, day))
            found = askings.list_mails(crowd, days, day, told, since=since, assume_on=assume_on)
    return found


def _around(plan: PlanRow, known: Circumstances, day: date) -> Surroundings:
    line, holds = line_on(day, known.line, known.absences), known.holds.on(day)
    return Surroundings(plan, day, line, holds, assume_on=not plan.reminders_on)


def _local(instant: datetime) -> date:
    return instant.astimezone(settings().timezone).date()


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
