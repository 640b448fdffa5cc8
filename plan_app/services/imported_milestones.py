"""The milestones of tasks that an appendix words otherwise, of many tasks at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from sqlalchemy import Table, update

from plan_app.domain.appendix_outcome import ComparedRow, MilestoneStep
from plan_app.domain.deadlines import MilestoneFacts, pressing
from plan_app.domain.seed_plan import MilestoneSeed
from plan_app.domain.statuses import MilestoneState
from plan_app.extensions import Base, db
from plan_app.models import AppendixImport, DeadlineRevision, Milestone, Task, TextStatus
from plan_app.models.milestone import BY_APPENDIX
from plan_app.queries.ids import among
from plan_app.queries.present_milestones import PresentMilestone
from plan_app.services import many_rows
from plan_app.services.acts import Act

MILESTONES: Final[Table] = Base.metadata.tables[Milestone.__tablename__]
REVISIONS: Final[Table] = Base.metadata.tables[DeadlineRevision.__tablename__]
# What an import may write of a milestone that is there.
_WRITTEN: Final = (
    "ordinal", "is_pressing", "label", "label_en", "year", "waiting_for", "due_date",
    "original_due_date", "deadline_revision", "version",
)  # fmt: skip
# Numbers are unique within the task and checked row by row: who changes places leaves first.
_AWAY: Final = 100_000


@dataclass(slots=True)
class Present:
    """A milestone that stays, and the columns that it has otherwise from now on."""

    milestone: PresentMilestone
    values: dict[str, Any] = field(default_factory=dict)

    def facts(self, ordinal: int) -> MilestoneFacts:
        """What the rules need to know of it in its new place."""
        before, values = self.milestone.facts, self.values
        return replace(
            before,
            ordinal=ordinal,
            due=values.get("due_date", before.due),
            waiting_for=values.get("waiting_for", before.waiting_for),
        )

    def leaves(self, ordinal: int, *, is_pressing: bool) -> bool:
        """Whether its number or its mark changes, both unique within the task."""
        return (self.milestone.ordinal, self.milestone.is_pressing) != (ordinal, is_pressing)

    def differs(self) -> bool:
        """Whether anything else of it does."""
        return any(getattr(self.milestone, name) != value for name, value in self.values.items())

    def row(self, ordinal: int, *, is_pressing: bool) -> dict[str, Any]:
        """All columns as they shall be, whichever of them differ: one statement fits all rows."""
        after = self.values | {"ordinal": ordinal, "is_pressing": is_pressing}
        found = {
            name: after[name] if name in after else getattr(self.milestone, name)
            for name in _WRITTEN
        }
        return {"id": self.milestone.id, **found}


@dataclass(slots=True)
class Altered:
    """A task whose milestones change: those that stay and those to come, in their new order.

    `revised` are the ids of those with a new date that reminders have to tell anew, `revisions`
    the rows that say so.
    """

    task: Task
    in_order: list[Present | MilestoneSeed] = field(default_factory=list)
    removed: list[PresentMilestone] = field(default_factory=list)
    revised: list[int] = field(default_factory=list)
    revisions: list[dict[str, Any]] = field(default_factory=list)

    @property
    def moved(self) -> dict[int, date | None]:
        """The new dates of those that have another one, by id."""
        kept = (each for each in self.in_order if isinstance(each, Present))
        return {
            each.milestone.id: each.values["due_date"]
            for each in kept
            if each.values.get("due_date", each.milestone.due_date) != each.milestone.due_date
        }

    @property
    def facts(self) -> list[MilestoneFacts]:
        """What the rules need to know of them, each with its place."""
        return [
            each.facts(n) if isinstance(each, Present) else facts_of(each, n)
            for n, each in enumerate(self.in_order, 1)
        ]


@dataclass(slots=True)
class Rows:
    """The rows of all tasks: to remove by id, to insert, to change, and who changes places."""

    removed: list[int] = field(default_factory=list)
    new: list[dict[str, Any]] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)
    moving: list[int] = field(default_factory=list)


def take(
    task: Task,
    milestones: Sequence[PresentMilestone],
    row: ComparedRow,
    record: AppendixImport,
    act: Act,
) -> Altered | None:
    """Tell what the row's steps ask of its `milestones`; None when they stay as they are.

    Nothing is written; `settle` does it for the milestones of all tasks.
    """
    if row.steps is None:
        return None
    altered = Altered(task)
    present = {each.id: each for each in milestones}
    used = {each.id for each in row.task.milestones if each.is_used} if row.task else set()
    for step in row.steps:
        milestone = present.get(step.id or 0)
        if milestone is None:
            altered.in_order += [step.wanted] if step.wanted else []
        elif step.wanted is None and not step.stays:
            altered.removed.append(milestone)
        else:
            kept = Present(milestone)
            revision = _change(task, kept, step, record, act, is_used=milestone.id in used)
            if revision is not None:
                altered.revised.append(milestone.id)
                altered.revisions.append(revision)
            altered.in_order.append(kept)
    return altered


def settle(altered: Sequence[Altered]) -> None:
    """Remove, change, add and number the milestones, in a few statements for all tasks."""
    rows = Rows()
    for each in altered:
        _place(each, rows)
    write(rows)
    many_rows.add(REVISIONS, [row for each in altered for row in each.revisions])


def write(rows: Rows) -> None:
    """Write the rows; those that change places leave them first.

    SQLite gives the ids of rows that are gone away again, and undoing wants them back: there the
    removed ones leave their places too, and go last.
    """
    ids_come_back = bool(rows.new) and db.session.get_bind().dialect.name == "sqlite"
    if not ids_come_back:
        many_rows.remove(MILESTONES, rows.removed)
    leaving = rows.moving + rows.removed if ids_come_back else rows.moving
    if leaving:
        aside = {"ordinal": MILESTONES.c.ordinal + _AWAY, "is_pressing": False}
        chosen = update(MILESTONES).where(among(MILESTONES.c.id, leaving))
        db.session.connection().execute(chosen.values(aside))
    many_rows.change(MILESTONES, rows.changed)
    many_rows.add(MILESTONES, rows.new)
    if ids_come_back:
        many_rows.remove(MILESTONES, rows.removed)


def _place(altered: Altered, rows: Rows) -> None:
    """Give the milestones of one task their places, and gather what has to be written."""
    chosen = pressing(altered.facts)
    rows.removed += [milestone.id for milestone in altered.removed]
    for ordinal, each in enumerate(altered.in_order, 1):
        is_chosen = chosen is not None and chosen.ordinal == ordinal
        if isinstance(each, Present):
            leaves = each.leaves(ordinal, is_pressing=is_chosen)
            if leaves:
                rows.moving.append(each.milestone.id)
            if leaves or each.differs():
                rows.changed.append(each.row(ordinal, is_pressing=is_chosen))
        else:
            place = {"ordinal": ordinal, "is_pressing": is_chosen}
            rows.new.append(columns(each) | _of(altered.task) | place)


def columns(wanted: MilestoneSeed) -> dict[str, Any]:
    """The columns of a new milestone, without its task and its place."""
    return {
        "label": wanted.label,
        "label_en": wanted.label_en,
        "year": wanted.year,
        "is_fixed": wanted.is_fixed,
        "waiting_for": wanted.waiting_for,
        "due_date": wanted.due,
        "original_due_date": wanted.due,
    }


def facts_of(wanted: MilestoneSeed, ordinal: int) -> MilestoneFacts:
    """What the rules need to know of a milestone that is to come in this place."""
    return MilestoneFacts(
        MilestoneState.NOT_STARTED, wanted.due, None, None, wanted.waiting_for, ordinal
    )


def _of(task: Task) -> dict[str, Any]:
    return {"task_id": task.id, "plan_id": task.plan_id}


def _change(
    task: Task,
    kept: Present,
    step: MilestoneStep,
    record: AppendixImport,
    act: Act,
    *,
    is_used: bool,
) -> dict[str, Any] | None:
    """Take the step's words and, where they count, its dates; gives the revision, if it is one."""
    wanted, milestone, values = step.wanted, kept.milestone, kept.values
    if wanted is None:
        return None
    version = milestone.version
    if milestone.label != wanted.label:
        version += 1
        values |= {"label": wanted.label, "label_en": wanted.label_en, "version": version}
    if not step.takes_dates:
        return None
    values |= {"year": wanted.year, "waiting_for": wanted.waiting_for}
    if milestone.due_date == wanted.due:
        return None
    values["version"] = version + 1
    return _move(task, kept, wanted, record, act, is_used=is_used)


def _move(
    task: Task,
    kept: Present,
    wanted: MilestoneSeed,
    record: AppendixImport,
    act: Act,
    *,
    is_used: bool,
) -> dict[str, Any] | None:
    """A date that nobody could rely on is corrected; another one is a new revision.

    So is one of which reminders may have been told: the new date has to be told anew.
    """
    milestone, values = kept.milestone, kept.values
    is_corrected = task.text_status is TextStatus.DRAFT or task.armed_at is None
    values["due_date"] = wanted.due
    if is_corrected or milestone.original_due_date is None:
        values["original_due_date"] = wanted.due
    if is_corrected and not is_used:
        return None
    values["deadline_revision"] = milestone.deadline_revision + 1
    return {
        "milestone_id": milestone.id,
        "revision": milestone.deadline_revision + 1,
        "previous_due_date": milestone.due_date,
        "due_date": wanted.due,
        "reason": BY_APPENDIX,
        "document": record.document_number or None,
        "document_date": record.document_date,
        "decided_by_id": act.actor.user_id or None,
        "decided_at": act.now,
    }
