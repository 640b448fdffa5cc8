"""More time asked for in the demonstration: by the decision's date, and by an internal one."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from plan_app.domain.deadlines import DUE_SOON_DAYS
from plan_app.domain.demonstration import SPARED
from plan_app.domain.extensions import ExtensionState
from plan_app.domain.statuses import MilestoneState
from plan_app.extensions import db
from plan_app.models import Cause, ExtensionRequest, Milestone, Task
from plan_app.queries.calendar import get_calendar
from plan_app.services import journal
from plan_app.services.demonstration_words import MARK

WISHED: Final = (
    "Hồ sơ phải lấy ý kiến bổ sung của các địa phương sau khi sắp xếp đơn vị hành chính; "
    "cơ quan đang tổng hợp, hoàn thiện." + MARK
)
WISH_LETTER: Final = "Công văn số 318 (số minh họa)"
INTERNAL: Final = (
    "Đơn vị tư vấn bàn giao chậm; đề nghị lùi mốc nội bộ, không ảnh hưởng mốc sau." + MARK
)
# So much more time is asked for where the coordinator decides.
INTERNAL_DAYS: Final = 30


def write(tasks: Sequence[Task], *, now: datetime, zone: ZoneInfo) -> None:
    """Two owners ask for more time than they have.

    The first date is one of the decision: the request waits for the next submission. The other
    is an internal one, of which the coordinator decides.
    """
    today = now.astimezone(zone).date()
    possible = [
        milestone
        for task in tasks
        for milestone in task.milestones
        if task.number not in SPARED
        and task.owner is not None
        # Nobody writes to themselves.
        and task.responsible_agency_id != task.plan.standing_agency_id
        and milestone.is_pressing
        # Of the yearly results the next one comes all the same.
        and milestone.year is None
        and milestone.state in {MilestoneState.NOT_STARTED, MilestoneState.IN_PROGRESS}
        and milestone.due_date is not None
    ]
    soon = today + timedelta(days=DUE_SOON_DAYS)
    ahead = [each for each in possible if each.is_fixed and _due(each) > soon]
    internal = [each for each in possible if not each.is_fixed]
    calendar = get_calendar()
    for milestone in sorted(ahead, key=_due)[:1]:
        at = datetime.combine(calendar.add(today, -2), time(14, 10), zone)
        due = _half_a_year_after(_due(milestone))
        _ask(milestone, due, WISHED, at=min(at, now), letter=WISH_LETTER)
    for milestone in sorted(internal, key=_due)[-1:]:
        at = datetime.combine(calendar.add(today, -1), time(10, 25), zone)
        due = calendar.on_or_after(max(_due(milestone), today) + timedelta(days=INTERNAL_DAYS))
        _ask(milestone, due, INTERNAL, at=min(at, now))


def _ask(
    milestone: Milestone, due: date, reason: str, *, at: datetime, letter: str | None = None
) -> None:
    request = ExtensionRequest(
        milestone_id=milestone.id,
        requested_by_id=milestone.task.owner_id,
        requested_at=at,
        due_date_before=milestone.due_date,
        requested_due_date=due,
        reason=reason,
        cause=Cause.OBJECTIVE,
        document=letter,
        document_date=at.date() if letter else None,
        state=ExtensionState.REQUESTED,
    )
    db.session.add(request)
    db.session.flush()
    journal.record(
        "extension_requested",
        now=at,
        actor_id=milestone.task.owner_id,
        plan_id=milestone.plan_id,
        task_id=milestone.task_id,
        subject=("extension_request", request.id),
        data={
            "milestone": milestone.id,
            "before": _due(milestone).isoformat(),
            "due": due.isoformat(),
        },
        text=reason,
    )


def _due(milestone: Milestone) -> date:
    return milestone.due_date or date.max


def _half_a_year_after(day: date) -> date:
    """The end of the half-year after the one of `day`."""
    return date(day.year + 1, 6, 30) if day.month > 6 else date(day.year, 12, 31)
