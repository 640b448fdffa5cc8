"""`plan-app import`: read an appendix from the file that an office has, and show what it says."""

import json
import sys
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any, BinaryIO

import click
from flask_babel import gettext as _

from plan_app.cli.plans import get_plan, plan_option
from plan_app.domain.appendix import (
    AgencyName,
    Appendix,
    AppendixRow,
    KnownAgency,
    PlanTerm,
    Problem,
    Weight,
)
from plan_app.imports import appendix
from plan_app.imports.appendix import FileRefused
from plan_app.presentation.formatters import count
from plan_app.presentation.sentences import in_words
from plan_app.queries.known_agencies import list_known_agencies


@click.command("import", short_help="Read the appendix in FILE and show what it says.")
@click.argument("file", type=click.File("rb"))
@click.option("--dry-run", is_flag=True, help="Write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print what was read as JSON.")
@plan_option
def importing(file: BinaryIO, slug: str | None, *, dry_run: bool, as_json: bool) -> None:
    """Read the appendix in FILE (.xlsx, .docx, .csv or the plan's .yaml) and show what it says.

    Exit 1 when the file or one of its rows is in error.
    """
    if not dry_run:
        raise click.UsageError("What is read is only shown: add --dry-run.")
    known = list_known_agencies()
    plan = get_plan(slug)
    name = PurePath(file.name).name
    try:
        found = appendix.read(
            name,
            file.read(appendix.MOST_BYTES + 1),
            known=known,
            term=PlanTerm(plan.decision_date, plan.last_year),
        )
    except FileRefused as refused:
        found = Appendix(name, (), (), (), (refused.problem,))
    if as_json:
        click.echo(json.dumps(facts(found, known), ensure_ascii=False, indent=2))
    else:
        for line in _lines(found):
            click.echo(line)
    if not found.can_be_written:
        sys.exit(1)


def facts(found: Appendix, known: list[KnownAgency]) -> dict[str, Any]:
    names = {each.code: each.name for each in known}
    groups = {each.ordinal: each.title for each in found.groups}
    rows = [_row(found.file, row, groups, names) for row in found.rows]
    errors = []
    for each in found.errors:
        # What only asks for a look is no error: it stands with the first row that it concerns.
        below = [n for n, row in enumerate(found.rows) if _concerns(each, row)]
        if each.weight is Weight.DOUBT and below:
            rows[below[0]]["problems"].append(_problem(found.file, each))
        else:
            errors.append(_problem(found.file, each))
    return {
        "groups": len(found.groups),
        "tasks": len(found.rows),
        "rows": rows,
        "errors": errors,
    }


def _concerns(problem: Problem, row: AppendixRow) -> bool:
    return not problem.row or (row.sheet == problem.sheet and row.row >= problem.row)


def _row(
    file: str, row: AppendixRow, groups: dict[int, str], names: dict[str, str]
) -> dict[str, Any]:
    return {
        "group": groups.get(row.group, ""),
        "number": row.number,
        "title": row.title,
        "lead": _name(row.lead, names) if row.lead else "",
        "coordinating": _coordinating(row, names),
        "time": row.time,
        "milestones": [each.due.isoformat() for each in row.milestones if each.due],
        "problems": [_problem(file, each) for each in row.problems],
    }


def _name(agency: AgencyName, names: dict[str, str]) -> str:
    return names.get(agency.code or "", agency.worded)


def _coordinating(row: AppendixRow, names: dict[str, str]) -> list[str]:
    """The agencies by name, and the phrases between them where they stand."""
    agencies = {each.worded: _name(each, names) for each in row.coordinating}
    parts = row.coordinating_as_worded.split("; ") if row.coordinating_as_worded else agencies
    return [agencies.get(part, part) for part in parts]


def _problem(file: str, problem: Problem) -> dict[str, Any]:
    return {
        "file": file,
        "sheet": problem.sheet,
        "row": problem.row,
        "column": problem.column,
        "message": in_words(problem.message),
        "mend": in_words(problem.mend),
        "weight": problem.weight.value,
    }


def _lines(found: Appendix) -> Iterator[str]:
    numbers = {"groups": count(len(found.groups)), "tasks": count(len(found.rows))}
    yield _("Tệp có %(groups)s nhóm giải pháp, %(tasks)s nhiệm vụ.", **numbers)
    problems = [*found.errors, *found.problems]
    titles = {Weight.ERROR: _("Lỗi phải sửa:"), Weight.DOUBT: _("Nội dung cần xem lại:")}
    for weight, title in titles.items():
        of_weight = [each for each in problems if each.weight is weight]
        if of_weight:
            yield title
        yield from (f"  {_place(found.file, each)}: {_told(each)}" for each in of_weight)
    yield _("Chưa ghi thay đổi nào.")


def _told(problem: Problem) -> str:
    return f"{in_words(problem.message)} {in_words(problem.mend)}"


def _place(file: str, problem: Problem) -> str:
    parts = [file, problem.sheet]
    parts += [_("dòng %(row)s", row=problem.row)] if problem.row else []
    parts += [_("cột %(column)s", column=problem.column)] if problem.column else []
    return ", ".join(filter(None, parts))
