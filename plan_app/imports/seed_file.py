"""Reading a seed file: every error at once, each with its line, its column and a sentence.

The head of `seed_plan.yaml` describes the format for the people who edit it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any, TypeVar

from pydantic import ValidationError

from plan_app.domain.seed_plan import (
    AgencySeed,
    GroupSeed,
    Once,
    Ongoing,
    PlanSeed,
    Step,
    TaskSeed,
    Timing,
    WaitingFor,
    Yearly,
)
from plan_app.errors import RuleBroken
from plan_app.imports import seed_rules
from plan_app.imports.seed_entries import (
    AgencyEntry,
    Entry,
    FundingEntry,
    GroupEntry,
    IndicatorEntry,
    PlanEntry,
    SeedEntry,
    StepEntry,
    TaskEntry,
)
from plan_app.imports.seed_measures import measures_of
from plan_app.imports.seed_rules import MAX_PROBLEMS, Parts
from plan_app.imports.yaml_places import Document, Path, Problem, Unreadable, parse

AnyEntry = TypeVar("AnyEntry", bound=Entry)


class SeedFileInvalid(RuleBroken):
    """The file cannot be used; `problems` are in the order of the file."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(_line(problem) for problem in self.problems))


@dataclass(frozen=True, slots=True)
class PlacedPlan:
    """A plan, and the lines at which its groups (by ordinal) and tasks (by number) begin."""

    plan: PlanSeed
    groups: Mapping[int, int]
    tasks: Mapping[int, int]


def read(data: bytes, *, today: date) -> PlanSeed:
    """Return the plan that a seed file describes; raises `SeedFileInvalid` with all errors.

    `today` decides which agencies still exist.
    """
    return read_placed(data, today=today).plan


def read_placed(data: bytes, *, today: date) -> PlacedPlan:
    """The same with the lines."""
    try:
        document = parse(data)
    except Unreadable as error:
        raise SeedFileInvalid([error.problem]) from error
    problems = list(document.duplicates)
    parts = _Reader(document, problems).parts()
    problems += seed_rules.check(parts, document, today=today)
    if problems or parts.plan is None:
        raise SeedFileInvalid(problems)
    return PlacedPlan(
        _plan_seed(parts.plan, parts),
        {entry.ordinal: document.place(path).line for path, entry in parts.groups.items()},
        {entry.number: document.place(path).line for path, entry in parts.tasks.items()},
    )


def _line(problem: Problem) -> str:
    place = problem.place
    return f"Dòng {place.line}, cột {place.column}: {problem.message}"


class _Reader:
    """Turns the parts of a document into entries and notes what is wrong with them."""

    def __init__(self, document: Document, problems: list[Problem]) -> None:
        self._document = document
        self._problems = problems

    def parts(self) -> Parts:
        """All the entries that are right in themselves, by their paths."""
        content = self._document.content
        self._entry(SeedEntry, content, ())
        found: Mapping[str, Any] = content if isinstance(content, dict) else {}
        groups = self._entries(GroupEntry, found.get("groups"), ("groups",))
        return Parts(
            plan=self._entry(PlanEntry, found["plan"], ("plan",)) if "plan" in found else None,
            agencies=self._entries(AgencyEntry, found.get("agencies"), ("agencies",)),
            groups=groups,
            tasks={
                path: task
                for number, group in enumerate(_list(found.get("groups")))
                for path, task in self._tasks(group, ("groups", number, "tasks")).items()
            },
        )

    def _tasks(self, group: object, path: Path) -> dict[Path, TaskEntry]:
        tasks = group.get("tasks") if isinstance(group, dict) else None
        return self._entries(TaskEntry, tasks, path)

    def _entries(self, model: type[AnyEntry], content: object, path: Path) -> dict[Path, AnyEntry]:
        entries = {
            (*path, n): self._entry(model, each, (*path, n))
            for n, each in enumerate(_list(content))
        }
        return {path: entry for path, entry in entries.items() if entry is not None}

    def _entry(self, model: type[AnyEntry], content: object, path: Path) -> AnyEntry | None:
        try:
            return model.model_validate(content)
        except ValidationError as invalid:
            for error in invalid.errors(include_url=False):
                self._note(error["type"], (*path, *error["loc"]), error["msg"], model)
            return None

    def _note(self, kind: str, path: Path, message: str, model: type[Entry]) -> None:
        if len(self._problems) >= MAX_PROBLEMS:
            return
        if kind == "extra_forbidden":
            place = self._document.place_of_key(path)
            within = next((_WITHIN[part] for part in path if part in _WITHIN), model)
            message = _unknown(str(path[-1]), within)
        else:
            place = self._document.place(path)
            sentence = _SENTENCES.get(kind)
            message = sentence.format(name=path[-1] if path else "") if sentence else message
        self._problems.append(Problem(place, message))


# The entries that stand within that of a task.
_WITHIN: Mapping[int | str, type[Entry]] = {
    "milestones": StepEntry,
    "indicators": IndicatorEntry,
    "funding": FundingEntry,
}
_SENTENCES: Mapping[str, str] = {
    "missing": 'Thiếu mục "{name}"; đề nghị thêm dòng "{name}: …".',
    "model_type": 'Ở đây phải là một nhóm các mục, mỗi dòng viết "từ: nội dung".',
    "list_type": "Ở đây phải là một danh sách, mỗi dòng bắt đầu bằng dấu gạch ngang.",
}


def _unknown(word: str, model: type[Entry]) -> str:
    word = word[:60]
    known = [field.alias or name for name, field in model.model_fields.items()]
    near = get_close_matches(word, known, n=1)
    if near:
        return f'Không có mục "{word}"; có phải là "{near[0]}"?'
    return f'Không có mục "{word}"; các mục được dùng: {", ".join(known)}.'


def _list(content: object) -> Sequence[Any]:
    return content if isinstance(content, list) else []


def _plan_seed(plan: PlanEntry, parts: Parts) -> PlanSeed:
    return PlanSeed(
        **plan.model_dump(),
        agencies=tuple(_agency_seed(entry) for entry in parts.agencies.values()),
        groups=tuple(_group_seed(path, entry, parts) for path, entry in parts.groups.items()),
    )


def _agency_seed(entry: AgencyEntry) -> AgencySeed:
    facts = entry.model_dump()
    return AgencySeed(is_group=facts.pop("group"), is_confirmed=facts.pop("confirmed"), **facts)


def _group_seed(path: Path, entry: GroupEntry, parts: Parts) -> GroupSeed:
    tasks = [task for place, task in parts.tasks.items() if place[:2] == path]
    return GroupSeed(
        entry.ordinal, entry.title, entry.title_en, tuple(_task_seed(task) for task in tasks)
    )


def _task_seed(entry: TaskEntry) -> TaskSeed:
    return TaskSeed(
        number=entry.number,
        title=entry.title,
        title_en=entry.title_en,
        deliverable=entry.deliverable,
        lead=entry.lead,
        responsible=entry.responsible,
        coordinating=tuple(entry.coordinating),
        coordinating_as_worded=entry.coordinating_as_worded,
        time_as_worded=entry.time,
        timing=_timing(entry),
        is_draft=entry.text,
        after=entry.after,
        measures=measures_of(entry),
    )


def _timing(entry: TaskEntry) -> Timing:
    if entry.due:
        return Once(entry.due)
    if entry.yearly:
        return Yearly(*entry.yearly, first=entry.first, last=entry.last)
    if entry.waiting_for:
        return WaitingFor(entry.waiting_for)
    if entry.milestones:
        return tuple(
            Step(step.label, step.label_en, step.due, step.fixed) for step in entry.milestones
        )
    return Ongoing()
