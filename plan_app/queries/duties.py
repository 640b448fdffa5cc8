"""What people have to do today: the one source of digest, subject and page."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import aliased

from plan_app.domain.dependencies import Predecessor
from plan_app.domain.duties import Duty, DutyPart, most_urgent_first
from plan_app.domain.recipients import Line
from plan_app.domain.statuses import MilestoneState
from plan_app.domain.working_days import Calendar
from plan_app.extensions import db, settings
from plan_app.models import Milestone, Task, TextStatus
from plan_app.queries import deadlines
from plan_app.queries.deadlines import DeadlineRow, PlanRow, Reading
from plan_app.queries.holds import Holds, get_holds
from plan_app.queries.recipients import get_line

_FIRST = aliased(Task)
_OF_FIRST = aliased(Milestone)
SHOWN = (
    Task.title,
    Task.title_en,
    Milestone.label,
    Milestone.label_en,
    Milestone.last_reported_at,
    Milestone.returned_on,
    select(_FIRST.number).where(_FIRST.id == Task.after_id).scalar_subquery(),
    select(_OF_FIRST.state)
    .where(_OF_FIRST.task_id == Task.after_id, _OF_FIRST.is_pressing)
    .scalar_subquery(),
)


class Shown(NamedTuple):
    """The columns that are shown and decide nothing."""

    title: str
    title_en: str
    label: str
    label_en: str
    last_reported_at: datetime | None
    returned_on: date | None
    after_number: int | None
    after_state: MilestoneState | None

    @property
    def after(self) -> Predecessor | None:
        """The task that comes first."""
        if self.after_number is None or self.after_state is None:
            return None
        return Predecessor(self.after_number, self.after_state)


def list_duties(
    *,
    today: date,
    calendar: Calendar,
    recipient_ids: Collection[int] | None = None,
    plan_ids: Collection[int] | None = None,
    plans: Collection[PlanRow] | None = None,
    include_held: bool = False,
    assumed: int | None = None,
) -> dict[int, list[Duty]]:
    """The duties of people by their ids, the most urgent first; people without any are left out.

    A duty is an open dated milestone that is overdue or whose first lead time has come, for the
    person who answers for it today; of a group of agencies also for those who are asked for its
    members that have not answered. What is held back is left out, unless `include_held`: a page
    also shows what nobody is reminded of. Unassigned tasks are nobody's duty. `plans`: those that
    the caller has read already, in place of `plan_ids`. `assumed` is a plan that is read as if
    its reminders were on. At most three queries and one for each plan, whatever the number of
    tasks.
    """
    line = get_line(today=today)
    holds = Holds() if include_held else get_holds(today=today)
    owners = None if recipient_ids is None else line.owners_of(recipient_ids)
    groups = () if recipient_ids is None else line.groups_of(recipient_ids)
    found: dict[int, list[Duty]] = {}
    for plan in deadlines.list_plans(plan_ids) if plans is None else plans:
        reading = Reading(plan, today, calendar, holds, settings().demo, line.early_lead_of)
        for row, shown in _list_rows(reading, owners, groups):
            if include_held or reading.hold_of(row, assume_on=plan.id == assumed) is None:
                _add(found, row, shown, reading=reading, line=line)
    wanted = found if recipient_ids is None else {k: found[k] for k in recipient_ids if k in found}
    return {person: most_urgent_first(duties) for person, duties in wanted.items()}


def _list_rows(
    reading: Reading, owners: Collection[int] | None, groups: Collection[int]
) -> Iterator[tuple[DeadlineRow, Shown]]:
    wanted = deadlines.near(
        select(*deadlines.COLUMNS, *SHOWN),
        reading.plan,
        today=reading.today,
        calendar=reading.calendar,
        owners=owners,
        early=reading.early_lead_of,
        groups=groups,
    )
    split = len(deadlines.COLUMNS)
    for row in db.session.execute(wanted):
        yield DeadlineRow._make(row[:split]), Shown._make(row[split:])


def _add(
    found: dict[int, list[Duty]],
    row: DeadlineRow,
    shown: Shown,
    *,
    reading: Reading,
    line: Line,
) -> None:
    """The duties of the milestone, each person's once: as its owner, or for members of a group."""
    threshold, escalates_on = reading.standing(row.override).of(row.due)
    is_asked = threshold is not None and row.agency_id in line.members_of
    asked = _asked(row, reading, line) if is_asked else {}
    if row.owner_id is not None:
        person, part = line.answers_for(row.owner_id, row.agency_id, row.plan_id)
        is_early = threshold is None
        if is_early and part is DutyPart.OWNER:
            threshold = reading.early_threshold(row.due, row.owner_id)
        if person is not None and threshold is not None:
            _, members = asked.pop(person, (part, 0))
            duty = duty_of(row, shown, part, reading)
            duty = replace(
                duty,
                threshold=threshold,
                escalates_on=escalates_on,
                is_early=is_early,
                members=members,
            )
            found.setdefault(person, []).append(duty)
    for person, (part, members) in asked.items():
        duty = duty_of(row, shown, part, reading)
        # What the task's owner reported, and was asked to add, is not the member's.
        duty = replace(duty, returned=False, last_reported_at=None)
        duty = replace(duty, threshold=threshold, members=members)
        found.setdefault(person, []).append(duty)


def _asked(row: DeadlineRow, reading: Reading, line: Line) -> dict[int, tuple[DutyPart, int]]:
    """Who is asked for members of a group: in which part, and for how many."""
    found: dict[int, tuple[DutyPart, int]] = {}
    for member, (person, part) in line.asks(row.milestone_id, row.agency_id, row.plan_id):
        if person is not None and not reading.holds.pause_of(row.plan_id, member):
            found[person] = part, found.get(person, (part, 0))[1] + 1
    return found


def duty_of(row: DeadlineRow, shown: Shown, part: DutyPart, reading: Reading) -> Duty:
    """The duty of somebody in this part, before any threshold is looked at."""
    return Duty(
        milestone_id=row.milestone_id,
        deadline_revision=row.revision,
        task_id=row.task_id,
        plan_id=row.plan_id,
        plan_slug=reading.plan.slug,
        number=row.number,
        title=shown.title,
        title_en=shown.title_en,
        label=shown.label,
        label_en=shown.label_en,
        agency_id=row.agency_id,
        owner_id=row.owner_id,
        due=row.due,
        days_late=(reading.today - row.due).days,
        threshold=None,
        last_reported_at=shown.last_reported_at,
        returned=shown.returned_on is not None,
        escalates_on=None,
        part=part,
        is_draft=row.text_status is TextStatus.DRAFT,
        after=shown.after,
    )
