"""What an illustrative coordinator did about late work besides reminding: a call noted."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from plan_app.domain import deadlines, vietnamese
from plan_app.extensions import db
from plan_app.models import CallNote, Milestone, Task
from plan_app.queries.calendar import get_calendar
from plan_app.services import journal
from plan_app.services.demonstration_people import Cast
from plan_app.services.demonstration_progress import MARK

# Tasks that the texts and pictures of the product speak of keep their plain story.
SPARED: Final = frozenset({53, 57, 60, 61, 84, 88})
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
        _note_call(late[0], cast, now=now, zone=zone)


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
