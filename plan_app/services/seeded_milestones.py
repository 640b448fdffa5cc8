"""The milestones of a seeded task: created, or compared with what the timing now asks for."""

from collections.abc import Sequence
from datetime import datetime

from plan_app.domain.deadlines import pressing
from plan_app.domain.milestone_pairs import pair
from plan_app.domain.seed_plan import MilestoneSeed
from plan_app.domain.statuses import MilestoneState
from plan_app.extensions import db
from plan_app.models import DeadlineRevision, Milestone, Plan, Task
from plan_app.models.milestone import BY_PLAN_FILE
from plan_app.services import milestones
from plan_app.services.seed_comparison import Comparison, Kind, Reason, Subject, why_text_stays
from plan_app.services.seed_edits import Edits


def create(wanted: Sequence[MilestoneSeed], plan: Plan) -> list[Milestone]:
    """New milestones in order, the pressing one marked; not yet saved."""
    found = [_milestone(each, plan.id, ordinal) for ordinal, each in enumerate(wanted, 1)]
    chosen = pressing([each.facts for each in found])
    for each in found:
        each.is_pressing = chosen is not None and each.ordinal == chosen.ordinal
    return found


def why_kept(task: Task, edits: Edits) -> Reason | None:
    """Why the milestones of the task are no longer the file's to change, if they are not."""
    reason = why_text_stays(task)
    if reason is not None:
        return reason
    return Reason.EDITED if task.id in edits.with_own_milestones else None


def compare(
    task: Task,
    wanted: Sequence[MilestoneSeed],
    comparison: Comparison,
    now: datetime,
    kept: Reason | None,
) -> bool:
    """Compare, and take over with `apply`; tell whether anything of the task was changed.

    Nothing is where there is a reason why all milestones are `kept`.
    """
    changed = False
    in_order: list[Milestone] = []
    pairs = pair(task.milestones, wanted)
    in_file = [milestone for milestone, each in pairs if milestone and each]
    for milestone, each in pairs:
        if milestone is None and each is not None:
            if (added := _add(task, each, comparison, kept)) is not None:
                in_order.append(added)
                changed = True
        elif milestone is not None and each is not None:
            changed |= _take(task, milestone, each, comparison, now, kept)
            in_order.append(milestone)
        elif milestone is not None and not _remove(task, milestone, comparison, kept):
            in_order.append(milestone)
        else:
            changed = True
    changed |= _is_reordered(task, in_file, comparison, kept)
    if changed:
        milestones.put_in_order(task, in_order)
    return changed


def _is_reordered(
    task: Task, found: Sequence[Milestone], comparison: Comparison, kept: Reason | None
) -> bool:
    """Whether milestones that were there before change places."""
    before = [each for each in task.milestones if each in found]
    if before == list(found):
        return False
    old, new = [each.label for each in before], [each.label for each in found]
    comparison.note(Subject(Kind.TASK, str(task.number)), "milestones", old, new, kept)
    return comparison.apply and kept is None


def _milestone(wanted: MilestoneSeed, plan_id: int, ordinal: int) -> Milestone:
    return Milestone(
        plan_id=plan_id,
        ordinal=ordinal,
        label=wanted.label,
        label_en=wanted.label_en,
        year=wanted.year,
        is_fixed=wanted.is_fixed,
        waiting_for=wanted.waiting_for,
        due_date=wanted.due,
        original_due_date=wanted.due,
        state=MilestoneState.NOT_STARTED,
    )


def _add(
    task: Task, wanted: MilestoneSeed, comparison: Comparison, kept: Reason | None
) -> Milestone | None:
    comparison.note(_subject(task, wanted.label), "", None, wanted.due or wanted.label, kept)
    if kept is not None:
        return None
    last = max((each.ordinal for each in task.milestones), default=0)
    milestone = _milestone(wanted, task.plan_id, last + 1)
    task.milestones.append(milestone)
    return milestone


def _take(
    task: Task,
    milestone: Milestone,
    wanted: MilestoneSeed,
    comparison: Comparison,
    now: datetime,
    why_kept: Reason | None,
) -> bool:
    words: dict[str, object] = {
        "label": wanted.label,
        "label_en": wanted.label_en,
        "year": wanted.year,
    }
    timing: dict[str, object] = {
        "is_fixed": wanted.is_fixed,
        "waiting_for": wanted.waiting_for,
        "due_date": wanted.due,
    }
    kept: dict[str, Reason] = {}
    if why_kept is not None:
        kept = dict.fromkeys(words | timing, why_kept)
    elif milestones.is_moved_or_reported(milestone):
        kept = dict.fromkeys(timing, Reason.MOVED)
    before = milestone.due_date
    changed = comparison.take(milestone, _subject(task, milestone.label), words | timing, kept)
    if changed and milestone.due_date != before:
        _revise(task, milestone, before, now)
    if changed:
        milestone.version += 1
    return changed


def _revise(task: Task, milestone: Milestone, before: object, now: datetime) -> None:
    """A date that nobody was reminded of is corrected; another one is a new revision.

    Reminders of the old date may have been told, and the new one has to be told anew.
    """
    if task.armed_at is None:
        milestone.original_due_date = milestone.due_date
        return
    milestone.deadline_revision += 1
    db.session.add(
        DeadlineRevision(
            milestone_id=milestone.id,
            revision=milestone.deadline_revision,
            previous_due_date=before,
            due_date=milestone.due_date,
            reason=BY_PLAN_FILE,
            decided_at=now,
        )
    )


def _remove(task: Task, milestone: Milestone, comparison: Comparison, kept: Reason | None) -> bool:
    """Remove a milestone that the file no longer has, unless somebody has used it."""
    subject = _subject(task, milestone.label)
    reason = kept or (Reason.IN_USE if milestones.is_used(milestone) else None)
    comparison.note(subject, "", milestone.due_date or milestone.label, None, reason)
    if not comparison.apply or reason is not None:
        return False
    task.milestones.remove(milestone)
    db.session.delete(milestone)
    return True


def _subject(task: Task, label: str) -> Subject:
    return Subject(Kind.MILESTONE, str(task.number), label)
