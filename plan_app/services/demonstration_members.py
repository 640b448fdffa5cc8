"""What the communes of the demonstration answered about the task that is theirs together."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from plan_app.domain.reports import COMPLETE
from plan_app.domain.statuses import OPEN
from plan_app.extensions import db
from plan_app.models import Agency, MemberAnswer, Milestone, Task, User
from plan_app.queries.calendar import get_calendar
from plan_app.services import journal
from plan_app.services.demonstration_people import Cast
from plan_app.services.demonstration_words import MARK

# The first four have accounts, of which the last two have not answered.
PROGRESS: Final = (60, COMPLETE, None, None, 40, COMPLETE, COMPLETE, 75, COMPLETE, 50, 30, COMPLETE)
UNDER_WAY: Final = "Đang vận động các cơ sở di dời vào cụm công nghiệp." + MARK
DONE: Final = "Các cơ sở trong khu dân cư đã di dời hoặc có công trình xử lý." + MARK
DIFFICULTIES: Final = "Thiếu mặt bằng trong cụm công nghiệp." + MARK
LETTER: Final = "Báo cáo số {number}/BC-UBND"


def write(tasks: Sequence[Task], cast: Cast, *, now: datetime, zone: ZoneInfo) -> None:
    """Add the answers about the pressing milestone of the first open task of a group.

    They came in on the working day before yesterday, one after the other.
    """
    today = now.astimezone(zone).date()
    first = datetime.combine(get_calendar().add(today, -2), time(9, 12), zone)
    for task in tasks:
        for milestone in task.milestones:
            is_asked = milestone.is_pressing and milestone.state in OPEN
            if is_asked and task.responsible_agency.members:
                _answer(milestone, cast, first=first)
                return


def _answer(milestone: Milestone, cast: Cast, *, first: datetime) -> None:
    coordinator = cast.coordinators[0]
    members = milestone.task.responsible_agency.members
    offices = {office.agency_id: office for office in cast.offices}
    for place, (agency, percent) in enumerate(zip(members, PROGRESS, strict=False)):
        if percent is not None:
            at = first + timedelta(minutes=17 * place)
            author = offices.get(agency.id, coordinator)
            said = _said(milestone, agency, author, percent, at=at, number=place + 21)
            db.session.add(said)
            db.session.flush()
            _record(said, milestone)


def _said(
    milestone: Milestone, agency: Agency, author: User, percent: int, *, at: datetime, number: int
) -> MemberAnswer:
    is_done, on_behalf = percent == COMPLETE, not author.is_shared
    return MemberAnswer(
        milestone=milestone,
        agency=agency,
        author=author,
        deadline_revision=milestone.deadline_revision,
        is_done=is_done,
        percent=percent,
        result=DONE if is_done else UNDER_WAY,
        difficulties="" if is_done else DIFFICULTIES,
        letter=LETTER.format(number=number) if on_behalf else None,
        letter_date=at.date() if on_behalf else None,
        on_behalf=on_behalf,
        answered_at=at,
    )


def _record(said: MemberAnswer, milestone: Milestone) -> None:
    journal.record(
        "member_answered_on_behalf" if said.on_behalf else "member_answered",
        now=said.answered_at,
        actor_id=said.author.id,
        plan_id=milestone.plan_id,
        subject=("agency", said.agency.id),
        data={
            "task": milestone.task.number,
            "milestone": milestone.id,
            "answer": said.id,
            "is_done": said.is_done,
        },
    )
