"""The plan as an appendix is compared with it."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    ScalarSelect,
    String,
    cast,
    func,
    literal,
    or_,
    select,
)

from plan_app.domain.appendix_plan import PlanFacts, PlanMilestone, PlanTask
from plan_app.domain.statuses import MilestoneState
from plan_app.extensions import db
from plan_app.models import (
    Agency,
    DeadlineRevision,
    JournalEntry,
    Milestone,
    SolutionGroup,
    Task,
    TextStatus,
    task_coordination,
)
from plan_app.models.milestone import BY_APPENDIX, BY_PLAN_FILE
from plan_app.models.references import columns_pointing_at


def get_compared_plan(plan_id: int, *, today: date) -> PlanFacts:
    """Tasks by number with their milestones, groups and every agency, in four queries."""
    agencies = db.session.execute(
        select(
            Agency.id, Agency.code, Agency.name, Agency.successor_id, Agency.succession_date
        ).order_by(Agency.official_order, Agency.id)
    ).all()
    codes: dict[int, str] = {each.id: each.code for each in agencies}
    groups = {
        each.id: (each.ordinal, each.title)
        for each in db.session.execute(
            select(SolutionGroup.id, SolutionGroup.ordinal, SolutionGroup.title)
            .where(SolutionGroup.plan_id == plan_id)
            .order_by(SolutionGroup.ordinal)
        )
    }
    ordinals = {id_: ordinal for id_, (ordinal, _title) in groups.items()}
    return PlanFacts(
        tasks=tuple(_tasks(plan_id, codes, ordinals)),
        groups=dict(groups.values()),
        agencies={each.code: each.name for each in agencies},
        successors={
            each.code: codes[each.successor_id]
            for each in agencies
            if each.successor_id and (each.succession_date or today) <= today
        },
    )


def _tasks(plan_id: int, codes: dict[int, str], ordinals: dict[int, int]) -> Iterator[PlanTask]:
    milestones = _milestones(plan_id)
    columns = (
        Task.id, Task.number, Task.group_id, Task.title, Task.description, Task.deliverable,
        Task.lead_agency_id, Task.responsible_agency_id, Task.coordinating_as_worded,
        Task.time_as_worded, Task.text_status, Task.owner_id,
        _is_moved().label("is_moved"), _coordinating().label("coordinating"),
    )  # fmt: skip
    chosen = select(*columns).where(Task.plan_id == plan_id).order_by(Task.number)
    for each in db.session.execute(chosen):
        coordinating = {int(id_) for id_ in (each.coordinating or "").split(",") if id_}
        yield PlanTask(
            id=each.id,
            number=each.number,
            group=ordinals[each.group_id],
            title=each.title,
            description=each.description,
            deliverable=each.deliverable,
            lead=codes[each.lead_agency_id],
            responsible=codes[each.responsible_agency_id],
            coordinating=tuple(code for id_, code in codes.items() if id_ in coordinating),
            coordinating_as_worded=each.coordinating_as_worded,
            time=each.time_as_worded,
            is_draft=each.text_status is TextStatus.DRAFT,
            is_assigned=each.owner_id is not None or each.is_moved,
            milestones=tuple(milestones[each.id]),
        )


def _is_moved() -> ColumnElement[bool]:
    """Whether somebody moved the task to another agency."""
    return (
        select(literal(1))
        .where(JournalEntry.task_id == Task.id, JournalEntry.action == "agency_changed")
        .exists()
    )


def _coordinating() -> ScalarSelect[str]:
    """The ids of the agencies that coordinate, in one text."""
    return (
        select(func.aggregate_strings(cast(task_coordination.c.agency_id, String), ","))
        .where(task_coordination.c.task_id == Task.id)
        .scalar_subquery()
    )


def _milestones(plan_id: int) -> dict[int, list[PlanMilestone]]:
    found: dict[int, list[PlanMilestone]] = defaultdict(list)
    used = [
        select(literal(1)).where(each == Milestone.id).exists()
        for each in columns_pointing_at("milestone")
    ]
    # What an earlier file has said may be said otherwise by a later one.
    by_files = (
        select(func.count(DeadlineRevision.id))
        .where(
            DeadlineRevision.milestone_id == Milestone.id,
            DeadlineRevision.reason.in_((BY_PLAN_FILE, BY_APPENDIX)),
        )
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(
            Milestone.id, Milestone.task_id, Milestone.label, Milestone.year, Milestone.due_date,
            Milestone.waiting_for, Milestone.is_fixed, Milestone.deadline_revision,
            Milestone.guidance_reference, Milestone.last_reported_at, Milestone.state,
            or_(*used).label("is_used"), by_files.label("by_files"),
        )
        .where(Milestone.plan_id == plan_id)
        .order_by(Milestone.task_id, Milestone.ordinal)
    )  # fmt: skip
    for each in rows:
        found[each.task_id].append(_milestone(each))
    return found


def _milestone(each: Row[Any]) -> PlanMilestone:
    return PlanMilestone(
        id=each.id,
        label=each.label,
        year=each.year,
        due_date=each.due_date,
        waiting_for=each.waiting_for,
        is_fixed=each.is_fixed,
        is_worked_on=(
            each.deadline_revision - each.by_files > 1
            or each.guidance_reference is not None
            or each.last_reported_at is not None
            or each.state is not MilestoneState.NOT_STARTED
        ),
        is_used=bool(each.is_used),
    )
