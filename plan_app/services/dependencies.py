"""The order of tasks: which one starts after which, set by coordinators."""

from sqlalchemy import select

from plan_app.domain import dependencies
from plan_app.errors import N_, RuleBroken
from plan_app.extensions import db
from plan_app.models import Task
from plan_app.services import changes, plan_texts, tasks
from plan_app.services.acts import Act


class PredecessorUnknown(RuleBroken):
    """There is no task with this number."""

    def __init__(self, number: int) -> None:
        super().__init__(N_("Kế hoạch không có nhiệm vụ số %(number)s."), "after", number=number)


class AfterItself(RuleBroken):
    """A task cannot wait for itself."""

    def __init__(self) -> None:
        super().__init__(N_("Nhiệm vụ không thể thực hiện sau chính nhiệm vụ đó."), "after")


class Circular(RuleBroken):
    """The tasks would wait for each other; `numbers` is the way round."""

    def __init__(self, numbers: list[int]) -> None:
        super().__init__(
            N_(
                "Thứ tự này tạo thành vòng, các nhiệm vụ chờ lẫn nhau: %(chain)s. "
                "Đề nghị chọn nhiệm vụ khác."
            ),
            "after",
            chain=" → ".join(map(str, numbers)),
        )


def start_after(plan_id: int, number: int, predecessor: int | None, act: Act) -> Task:
    """Let a task start after the one with the number `predecessor`, or after none.

    Holds the plan first, so that two coordinators cannot close a circle together. Raises
    NotFound, TaskChanged, PredecessorUnknown, AfterItself, Circular.
    """
    changes.check_may_edit(act)
    plan_texts.hold(plan_id)
    task = tasks.lock(plan_id=plan_id, number=number)
    tasks.check_version(task, act)
    before = task.after.number if task.after else None
    if predecessor == before:
        return task
    task.after = None if predecessor is None else _predecessor(task, predecessor)
    tasks.raise_version(task)
    changes.record(
        "dependency_changed",
        [changes.Change("after", before, predecessor)],
        act,
        plan_id=plan_id,
        task_id=task.id,
    )
    return task


def _predecessor(task: Task, number: int) -> Task:
    if number == task.number:
        raise AfterItself
    found = db.session.scalar(
        select(Task).where(Task.plan_id == task.plan_id, Task.number == number)
    )
    if found is None:
        raise PredecessorUnknown(number)
    numbers, after = read_order(task.plan_id)
    circle = dependencies.find_circle(after, task.id, found.id)
    if circle is not None:
        raise Circular([numbers.get(each, task.number) for each in circle])
    return found


def read_order(plan_id: int) -> tuple[dict[int, int], dict[int, int]]:
    """The numbers of the plan's tasks by id, and what the tasks start after, by ids."""
    rows = db.session.execute(
        select(Task.id, Task.number, Task.after_id).where(Task.plan_id == plan_id)
    ).tuples()
    found = list(rows)
    numbers = {id_: number for id_, number, _ in found}
    return numbers, {id_: after for id_, _, after in found if after is not None}
