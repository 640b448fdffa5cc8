"""The milestones of tasks that an appendix words otherwise, of many tasks at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from plan_app.domain.appendix_outcome import ComparedRow, MilestoneStep
from plan_app.domain.deadlines import pressing
from plan_app.domain.seed_plan import MilestoneSeed
from plan_app.domain.statuses import MilestoneState
from plan_app.extensions import db
from plan_app.models import AppendixImport, DeadlineRevision, Milestone, Task, TextStatus
from plan_app.models.milestone import BY_APPENDIX
from plan_app.services.acts import Act
from plan_app.services.appendix_snapshots import AWAY


@dataclass(slots=True)
class Altered:
    """A task whose milestones change, in their new order; `revised` are ids with a new date."""

    task: Task
    in_order: list[Milestone] = field(default_factory=list)
    revised: list[int] = field(default_factory=list)


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
        if milestone is None and step.wanted is not None:
            milestone = _new(task, step.wanted)
        elif milestone is not None and step.wanted is not None:
            if _change(milestone, step, record, act, is_used=milestone.id in used):
                altered.revised.append(milestone.id)
        elif milestone is not None and not step.stays:
            task.milestones.remove(milestone)
            db.session.delete(milestone)
            continue
        if milestone is not None:
            altered.in_order.append(milestone)
    return altered


def settle(altered: Sequence[Altered]) -> None:
    """Number the milestones and mark the pressing one of each task, in two flushes for all.

    Both are unique within the task and checked row by row: all leave their places first.
    """
    for each in altered:
        for ordinal, milestone in enumerate(each.in_order, AWAY):
            milestone.ordinal = ordinal
            milestone.is_pressing = False
    db.session.flush()
    for each in altered:
        for ordinal, milestone in enumerate(each.in_order, 1):
            milestone.ordinal = ordinal
        chosen = pressing([milestone.facts for milestone in each.in_order])
        for milestone in each.in_order:
            milestone.is_pressing = chosen is not None and milestone.id == chosen.id
    db.session.flush()


def _new(task: Task, wanted: MilestoneSeed) -> Milestone:
    milestone = Milestone(
        plan_id=task.plan_id,
        ordinal=AWAY,
        label=wanted.label,
        label_en=wanted.label_en,
        year=wanted.year,
        is_fixed=wanted.is_fixed,
        waiting_for=wanted.waiting_for,
        due_date=wanted.due,
        original_due_date=wanted.due,
        state=MilestoneState.NOT_STARTED,
    )
    task.milestones.append(milestone)
    return milestone


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
