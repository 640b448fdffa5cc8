"""One signed letter of an agency in the demonstration, about several tasks, and an objection."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import select

from plan_app.domain import policy, vietnamese
from plan_app.domain.demonstration import SPARED, Part, Story, Turn
from plan_app.extensions import db
from plan_app.models import AgencyLetter, LetterObjection, ProgressReport, Task
from plan_app.queries.calendar import get_calendar
from plan_app.services import journal
from plan_app.services.demonstration_people import Cast
from plan_app.services.demonstration_words import MARK

AGENCY: Final = "so-nong-nghiep-va-moi-truong"
ANSWERED: Final = 4
AGENCY_LETTER: Final = "Công văn số 4567/SNNMT-KHTC (số minh họa)"
OBJECTION: Final = "Số liệu của nhiệm vụ này tính đến tháng trước; đề nghị cập nhật." + MARK


def gather(
    stories: Sequence[Story], tasks: Sequence[Task], *, today: date
) -> tuple[list[Story], frozenset[Part]]:
    """The stories, of which some of one agency's were told by one letter; and which those are."""
    of_agency = {
        task.number
        for task in tasks
        if task.responsible_agency.code == AGENCY
        and task.owner is not None
        and task.number not in SPARED
    }
    day = get_calendar().add(today, -3)
    told = [
        story for story in stories if story.turn is Turn.UNDER_WAY and story.part.task in of_agency
    ][:ANSWERED]
    by_letter = frozenset(story.part for story in told)
    return [
        replace(each, reported_on=day) if each.part in by_letter else each for each in stories
    ], by_letter


def write(tasks: Sequence[Task], cast: Cast, *, now: datetime, zone: ZoneInfo) -> None:
    """Enter the letter that these reports came with; one owner does not agree with it all."""
    reports = db.session.scalars(
        select(ProgressReport)
        .where(ProgressReport.on_behalf, ProgressReport.letter == AGENCY_LETTER)
        .order_by(ProgressReport.id)
    ).all()
    if not reports:
        return
    found, last = _enter(reports, tasks[0], cast), reports[-1]
    next_day = get_calendar().add(found.dated, 1)
    at = min(datetime.combine(next_day, time(8, 40), zone), now)
    objection = LetterObjection(
        report_id=last.id,
        words=OBJECTION,
        objected_by_id=last.milestone.task.owner_id,
        objected_at=at,
    )
    db.session.add(objection)
    db.session.flush()
    journal.record(
        "objection_made",
        now=at,
        actor_id=last.milestone.task.owner_id,
        plan_id=last.milestone.plan_id,
        task_id=last.milestone.task_id,
        subject=("letter_objection", objection.id),
        data={"milestone": last.milestone_id, "report": last.id},
        text=OBJECTION,
    )


def _enter(reports: Sequence[ProgressReport], task: Task, cast: Cast) -> AgencyLetter:
    coordinator, last = cast.coordinators[0], reports[-1]
    days = policy.parse(task.plan.policy).objection_days
    letter = AgencyLetter(
        plan_id=task.plan_id,
        reference=last.letter,
        dated=last.reported_on,
        entered_by_id=coordinator.id,
        entered_at=last.reported_at,
        object_by=get_calendar().add(last.reported_on, days),
        search_text=vietnamese.fold(last.letter or ""),
    )
    db.session.add(letter)
    db.session.flush()
    for report in reports:
        report.agency_letter_id = letter.id
    journal.record(
        "letter_entered",
        now=letter.entered_at,
        actor_id=coordinator.id,
        plan_id=task.plan_id,
        subject=("agency_letter", letter.id),
        data={"tasks": len(reports), "dated": letter.dated.isoformat()},
        text=letter.reference,
    )
    return letter
