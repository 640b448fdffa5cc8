"""What a due date means: overdue or not, how late, which official figure, what presses most.

Source: rule 1 of the reminders. All counts are of whole calendar days in the plan's zone; `today`
is the day there. A due date is met through its last minute: lateness begins the day after.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from plan_app.domain.statuses import CLOSED, MilestoneState

DUE_SOON_DAYS: Final = 30


@dataclass(frozen=True, slots=True)
class MilestoneFacts:
    """What the rules need to know of a milestone.

    `due` is the current due date, None if the plan sets none. `reported_on` is the day the report
    of completion came in (of a letter entered on behalf: the day that counts for the agency), and
    `confirmed_on` the day it was confirmed. `waiting_for` names the ministry whose guidance
    undated work waits for. `ordinal` is the position within the task; `percent` is 0 to 100.
    """

    state: MilestoneState
    due: date | None
    reported_on: date | None
    confirmed_on: date | None
    waiting_for: str | None = None
    ordinal: int = 0
    id: int = 0
    percent: int | None = None


class Timeliness(StrEnum):
    """How open work stands to its due date; computed, never stored."""

    ON_TIME = "on_time"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    NO_DEADLINE = "no_deadline"
    WAITING_FOR_GUIDANCE = "waiting_for_guidance"


class Figure(StrEnum):
    """The four official figures and the two beside them: each milestone is in exactly one."""

    COMPLETED_ON_TIME = "completed_on_time"
    COMPLETED_LATE = "completed_late"
    OPEN_WITHIN_TIME = "open_within_time"
    OPEN_OVERDUE = "open_overdue"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"


def open_due(facts: MilestoneFacts) -> date | None:
    """Return the due date that lateness counts from, or None if there can be no lateness.

    A milestone is overdue exactly when this is before today. While a report of completion awaits
    confirmation, the day it came in counts: in time, the agency owes nothing more, however long
    the confirmation takes; late, it stays overdue until the answer. A generated column in SQL has
    the same formula, so it must stay this simple and must not ask for today.
    """
    match facts.state:
        case MilestoneState.NOT_STARTED | MilestoneState.IN_PROGRESS:
            return facts.due
        case MilestoneState.AWAITING_CONFIRMATION:
            return facts.due if _is_after(facts.reported_on, facts.due) else None
        case _:
            return None


def is_overdue(facts: MilestoneFacts, today: date) -> bool:
    """Tell whether the milestone is open and late today."""
    return _is_after(today, open_due(facts))


def days_late(facts: MilestoneFacts, today: date) -> int:
    """Return by how many calendar days an open milestone is late; 0 if it is not overdue.

    Of a report that came late and awaits confirmation, the days up to the report: the agency does
    not grow later while it waits for an answer.
    """
    due = open_due(facts)
    if due is None or due >= today:
        return 0
    if facts.state is MilestoneState.AWAITING_CONFIRMATION and facts.reported_on is not None:
        return (facts.reported_on - due).days
    return (today - due).days


def timeliness(
    facts: MilestoneFacts, today: date, soon_days: int = DUE_SOON_DAYS
) -> Timeliness | None:
    """Return how an open milestone stands; None for completed, suspended and withdrawn ones.

    Due soon: due today or within `soon_days` calendar days. Only undated work waits for guidance:
    a date, once given, counts.
    """
    if facts.state in CLOSED:
        return None
    if facts.due is None:
        return _undated_timeliness(facts)
    if is_overdue(facts, today):
        return Timeliness.OVERDUE
    if facts.state is not MilestoneState.AWAITING_CONFIRMATION and (
        (facts.due - today).days <= soon_days
    ):
        return Timeliness.DUE_SOON
    return Timeliness.ON_TIME


def figure(facts: MilestoneFacts, today: date) -> Figure:
    """Return the figure that the milestone is counted in.

    Completed late: the report of completion, or without one the confirmation, came after the due
    date. Without a due date or without both days nothing proves lateness: on time.
    """
    match facts.state:
        case MilestoneState.SUSPENDED:
            return Figure.SUSPENDED
        case MilestoneState.WITHDRAWN:
            return Figure.WITHDRAWN
        case MilestoneState.COMPLETED:
            late = _is_after(facts.reported_on or facts.confirmed_on, facts.due)
            return Figure.COMPLETED_LATE if late else Figure.COMPLETED_ON_TIME
        case _:
            overdue = is_overdue(facts, today)
            return Figure.OPEN_OVERDUE if overdue else Figure.OPEN_WITHIN_TIME


def against(facts: MilestoneFacts, due: date) -> MilestoneFacts:
    """The same work as if it were due on another day, for example on its first date."""
    return replace(facts, due=due)


def completed_late_by(facts: MilestoneFacts) -> int:
    """By how many calendar days completed work came late; 0 for all other."""
    done = facts.reported_on or facts.confirmed_on
    if facts.state is not MilestoneState.COMPLETED or done is None or facts.due is None:
        return 0
    return max(0, (done - facts.due).days)


def pressing(milestones: Sequence[MilestoneFacts]) -> MilestoneFacts | None:
    """Return the milestone that stands for its task, or None if there are none.

    The first by: work that can be late, by due date; reported in time and awaiting confirmation,
    by due date, undated last; undated work; suspended; completed, the latest due first, undated
    last; withdrawn. Then by ordinal, then by id.

    A task is shown and counted as this milestone is. So a task is overdue exactly when any of its
    milestones is (the earliest `open_due` comes first, and if that is not before today none is),
    and it is completed only when nothing of it is open or suspended. The choice does not depend on
    the day, so that it can be stored and is the same in SQL.
    """
    return min(milestones, key=_pressing_key, default=None)


def _undated_timeliness(facts: MilestoneFacts) -> Timeliness:
    # Once completion has been reported, the work waits for the coordinator and not for a ministry.
    if facts.waiting_for and facts.state is not MilestoneState.AWAITING_CONFIRMATION:
        return Timeliness.WAITING_FOR_GUIDANCE
    return Timeliness.NO_DEADLINE


def _pressing_key(facts: MilestoneFacts) -> tuple[int, bool, int, int, int]:
    """Return (rank, undated, day within the rank, ordinal, id); the least presses most."""
    rank = _rank(facts)
    return rank, *_day_within(rank, facts.due), facts.ordinal, facts.id


_CAN_BE_LATE, _AWAITING, _UNDATED, _SUSPENDED, _COMPLETED, _WITHDRAWN = range(6)


def _rank(facts: MilestoneFacts) -> int:
    if open_due(facts) is not None:
        return _CAN_BE_LATE
    match facts.state:
        case MilestoneState.AWAITING_CONFIRMATION:
            return _AWAITING
        case MilestoneState.SUSPENDED:
            return _SUSPENDED
        case MilestoneState.COMPLETED:
            return _COMPLETED
        case MilestoneState.WITHDRAWN:
            return _WITHDRAWN
        case _:
            return _UNDATED


def _day_within(rank: int, due: date | None) -> tuple[bool, int]:
    if rank in {_UNDATED, _SUSPENDED, _WITHDRAWN}:
        return False, 0
    if due is None:
        return True, 0
    return False, -due.toordinal() if rank == _COMPLETED else due.toordinal()


def _is_after(day: date | None, due: date | None) -> bool:
    """Tell whether both days are known and `day` is after `due`."""
    return day is not None and due is not None and day > due
