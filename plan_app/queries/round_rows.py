"""Every milestone of a plan with what a round knows of it: as it stands, or as it was frozen.

Both have the same columns, so that board, list, file, agency's page and snapshot cannot say
different things, and closing is one statement from table to table.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, Subquery, and_, exists, func, or_, select, type_coerce
from sqlalchemy.orm import aliased

from plan_app.domain.statuses import MilestoneState
from plan_app.models import (
    Agency,
    Milestone,
    ProgressReport,
    SnapshotRow,
    SolutionGroup,
    Task,
    TextStatus,
)
from plan_app.queries import conditions

# Work of which nobody has said yet that it is done.
OWED: Final = (MilestoneState.NOT_STARTED, MilestoneState.IN_PROGRESS)

NAMES: Final = tuple(
    column.key
    for column in SnapshotRow.__mapper__.columns
    if column.key not in {"id", "snapshot_id"}
)

# What counting by agency needs, and by task.
COUNTED: Final = ("is_pressing", "task_id", "agency_id", "is_asked", "has_report")
_OF_GROUP: Final = frozenset({"group_ordinal"})
_OF_AGENCY: Final = frozenset({"agency_name", "agency_name_en", "agency_order"})
_SAID: Final = frozenset({"report_id", "said_on", "result", "difficulties"})


def present(
    plan_id: int, *, since: datetime, today: date, names: Sequence[str] = NAMES
) -> Select[Any]:
    """The milestones of the plan as they stand today, in the columns `names`.

    `has_report`: the agency has said something of the task since `since`; `is_asked`: it has, or
    some work of the task is neither reported done nor given up. `result` and `difficulties` are
    the last words, whenever they came. Only the tables that the columns need are read.
    """
    said = aliased(ProgressReport)
    reported = Task.id.in_(reported_since(since))
    found: dict[str, Any] = {
        "milestone_id": Milestone.id,
        "group_ordinal": SolutionGroup.ordinal,
        "agency_id": Task.responsible_agency_id,
        "agency_name": Agency.name,
        "agency_name_en": Agency.name_en,
        "agency_order": Agency.official_order,
        "is_draft": Task.text_status == TextStatus.DRAFT,
        "figure": type_coerce(conditions.figure(today), SnapshotRow.figure.type),
        "has_report": reported,
        "is_asked": or_(reported, Task.id.in_(owing(plan_id))),
        "report_id": said.id,
        "said_on": said.reported_on,
        "result": func.coalesce(said.result, ""),
        "difficulties": func.coalesce(said.difficulties, ""),
    }
    chosen = (
        select(*(_column(name, found).label(name) for name in names))
        .select_from(Milestone)
        .join(Task, Task.id == Milestone.task_id)
        .where(Milestone.plan_id == plan_id)
    )
    if _OF_GROUP.intersection(names):
        chosen = chosen.join(SolutionGroup, SolutionGroup.id == Task.group_id)
    if _OF_AGENCY.intersection(names):
        chosen = chosen.join(Agency, Agency.id == Task.responsible_agency_id)
    if _SAID.intersection(names):
        chosen = chosen.outerjoin(said, said.id == _last_report())
    return chosen


def frozen(snapshot_id: int, names: Sequence[str] = NAMES) -> Select[Any]:
    """The same of a snapshot."""
    columns = (getattr(SnapshotRow, name) for name in names)
    return select(*columns).where(SnapshotRow.snapshot_id == snapshot_id)


def of_tasks(rows: Select[Any]) -> Subquery:
    """The rows that stand for their tasks, to be narrowed and counted."""
    every = rows.subquery()
    return select(every).where(every.c.is_pressing).subquery()


def has_report(since: datetime) -> ColumnElement[bool]:
    """Whether the agency has said something of the task since then that it has not taken back."""
    other = aliased(Milestone)
    return exists().where(
        other.task_id == Task.id,
        ProgressReport.milestone_id == other.id,
        ProgressReport.reported_at >= since,
        _counts(),
    )


def reported_since(since: datetime) -> Select[tuple[int]]:
    """The tasks of which `has_report` is true, of all plans, to be asked for many of them."""
    return (
        select(Milestone.task_id)
        .join(ProgressReport, ProgressReport.milestone_id == Milestone.id)
        .where(ProgressReport.reported_at >= since, _counts())
    )


def owing(plan_id: int) -> Select[tuple[int]]:
    """The tasks of the plan of which `owes` is true, to be asked for many of them."""
    return select(Milestone.task_id).where(Milestone.plan_id == plan_id, Milestone.state.in_(OWED))


def owes() -> ColumnElement[bool]:
    """Whether some work of the task is neither reported done nor given up."""
    other = aliased(Milestone)
    return exists().where(other.task_id == Task.id, other.state.in_(OWED))


def _counts() -> ColumnElement[bool]:
    return and_(ProgressReport.superseded_by_id.is_(None), ProgressReport.retracted_at.is_(None))


def _last_report() -> ColumnElement[int]:
    return (
        select(ProgressReport.id)
        .where(ProgressReport.milestone_id == Milestone.id, _counts())
        .order_by(ProgressReport.reported_at.desc(), ProgressReport.id.desc())
        .limit(1)
        .correlate(Milestone)
        .scalar_subquery()
    )


def _column(name: str, found: dict[str, Any]) -> Any:  # noqa: ANN401 (a column or an expression)
    if name in found:
        return found[name]
    return getattr(Task if hasattr(Task, name) else Milestone, name)
