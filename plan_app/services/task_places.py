"""The tasks of a plan as a whole: created, numbered, moved between groups, removed, withdrawn."""

from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import select

from plan_app.domain import seed_plan
from plan_app.domain.seed_plan import Timing
from plan_app.domain.statuses import TRANSITIONS, Step
from plan_app.errors import N_, RuleBroken
from plan_app.extensions import db
from plan_app.models import Agency, Plan, SolutionGroup, Task, TextStatus
from plan_app.services import (
    changes,
    decisions,
    history,
    journal,
    milestones,
    plan_texts,
    search_texts,
    seeded_milestones,
    task_texts,
    tasks,
)
from plan_app.services.acts import Act
from plan_app.services.assignments import AgencyNotPossible
from plan_app.services.task_texts import TaskTexts

_WITHDRAWABLE: Final = TRANSITIONS[Step.WITHDRAW].sources


class NumberTaken(RuleBroken):
    """Numbers are unique in the plan."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "Số này đã có nhiệm vụ khác; đề nghị chọn số khác, "
                "hoặc đánh dấu để hai nhiệm vụ đổi số cho nhau."
            ),
            field="number",
        )


class TaskInUse(RuleBroken):
    """What has a history stays."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "Nhiệm vụ này đã có quá trình xử lý nên không xóa được; nếu không thực hiện nữa, "
                "đề nghị ghi nhận dừng thực hiện theo văn bản."
            )
        )


class Awaited(RuleBroken):
    """Other tasks start after it."""

    def __init__(self, numbers: list[int]) -> None:
        super().__init__(
            N_(
                "Có nhiệm vụ thực hiện sau nhiệm vụ này (số %(numbers)s); "
                "đề nghị đặt lại thứ tự thực hiện trước khi xóa."
            ),
            numbers=", ".join(map(str, numbers)),
        )


class NothingToWithdraw(RuleBroken):
    """Every milestone is completed or withdrawn already."""

    def __init__(self) -> None:
        super().__init__(N_("Nhiệm vụ không còn mốc nào đang thực hiện."))


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTask:
    """A task to create: its place, its text and when it is due."""

    number: int
    group_id: int
    texts: TaskTexts
    timing: Timing


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a task stands; `swap`: a task that has the number takes this one's."""

    number: int
    group_id: int
    swap: bool = False


def create(plan: Plan, wanted: NewTask, act: Act) -> Task:
    """A new draft that nobody is reminded of until a coordinator has checked and armed it.

    `plan` is held. The entry names the task as its subject only: a task made by mistake can be
    removed as long as nothing else points at it.
    """
    changes.check_may_edit(act)
    if _find_id(plan.id, wanted.number) is not None:
        raise NumberTaken
    columns = task_texts.columns(wanted.texts)
    task = Task(
        plan=plan,
        number=wanted.number,
        group=_group(plan.id, wanted.group_id),
        responsible_agency=_responsible(wanted.texts.responsible_agency_id, act),
        text_status=TextStatus.DRAFT,
        **columns,
    )
    task.search_text = search_texts.of_task(task)
    db.session.add(task)
    asked = seed_plan.milestones(wanted.timing, issued=plan.decision_date, last_year=plan.last_year)
    task.milestones = seeded_milestones.create(asked, plan)
    db.session.flush()
    _record("task_created", task, act)
    return task


def place(plan_id: int, number: int, wanted: Place, act: Act) -> Task:
    """Give the task another number or group; raises NotFound, TaskChanged, NumberTaken.

    Holds the plan, then the tasks in the order of their ids, so that two people who exchange
    numbers wait for each other.
    """
    changes.check_may_edit(act)
    plan_texts.hold(plan_id)
    other_id = _find_id(plan_id, wanted.number) if wanted.number != number else None
    task_id = _find_id(plan_id, number)
    held = {each: tasks.hold(each) for each in sorted({task_id or 0, other_id or task_id or 0})}
    task = held[task_id or 0]
    tasks.check_version(task, act)
    found = changes.take(task, {"group": _group(plan_id, wanted.group_id)})
    if wanted.number != number:
        if other_id is not None and not wanted.swap:
            raise NumberTaken
        found.append(_renumber(task, wanted.number, held.get(other_id or 0), act))
    if found:
        _placed(task, found, act)
    return task


def remove(task: Task, act: Act) -> None:
    """Remove a task that has no history; raises TaskInUse, Awaited."""
    changes.check_may_edit(act)
    tasks.check_version(task, act)
    if task.followers:
        raise Awaited([each.number for each in task.followers])
    if any(milestones.is_used(each) for each in task.milestones) or history.is_referred_to(task):
        raise TaskInUse
    _record("task_removed", task, act)
    task.coordinating_agencies = []
    for milestone in list(task.milestones):
        task.milestones.remove(milestone)
        db.session.delete(milestone)
    db.session.flush()
    db.session.delete(task)
    db.session.flush()


def withdraw(task: Task, act: Act, *, document: str) -> None:
    """Every milestone that is not finished is given up, as the document says."""
    tasks.check_version(task, act)
    found = [each for each in task.milestones if each.state in _WITHDRAWABLE]
    if not found:
        raise NothingToWithdraw
    for milestone in found:
        decisions.withdraw(milestone, replace(act, version=None), document=document)


def _renumber(task: Task, number: int, other: Task | None, act: Act) -> changes.Change:
    """Numbers are unique and checked row by row: the task leaves its place first."""
    before = task.number
    task.number = -before
    db.session.flush()
    if other is not None:
        other.number = before
        _placed(other, [changes.Change("number", number, before)], act)
    task.number = number
    return changes.Change("number", before, number)


def _placed(task: Task, found: list[changes.Change], act: Act) -> None:
    task.search_text = search_texts.of_task(task)
    tasks.raise_version(task)
    changes.record("task_placed", found, act, plan_id=task.plan_id, task_id=task.id)


def _find_id(plan_id: int, number: int) -> int | None:
    return db.session.scalar(select(Task.id).where(Task.plan_id == plan_id, Task.number == number))


def _group(plan_id: int, group_id: int) -> SolutionGroup:
    group = db.session.get(SolutionGroup, group_id)
    if group is None or group.plan_id != plan_id:
        raise RuleBroken(N_("Kế hoạch không có nhóm giải pháp này."), field="group")
    return group


def _responsible(agency_id: int, act: Act) -> Agency:
    agency = db.session.get(Agency, agency_id)
    if agency is None:
        raise AgencyNotPossible(N_("Không có cơ quan này."))
    if agency.valid_to is not None and agency.valid_to < act.today:
        raise AgencyNotPossible(N_("Cơ quan này không còn hoạt động."))
    return agency


def _record(action: str, task: Task, act: Act) -> None:
    journal.record(
        action,
        now=act.now,
        actor_id=act.actor.user_id,
        plan_id=task.plan_id,
        subject=("task", task.id),
        data={"number": task.number},
        text=task.title,
    )
