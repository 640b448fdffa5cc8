"""What the dashboard says of the last closing, of changes, and of what asks for a leader's word."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from plan_app.domain import leader_lists as rules
from plan_app.domain import policy
from plan_app.domain.changes import Change
from plan_app.domain.permissions import Actor, Permission
from plan_app.extensions import settings
from plan_app.models import Plan
from plan_app.queries import directions, leader_lists, sessions
from plan_app.queries.cache import remember
from plan_app.queries.calendar import get_calendar_of
from plan_app.queries.changes import count_changes
from plan_app.queries.choices import Choices
from plan_app.queries.directions import Unsettled
from plan_app.queries.document_facts import MATTERS
from plan_app.queries.figures import Counts
from plan_app.queries.leader_lists import LeaderFilter
from plan_app.queries.overdue import OverdueRow
from plan_app.queries.rounds import Round
from plan_app.queries.snapshots import taken_at
from plan_app.queries.versions import Version
from plan_app.views import home_rounds

# So many of the longest overdue stand on the page; the list of the overdue holds them all.
LONGEST: Final = 10


@dataclass(frozen=True, slots=True)
class Closed:
    """The round closed last with its frozen figures."""

    round: Round
    counts: Counts

    @property
    def taken_at(self) -> datetime:
        """When they were frozen."""
        return taken_at(self.round)


@dataclass(frozen=True, slots=True)
class Changes:
    """What has changed since the person was here last, and since the last closing.

    The days are included; None where there is none.
    """

    visit: date | None
    closing: date | None
    since_visit: Mapping[Change, int]
    since_closing: Mapping[Change, int]


@dataclass(frozen=True, slots=True)
class Matters:
    """What asks for a leader's word: `rows` are the longest overdue of `total`, in official order.

    `directed` is for those who direct.
    """

    rows: Sequence[OverdueRow]
    total: int
    directed: Unsettled | None


def find_closed(plan: Plan, version: Version) -> Closed | None:
    """The figures closed last, as the home page has them."""
    closed = home_rounds.find_closed(plan, version)
    return Closed(closed, home_rounds.count_closed(closed, version)) if closed else None


def changes(
    plan_id: int, who: Actor, closed: Closed | None, version: Version, today: date
) -> Changes:
    """A visit is what signing in wrote on an earlier day: looking at a page writes nothing."""
    zone = settings().timezone
    midnight = datetime.combine(today, time(), tzinfo=zone)
    signed_in = sessions.find_last_before(who.user_id, midnight)
    visit = signed_in.astimezone(zone).date() if signed_in else None
    closing = closed.taken_at.astimezone(zone).date() if closed else None
    days = [each for each in (visit, closing) if each]
    found = count_changes(plan_id, days, version=version, today=today)
    return Changes(visit, closing, *(found[day] if day else {} for day in (visit, closing)))


def matters(
    plan: Plan,
    who: Actor,
    late: Sequence[OverdueRow],
    choices: Choices,
    version: Version,
    today: date,
) -> Matters | None:
    """Those of the page's overdue rows, the longest first, that the province's leader is to see.

    None for people who do not see what agencies wrote.
    """
    if not who.may(Permission.SEE_ALL_DETAILS):
        return None
    after = policy.parse(plan.policy).escalation_province
    latest = rules.latest_due(today, after, get_calendar_of(version))
    found = [row for row in late if row.due_date and row.due_date <= latest][:MATTERS]
    order = {agency.id: place for place, agency in enumerate(choices.agencies)}
    total = remember(
        ("matters", plan.id, latest, version, today),
        lambda: leader_lists.count_rows(
            plan.id, today=today, latest_due=latest, wanted=LeaderFilter()
        ),
    )
    return Matters(
        sorted(found, key=lambda row: (order.get(row.agency_id, 0), row.number)),
        total,
        _directed(plan.id, version, today) if who.may(Permission.DIRECT) else None,
    )


def _directed(plan_id: int, version: Version, today: date) -> Unsettled:
    return remember(
        ("directed", plan_id, version, today),
        lambda: directions.count_unsettled(plan_id, today=today),
    )
