"""Writing to many tasks that were ticked on a page: each for itself, none over another's work."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from plan_app.domain.own_tasks import OwnTask
from plan_app.errors import N_, NotFound, RuleBroken, StaleEdit
from plan_app.extensions import db
from plan_app.models import Task
from plan_app.services import tasks
from plan_app.services.acts import Act


@dataclass(frozen=True, slots=True)
class Pick:
    """A ticked task and the version of it that the person saw."""

    task_id: int
    version: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one ticked task: `why` is "" when it was written.

    A task that is gone has no number and no title.
    """

    task_id: int
    number: int | None
    title: str
    why: str = ""


def write_each(
    picks: Iterable[Pick], write: Callable[[Task, Act], object], act: Act, *, plan_id: int
) -> list[Outcome]:
    """Hold each task and write to it; what is stale, not possible or one's own is left as it is.

    In the order of ids, so that two people who write to many wait for each other. Gives the
    outcomes by number.
    """
    ordered = sorted(picks, key=lambda pick: pick.task_id)
    found = [_write(pick, write, act, plan_id) for pick in ordered]
    return sorted(found, key=lambda outcome: outcome.number or 0)


def _write(pick: Pick, write: Callable[[Task, Act], object], act: Act, plan_id: int) -> Outcome:
    try:
        task = tasks.hold(pick.task_id)
        if task.plan_id != plan_id:
            raise NotFound
    except NotFound:
        return Outcome(pick.task_id, None, "", N_("Nhiệm vụ này không còn trong kế hoạch."))
    number, title = task.number, task.title
    try:
        with db.session.begin_nested():
            write(task, replace(act, version=pick.version))
    except (RuleBroken, StaleEdit, OwnTask) as error:
        return Outcome(pick.task_id, number, title, error.message)
    return Outcome(pick.task_id, number, title)
