"""`plan-app import`: read an appendix from the file that an office has, and show what it says."""

import json
import sys
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any, BinaryIO

import click
from flask_babel import gettext as _

from plan_app.cli import appendix_writing, bars
from plan_app.cli.appendix_writing import Document
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
from plan_app.models import Plan
from plan_app.presentation import appendix as wording
from plan_app.presentation.formatters import count
from plan_app.queries.known_agencies import list_known_agencies
from plan_app.services.appendix_import import NothingToWrite


@click.command("import", short_help="Read the appendix in FILE into the plan, or show it only.")
@click.argument("file", type=click.File("rb"), required=False)
@click.option("--dry-run", is_flag=True, help="Only say what was read, and what is in doubt.")
@click.option("--json", "as_json", is_flag=True, help="Print what was read as JSON.")
@click.option("--yes", is_flag=True, help="Do not ask before writing.")
@click.option("--document", default="", help="The title of the document whose appendix it is.")
@click.option("--number", default="", help="The number of that document; else the plan's decision.")
@click.option("--dated", type=click.DateTime(["%d/%m/%Y", "%Y-%m-%d"]), help="Its day.")
@click.option("--edit", is_flag=True, help="Only an edited table: texts stay drafts or checked.")
@click.option("--create-agencies", is_flag=True, help="Make the agencies that are not known.")
@click.option("--undo", is_flag=True, help="Take the last import back, within a day.")
@plan_option
def importing(
    file: BinaryIO | None,
    slug: str | None,
    *,
    dry_run: bool,
    as_json: bool,
    yes: bool,
    undo: bool,
    **how: Any,  # noqa: ANN401 (the options of the document)
) -> None:
    """Read the appendix in FILE (.xlsx, .docx, .csv or the plan's .yaml) into the plan.

    What was read is said; without --dry-run also what would change, which is asked about before
    anything is written. Exit 1 when the file or one of its rows is in error.
    """
    plan = get_plan(slug)
    if undo:
        _undo(plan)
        return
    if file is None:
        raise click.UsageError(_("Nêu tệp cần nhập."))
    document = _document(how)
    known = list_known_agencies()
    content = file.read(appendix.MOST_BYTES + 1)
    with bars.working(_("Đang đọc tệp")):
        found = _read(PurePath(file.name).name, content, plan, known)
    if as_json:
        click.echo(json.dumps(facts(found, known), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(_lines(found)))
    if not found.can_be_written:
        _tell_nothing(as_json=as_json)
        sys.exit(1)
    if dry_run:
        _tell_nothing(as_json=as_json)
        return
    _write(plan, content, found, document, creates=how["create_agencies"], yes=yes, is_told=as_json)


def _tell_nothing(*, as_json: bool) -> None:
    """Say that nothing was written; JSON says so by itself."""
    if not as_json:
        click.echo(_("Chưa ghi thay đổi nào."))


def _read(name: str, content: bytes, plan: Plan, known: list[KnownAgency]) -> Appendix:
    term = PlanTerm(plan.decision_date, plan.last_year)
    try:
        return appendix.read(name, content, known=known, term=term)
    except FileRefused as refused:
        return Appendix(name, (), (), (), (refused.problem,))


def _document(how: dict[str, Any]) -> Document:
    """What the options say that the file is; the three facts of a document go together."""
    day = how["dated"].date() if how["dated"] else None
    given = [bool(each) for each in (how["document"], how["number"], day)]
    if any(given) and (not all(given) or how["edit"]):
        raise click.UsageError(_("--document, --number và --dated đi cùng nhau, không có --edit."))
    return Document(how["document"], how["number"], day, how["edit"])


def _write(
    plan: Plan,
    content: bytes,
    found: Appendix,
    document: Document,
    *,
    creates: bool,
    yes: bool,
    is_told: bool,
) -> None:
    """Compare, ask, write; what is said beside JSON goes to the standard error."""
    with bars.working(_("Đang so sánh với Kế hoạch")):
        import_id, comparison = appendix_writing.keep(
            plan, content, found, document, creates=creates
        )
    click.echo("\n".join(appendix_writing.lines(comparison)), err=is_told)
    may_write = comparison.can_be_written and (yes or _is_agreed(is_told=is_told))
    if not may_write:
        appendix_writing.discard(plan, import_id)
        click.echo(_("Chưa ghi thay đổi nào."), err=is_told)
        sys.exit(1)
    try:
        with bars.working(_("Đang ghi vào Kế hoạch")):
            appendix_writing.apply(plan, import_id, comparison)
    except NothingToWrite as same:
        appendix_writing.discard(plan, import_id)
        click.echo(_(same.message), err=is_told)
        return
    said = _("Đã nhập tệp vào Kế hoạch. Hoàn tác trong một ngày: plan-app import --undo")
    click.echo(said, err=is_told)


def _is_agreed(*, is_told: bool) -> bool:
    """The person's answer; Ctrl-C, or nobody there to answer, is a no."""
    try:
        return click.confirm(_("Ghi các thay đổi trên vào Kế hoạch?"), err=is_told)
    except click.Abort:
        click.echo(err=is_told)
        return False


def _undo(plan: Plan) -> None:
    with bars.working(_("Đang hoàn tác")):
        name, tasks = appendix_writing.undo(plan)
    said = _("Đã hoàn tác lần nhập %(name)s: %(tasks)s nhiệm vụ.", name=name, tasks=count(tasks))
    click.echo(said)


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
        "message": wording.said(problem.message),
        "mend": wording.said(problem.mend),
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
        yield from (f"  {_place(found.file, each)}: {wording.told(each)}" for each in of_weight)


def _place(file: str, problem: Problem) -> str:
    return ", ".join(filter(None, [file, wording.place(problem)]))
