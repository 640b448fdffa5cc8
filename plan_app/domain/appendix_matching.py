"""Which task, and which group, of the plan a row of an appendix means."""

from collections.abc import Iterable, Mapping, Sequence

from plan_app.domain import vietnamese
from plan_app.domain.appendix import Appendix, AppendixRow
from plan_app.domain.appendix_outcome import GroupChange
from plan_app.domain.appendix_plan import PlanFacts, PlanTask


def title_key(title: str) -> str:
    """Equal for titles that read alike."""
    return " ".join(vietnamese.normalise_tone_marks(title).casefold().split())


def by_title(tasks: Iterable[PlanTask]) -> dict[str, PlanTask]:
    """The tasks by their titles however they are spelt; of two alike, the first."""
    return {title_key(task.title): task for task in reversed(list(tasks))}


def match(rows: Sequence[AppendixRow], tasks: Sequence[PlanTask]) -> list[PlanTask | None]:
    """The task of each row: by number, and where no task has it, by title; none twice."""
    by_number = {task.number: task for task in tasks}
    found = [by_number.pop(row.number, None) for row in rows]
    left = by_title(by_number.values())
    return [task or left.pop(title_key(row.title), None)
            for row, task in zip(rows, found, strict=True)]  # fmt: skip


def namesake(row: AppendixRow, task: PlanTask | None, titles: Mapping[str, PlanTask]) -> int | None:
    """The number of another task whose title the row has: its number may have slipped."""
    other = titles.get(title_key(row.title))
    if task is None or other is None or title_key(task.title) == title_key(row.title):
        return None
    return other.number


def groups(appendix: Appendix, plan: PlanFacts) -> tuple[dict[int, int], tuple[GroupChange, ...]]:
    """The plan's ordinal of each group of the file, and what changes of the groups.

    A group is known by its title, else by its place; one whose place is taken comes last.
    """
    known = {title_key(title): ordinal for ordinal, title in plan.groups.items()}
    ordinals = {
        each.ordinal: known[title_key(each.title)]
        for each in appendix.groups
        if title_key(each.title) in known
    }
    found = []
    for group in appendix.groups:
        if group.ordinal in ordinals:
            continue
        taken = set(ordinals.values())
        ordinal = group.ordinal
        if ordinal in taken:
            ordinal = max(taken | set(plan.groups)) + 1
        ordinals[group.ordinal] = ordinal
        found.append(GroupChange(ordinal, plan.groups.get(ordinal, ""), group.title))
    return ordinals, tuple(found)
