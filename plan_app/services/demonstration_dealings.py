"""What was dealt with besides reminders: a call, a letter, a direction, more time asked for."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import select

from plan_app.domain import deadlines, vietnamese
from plan_app.domain.deadlines import DUE_SOON_DAYS
from plan_app.domain.directions import DirectionState
from plan_app.domain.extensions import ExtensionState
from plan_app.domain.statuses import MilestoneState
from plan_app.extensions import db
from plan_app.models import (
    AgencyLetter,
    CallNote,
    Cause,
    Direction,
    ExtensionRequest,
    Milestone,
    ProgressReport,
    Task,
)
from plan_app.queries.calendar import get_calendar
from plan_app.services import journal
from plan_app.services.demonstration_people import Cast
from plan_app.services.demonstration_progress import LETTER, MARK

# Tasks that the texts and pictures of the product speak of keep their plain story.
SPARED: Final = frozenset({53, 57, 60, 61, 84, 88})
BECAUSE: Final = "Chờ hướng dẫn của bộ quản lý ngành." + MARK
WISHED: Final = (
    "Hồ sơ phải lấy ý kiến bổ sung của các địa phương sau khi sắp xếp đơn vị hành chính; "
    "cơ quan đang tổng hợp, hoàn thiện." + MARK
)
WISH_LETTER: Final = "Công văn số 318 (số minh họa)"
DIRECTED: Final = "Làm rõ nguyên nhân chậm, báo cáo tiến độ và thời gian hoàn thành." + MARK
CONCLUSION: Final = "Thông báo số 45/TB (số minh họa)"
PROMISED: Final = "Cơ quan sẽ gửi báo cáo trong tuần." + MARK


def write(tasks: Sequence[Task], cast: Cast, *, now: datetime, zone: ZoneInfo) -> None:
    """Add it to the demonstration, as far as there is late work with an owner."""
    today = now.astimezone(zone).date()
    late = [
        milestone
        for task in tasks
        for milestone in task.milestones
        if task.number not in SPARED
        and task.owner is not None
        and deadlines.is_overdue(milestone.facts, today)
    ]
    if late:
        _direct(late[len(late) // 2].task, cast, now=now, today=today)
        _note_call(late[0], cast, now=now, zone=zone)
        _state_cause(late[-1], now=now)
    _enter_letter(tasks, cast)
    _ask_for_more_time(tasks, now=now, zone=zone)


def _ask_for_more_time(tasks: Sequence[Task], *, now: datetime, zone: ZoneInfo) -> None:
    """The owner of the work that is due next after what is due soon asks for half a year more.

    The date is one of the decision: the request waits for the next submission.
    """
    today = now.astimezone(zone).date()
    ahead = [
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
        and milestone.due_date > today + timedelta(days=DUE_SOON_DAYS)
    ]
    if not ahead:
        return
    milestone = min(ahead, key=lambda each: (each.due_date or date.max, each.id))
    asked_on = get_calendar().add(today, -2)
    request = ExtensionRequest(
        milestone_id=milestone.id,
        requested_by_id=milestone.task.owner_id,
        requested_at=min(datetime.combine(asked_on, time(14, 10), zone), now),
        due_date_before=milestone.due_date,
        requested_due_date=_half_a_year_after(milestone.due_date or today),
        reason=WISHED,
        cause=Cause.OBJECTIVE,
        document=WISH_LETTER,
        document_date=asked_on,
        state=ExtensionState.REQUESTED,
    )
    db.session.add(request)
    db.session.flush()
    before, due = request.due_date_before, request.requested_due_date
    journal.record(
        "extension_requested",
        now=now,
        actor_id=milestone.task.owner_id,
        plan_id=milestone.plan_id,
        task_id=milestone.task_id,
        subject=("extension_request", request.id),
        data={
            "milestone": milestone.id,
            "before": before and before.isoformat(),
            "due": due.isoformat(),
        },
        text=WISHED,
    )


def _half_a_year_after(day: date) -> date:
    """The end of the half-year after the one of `day`."""
    return date(day.year + 1, 6, 30) if day.month > 6 else date(day.year, 12, 31)


def _direct(task: Task, cast: Cast, *, now: datetime, today: date) -> None:
    """What a conclusion directs, as the coordinator wrote it down."""
    calendar = get_calendar()
    direction = Direction(
        task_id=task.id,
        author_id=cast.coordinators[0].id,
        written_at=now,
        asked_at=now,
        body=DIRECTED,
        document=CONCLUSION,
        document_date=calendar.add(today, -1),
        answer_by=calendar.add(today, 5),
        state=DirectionState.OPEN,
        search_text=vietnamese.fold(f"{DIRECTED} {CONCLUSION}"),
    )
    db.session.add(direction)
    db.session.flush()
    journal.record(
        "direction_written",
        now=now,
        actor_id=direction.author_id,
        plan_id=task.plan_id,
        task_id=task.id,
        subject=("direction", direction.id),
        data={"answer_by": direction.answer_by.isoformat()},
        text=DIRECTED,
    )


def _enter_letter(tasks: Sequence[Task], cast: Cast) -> None:
    """The reports that nobody's account stands behind came with one letter."""
    coordinator, calendar = cast.coordinators[0], get_calendar()
    reports = list(
        db.session.scalars(
            select(ProgressReport)
            .where(ProgressReport.on_behalf)
            .order_by(ProgressReport.reported_on.desc(), ProgressReport.id)
        )
    )
    if not reports:
        return
    day = reports[0].reported_on
    letter = AgencyLetter(
        plan_id=tasks[0].plan_id,
        reference=LETTER,
        dated=day,
        entered_by_id=coordinator.id,
        entered_at=reports[0].reported_at,
        object_by=calendar.add(day, 5),
        search_text=vietnamese.fold(LETTER),
    )
    db.session.add(letter)
    db.session.flush()
    for report in reports:
        if report.reported_on == day:
            report.agency_letter_id = letter.id


def _state_cause(milestone: Milestone, *, now: datetime) -> None:
    """The agency has said why; nobody has confirmed it yet."""
    milestone.cause, milestone.cause_words = Cause.OBJECTIVE, BECAUSE
    journal.record(
        "cause_stated",
        now=now,
        actor_id=milestone.task.owner_id,
        plan_id=milestone.plan_id,
        task_id=milestone.task_id,
        subject=("milestone", milestone.id),
        data={"cause": Cause.OBJECTIVE.value},
        text=BECAUSE,
    )


def _note_call(milestone: Milestone, cast: Cast, *, now: datetime, zone: ZoneInfo) -> None:
    task, coordinator = milestone.task, cast.coordinators[0]
    today, calendar = now.astimezone(zone).date(), get_calendar()
    spoke_with = task.owner.addressed if task.owner else ""
    found = CallNote(
        milestone_id=milestone.id,
        spoke_with=spoke_with,
        called_at=min(datetime.combine(calendar.add(today, -1), time(9, 20), zone), now),
        promised=PROMISED,
        look_again_on=calendar.add(today, 3),
        noted_by_id=coordinator.id,
        search_text=vietnamese.fold(f"{spoke_with} {PROMISED}"),
    )
    db.session.add(found)
    db.session.flush()
    journal.record(
        "call_noted",
        now=now,
        actor_id=coordinator.id,
        plan_id=task.plan_id,
        task_id=task.id,
        subject=("call_note", found.id),
        data={"milestone": milestone.id, "look_again": found.look_again_on.isoformat()},
        text=PROMISED,
    )
