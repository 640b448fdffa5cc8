"""What the home page says of reporting rounds: the open one, and the figures closed last."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from plan_app.domain.permissions import Actor, Permission
from plan_app.domain.progress import percentages
from plan_app.models import Plan
from plan_app.presentation.charts import Share, shares
from plan_app.queries import askings, rounds, snapshots
from plan_app.queries.cache import remember
from plan_app.queries.figures import Counts
from plan_app.queries.rounds import Round, Tally
from plan_app.queries.versions import Version

# The four official figures are always told, the two beside them where there are any.
OFFICIAL: Final = 4


@dataclass(frozen=True, slots=True)
class OfRounds:
    """The open round once it has begun, and the one whose figures were closed last.

    `tally`: how the open one stands, for those who see all. `lacking`: how many tasks of the
    person lack a report in it; of `agency_id` is the page with them.
    """

    running: Round | None = None
    tally: Tally | None = None
    lacking: int = 0
    agency_id: int | None = None
    closed: Round | None = None
    closed_shares: Sequence[Share] = ()


def find(plan: Plan, who: Actor, version: Version, today: date, *, overview: bool) -> OfRounds:
    """What this person needs to know; kept until somebody acts. At most four queries."""
    known = _list_known(plan, version)
    running = next((each for each in known if each.is_open and each.has_begun(today)), None)
    closed = find_closed(plan, version) if overview else None
    lacking = _lacking(running, who.answers_for, version) if running else []
    sees_all = running is not None and who.may(Permission.SEE_ALL_DETAILS)
    return OfRounds(
        running=running,
        tally=_tally(running, version, today) if running and sees_all else None,
        lacking=len(lacking),
        agency_id=lacking[0] if lacking else None,
        closed=closed,
        closed_shares=_shares(closed, version) if closed else (),
    )


def find_closed(plan: Plan, version: Version) -> Round | None:
    """The round whose figures were closed last; kept until somebody acts."""
    return next((each for each in _list_known(plan, version) if each.is_closed), None)


def count_closed(closed: Round, version: Version) -> Counts:
    """The figures that its closing froze."""
    return remember(
        ("closed figures", closed.snapshot_id, version), lambda: snapshots.count_figures(closed)
    )


def _list_known(plan: Plan, version: Version) -> Sequence[Round]:
    return remember(("rounds", plan.id, version), lambda: rounds.list_rounds(plan.id))


def _lacking(running: Round, owners: Collection[int], version: Version) -> list[int]:
    """The agencies of the person's tasks that lack a report, one for each task."""
    key = ("lacking", running.id, tuple(sorted(owners)), version)
    found = remember(key, lambda: askings.list_silent_of(running, owners))
    return [task.agency_id for task in found]


def _tally(running: Round, version: Version, today: date) -> Tally:
    key = ("tally", running.id, version, today)
    return remember(key, lambda: rounds.count_tally(running, today=today))


def _shares(closed: Round, version: Version) -> list[Share]:
    counts = count_closed(closed, version)
    found = shares(counts, percentages(counts))
    return [share for n, share in enumerate(found) if share.number or n < OFFICIAL]
