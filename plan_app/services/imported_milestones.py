"""The milestones of tasks that an appendix words otherwise, of many tasks at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, cast

from sqlalchemy import Table, bindparam, delete, insert, update

from plan_app.domain.appendix_outcome import ComparedRow, MilestoneStep
from plan_app.domain.deadlines import MilestoneFacts, pressing
from plan_app.domain.seed_plan import MilestoneSeed
from plan_app.domain.statuses import MilestoneState
from plan_app.extensions import db
from plan_app.models import AppendixImport, DeadlineRevision, Milestone, Task, TextStatus
from plan_app.models.milestone import BY_APPENDIX
from plan_app.services.acts import Act
from plan_app.services.appendix_snapshots import AWAY

# What an import may write of a milestone that is there.
_WRITTEN: Final = (
    "ordinal", "is_pressing", "label", "label_en", "year", "waiting_for", "due_date",
    "original_due_date", "deadline_revision", "version",
)  # fmt: skip


@dataclass(slots=True)
class Present:
    """A milestone that stays, and the columns that it has otherwise from now on."""

    milestone: Milestone
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

    def row(self, ordinal: int, *, is_pressing: bool) -> dict[str, Any]:
        """All columns as they shall be, whichever of them differ: one statement fits all rows."""
        after = self.values | {"ordinal": ordinal, "is_pressing": is_pressing}
        return {name: after[name] if name in after else getattr(self.milestone, name)
                for name in _WRITTEN}  # fmt: skip

    def differs(self, row: dict[str, Any]) -> bool:
        """Whether that is not how it is."""
        return any(getattr(self.milestone, name) != value for name, value in row.items())

    def leaves(self, row: dict[str, Any]) -> bool:
        """Whether its number or its mark changes, both unique within the task."""
        place = self.milestone.ordinal, self.milestone.is_pressing
        return place != (row["ordinal"], row["is_pressing"])


@dataclass(slots=True)
class Altered:
    """A task whose milestones change: those that stay and those to come, in their new order.

    `revised` are the ids of those with a new date that reminders have to tell anew, `revisions`
    the rows that say so.
    """

    task: Task
    in_order: list[Present | MilestoneSeed] = field(default_factory=list)
    removed: list[Milestone] = field(default_factory=list)
    revised: list[int] = field(default_factory=list)
    revisions: list[dict[str, Any]] = field(default_factory=list)

    @property
    def facts(self) -> list[MilestoneFacts]:
        """What the rules need to know of them, each with its place."""
        return [
            each.facts(n) if isinstance(each, Present) else facts_of(each, n)
            for n, each in enumerate(self.in_order, 1)
        ]


@dataclass(slots=True)
class _Rows:
    """The rows of all tasks: to insert, to change by id, and the tasks whose places change."""

    new: list[dict[str, Any]] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)
    moving: list[int] = field(default_factory=list)


def take(task: Task, row: ComparedRow, record: AppendixImport, act: Act) -> Altered | None:
    """Tell what the row's steps ask for; None when the milestones stay as they are.

    Nothing is written; `settle` does it for the milestones of all tasks.
    """
    if row.steps is None:
        return None
    altered = Altered(task)
    present = {each.id: each for each in task.milestones}
    used = {each.id for each in row.task.milestones if each.is_used} if row.task else set()
    for step in row.steps:
        milestone = present.get(step.id or 0)
        if milestone is None:
            altered.in_order += [step.wanted] if step.wanted else []
        elif step.wanted is None and not step.stays:
            altered.removed.append(milestone)
        else:
            kept = Present(milestone)
            revision = _change(kept, step, record, act, is_used=milestone.id in used)
            if revision is not None:
                altered.revised.append(milestone.id)
                altered.revisions.append(revision)
            altered.in_order.append(kept)
    return altered


def settle(altered: Sequence[Altered]) -> None:
    """Change, remove, add and number the milestones, in a few statements for all tasks.

    Numbers and the mark of the pressing one are unique within the task and checked row by row:
    all leave their places first.
    """
    db.session.flush()
    if not altered:
        return
    rows = _Rows()
    for each in altered:
        _place(each, rows)
    aside = {"ordinal": Milestone.ordinal + AWAY, "is_pressing": False}
    moving = Milestone.task_id.in_(rows.moving)
    db.session.execute(_silently(update(Milestone).where(moving).values(aside)))
    _change_all(rows.changed)
    insert_all(rows.new)
    revisions = [row for each in altered for row in each.revisions]
    if revisions:
        db.session.execute(insert(DeadlineRevision), revisions)
    # Last: SQLite gives the ids of rows that are gone away again, and undoing wants them back.
    gone = [milestone.id for each in altered for milestone in each.removed]
    db.session.execute(_silently(delete(Milestone).where(Milestone.id.in_(gone))))
    for each in altered:
        for milestone in each.task.milestones:
            db.session.expunge(milestone)
        db.session.expire(each.task, ["milestones"])


def _place(altered: Altered, rows: _Rows) -> None:
    """Give the milestones of one task their places, and gather what has to be written."""
    chosen = pressing(altered.facts)
    is_moving = bool(altered.removed)
    changed = []
    for ordinal, each in enumerate(altered.in_order, 1):
        is_chosen = chosen is not None and chosen.ordinal == ordinal
        if isinstance(each, Present):
            row = each.row(ordinal, is_pressing=is_chosen)
            is_moving = is_moving or each.leaves(row)
            changed.append((each, row))
        else:
            place = {"ordinal": ordinal, "is_pressing": is_chosen}
            rows.new.append(columns(each) | _of(altered.task) | place)
    if is_moving:
        rows.moving.append(altered.task.id)
    rows.changed += [
        {"its_id": each.milestone.id, **row}
        for each, row in changed
        if is_moving or each.differs(row)
    ]


def _change_all(rows: Sequence[dict[str, Any]]) -> None:
    if not rows:
        return
    table = cast("Table", Milestone.__table__)
    statement = (
        update(table)
        .where(table.c.id == bindparam("its_id"))
        .values({name: bindparam(name) for name in _WRITTEN})
    )
    db.session.connection().execute(statement, list(rows))


def insert_all(rows: Sequence[dict[str, Any]]) -> None:
    """New milestones, each with its columns, its task, its place and its mark."""
    if rows:
        db.session.execute(insert(Milestone), rows)


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


def _silently(statement: Any) -> Any:  # noqa: ANN401 (an update or a delete)
    """The rows that the session holds are read anew afterwards."""
    return statement.execution_options(synchronize_session=False)


def _change(
    kept: Present, step: MilestoneStep, record: AppendixImport, act: Act, *, is_used: bool
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
    return _move(kept, wanted, record, act, is_used=is_used)


def _move(
    kept: Present, wanted: MilestoneSeed, record: AppendixImport, act: Act, *, is_used: bool
) -> dict[str, Any] | None:
    """A date that nobody could rely on is corrected; another one is a new revision.

    So is one of which reminders may have been told: the new date has to be told anew.
    """
    milestone, values = kept.milestone, kept.values
    task = milestone.task
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
