"""`plan-app seed`: load a plan from its file, or compare the file with what is loaded."""

import json
import sys
from dataclasses import asdict
from typing import Any, BinaryIO

import click
from flask_babel import gettext as _

from plan_app import clock
from plan_app.cli import bars
from plan_app.domain.seed_plan import PlanSeed
from plan_app.extensions import settings
from plan_app.imports import seed_file
from plan_app.imports.seed_file import SeedFileInvalid
from plan_app.imports.yaml_places import MAX_BYTES
from plan_app.presentation.formatters import count
from plan_app.services import calendar, seeding
from plan_app.services.seed_comparison import REASONS, Difference, Kind, Written
from plan_app.services.seeding import Outcome
from plan_app.services.transaction import transaction


@click.command(short_help="Load the plan of FILE, or show what FILE says otherwise.")
@click.argument("file", type=click.File("rb"))
@click.option("--apply", is_flag=True, help="Take the differences over.")
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
def seed(file: BinaryIO, *, apply: bool, as_json: bool) -> None:
    """Load the plan of FILE; when it is loaded already, show what FILE says otherwise."""
    try:
        wanted = read(file)
    except SeedFileInvalid as invalid:
        _show_invalid(invalid, as_json=as_json)
        sys.exit(1)
    outcome = write(wanted, apply=apply)
    if as_json:
        click.echo(_json(_facts(wanted, outcome)))
    else:
        for line in _lines(outcome):
            click.echo(line)


def read(file: BinaryIO) -> PlanSeed:
    """The plan of an open file; raises `SeedFileInvalid`. A file too large is not read whole."""
    return seed_file.read(file.read(MAX_BYTES + 1), today=clock.today(settings().timezone))


def write(wanted: PlanSeed, *, apply: bool = False) -> Outcome:
    """Seed the plan and fill the calendar that its reminders need, in one transaction."""
    with bars.working(_("Đang nạp kế hoạch")), transaction():
        calendar.fill(now=clock.now())
        return seeding.seed(wanted, apply=apply, now=clock.now())


def _show_invalid(invalid: SeedFileInvalid, *, as_json: bool) -> None:
    if as_json:
        errors = [
            {**asdict(problem.place), "message": problem.message} for problem in invalid.problems
        ]
        click.echo(_json({"errors": errors}))
        return
    number = count(len(invalid.problems))
    click.echo(_("Tệp có %(number)s lỗi; chưa ghi thay đổi nào.", number=number), err=True)
    click.echo(invalid.message, err=True)


def _facts(wanted: PlanSeed, outcome: Outcome) -> dict[str, Any]:
    return {
        "plan": wanted.slug,
        "created": outcome.is_new,
        "applied": outcome.applied,
        "groups": outcome.groups,
        "tasks": outcome.tasks,
        "differences": [_difference(each) for each in outcome.differences],
        "kept": [_difference(each) | {"reason": each.kept_because} for each in outcome.kept],
    }


def _difference(each: Difference) -> dict[str, Any]:
    return {**asdict(each.subject), "field": each.field, "old": each.old, "new": each.new}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _lines(outcome: Outcome) -> list[str]:
    lines = []
    if outcome.is_new:
        numbers = {"groups": count(outcome.groups), "tasks": count(outcome.tasks)}
        lines.append(_("Đã nạp %(groups)s nhóm giải pháp, %(tasks)s nhiệm vụ.", **numbers))
    if outcome.differences:
        number = count(len(outcome.differences))
        lines.append(_("Tệp khác với cơ sở dữ liệu ở %(number)s nội dung:", number=number))
        lines += [f"  {_told(each)}" for each in outcome.differences]
        lines.append(
            _("Đã ghi các thay đổi trên.")
            if outcome.applied
            else _("Chưa ghi các thay đổi trên. Chạy lại với --apply để ghi.")
        )
    elif not outcome.is_new:
        lines.append(_("Không có thay đổi nào."))
    if outcome.kept:
        number = count(len(outcome.kept))
        lines.append(_("Giữ nguyên %(number)s nội dung của cơ sở dữ liệu:", number=number))
        lines += [f"  {_told(each)} ({_reason(each)})" for each in outcome.kept]
    return lines


def _told(each: Difference) -> str:
    """`Nhiệm vụ số 53 | title: cũ | mới`, the field by its word in the file."""
    field = f" | {_WORDS.get(each.field, each.field)}" if each.field else ""
    return f"{_subject(each)}{field}: {_value(each.old)} | {_value(each.new)}"


# The file's words where the column is called otherwise.
_WORDS = {
    "group": "group",
    "official_order": "order",
    "is_group": "group",
    "is_confirmed": "confirmed",
    "lead_agency": "lead",
    "responsible_agency": "responsible",
    "coordinating_agencies": "coordinating",
    "time_as_worded": "time",
    "text_status": "text",
    "due_date": "due",
    "is_fixed": "fixed",
}


def _subject(each: Difference) -> str:
    key = each.subject.key
    match each.subject.kind:
        case Kind.PLAN:
            return _("Kế hoạch %(key)s", key=key)
        case Kind.AGENCY:
            return _("Cơ quan %(key)s", key=key)
        case Kind.GROUP:
            return _("Nhóm giải pháp số %(key)s", key=key)
        case Kind.TASK:
            return _("Nhiệm vụ số %(key)s", key=key)
        case Kind.MILESTONE | Kind.MEASURE:
            label = each.subject.milestone
            task = _("Nhiệm vụ số %(key)s", key=key)
            return f"{task}, {label}" if label else task


def _value(value: Written) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ", ".join(value) or "[]"
    return str(value) if value not in {None, ""} else _("(trống)")


def _reason(each: Difference) -> str:
    return _(REASONS[each.kept_because]) if each.kept_because else ""
