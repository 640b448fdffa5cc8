"""The rules of `domain.deadlines` and the filters of the lists, as SQL.

A test compares each with the rule in Python, row by row.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import ColumnElement, ScalarSelect, case, exists, func, literal, null, or_, select
from sqlalchemy.orm import aliased

from plan_app.domain import vietnamese
from plan_app.domain.changes import Change
from plan_app.domain.deadlines import DUE_SOON_DAYS, Figure, Timeliness
from plan_app.domain.statuses import OPEN, MilestoneState
from plan_app.extensions import settings
from plan_app.models import DeadlineRevision, Milestone, SolutionGroup, Task, TextStatus, User

Condition = ColumnElement[bool]

# Before every change; the first day of all has no instant in other zones.
_LONG_AGO: Final = date(1900, 1, 1)


class Owned(StrEnum):
    """Values of the owner's filter beside the id of a person."""

    NOBODY = "none"
    UNREACHABLE = "unreachable"


class Progress(StrEnum):
    """The value of the state's filter that stands for every open state."""

    OPEN = "open"


@dataclass(frozen=True, slots=True)
class ListFilter:
    """What a list is narrowed to; None or "" where it is not. `group` is the group's ordinal.

    State, timeliness, figure and due days (both included) are those of the milestone in the row:
    on the list of tasks that of the pressing one. `year`: the task has a milestone of that year.
    `change` is what became of the milestone from the day `changed_since` on, that day included;
    without a kind anything that did. `planned_until` and `done_until` are what the plan as issued
    wanted until then, and what was done.
    """

    words: str = ""
    group: int | None = None
    agency: int | None = None
    owner: int | Owned | None = None
    state: MilestoneState | Progress | None = None
    timeliness: Timeliness | None = None
    figure: Figure | None = None
    year: int | None = None
    text_status: TextStatus | None = None
    due_since: date | None = None
    due_until: date | None = None
    change: Change | None = None
    changed_since: date | None = None
    planned_until: date | None = None
    done_until: date | None = None


def is_overdue(today: date) -> Condition:
    """Whether the milestone is overdue; written so that the index on `open_due` serves it."""
    return Milestone.open_due < today


def figure(today: date) -> ColumnElement[str]:
    """The figure's slug, as `deadlines.figure` has it."""
    done_on, completed = done_day(), is_done()
    return case(
        (Milestone.state == MilestoneState.SUSPENDED, literal(Figure.SUSPENDED.value)),
        (Milestone.state == MilestoneState.WITHDRAWN, literal(Figure.WITHDRAWN.value)),
        (completed & (done_on > Milestone.due_date), literal(Figure.COMPLETED_LATE.value)),
        (completed, literal(Figure.COMPLETED_ON_TIME.value)),
        (is_overdue(today), literal(Figure.OPEN_OVERDUE.value)),
        else_=literal(Figure.OPEN_WITHIN_TIME.value),
    )


def is_done() -> Condition:
    """Whether the milestone is completed."""
    return Milestone.state == MilestoneState.COMPLETED


def done_day() -> ColumnElement[date]:
    """The day that counts for what is completed."""
    return func.coalesce(Milestone.reported_on, Milestone.confirmed_on)


def is_planned() -> Condition:
    """Whether the plan still wants the milestone; suspended work is only put off."""
    return Milestone.state != MilestoneState.WITHDRAWN


def planned_day() -> ColumnElement[date | None]:
    """The day on which the plan wanted it before anybody moved it; NULL without a date."""
    return func.coalesce(Milestone.original_due_date, Milestone.due_date)


def changed(change: Change, since: date, today: date) -> Condition:
    """Whether this became of the milestone on the day `since` or later, and still is so."""
    since = max(since, _LONG_AGO)
    begun = datetime.combine(since, time(), tzinfo=settings().timezone)
    match change:
        case Change.COMPLETED:
            return is_done() & (Milestone.confirmed_on >= since)
        case Change.REPORTED:
            return Milestone.last_reported_at >= begun
        case Change.RETURNED:
            returned = Milestone.return_reason.is_not(None) & (Milestone.returned_on >= since)
            return (Milestone.state == MilestoneState.IN_PROGRESS) & returned
        case Change.MOVED:
            moved = DeadlineRevision.due_date.is_distinct_from(DeadlineRevision.previous_due_date)
            ids = select(DeadlineRevision.milestone_id).where(
                DeadlineRevision.decided_at >= begun, moved
            )
            return Milestone.id.in_(ids)
        case Change.LATE:
            return (Milestone.open_due >= since) & is_overdue(today)


def timeliness(today: date) -> ColumnElement[str | None]:
    """The slug of `deadlines.timeliness`; NULL for what is not open."""
    awaiting = Milestone.state == MilestoneState.AWAITING_CONFIRMATION
    undated = Milestone.due_date.is_(None)
    waits = undated & ~awaiting & (func.coalesce(Milestone.waiting_for, "") != "")
    soon = ~awaiting & (Milestone.due_date <= today + timedelta(days=DUE_SOON_DAYS))
    return case(
        (Milestone.state.not_in(OPEN), null()),
        (waits, literal(Timeliness.WAITING_FOR_GUIDANCE.value)),
        (undated, literal(Timeliness.NO_DEADLINE.value)),
        (is_overdue(today), literal(Timeliness.OVERDUE.value)),
        (soon, literal(Timeliness.DUE_SOON.value)),
        else_=literal(Timeliness.ON_TIME.value),
    )


def of_task(wanted: ListFilter, plan_id: int) -> list[Condition]:
    """What the filter asks of `Task`."""
    return [
        *(Task.search_text.contains(word, autoescape=True) for word in _folded(wanted.words)),
        *_if(wanted.group, lambda: Task.group_id == _group_id(plan_id, wanted.group)),
        *_if(wanted.agency, lambda: Task.responsible_agency_id == wanted.agency),
        *_if(wanted.owner, lambda: _owned(wanted.owner)),
        *_if(wanted.year, lambda: _has_milestone_in(wanted.year)),
        *_if(wanted.text_status, lambda: Task.text_status == wanted.text_status),
    ]


def of_milestone(wanted: ListFilter, today: date) -> list[Condition]:
    """What the filter asks of `Milestone`."""
    return [
        *_if(wanted.state, lambda: _in_state(wanted.state)),
        *_if(wanted.timeliness, lambda: _standing(wanted.timeliness, today)),
        *_if(wanted.figure, lambda: figure(today) == wanted.figure),
        *_if(wanted.due_since, lambda: Milestone.due_date >= wanted.due_since),
        *_if(wanted.due_until, lambda: Milestone.due_date <= wanted.due_until),
        *_if(wanted.change or wanted.changed_since, lambda: _has_changed(wanted, today)),
        *_if(wanted.planned_until, lambda: is_planned() & (planned_day() <= wanted.planned_until)),
        *_if(wanted.done_until, lambda: is_done() & (done_day() <= wanted.done_until)),
    ]


def _if(value: object, condition: Callable[[], Condition]) -> list[Condition]:
    return [] if value is None else [condition()]


def _folded(words: str) -> list[str]:
    return vietnamese.fold(words).split()


def _group_id(plan_id: int, ordinal: int | None) -> ScalarSelect[int]:
    return (
        select(SolutionGroup.id)
        .where(SolutionGroup.plan_id == plan_id, SolutionGroup.ordinal == ordinal)
        .scalar_subquery()
    )


def _owned(owner: int | Owned | None) -> Condition:
    if owner is Owned.NOBODY:
        return Task.owner_id.is_(None)
    if owner is Owned.UNREACHABLE:
        return Task.owner_id.in_(select(User.id).where(is_unreachable()))
    return Task.owner_id == owner


def is_unarmed() -> Condition:
    """Whether the task waits for a confirmed preview before anybody is reminded of it.

    Drafts wait for nothing: they are never reminded of, but for the demonstration's.
    """
    is_said = literal(True) if settings().demo else Task.text_status == TextStatus.CHECKED
    return Task.armed_at.is_(None) & is_said


def is_unreachable() -> Condition:
    """Whether no mail reaches the person: the address was refused, or the account is closed."""
    return User.unreachable_since.is_not(None) | ~User.active


def _in_state(state: MilestoneState | Progress | None) -> Condition:
    return Milestone.state.in_(OPEN) if state is Progress.OPEN else Milestone.state == state


def _standing(wanted: Timeliness | None, today: date) -> Condition:
    # The plain comparison can use the index; the CASE of the others cannot.
    return is_overdue(today) if wanted is Timeliness.OVERDUE else timeliness(today) == wanted


def _has_changed(wanted: ListFilter, today: date) -> Condition:
    since = wanted.changed_since or _LONG_AGO
    kinds = Change if wanted.change is None else (wanted.change,)
    return or_(*(changed(kind, since, today) for kind in kinds))


def _has_milestone_in(year: int | None) -> Condition:
    other = aliased(Milestone)
    first, last = date(year or 1, 1, 1), date(year or 1, 12, 31)
    in_year = (other.year == year) | other.due_date.between(first, last)
    return exists().where(other.task_id == Task.id, in_year)
