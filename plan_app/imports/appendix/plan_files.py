"""The plan's own file (seed_plan.yaml), in the shape of an appendix."""

from datetime import date
from typing import Final

from plan_app.domain.agency_names import Register
from plan_app.domain.appendix import (
    AgencyName,
    Appendix,
    AppendixGroup,
    AppendixRow,
    PlanTerm,
    Problem,
    said,
)
from plan_app.domain.seed_plan import TaskSeed, milestones
from plan_app.errors import N_
from plan_app.imports import seed_file
from plan_app.imports.seed_file import SeedFileInvalid

# Bodies that have ended are named on purpose: the file says who was responsible when.
_BEFORE_ALL: Final = date.min


def read(name: str, data: bytes, *, register: Register, term: PlanTerm) -> Appendix:
    """Return the plan of the file; when it is not valid, no rows and all its errors."""
    try:
        placed = seed_file.read_placed(data, today=_BEFORE_ALL)
    except SeedFileInvalid as invalid:
        return Appendix(name, (), (), (), tuple(_errors(invalid)))
    plan = placed.plan
    names = {each.code: each.name for each in plan.agencies}
    return Appendix(
        file=name,
        tables=(),
        groups=tuple(
            AppendixGroup("", placed.groups[each.ordinal], each.ordinal, each.title)
            for each in plan.groups
        ),
        rows=tuple(
            _row(task, placed.tasks[task.number], group.ordinal, names, register, term)
            for group in plan.groups
            for task in group.tasks
        ),
    )


def _errors(invalid: SeedFileInvalid) -> list[Problem]:
    # A file that is no plan at all has one error for each thing it lacks: the first say enough.
    mend = said(N_("Đề nghị sửa tại dòng và cột này."))
    return [
        Problem(
            "",
            each.place.line,
            str(each.place.column),
            said("%(message)s", message=each.message),
            mend,
        )
        for each in invalid.problems
    ]


def _row(
    task: TaskSeed,
    line: int,
    group: int,
    names: dict[str, str],
    register: Register,
    term: PlanTerm,
) -> AppendixRow:
    return AppendixRow(
        sheet="",
        row=line,
        group=group,
        number=task.number,
        number_as_worded=str(task.number),
        title=task.title,
        description="",
        lead=_named(task.lead, names, register),
        coordinating=tuple(_named(code, names, register) for code in task.coordinating),
        coordinating_as_worded=task.coordinating_as_worded,
        time=task.time_as_worded,
        deliverable=task.deliverable,
        milestones=tuple(milestones(task.timing, issued=term.issued, last_year=term.last_year)),
    )


def _named(code: str, names: dict[str, str], register: Register) -> AgencyName:
    return register.named(names[code])
