"""Confirming many completions at once, and what a plan asks of each."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from plan_app.domain.confirmations import Claim, missing
from plan_app.domain.permissions import Permission
from plan_app.domain.statuses import MilestoneState
from plan_app.errors import N_, NotAllowed, NotFound, RuleBroken, StaleEdit
from plan_app.models import Milestone, Task
from plan_app.queries.papers import has_of_report
from plan_app.queries.reports import find_last
from plan_app.services import decisions, journal, picks
from plan_app.services.acts import Act
from plan_app.services.picks import Outcome, Pick
from plan_app.services.plan_texts import hold


class Lacking(RuleBroken):
    """Something is missing: a person has to look at it by itself."""

    def __init__(self) -> None:
        super().__init__(
            N_("Báo cáo còn thiếu nội dung; đề nghị xem và xác nhận riêng nhiệm vụ này.")
        )


class RuleChanged(StaleEdit):
    """Somebody changed what the plan asks for between this person's reading and saving."""

    def __init__(self) -> None:
        super().__init__(N_("Yêu cầu này vừa được người khác thay đổi; đề nghị xem lại rồi lưu."))


@dataclass(frozen=True, slots=True)
class Ticked:
    """A ticked row: the task, its version that the person saw, and the milestone."""

    task_id: int
    version: int
    milestone_id: int


def confirm_many(ticked: Iterable[Ticked], act: Act, *, plan_id: int) -> list[Outcome]:
    """Confirm each ticked milestone of which nothing is missing; the others stay as they are.

    The milestones of one task are confirmed together or not at all.
    """
    of_task: dict[int, list[Ticked]] = {}
    for each in ticked:
        of_task.setdefault(each.task_id, []).append(each)

    def write(task: Task, own: Act) -> None:
        for each in of_task[task.id]:
            _confirm(_milestone(task, each.milestone_id), own)
            # The version was checked by the first, and has grown since.
            own = replace(own, version=None)

    chosen = [Pick(task_id, each[0].version) for task_id, each in of_task.items()]
    return picks.write_each(chosen, write, act, plan_id=plan_id)


def set_paper_rule(plan_id: int, *, is_required: bool, seen: str, act: Act) -> None:
    """Whether a report of completion must come with a paper from now on.

    `seen` is what held when the form was opened, `yes` or `no`. Raises RuleChanged.
    """
    if not act.actor.may(Permission.CONFIRM):
        raise NotAllowed(N_("Chỉ chuyên viên tổng hợp được thay đổi yêu cầu này."))
    plan = hold(plan_id)
    if seen != said(plan.completion_needs_paper):
        raise RuleChanged
    if plan.completion_needs_paper is is_required:
        return
    plan.completion_needs_paper = is_required
    journal.record(
        "paper_rule_changed",
        now=act.now,
        actor_id=act.actor.user_id,
        plan_id=plan.id,
        data={"is_required": is_required},
    )


def said(is_required: bool) -> str:
    """The rule as a form carries it."""
    return "yes" if is_required else "no"


def _confirm(milestone: Milestone, act: Act) -> None:
    if milestone.state is MilestoneState.AWAITING_CONFIRMATION and missing(
        _claim(milestone), needs_paper=milestone.task.plan.completion_needs_paper
    ):
        raise Lacking
    decisions.confirm(milestone, act)


def _claim(milestone: Milestone) -> Claim:
    report = find_last(milestone_id=milestone.id)
    if report is None:
        return Claim(has_report=False, result="", has_paper=False)
    has_paper = bool(report.letter) or has_of_report(report.id)
    return Claim(has_report=True, result=report.result, has_paper=has_paper)


def _milestone(task: Task, milestone_id: int) -> Milestone:
    for milestone in task.milestones:
        if milestone.id == milestone_id:
            return milestone
    raise NotFound
