"""What `plan-app import` does beyond reading: compare with the plan, write, undo."""

from dataclasses import dataclass
from datetime import date

import click
from flask_babel import gettext as _

from plan_app import clock
from plan_app.domain import appendix_choices
from plan_app.domain.appendix import Appendix
from plan_app.domain.appendix_choices import CREATE
from plan_app.domain.appendix_outcome import Comparison, Standing
from plan_app.extensions import settings
from plan_app.models import AppendixImport, ImportSource, Plan
from plan_app.presentation import appendix as wording
from plan_app.presentation.formatters import count
from plan_app.queries import appendix_imports
from plan_app.services import appendix_import, appendix_undo
from plan_app.services.acts import OPERATOR, Act
from plan_app.services.appendix_import import Reading
from plan_app.services.appendix_undo import BuiltUpon
from plan_app.services.transaction import transaction


@dataclass(frozen=True, slots=True)
class Document:
    """What the file is said to be; without a number it is the appendix of the plan's decision.

    `is_edit`: nothing but a table that was edited.
    """

    title: str = ""
    number: str = ""
    day: date | None = None
    is_edit: bool = False

    @property
    def source(self) -> ImportSource:
        """The same as it is stored."""
        if self.is_edit:
            return ImportSource.EDIT
        return ImportSource.DOCUMENT if self.number else ImportSource.DECISION


def keep(
    plan: Plan, content: bytes, found: Appendix, document: Document, *, creates: bool
) -> tuple[int, Comparison]:
    """Keep the file and compare it; gives its id. `creates`: unknown agencies are made."""
    unknown = appendix_choices.unknown_of(found) if creates else ()
    reading = Reading(
        {}, {each.key: CREATE for each in unknown}, document.source,
        document.title, document.number, document.day,
    )  # fmt: skip
    act = _act()
    with transaction():
        record = appendix_import.keep(plan, content, found, act)
        appendix_import.read_otherwise(record, found, reading, act)
        return record.id, appendix_import.compare(record, today=act.today)


def lines(comparison: Comparison) -> list[str]:
    """What would change, a line for each row that is not as it was."""
    counts = [
        f"{wording.standing(each)}: {count(comparison.count(each))}"
        for each in Standing
        if comparison.count(each)
    ]
    found = [_("So sánh với Kế hoạch: %(counts)s.", counts="; ".join(counts))]
    found += [f"  {each.ordinal}. {each.old or '–'} → {each.new}" for each in comparison.groups]
    for row in comparison.rows:
        number = _("Nhiệm vụ số %(number)s", number=row.number)
        if row.standing is Standing.NEW:
            found.append(f"  {number}: – → {row.title}")
        found += [f"  {number}, {line}" for line in wording.differences(row)]
    if comparison.undecided:
        names = "; ".join(each.name.worded for each in comparison.undecided)
        found.append(
            _("Chưa có cơ quan: %(names)s. Thêm --create-agencies để thêm mới.", names=names)
        )
    return found


def apply(plan: Plan, import_id: int, comparison: Comparison) -> None:
    """Write what was compared."""
    act = _act()
    with transaction():
        record = appendix_import.lock(import_id, plan_id=plan.id)
        appendix_import.apply(record, comparison.digest, act)


def discard(plan: Plan, import_id: int) -> None:
    """Throw the file away that nobody wants."""
    act = _act()
    with transaction():
        appendix_import.discard(appendix_import.lock(import_id, plan_id=plan.id), act)


def undo(plan: Plan) -> tuple[str, int]:
    """Take the last import back; gives its file's name and how many tasks.

    Fails (exit 1) with the numbers of the tasks that were changed since.
    """
    last = appendix_imports.find_last_applied(plan.id)
    if last is None:
        raise appendix_undo.NotUndoable
    act, import_id, name = _act(), last.id, last.name
    try:
        with transaction():
            record: AppendixImport = appendix_import.lock(import_id, plan_id=plan.id)
            return name, appendix_undo.undo(record, act)
    except BuiltUpon as refused:
        found = refused.conflicts
        tasks = ", ".join(map(str, found.tasks)) or "–"
        groups = "; ".join(found.groups) or "–"
        changed = _("Nhiệm vụ số: %(tasks)s. Nhóm: %(groups)s.", tasks=tasks, groups=groups)
        raise click.ClickException(f"{_(refused.message)} {changed}") from refused


def _act() -> Act:
    now = clock.now()
    return Act(OPERATOR, now, now.astimezone(settings().timezone).date())
