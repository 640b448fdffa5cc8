"""What an appendix says otherwise than the plan, row by row; and what taking it over would do.

A row means the task with its number; where there is none, the one with its title. What the file
does not have a column for is not compared. Tasks that the file lacks are listed, never removed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

from plan_app.domain import appendix_choices, appendix_matching, appendix_milestones, vietnamese
from plan_app.domain.appendix import Appendix, AppendixRow, Column, Problem, Weight, said
from plan_app.domain.appendix_choices import AS_WORDED, Choices
from plan_app.domain.appendix_outcome import (
    ComparedRow,
    Comparison,
    Difference,
    Kept,
    MilestoneStep,
    Standing,
)
from plan_app.domain.appendix_plan import PlanFacts, PlanTask
from plan_app.domain.seed_plan import MilestoneSeed
from plan_app.errors import N_


def compare(
    appendix: Appendix, plan: PlanFacts, choices: Choices, *, is_decided: bool
) -> Comparison:
    """Compare; nothing is written here.

    `is_decided`: the file is the appendix of a document. Dates of the decision change only by
    one, so without it those of checked texts stay.
    """
    ordinals, groups = appendix_matching.groups(appendix, plan)
    comparer = _Comparer(appendix, plan, choices, ordinals, is_decided=is_decided)
    matches = appendix_matching.match(appendix.rows, plan.tasks)
    titles = appendix_matching.by_title(plan.tasks)
    rows = [
        comparer.compare(row, task, appendix_matching.namesake(row, task, titles))
        for row, task in zip(appendix.rows, matches, strict=True)
    ]
    found = {task.id for task in matches if task}
    missing = [
        ComparedRow(Standing.MISSING, None, task, {}) for task in plan.tasks if task.id not in found
    ]
    unknown = appendix_choices.unknown_of(appendix)
    undecided = tuple(each for each in unknown if each.key in comparer.undecided)
    return Comparison((*rows, *missing), groups, appendix.errors, undecided)


_NO_GROUP: Final = N_("Chưa xác định được nhóm giải pháp của nhiệm vụ mới này.")
_GIVE_GROUP: Final = N_("Đề nghị thêm dòng tên nhóm phía trên, hoặc cột Nhóm giải pháp.")
_UNDECIDED: Final = N_('Chưa chọn cơ quan cho "%(name)s".')
_DECIDE: Final = N_("Đề nghị chọn ở trang Cách đọc tệp.")
_OF_FIELD: Final[Mapping[str, frozenset[Column]]] = {
    "description": frozenset({Column.DESCRIPTION}),
    "deliverable": frozenset({Column.DELIVERABLE}),
    "coordinating": frozenset({Column.COORDINATING, Column.AGENCIES}),
    "time": frozenset({Column.TIME, Column.BEGIN, Column.END}),
}


class _Comparer:
    """Compares single rows of one file with their tasks."""

    def __init__(
        self,
        appendix: Appendix,
        plan: PlanFacts,
        choices: Choices,
        ordinals: Mapping[int, int],
        *,
        is_decided: bool,
    ) -> None:
        self._plan = plan
        self._choices = choices
        self._ordinals = ordinals
        self._is_decided = is_decided
        self._columns = {table.sheet: set(table.columns) for table in appendix.tables}
        titles = {ordinals[each.ordinal]: each.title for each in appendix.groups}
        self._groups = {**plan.groups, **titles}
        self.undecided: set[str] = set()

    def compare(self, row: AppendixRow, task: PlanTask | None, namesake: int | None) -> ComparedRow:
        """The row beside its task."""
        undecided = self._undecided(row, task)
        problems = (
            *_still_open(row.problems, undecided),
            *self._own_problems(row, task, undecided),
        )
        if any(each.weight is Weight.ERROR for each in problems):
            return ComparedRow(Standing.ERROR, row, task, {}, problems=problems, namesake=namesake)
        wanted = self._wanted(row, task)
        if task is None:
            steps = tuple(MilestoneStep(None, each) for each in _milestones(row))
            return ComparedRow(Standing.NEW, row, None, wanted, steps, problems=problems)
        return self._changed(row, task, wanted, problems=problems, namesake=namesake)

    def _own_problems(
        self, row: AppendixRow, task: PlanTask | None, undecided: Sequence[str]
    ) -> list[Problem]:
        found = []
        if task is None and row.group not in self._ordinals:
            found.append(Problem(row.sheet, row.row, "", said(_NO_GROUP), said(_GIVE_GROUP)))
        for name in undecided:
            self.undecided.add(appendix_choices.key_of(name))
            message = said(_UNDECIDED, name=name)
            found.append(Problem(row.sheet, row.row, "", message, said(_DECIDE)))
        return found

    def _undecided(self, row: AppendixRow, task: PlanTask | None) -> list[str]:
        """The names that nobody has decided on; what the plan says in these words is decided."""
        lead = self._lead(row, task)
        names = [row.lead.worded] if row.lead and lead in {None, AS_WORDED} else []
        if task is not None and self._reads_alike(row, task):
            return names
        return names + [
            each.worded
            for each in row.coordinating
            if appendix_choices.code_of(each, self._choices) is None
        ]

    def _lead(self, row: AppendixRow, task: PlanTask | None) -> str | None:
        if row.lead is None:
            return None
        if task is not None:
            present = appendix_choices.key_of(self._plan.agencies[task.lead])
            if present == appendix_choices.key_of(row.lead.worded):
                return task.lead
        return appendix_choices.code_of(row.lead, self._choices)

    def _wanted(self, row: AppendixRow, task: PlanTask | None) -> dict[str, object]:
        """What the row asks for, without the fields that its table has no column for."""
        wanted: dict[str, object] = {"title": row.title}
        if row.group in self._ordinals:
            wanted["group"] = self._ordinals[row.group]
        wanted["lead"] = self._lead(row, task)
        codes = [appendix_choices.code_of(each, self._choices) for each in row.coordinating]
        as_worded = row.coordinating_as_worded
        if AS_WORDED in codes:
            as_worded = as_worded or _listed(row)
        rest: dict[str, object] = {
            "description": row.description,
            "deliverable": row.deliverable,
            "coordinating": tuple(dict.fromkeys(c for c in codes if c and c != AS_WORDED)),
            "time": row.time,
        }
        wanted |= {name: value for name, value in rest.items() if self._says(row, name, value)}
        if "coordinating" in wanted:
            wanted["coordinating_as_worded"] = as_worded
        return wanted

    def _says(self, row: AppendixRow, field: str, value: object) -> bool:
        columns = self._columns.get(row.sheet)
        if columns is None:
            return field != "description"
        return bool(value) or bool(columns & _OF_FIELD[field])

    def _changed(
        self,
        row: AppendixRow,
        task: PlanTask,
        wanted: dict[str, object],
        *,
        problems: tuple[Problem, ...],
        namesake: int | None,
    ) -> ComparedRow:
        values = {
            name: value for name, value in wanted.items() if not _same(getattr(task, name), value)
        }
        if "coordinating" in wanted and self._reads_alike(row, task):
            values.pop("coordinating", None)
            values.pop("coordinating_as_worded", None)
        differences = [
            self._difference(name, task, values)
            for name in values
            if name != "coordinating_as_worded" or "coordinating" not in values
        ]
        if row.number != task.number:
            differences.append(
                Difference("number", str(task.number), str(row.number), kept=Kept.NUMBER)
            )
        differences += self._responsible(task, values)
        steps = None
        if "time" in values:
            steps, found = appendix_milestones.steps_of(row, task, is_decided=self._is_decided)
            differences += found
        is_changed = bool(values) or any(each.kept is None for each in differences)
        standing = Standing.CHANGED if is_changed else Standing.UNCHANGED
        return ComparedRow(
            standing, row, task, values, steps, tuple(differences), problems, namesake
        )

    def _reads_alike(self, row: AppendixRow, task: PlanTask) -> bool:
        """Whether the cell says what a list of the plan would say: then nobody has edited it.

        Members chosen by hand for a phrase stay, as long as the phrase does.
        """
        present = task.coordinating_as_worded or "; ".join(
            self._plan.agencies.get(code, code) for code in task.coordinating
        )
        return _words_of(row.coordinating_as_worded or _listed(row)) == _words_of(present)

    def _responsible(self, task: PlanTask, values: dict[str, object]) -> list[Difference]:
        """Another lead brings another agency responsible, unless somebody was made to answer."""
        lead = values.get("lead")
        if lead is None:
            return []
        following = self._plan.of_today(str(lead))
        if following == task.responsible:
            return []
        old, new = self._name(task.responsible), self._name(following)
        if task.is_assigned:
            return [Difference("responsible", old, new, kept=Kept.ASSIGNED)]
        values["responsible"] = following
        return [Difference("responsible", old, new)]

    def _difference(self, name: str, task: PlanTask, values: Mapping[str, object]) -> Difference:
        value = values[name]
        if name == "coordinating":
            old = task.coordinating_as_worded or self._shown(name, task.coordinating)
            new = str(values.get("coordinating_as_worded") or "") or self._shown(name, value)
            return Difference(name, old, new)
        return Difference(name, self._shown(name, getattr(task, name)), self._shown(name, value))

    def _shown(self, name: str, value: object) -> str:
        if name == "group" and isinstance(value, int):
            return self._groups.get(value, str(value))
        if name == "lead":
            return self._name(str(value))
        if isinstance(value, tuple):
            return "; ".join(self._name(code) for code in value)
        return str(value)

    def _name(self, code: str) -> str:
        return self._plan.agencies.get(code, code.removeprefix(appendix_choices.CREATE))


def _still_open(problems: Iterable[Problem], undecided: Iterable[str]) -> Iterator[Problem]:
    """The reader's problems without its doubts about names that somebody has decided on."""
    keys = {appendix_choices.key_of(name) for name in undecided}
    for each in problems:
        key = appendix_choices.doubted(each)
        if key is None or key in keys:
            yield each


def _milestones(row: AppendixRow) -> tuple[MilestoneSeed, ...]:
    """Those of the row; a task whose time was not understood has one without a date."""
    return row.milestones or (MilestoneSeed("", "", None, None),)


def _listed(row: AppendixRow) -> str:
    return "; ".join(each.worded for each in row.coordinating)


@lru_cache(1000)
def _words_of(text: str) -> list[str]:
    letters = (char if char.isalnum() else " " for char in appendix_choices.key_of(text))
    return "".join(letters).split()


def _same(present: object, wanted: object) -> bool:
    if isinstance(present, tuple) and isinstance(wanted, tuple):
        return set(present) == set(wanted)
    if isinstance(present, str) and isinstance(wanted, str) and present != wanted:
        return _plain(present) == _plain(wanted)
    return present == wanted


def _plain(text: str) -> str:
    return vietnamese.normalise(" ".join(text.split()))
