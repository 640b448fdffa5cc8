"""The milestones of a task: added, named, put in order, continued for further years, removed."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from plan_app.domain.dates import Ground, check_approval
from plan_app.errors import N_, RuleBroken
from plan_app.extensions import db
from plan_app.models import Milestone, Task, TextStatus
from plan_app.services import changes, journal, milestones, tasks
from plan_app.services.acts import Act


class OnlyMilestone(RuleBroken):
    """A task stands on its lists by a milestone."""

    def __init__(self) -> None:
        super().__init__(N_("Nhiệm vụ phải có ít nhất một mốc thực hiện."))


class MilestoneInUse(RuleBroken):
    """What has a history stays."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "Mốc này đã có quá trình xử lý nên không xóa được; nếu không thực hiện nữa, "
                "đề nghị ghi nhận dừng thực hiện theo văn bản."
            )
        )


class NotYearly(RuleBroken):
    """Only yearly results go on."""

    def __init__(self) -> None:
        super().__init__(N_("Nhiệm vụ này không có kết quả từng năm."), field="until")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMilestone:
    """A milestone to add: `year` of a yearly result, a date or whose guidance is waited for."""

    label: str
    label_en: str = ""
    year: int | None = None
    due: date | None = None
    is_fixed: bool = True
    waiting_for: str = ""


def add(task: Task, wanted: NewMilestone, ground: Ground, act: Act) -> Milestone:
    """A milestone after the others; `task` is held.

    A date of the decision in a checked task needs the approving document: the appendix that it
    was compared with does not have it.
    """
    _begin(task, act)
    if any(each.label == wanted.label for each in task.milestones):
        raise RuleBroken(N_("Nhiệm vụ đã có mốc với tên này."), field="label")
    if wanted.due is not None:
        is_decided = wanted.is_fixed and task.text_status is TextStatus.CHECKED
        check_approval(ground, is_fixed=is_decided, today=act.today)
    if wanted.due is not None and wanted.waiting_for:
        raise RuleBroken(N_("Mốc đã có thời hạn thì không chờ hướng dẫn."), field="waiting_for")
    milestone = _append(task, wanted)
    _end(task)
    _record("milestone_added", milestone, act, text=ground.document)
    return milestone


def rename(milestone: Milestone, *, label: str, label_en: str, act: Act) -> None:
    """Another name in one or both languages."""
    task = milestone.task
    _begin(task, act)
    others = [each.label for each in task.milestones if each is not milestone]
    if label in others:
        raise RuleBroken(N_("Nhiệm vụ đã có mốc với tên này."), field="label")
    found = changes.take(milestone, {"label": label, "label_en": label_en})
    if found:
        milestone.version += 1
        tasks.raise_version(task)
        changes.record("milestone_renamed", found, act, plan_id=task.plan_id, task_id=task.id)


def shift(milestone: Milestone, places: int, act: Act) -> None:
    """Move the milestone by `places`, forwards when negative; at the end it stays."""
    task = milestone.task
    _begin(task, act)
    found = list(task.milestones)
    before = found.index(milestone)
    after = min(max(before + places, 0), len(found) - 1)
    if after == before:
        return
    found.insert(after, found.pop(before))
    milestones.put_in_order(task, found)
    tasks.raise_version(task)
    change = changes.Change("ordinal", before + 1, after + 1)
    changes.record(
        "milestones_reordered",
        [change],
        act,
        plan_id=task.plan_id,
        task_id=task.id,
        text=milestone.label,
    )


def last_yearly(task: Task) -> Milestone | None:
    """The result of the last year that the task has; None where it has none."""
    yearly = [each for each in task.milestones if each.year is not None]
    return max(yearly, key=lambda each: each.year or 0, default=None)


def of_next_years(last: Milestone, until: int) -> list[NewMilestone]:
    """What would be added after `last`: a result a year, due on the same day and month."""
    first = (last.year or 0) + 1
    return [_of_year(last, year) for year in range(first, until + 1)]


def add_years(task: Task, until: int, act: Act) -> list[Milestone]:
    """Go on with the yearly results up to `until`, within the years of the plan."""
    _begin(task, act)
    last = last_yearly(task)
    if last is None or last.year is None:
        raise NotYearly
    if not last.year < until <= task.plan.last_year:
        raise RuleBroken(N_("Đề nghị chọn năm trong giai đoạn của kế hoạch."), field="until")
    added = [_append(task, each) for each in of_next_years(last, until)]
    _end(task)
    for milestone in added:
        _record("milestone_added", milestone, act)
    return added


def remove(milestone: Milestone, act: Act) -> None:
    """Remove a milestone without history; one always stays."""
    task = milestone.task
    _begin(task, act)
    if len(task.milestones) == 1:
        raise OnlyMilestone
    if milestones.is_used(milestone):
        raise MilestoneInUse
    _record("milestone_removed", milestone, act)
    task.milestones.remove(milestone)
    db.session.delete(milestone)
    milestones.put_in_order(task, list(task.milestones))
    tasks.raise_version(task)


def _begin(task: Task, act: Act) -> None:
    changes.check_may_edit(act)
    tasks.check_version(task, act)


def _end(task: Task) -> None:
    db.session.flush()
    milestones.keep_pressing(task)
    tasks.raise_version(task)


def _append(task: Task, wanted: NewMilestone) -> Milestone:
    milestone = Milestone(
        plan_id=task.plan_id,
        ordinal=max(each.ordinal for each in task.milestones) + 1,
        label=wanted.label,
        label_en=wanted.label_en,
        year=wanted.year,
        is_fixed=wanted.is_fixed,
        due_date=wanted.due,
        original_due_date=wanted.due,
        waiting_for=wanted.waiting_for or None,
        is_pressing=False,
    )
    task.milestones.append(milestone)
    return milestone


def _of_year(last: Milestone, year: int) -> NewMilestone:
    before = str(last.year)
    return NewMilestone(
        label=last.label.replace(before, str(year)) if before in last.label
        else f"Kết quả năm {year}",
        label_en=last.label_en.replace(before, str(year)) if before in last.label_en
        else f"Result of {year}",
        year=year,
        due=_same_day(last, year),
        is_fixed=last.is_fixed,
    )  # fmt: skip


def _same_day(last: Milestone, year: int) -> date | None:
    """The day of the decision in another year: its date as first set, not as moved later.

    A result may fall due in the year after its own; 29 February becomes the 28th.
    """
    due = last.original_due_date
    if due is None:
        return None
    later = year + due.year - (last.year or due.year)
    return date(later, due.month, min(due.day, monthrange(later, due.month)[1]))


def _record(action: str, milestone: Milestone, act: Act, *, text: str = "") -> None:
    """Not as the subject: a database may give the id of a removed row to another."""
    journal.record(
        action,
        now=act.now,
        actor_id=act.actor.user_id,
        plan_id=milestone.plan_id,
        task_id=milestone.task_id,
        data={
            "milestone": milestone.id,
            "year": milestone.year,
            "due": milestone.due_date.isoformat() if milestone.due_date else None,
        },
        text="\n".join(filter(None, (milestone.label, text.strip()))),
    )
