"""The measures of a seeded plan's tasks: created, or compared with the file."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from plan_app.domain import measures as rules
from plan_app.domain.measures import MeasureKind, Wanted
from plan_app.extensions import db
from plan_app.models import Measure, Plan, Task
from plan_app.services import measures
from plan_app.services.seed_comparison import Comparison, Kind, Reason, Subject
from plan_app.services.seed_edits import Edits

Present = Mapping[int, Sequence[Measure]]
_COLUMNS = ("name", "unit", "direction", "baseline_year", "source", "note")


def list_present(plan: Plan) -> Present:
    """The measures in force of the plan by the ids of their tasks."""
    rows = db.session.scalars(
        select(Measure)
        .join(Measure.task)
        .where(Task.plan_id == plan.id, Measure.withdrawn_at.is_(None))
        .options(selectinload(Measure.targets))
        .order_by(Measure.id)
    )
    found: dict[int, list[Measure]] = defaultdict(list)
    for row in rows:
        found[row.task_id].append(row)
    return found


def create(task: Task, wanted: Sequence[Wanted]) -> None:
    """The measures of a task that was not there before."""
    for each in wanted:
        measures.create(task, each)


def compare(
    task: Task, wanted: Sequence[Wanted], present: Present, comparison: Comparison, edits: Edits
) -> bool:
    """Compare, and take over with `apply`; tell whether anything was changed.

    Indicators are matched by name, money by source. Where people defined measures of the task on
    the pages, the file takes none of them over.
    """
    reason = Reason.EDITED if task.id in edits.with_own_measures else None
    left = {_key(each): each for each in present.get(task.id, ())}
    changed = False
    for each in wanted:
        measure = left.pop(_key(each), None)
        subject = Subject(Kind.MEASURE, str(task.number), _key(each))
        old, new = (_facts(measure) if measure else {}), _facts(each)
        differs = _note(subject, old, new, comparison, reason)
        if not (differs and comparison.apply and reason is None):
            continue
        if measure is None:
            measures.create(task, each)
        else:
            measures.take(measure, each)
        changed = True
    for key in left if reason is None else ():
        subject = Subject(Kind.MEASURE, str(task.number), key)
        comparison.note(subject, "", key, None, Reason.NOT_IN_FILE)
    return changed


def _note(
    subject: Subject,
    old: Mapping[str, str],
    new: Mapping[str, str],
    comparison: Comparison,
    reason: Reason | None,
) -> bool:
    """Write down what differs; a measure that is not there is one difference."""
    if not old:
        comparison.note(subject, "", None, subject.milestone, reason)
        return True
    fields = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    for name in fields:
        comparison.note(subject, name, old.get(name), new.get(name), reason)
    return bool(fields)


def _key(measure: Measure | Wanted) -> str:
    return measure.source.value if measure.source else measure.name


def _facts(measure: Measure | Wanted) -> dict[str, str]:
    """What the file says of a measure, as it writes it."""
    found = {name: str(getattr(measure, name) or "") for name in _COLUMNS}
    found["baseline"] = "" if measure.baseline is None else rules.write(measure.baseline)
    planned = "targets" if measure.kind is MeasureKind.INDICATOR else "planned"
    if isinstance(measure, Wanted):
        amounts = dict(measure.targets)
    else:
        amounts = {each.year: each.amount for each in measure.targets}
    return found | {f"{planned} {year}": rules.write(amounts[year]) for year in sorted(amounts)}
