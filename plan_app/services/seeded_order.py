"""Which task starts after which, as the seed file says it: set once all its tasks are there."""

from collections.abc import Collection

from sqlalchemy import select

from plan_app.domain import dependencies
from plan_app.domain.seed_plan import PlanSeed
from plan_app.extensions import db
from plan_app.models import Plan, Task
from plan_app.services.seed_comparison import Comparison, Kind, Reason, Subject
from plan_app.services.seed_edits import Edits


def write(
    wanted: PlanSeed, plan: Plan, comparison: Comparison, edits: Edits, new: Collection[Task]
) -> list[Task]:
    """Compare, and take over with `apply`; return the tasks that were changed.

    What comes with a `new` task is no difference. A number that people gave or freed stands for
    another task than in the file, which then says nothing of it.
    """
    present = {
        task.number: task
        for task in db.session.scalars(select(Task).where(Task.plan_id == plan.id))
    }
    changed = []
    for each in wanted.tasks:
        task = present.get(each.number)
        numbers = {each.number, *([] if each.after is None else [each.after])}
        if task is None or numbers & edits.numbers:
            continue
        first = None if each.after is None else present.get(each.after)
        if each.after is not None and first is None:
            continue
        if task in new:
            task.after = first
            continue
        kept = _kept(task, first, present, edits)
        subject = Subject(Kind.TASK, str(each.number))
        if comparison.take(task, subject, {"after": first}, kept):
            task.version += 1
            changed.append(task)
    db.session.flush()
    return changed


def _kept(
    task: Task, first: Task | None, present: dict[int, Task], edits: Edits
) -> dict[str, Reason]:
    if "after" in edits.tasks[task.id]:
        return {"after": Reason.EDITED}
    after = {each.id: each.after.id for each in present.values() if each.after is not None}
    if first is not None and dependencies.find_circle(after, task.id, first.id):
        return {"after": Reason.CIRCULAR}
    return {}
