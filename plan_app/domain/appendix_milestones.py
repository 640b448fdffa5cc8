"""What another wording of a task's time does to its milestones.

A date that a person has moved, or a milestone that somebody has reported on, stays; so does a
date of the decision in a checked text while the file is not a document's appendix.
"""

from plan_app.domain.appendix import AppendixRow
from plan_app.domain.appendix_outcome import Difference, Kept, MilestoneStep
from plan_app.domain.appendix_plan import PlanMilestone, PlanTask
from plan_app.domain.milestone_pairs import pair
from plan_app.domain.seed_plan import MilestoneSeed


def steps_of(
    row: AppendixRow, task: PlanTask, *, is_decided: bool
) -> tuple[tuple[MilestoneStep, ...] | None, list[Difference]]:
    """What another wording of the time does to the milestones; unread words do nothing."""
    if not row.milestones:
        return None, []
    steps, differences = [], []
    for present, wanted in pair(task.milestones, row.milestones):
        if present is None and wanted is not None:
            steps.append(MilestoneStep(None, wanted))
            differences.append(_added(wanted))
        elif present is not None and wanted is None:
            reason = _why_stays(task, present, is_decided=is_decided)
            steps.append(MilestoneStep(present.id, None, stays=reason is not None))
            differences.append(Difference("milestone", _moment(present), "", present.label,
                                          kept=reason))  # fmt: skip
        elif present is not None and wanted is not None:
            reason = _why_dated(task, present, is_decided=is_decided)
            steps.append(MilestoneStep(present.id, wanted, takes_dates=reason is None))
            differences += _moved(present, wanted, reason)
    return tuple(steps), differences


def _why_stays(task: PlanTask, present: PlanMilestone, *, is_decided: bool) -> Kept | None:
    if present.is_worked_on or present.is_used:
        return Kept.IN_USE
    return _why_fixed(task, present, is_decided=is_decided)


def _why_dated(task: PlanTask, present: PlanMilestone, *, is_decided: bool) -> Kept | None:
    return Kept.MOVED if present.is_worked_on else _why_fixed(task, present, is_decided=is_decided)


def _why_fixed(task: PlanTask, present: PlanMilestone, *, is_decided: bool) -> Kept | None:
    """A date of the decision, in a text that was checked, changes by a document only."""
    is_free = is_decided or task.is_draft or not present.is_fixed
    return None if is_free or present.due_date is None else Kept.FIXED


def _added(wanted: MilestoneSeed) -> Difference:
    return Difference("milestone", "", _moment(wanted), wanted.label)


def _moved(present: PlanMilestone, wanted: MilestoneSeed, reason: Kept | None) -> list[Difference]:
    found = []
    if present.label != wanted.label:
        found.append(Difference("label", present.label, wanted.label, present.label))
    is_same = (present.due_date, present.waiting_for) == (wanted.due, wanted.waiting_for)
    if not is_same:
        old, new = _moment(present), _moment(wanted)
        found.append(Difference("due_date", old, new, present.label, kept=reason))
    return found


def _moment(milestone: PlanMilestone | MilestoneSeed) -> str:
    due = milestone.due_date if isinstance(milestone, PlanMilestone) else milestone.due
    return f"{due:%d/%m/%Y}" if due else milestone.waiting_for or ""
