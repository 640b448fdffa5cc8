"""What was dealt with besides reminders: a call, a direction, causes of delay."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from plan_app.domain import deadlines, vietnamese
from plan_app.domain.deadlines import Figure
from plan_app.domain.demonstration import SPARED
from plan_app.domain.directions import DirectionState
from plan_app.extensions import db
from plan_app.models import (
    CallNote,
    Cause,
    CauseConfirmation,
    ConfirmedCause,
    Direction,
    Milestone,
    Task,
)
from plan_app.queries.calendar import get_calendar
from plan_app.services import journal
from plan_app.services.demonstration_people import Cast
from plan_app.services.demonstration_words import MARK

STORM: Final = "Các địa phương tập trung ứng phó, khắc phục hậu quả mưa lũ." + MARK
STORM_DOCUMENT: Final = "Công văn số 1207/UBND-NN (số minh họa)"
CONFIRMED: Final = 3
BECAUSE: Final = "Chờ hướng dẫn của bộ quản lý ngành." + MARK
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
    _confirm_causes(tasks, cast, now=now, zone=zone)


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


def _confirm_causes(tasks: Sequence[Task], cast: Cast, *, now: datetime, zone: ZoneInfo) -> None:
    """For the last that was completed late the coordinator has confirmed why."""
    today = now.astimezone(zone).date()
    late = [
        milestone
        for task in tasks
        for milestone in task.milestones
        if task.number not in SPARED
        and task.owner is not None
        and deadlines.figure(milestone.facts, today) is Figure.COMPLETED_LATE
    ]
    chosen = sorted(late, key=lambda each: each.reported_on or date.min)[-CONFIRMED:]
    if not chosen:
        return
    at = min(datetime.combine(get_calendar().add(today, -2), time(14, 35), zone), now)
    made = CauseConfirmation(
        plan_id=chosen[0].plan_id,
        cause=Cause.OBJECTIVE,
        reason=STORM,
        document=STORM_DOCUMENT,
        document_date=get_calendar().add(today, -4),
        confirmed_by_id=cast.coordinators[0].id,
        confirmed_at=at,
    )
    db.session.add(made)
    db.session.flush()
    for milestone in chosen:
        _confirm_cause(made, milestone)


def _confirm_cause(made: CauseConfirmation, milestone: Milestone) -> None:
    db.session.add(
        ConfirmedCause(
            confirmation_id=made.id,
            milestone_id=milestone.id,
            cause_before=milestone.cause,
            words_before=milestone.cause_words,
            confirmed_before=False,
        )
    )
    milestone.cause, milestone.cause_confirmed = made.cause, True
    milestone.cause_words = milestone.cause_words or made.reason
    journal.record(
        "cause_confirmed",
        now=made.confirmed_at,
        actor_id=made.confirmed_by_id,
        plan_id=milestone.plan_id,
        task_id=milestone.task_id,
        subject=("milestone", milestone.id),
        data={"confirmation": made.id, "cause": made.cause.value},
        text=f"{made.reason} {made.document}",
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
