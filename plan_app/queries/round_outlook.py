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
    """The mails planned at `at`, supposing that nobody reports until then; three queries.

    A plan whose reminders are off is read as if they were on and its tasks armed.
    """
    last = _local(at)
    return list_days(plan, known, now=now, last=last, at=at).get(last, [])


def list_days(
    plan: PlanRow, known: Circumstances, *, now: datetime, last: date, at: datetime | None = None
) -> dict[date, list[Asking]]:
    """The same for each day until `last` that has mails.

    A day is planned as soon as its window opens; the last one at `at`, where that is said.
    """
    this = db.session.scalar(
        select(ReportingRound).where(
            ReportingRound.plan_id == plan.id, ReportingRound.state == RoundState.OPEN
        )
    )
    if this is None:
        return {}
    tasks = askings.list_tasks(plan.id, since=askings.since_of(this))
    told, days = askings.get_told(this.id), askings.days_of(this, plan, known.calendar)
    zone = settings().timezone
    found: dict[date, list[Asking]] = {}
    for day in _days(max(this.opens_on, _local(now)), last):
        opens = windows.of_day(day, plan.policy, zone).opens
        moment = max(now, at if at is not None and day == last else opens)
        is_open = windows.closed(moment, plan.policy, known.calendar, zone) is None
        if is_open and moment < this.closes_at:
            audience = askings.get_audience(tasks, _around(plan, known, day))
            mails = audience.compose(days, day, told)
            # What is found for a day has been told by the next.
            told = told.after(mails, day)
            found |= {day: mails} if mails else {}
    return found


def _around(plan: PlanRow, known: Circumstances, day: date) -> Surroundings:
    line, holds = line_on(day, known.line, known.absences), known.holds.on(day)
    return Surroundings(plan, day, line, holds, assume_on=not plan.reminders_on)


def _local(instant: datetime) -> date:
    return instant.astimezone(settings().timezone).date()


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
