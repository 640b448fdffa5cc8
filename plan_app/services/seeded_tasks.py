"""The tasks of a seeded plan: created, or compared with the file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from plan_app.domain import seed_plan
from plan_app.domain.seed_plan import PlanSeed, TaskSeed
from plan_app.extensions import db
from plan_app.models import Agency, Plan, SolutionGroup, Task, TextStatus
from plan_app.services import search_texts, seeded_measures, seeded_milestones, seeded_order
from plan_app.services.seed_comparison import (
    Comparison,
    Kind,
    Reason,
    Subject,
    same,
    why_text_stays,
)
from plan_app.services.seed_edits import Edits


@dataclass(frozen=True, slots=True)
class Writing:
    """What all tasks of one seeding share; a group is None where its number is in doubt."""

    plan: Plan
    agencies: Mapping[str, Agency]
    groups: Mapping[int, SolutionGroup | None]
    comparison: Comparison
    edits: Edits
    now: datetime


def write(wanted: PlanSeed, writing: Writing) -> list[Task]:
    """Create or compare every task of the file; return those that were created or changed."""
    db.session.flush()
    present = _present(writing.plan)
    measured = seeded_measures.list_present(writing.plan)
    changed: list[Task] = []
    new: list[Task] = []
    for group in wanted.groups:
        for each in group.tasks:
            facts = _facts(each, writing.groups[group.ordinal], writing.agencies)
            steps = seed_plan.milestones(
                each.timing, issued=wanted.decision_date, last_year=wanted.last_year
            )
            task = present.pop(each.number, None)
            if task is None:
                task = _create(each, facts, steps, writing)
                new += [] if task is None else [task]
            elif not _compare(task, each, facts, steps, measured, writing):
                continue
            if task is not None:
                changed.append(task)
    for number, task in present.items():
        subject = Subject(Kind.TASK, str(number))
        writing.comparison.note(subject, "", task.title, None, Reason.NOT_IN_FILE)
    db.session.flush()
    ordered = seeded_order.write(wanted, writing.plan, writing.comparison, writing.edits, new)
    return [*changed, *(task for task in ordered if task not in changed)]


def _present(plan: Plan) -> dict[int, Task]:
    tasks = db.session.scalars(
        select(Task)
        .where(Task.plan_id == plan.id)
        .options(selectinload(Task.milestones), selectinload(Task.coordinating_agencies))
        .order_by(Task.number)
    )
    return {task.number: task for task in tasks}


def _kept(task: Task, facts: Mapping[str, object], edits: Edits) -> dict[str, Reason]:
    """The facts that stay as they are: of a checked text all, of an assigned task its agency."""
    reason = why_text_stays(task)
    if reason is not None:
        return dict.fromkeys(facts, reason)
    kept = edits.kept_of(task)
    if kept:
        # A text that is no longer the file's was not compared with the appendix by the file.
        kept["text_status"] = Reason.EDITED
    if task.owner_id is not None or task.id in edits.moved:
        kept["responsible_agency"] = Reason.ASSIGNED
    return kept


def _facts(
    wanted: TaskSeed, group: SolutionGroup | None, agencies: Mapping[str, Agency]
) -> dict[str, object]:
    coordinating = [agencies[code] for code in wanted.coordinating]
    return {
        "group": group,
        "title": wanted.title,
        "title_en": wanted.title_en,
        "deliverable": wanted.deliverable,
        "lead_agency": agencies[wanted.lead],
        "responsible_agency": agencies[wanted.responsible],
        "coordinating_agencies": sorted(coordinating, key=lambda each: each.official_order),
        "coordinating_as_worded": wanted.coordinating_as_worded,
        "time_as_worded": wanted.time_as_worded,
    }


def _create(
    wanted: TaskSeed,
    facts: dict[str, object],
    steps: list[seed_plan.MilestoneSeed],
    writing: Writing,
) -> Task | None:
    """A task nobody is reminded of: no coordinator has armed it yet.

    None where people have freed its number or moved its group: it may be there under another.
    """
    subject = Subject(Kind.TASK, str(wanted.number))
    if wanted.number in writing.edits.numbers or facts["group"] is None:
        writing.comparison.note(subject, "", None, wanted.title, Reason.RENUMBERED)
        return None
    writing.comparison.note_new(subject, wanted.title)
    status = TextStatus.DRAFT if wanted.is_draft else TextStatus.CHECKED
    task = Task(plan=writing.plan, number=wanted.number, text_status=status, **facts)
    task.search_text = search_texts.of_task(task)
    db.session.add(task)
    task.milestones = seeded_milestones.create(steps, writing.plan)
    seeded_measures.create(task, wanted.measures)
    return task


def _compare(
    task: Task,
    wanted: TaskSeed,
    facts: dict[str, object],
    steps: list[seed_plan.MilestoneSeed],
    measured: seeded_measures.Present,
    writing: Writing,
) -> bool:
    """Compare, and take over with `apply`; tell whether anything of the task was changed."""
    comparison, edits = writing.comparison, writing.edits
    subject = Subject(Kind.TASK, str(task.number))
    if edits.ordinals:
        # The groups have other numbers on the pages than in the file.
        del facts["group"]
    if task.number in edits.numbers:
        if not all(same(getattr(task, name), value) for name, value in facts.items()):
            comparison.note(subject, "", task.title, wanted.title, Reason.RENUMBERED)
        return False
    kept = _kept(task, facts, edits)
    if not wanted.is_draft:
        facts = facts | {"text_status": TextStatus.CHECKED}
    why_kept = seeded_milestones.why_kept(task, edits)
    changed = seeded_milestones.compare(task, steps, comparison, writing.now, why_kept)
    changed |= comparison.take(task, subject, facts, kept)
    changed |= seeded_measures.compare(task, wanted.measures, measured, comparison, edits)
    text = search_texts.of_task(task)
    if task.search_text != text:
        task.search_text = text
    if changed:
        task.version += 1
    return changed
