"""What the parts of the home page show."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for

from plan_app.domain.deadlines import Figure
from plan_app.domain.duties import Duty
from plan_app.domain.periods import Span
from plan_app.domain.permissions import Actor
from plan_app.domain.progress import percentages
from plan_app.domain.statuses import MilestoneState
from plan_app.models import Plan
from plan_app.presentation.charts import Share, shares
from plan_app.presentation.formatters import day
from plan_app.queries import deadlines, home, own_work
from plan_app.queries.calendar import get_calendar_of
from plan_app.queries.choices import Choice
from plan_app.queries.duties import list_duties
from plan_app.queries.rows import MilestoneRow
from plan_app.queries.versions import Version

# How many of the later ones the page holds; the list of tasks holds them all.
LATER_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Overview:
    """How the plan stands: the figures, and what is overdue by group and by agency.

    Over the tasks, or with a `span` over the milestones due in it.
    """

    span: Span | None
    total: int
    shares: list[Share]
    groups: list[tuple[Choice, int]]
    agencies: list[tuple[Choice, int]]

    def address(self, **narrowed: Any) -> str:  # noqa: ANN401 (as url_for takes them)
        """The list of exactly the rows of a number."""
        if self.span is None:
            return url_for("task_list.show", **narrowed)
        since, until = day(self.span.first), day(self.span.last)
        return url_for("milestone_list.show", **narrowed, since=since, until=until)


@dataclass(frozen=True, slots=True)
class Work:
    """What one person has to do, and what may wait. `reasons` of returns by milestone's id."""

    duties: list[Duty]
    reasons: dict[int, str]
    returned: list[MilestoneRow]
    awaiting: list[MilestoneRow]
    later: list[MilestoneRow]
    later_total: int
    agency_ids: frozenset[int]

    def has_own_of(self, agency_id: int | None) -> bool:
        """Whether any of it is a task of the agency, which then has a report to make."""
        return agency_id in self.agency_ids

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do now."""
        return not (self.duties or self.returned)


@dataclass(frozen=True, slots=True)
class Left:
    """What else waits for the person's report: the most urgent of it, and in how many tasks.

    The first is a duty, or where there is none what was returned and has no date that presses.
    """

    first: Duty | MilestoneRow
    is_returned: bool
    tasks: int


def overview(found: home.Overview, span: Span | None) -> Overview:
    """The figures; groups by ordinal and agencies in official order."""
    by_group = found.figures.by_group(Figure.OPEN_OVERDUE)
    by_agency = found.figures.by_agency(Figure.OPEN_OVERDUE)
    counts = found.figures.counts()
    agencies = found.choices.agencies
    return Overview(
        span=span,
        total=found.figures.total,
        shares=shares(counts, percentages(counts)),
        groups=[(each, by_group.get(each.id, 0)) for each in found.choices.groups],
        agencies=[(each, by_agency[each.id]) for each in agencies if each.id in by_agency],
    )


def work(plan: Plan, actor: Actor, version: Version, today: date) -> Work:
    """The duties as the digest has them, and the person's other open milestones.

    The page also shows what nobody is reminded of at present: it is work all the same.
    """
    duties = list_duties(
        today=today,
        calendar=get_calendar_of(version),
        recipient_ids=[actor.user_id],
        plans=[deadlines.row_of(plan)],
        include_held=True,
    ).get(actor.user_id, [])
    mine = own_work.list_open(plan.id, owner_ids=actor.answers_for)
    due = {duty.milestone_id for duty in duties}
    awaiting = [row for row in mine if row.state is MilestoneState.AWAITING_CONFIRMATION]
    others = [row for row in mine if row.milestone_id not in due and row not in awaiting]
    later = [row for row in others if not row.is_returned]
    return Work(
        duties=duties,
        reasons={row.milestone_id: row.return_reason or "" for row in mine if row.is_returned},
        returned=[row for row in others if row.is_returned],
        awaiting=awaiting,
        later=later[:LATER_SHOWN],
        later_total=len(later),
        agency_ids=frozenset(row.agency_id for row in mine),
    )


def find_left(plan: Plan, actor: Actor, version: Version, today: date, *, but: int) -> Left | None:
    """What the home page has as work to do, without the milestone `but`; None if that is all."""
    mine = work(plan, actor, version, today)
    duties = [each for each in mine.duties if each.milestone_id != but]
    returned = [each for each in mine.returned if each.milestone_id != but]
    found: list[Duty | MilestoneRow] = [*duties, *returned]
    if not found:
        return None
    return Left(found[0], not duties, len({each.task_id for each in found}))
