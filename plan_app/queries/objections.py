"""Reads of objections to what was entered on behalf."""

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import aliased, joinedload

from plan_app.errors import NotFound
from plan_app.extensions import db
from plan_app.models import LetterObjection, Milestone, ProgressReport


def get_objection(objection_id: int, *, plan_id: int) -> LetterObjection:
    """The objection with its report, milestone and task; raises NotFound."""
    of_report = joinedload(LetterObjection.report)
    found = db.session.scalar(
        select(LetterObjection)
        .join(LetterObjection.report)
        .join(ProgressReport.milestone)
        .where(LetterObjection.id == objection_id, Milestone.plan_id == plan_id)
        .options(
            of_report.joinedload(ProgressReport.milestone).joinedload(Milestone.task),
            joinedload(LetterObjection.objected_by),
            joinedload(LetterObjection.answered_by),
        )
    )
    if found is None:
        raise NotFound
    return found


def find_open(milestone_id: int) -> LetterObjection | None:
    """The objection about the milestone that nobody has answered yet."""
    return db.session.scalar(
        select(LetterObjection)
        .join(LetterObjection.report)
        .where(ProgressReport.milestone_id == milestone_id, LetterObjection.answered_at.is_(None))
        .limit(1)
    )


def is_open() -> ColumnElement[bool]:
    """Whether `find_open` finds one about the milestone of the statement around it."""
    about = aliased(ProgressReport)
    return (
        exists()
        .where(
            LetterObjection.report_id == about.id,
            about.milestone_id == Milestone.id,
            LetterObjection.answered_at.is_(None),
        )
        .correlate(Milestone)
    )


def counting(plan_id: int) -> Select[tuple[int]]:
    """How many objections of the plan wait for the coordinator."""
    return (
        select(func.count(LetterObjection.id))
        .join(ProgressReport, ProgressReport.id == LetterObjection.report_id)
        .join(Milestone, Milestone.id == ProgressReport.milestone_id)
        .where(Milestone.plan_id == plan_id, LetterObjection.answered_at.is_(None))
    )
