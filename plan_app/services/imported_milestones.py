"""The milestones of tasks that an appendix words otherwise, of many tasks at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import delete, insert, update

from plan_app.domain.appendix_outcome import ComparedRow, MilestoneStep
from plan_app.domain.deadlines import MilestoneFacts, pressing
from plan_app.domain.seed_plan import MilestoneSeed
from plan_app.domain.statuses import MilestoneState
from plan_app.extensions import db
from plan_app.models import AppendixImport, DeadlineRevision, Milestone, Task, TextStatus
from plan_app.models.milestone import BY_APPENDIX
from plan_app.services.acts import Act
from plan_app.services.appendix_snapshots import AWAY


@dataclass(slots=True)
class Altered:
    """A task whose milestones change: those that stay and those to come, in their new order.

    `revised` are the ids of those with a new date that reminders have to tell anew.
    """

    task: Task
    in_order: list[Milestone | MilestoneSeed] = field(default_factory=list)
    removed: list[Milestone] = field(default_factory=list)
    revised: list[int] = field(default_factory=list)

    @property
    def facts(self) -> list[MilestoneFacts]:
        """What the rules need to know of them, each with its place."""
        return [facts_of(each, ordinal) for ordinal, each in enumerate(self.in_order, 1)]


def take(task: Task, row: ComparedRow, record: AppendixImport, act: Act) -> Altered | None:
    """Write what the row's steps say; None when the milestones stay as they are.

    Nothing is flushed; `settle` gives the milestones of all tasks their places.
    """
    if row.steps is None:
        return None
    altered = Altered(task)
    present = {each.id: each for each in task.milestones}
    used = {each.id for each in row.task.milestones if each.is_used} if row.task else set()
    for step in row.steps:
        milestone = present.get(step.id or 0)
        if milestone is None:
            altered.in_order += [step.wanted] if step.wanted else []
        elif step.wanted is None and not step.stays:
            altered.removed.append(milestone)
        else:
            if _change(milestone, step, record, act, is_used=milestone.id in used):
                altered.revised.append(milestone.id)
            altered.in_order.append(milestone)
    return altered


def settle(altered: Sequence[Altered]) -> None:
    """Remove, add and number the milestones, in a few statements for all tasks.

    Numbers and the mark of the pressing one are unique within the task and checked row by row:
    all leave their places first.
    """
    db.session.flush()
    if not altered:
        return
    everywhere = Milestone.task_id.in_([each.task.id for each in altered])
    aside = {"ordinal": Milestone.ordinal + AWAY, "is_pressing": False}
    db.session.execute(_silently(update(Milestone).where(everywhere).values(aside)))
    new: list[dict[str, Any]] = []
    placed: list[dict[str, Any]] = []
    for each in altered:
        chosen = pressing(each.facts)
        for ordinal, milestone in enumerate(each.in_order, 1):
            is_chosen = chosen is not None and chosen.ordinal == ordinal
            place = {"ordinal": ordinal, "is_pressing": is_chosen}
            if isinstance(milestone, Milestone):
                placed.append({"id": milestone.id, **place})
            else:
                new.append(columns(milestone) | _of(each.task) | place)
    if placed:
        db.session.execute(update(Milestone), placed)
    insert_all(new)
    # Last: SQLite gives the ids of rows that are gone away again, and undoing wants them back.
    gone = [milestone for each in altered for milestone in each.removed]
    ids = [milestone.id for milestone in gone]
    for milestone in gone:
        db.session.expunge(milestone)
    db.session.execute(_silently(delete(Milestone).where(Milestone.id.in_(ids))))
    for each in altered:
        db.session.expire(each.task, ["milestones"])


def insert_all(rows: Sequence[dict[str, Any]]) -> None:
    """New milestones, each with its columns, its task, its place and its mark."""
    if rows:
        db.session.execute(insert(Milestone), rows)


def columns(wanted: MilestoneSeed) -> dict[str, Any]:
    """The columns of a new milestone, without its task and its place."""
    return {
        "label": wanted.label,
        "label_en": wanted.label_en,
        "year": wanted.year,
        "is_fixed": wanted.is_fixed,
        "waiting_for": wanted.waiting_for,
        "due_date": wanted.due,
        "original_due_date": wanted.due,
    }


def facts_of(milestone: Milestone | MilestoneSeed, ordinal: int) -> MilestoneFacts:
    """What the rules need to know of a milestone that is there, or is to come, in this place."""
    if isinstance(milestone, Milestone):
        return replace(milestone.facts, ordinal=ordinal)
    return MilestoneFacts(
        MilestoneState.NOT_STARTED, milestone.due, None, None, milestone.waiting_for, ordinal
    )


def _of(task: Task) -> dict[str, Any]:
    return {"task_id": task.id, "plan_id": task.plan_id}


def _silently(statement: Any) -> Any:  # noqa: ANN401 (an update or a delete)
    """The rows that the session holds are read anew afterwards."""
    return statement.execution_options(synchronize_session=False)


def _change(
    milestone: Milestone, step: MilestoneStep, record: AppendixImport, act: Act, *, is_used: bool
) -> bool:
    """Take the step's words and, where they count, its dates; tell whether that is a revision."""
    wanted = step.wanted
    if wanted is None:
        return False
    if milestone.label != wanted.label:
        milestone.label, milestone.label_en = wanted.label, wanted.label_en
        milestone.version += 1
    if not step.takes_dates:
        return False
    milestone.year, milestone.waiting_for = wanted.year, wanted.waiting_for
    if milestone.due_date == wanted.due:
        return False
    milestone.version += 1
    return _move(milestone, wanted, record, act, is_used=is_used)


def _move(
    milestone: Milestone, wanted: MilestoneSeed, record: AppendixImport, act: Act, *, is_used: bool
) -> bool:
    """A date that nobody could rely on is corrected; another one is a new revision.

    So is one of which reminders may have been told: the new date has to be told anew.
    """
    task, before = milestone.task, milestone.due_date
    is_corrected = task.text_status is TextStatus.DRAFT or task.armed_at is None
    milestone.due_date = wanted.due
    if is_corrected or milestone.original_due_date is None:
        milestone.original_due_date = wanted.due
    if is_corrected and not is_used:
        return False
    milestone.deadline_revision += 1
    db.session.add(
        DeadlineRevision(
            milestone_id=milestone.id,
            revision=milestone.deadline_revision,
            previous_due_date=before,
            due_date=wanted.due,
            reason=BY_APPENDIX,
            document=record.document_number or None,
            document_date=record.document_date,
            decided_by_id=act.actor.user_id or None,
            decided_at=act.now,
        )
    )
    return True
