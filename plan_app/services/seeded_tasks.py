"""The tasks of a seeded plan: created, or compared with the file."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from plan_app.domain import seed_plan
from plan_app.domain.seed_plan import PlanSeed, TaskSeed
from plan_app.extensions import db
from plan_app.models import Agency, JournalEntry, JournalHead, Plan, SolutionGroup, Task, TextStatus
from plan_app.services import search_texts, seeded_milestones
from plan_app.services.seed_comparison import Comparison, Kind, Reason, Subject, why_text_stays


def write(
    wanted: PlanSeed,
    plan: Plan,
    agencies: Mapping[str, Agency],
    groups: Mapping[int, SolutionGroup],
    comparison: Comparison,
    *,
    now: datetime,
) -> list[Task]:
    """Create or compare every task of the file; return those that were created or changed."""
    db.session.flush()
    present = _present(plan)
    moved = _moved(plan)
    changed = []
    for group in wanted.groups:
        for each in group.tasks:
            facts = _facts(each, groups[group.ordinal], agencies)
            task = present.pop(each.number, None)
            if task is None:
                changed.append(_create(each, facts, wanted, plan, comparison))
                continue
            kept = _kept(task, facts, moved)
            steps = _milestones(each, wanted)
            if _compare(task, each, facts, kept, steps, comparison, now):
                changed.append(task)
    for number, task in present.items():
        subject = Subject(Kind.TASK, str(number))
        comparison.note(subject, "", task.title, None, Reason.NOT_IN_FILE)
    db.session.flush()
    return changed


def _present(plan: Plan) -> dict[int, Task]:
    tasks = db.session.scalars(
        select(Task)
        .where(Task.plan_id == plan.id)
        .options(selectinload(Task.milestones), selectinload(Task.coordinating_agencies))
        .order_by(Task.number)
    )
    return {task.number: task for task in tasks}


def _moved(plan: Plan) -> set[int | None]:
    """The tasks that somebody moved to another agency in the product."""
    return set(
        db.session.scalars(
            select(JournalEntry.task_id)
            .join(JournalHead, JournalHead.id == JournalEntry.head_id)
            .where(JournalHead.plan_id == plan.id, JournalEntry.action == "agency_changed")
        )
    )


def _kept(task: Task, facts: dict[str, object], moved: set[int | None]) -> dict[str, Reason]:
    """The facts that stay as they are: of a checked text all, of an assigned task its agency."""
    reason = why_text_stays(task)
    if reason is not None:
        return dict.fromkeys(facts, reason)
    if task.owner_id is not None or task.id in moved:
        return {"responsible_agency": Reason.ASSIGNED}
    return {}


def _facts(
    wanted: TaskSeed, group: SolutionGroup, agencies: Mapping[str, Agency]
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
    plan_seed: PlanSeed,
    plan: Plan,
    comparison: Comparison,
) -> Task:
    """A task nobody is reminded of: no coordinator has armed it yet."""
    comparison.note_new(Subject(Kind.TASK, str(wanted.number)), wanted.title)
    status = TextStatus.DRAFT if wanted.is_draft else TextStatus.CHECKED
    task = Task(plan=plan, number=wanted.number, text_status=status, **facts)
    task.search_text = search_texts.of_task(task)
    db.session.add(task)
    task.milestones = seeded_milestones.create(_milestones(wanted, plan_seed), plan)
    return task


def _compare(
    task: Task,
    wanted: TaskSeed,
    facts: dict[str, object],
    kept: dict[str, Reason],
    steps: list[seed_plan.MilestoneSeed],
    comparison: Comparison,
    now: datetime,
) -> bool:
    if not wanted.is_draft:
        facts = facts | {"text_status": TextStatus.CHECKED}
    changed = seeded_milestones.compare(task, steps, comparison, now)
    changed |= comparison.take(task, Subject(Kind.TASK, str(wanted.number)), facts, kept)
    text = search_texts.of_task(task)
    if task.search_text != text:
        task.search_text = text
    if changed:
        task.version += 1
    return changed


def _milestones(wanted: TaskSeed, plan_seed: PlanSeed) -> list[seed_plan.MilestoneSeed]:
    return seed_plan.milestones(
        wanted.timing, issued=plan_seed.decision_date, last_year=plan_seed.last_year
    )
