"""Writing a plan from its seed file: once, and again where the file was edited.

Tasks are matched by number, agencies by code, groups by ordinal. Nothing is ever removed but a
milestone that nobody has used. What people edited on the pages stays, and so does everything
under a number that they gave, moved or freed: the file may mean another task by it.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import select

from plan_app.domain.seed_plan import AgencySeed, GroupSeed, PlanSeed
from plan_app.extensions import db
from plan_app.models import Agency, Plan, SolutionGroup, Task
from plan_app.services import journal, search_texts, seed_edits, seeded_tasks
from plan_app.services.seed_comparison import Comparison, Difference, Kind, Reason, Subject
from plan_app.services.seed_edits import Edits


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a seeding did: `is_new` when the plan was created, `applied` when differences were.

    `kept` are differences that are never taken over, each with its reason.
    """

    is_new: bool
    applied: bool
    groups: int
    tasks: int
    differences: tuple[Difference, ...]
    kept: tuple[Difference, ...]


def seed(wanted: PlanSeed, *, apply: bool, now: datetime) -> Outcome:
    """Create the plan, or compare it with the file and take the differences over with `apply`.

    Without `apply` an existing plan stays as it is to the last row. Progress, owners, dates that
    were moved in the product and texts that were checked or edited are never touched.
    """
    plan = db.session.scalar(select(Plan).where(Plan.slug == wanted.slug))
    comparison = Comparison(apply=apply, is_new_plan=plan is None)
    # New rows are needed to compare with, and disappear again when nothing is to be written.
    with db.session.begin_nested() as savepoint, db.session.no_autoflush:
        edits = seed_edits.read(plan)
        agencies = _agencies(wanted, comparison, edits)
        plan = _plan(plan, wanted, agencies, comparison, edits)
        groups = {each.ordinal: _group(each, plan, comparison, edits) for each in wanted.groups}
        writing = seeded_tasks.Writing(plan, agencies, groups, comparison, edits, now)
        changed = seeded_tasks.write(wanted, writing)
        if comparison.is_new_plan or (apply and comparison.differences):
            _record(plan, wanted, comparison, changed, now=now)
        else:
            savepoint.rollback()
    return Outcome(
        is_new=comparison.is_new_plan,
        applied=apply and bool(comparison.differences),
        groups=len(wanted.groups),
        tasks=len(wanted.tasks),
        differences=tuple(comparison.differences),
        kept=tuple(comparison.kept),
    )


def _agencies(wanted: PlanSeed, comparison: Comparison, edits: Edits) -> dict[str, Agency]:
    agencies = {agency.code: agency for agency in db.session.scalars(select(Agency))}
    known = set(agencies)
    for each in wanted.agencies:
        if each.code not in known:
            agencies[each.code] = Agency(code=each.code, **_agency_facts(each))
            db.session.add(agencies[each.code])
    for each in wanted.agencies:
        agency = agencies[each.code]
        subject = Subject(Kind.AGENCY, each.code)
        successor = agencies[each.successor] if each.successor else None
        if each.code in known:
            succession = {"successor": successor, "succession_date": each.succession_date}
            facts = _agency_facts(each) | succession
            comparison.take(agency, subject, facts, edits.kept_of(agency))
        else:
            comparison.note_new(subject, each.name)
            agency.successor, agency.succession_date = successor, each.succession_date
        _keep_search_text(agency)
    return agencies


def _agency_facts(wanted: AgencySeed) -> dict[str, object]:
    return {
        "name": wanted.name,
        "name_en": wanted.name_en,
        "short_name": wanted.short_name,
        "official_order": wanted.order,
        "is_group": wanted.is_group,
        "is_confirmed": wanted.is_confirmed,
        "valid_to": wanted.valid_to,
    }


def _keep_search_text(agency: Agency) -> None:
    text = search_texts.of_agency(agency)
    if agency.search_text != text:
        agency.search_text = text


def _plan(
    plan: Plan | None,
    wanted: PlanSeed,
    agencies: dict[str, Agency],
    comparison: Comparison,
    edits: Edits,
) -> Plan:
    facts: dict[str, object] = {
        "title": wanted.title,
        "title_en": wanted.title_en,
        "decision_number": wanted.decision_number,
        "decision_date": wanted.decision_date,
        "issued_by": wanted.issued_by,
        "first_year": wanted.first_year,
        "last_year": wanted.last_year,
        "standing_agency": agencies[wanted.standing_agency],
    }
    if plan is not None:
        comparison.take(plan, Subject(Kind.PLAN, wanted.slug), facts, edits.kept_of(plan))
        return plan
    plan = Plan(slug=wanted.slug, policy={}, **facts)
    db.session.add(plan)
    db.session.flush()
    return plan


def _group(
    wanted: GroupSeed, plan: Plan, comparison: Comparison, edits: Edits
) -> SolutionGroup | None:
    """The group of the file; None where its number may stand for another one on the pages."""
    facts: dict[str, object] = {"title": wanted.title, "title_en": wanted.title_en}
    subject = Subject(Kind.GROUP, str(wanted.ordinal))
    group = next((each for each in plan.groups if each.ordinal == wanted.ordinal), None)
    if wanted.ordinal in edits.ordinals:
        if group is None or group.title != wanted.title:
            present = group.title if group else None
            comparison.note(subject, "", present, wanted.title, Reason.RENUMBERED)
        return None
    if group is not None:
        comparison.take(group, subject, facts, edits.kept_of(group))
        return group
    comparison.note_new(subject, wanted.title)
    group = SolutionGroup(plan=plan, ordinal=wanted.ordinal, **facts)
    db.session.add(group)
    return group


def _record(
    plan: Plan,
    wanted: PlanSeed,
    comparison: Comparison,
    changed: list[Task],
    *,
    now: datetime,
) -> None:
    """One entry for the plan; when it was there before, one for each task that changed too."""
    entry = partial(journal.record, now=now, actor_id=None, plan_id=plan.id)
    subject = ("plan", plan.id)
    if comparison.is_new_plan:
        counts = {"groups": len(wanted.groups), "tasks": len(wanted.tasks)}
        entry("plan_seeded", subject=subject, data=counts)
        return
    entry("plan_reseeded", subject=subject, data={"differences": len(comparison.differences)})
    for task in changed:
        fields = comparison.fields_of(str(task.number))
        entry("task_reseeded", task_id=task.id, data={"fields": fields})
