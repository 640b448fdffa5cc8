"""Undoing an import: the plan exactly as it was before, as long as nobody has built on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy import String, cast, delete, null, or_, select, update

from plan_app.errors import N_, RuleBroken
from plan_app.extensions import db
from plan_app.models import (
    Agency,
    AppendixImport,
    LedgerRow,
    Milestone,
    Plan,
    SolutionGroup,
    Task,
    task_coordination,
)
from plan_app.queries.ids import among
from plan_app.services import (
    agencies,
    appendix_snapshots,
    appendix_writing,
    changes,
    extension_ends,
    groups,
    history,
    imported_milestones,
    imported_tasks,
    journal,
    many_rows,
    restored_milestones,
)
from plan_app.services.acts import Act
from plan_app.services.groups import GroupTexts

PERIOD: Final = timedelta(days=1)


class NotUndoable(RuleBroken):
    """There is nothing to undo."""

    def __init__(self) -> None:
        super().__init__(N_("Không có lần nhập nào có thể hoàn tác."))


class TooLate(RuleBroken):
    """A day has passed."""

    def __init__(self) -> None:
        super().__init__(N_("Chỉ hoàn tác được trong một ngày kể từ khi nhập."))


class BuiltUpon(RuleBroken):
    """Somebody has changed what the import had written; `conflicts` says what."""

    def __init__(self, conflicts: "Conflicts") -> None:
        super().__init__(
            N_(
                "Không hoàn tác được vì sau khi nhập đã có nội dung được cập nhật; "
                "chưa ghi thay đổi nào."
            )
        )
        self.conflicts = conflicts


@dataclass(frozen=True, slots=True)
class Conflicts:
    """What was changed since: numbers of tasks, and titles of groups."""

    tasks: Sequence[int] = ()
    groups: Sequence[str] = ()

    def __bool__(self) -> bool:
        return bool(self.tasks or self.groups)


def undo(record: AppendixImport, act: Act) -> int:
    """Put everything back or nothing; `record` is held. Returns how many tasks.

    Raises NotUndoable, TooLate and BuiltUpon. Agencies that the import made stay where they are
    in use by now.
    """
    changes.check_may_edit(act)
    if record.applied_at is None or record.undone_at is not None or record.before is None:
        raise NotUndoable
    if act.now - record.applied_at > PERIOD:
        raise TooLate
    found = list_conflicts(record)
    if found:
        raise BuiltUpon(found)
    before = record.before
    _put_groups_back(record.plan, before, act)
    _put_tasks_back(record.plan, before["tasks"])
    _remove(before, act)
    extension_ends.resume(before.get("requests", ()), act)
    record.undone_at, record.undone_by_id = act.now, act.actor.user_id or None
    record.before = None
    _record(record, before, act)
    return len(before["tasks"]) + len(before["created"])


def forget_finished(*, now: datetime) -> int:
    """Empty the imports that nobody can undo any more of what was read and what was before.

    They stay, with their outcome, because texts point at the documents they come from. Returns
    how many were emptied.
    """
    is_final = or_(AppendixImport.undone_at.is_not(None), AppendixImport.applied_at < now - PERIOD)
    is_full = or_(
        AppendixImport.before.is_not(None),
        AppendixImport.content.is_not(None),
        cast(AppendixImport.reading, String) != "{}",
    )
    emptied = db.session.scalars(
        update(AppendixImport)
        .where(is_final, is_full)
        .values(reading={}, before=null(), content=None)
        .returning(AppendixImport.id)
        .execution_options(synchronize_session=False)
    ).all()
    return len(emptied)


def list_conflicts(record: AppendixImport) -> Conflicts:
    """What somebody has changed since the import, in four queries."""
    before: Mapping[str, Any] = record.before or {"tasks": [], "created": []}
    snapshots = {each["id"]: each for each in before["tasks"]}
    created = set(before["created"])
    rows = db.session.execute(
        select(Task.id, Task.number, Task.version, Task.group_id, Milestone.id)
        .outerjoin(Milestone, Milestone.task_id == Task.id)
        .where(Task.plan_id == record.plan_id)
    )
    present = [_Present(*row) for row in rows]
    versions = {each.task_id: each.version for each in present}
    changed = {id_ for id_, each in snapshots.items() if versions.get(id_) != each["version"]}
    changed |= {id_ for id_ in created if versions.get(id_) != 1}
    changed |= history.list_referred_to(Task.metadata.tables["task"], created)
    changed |= _with_used_milestones(present, snapshots, created)
    numbers = {each.task_id: each.number for each in present}
    return Conflicts(
        tasks=sorted(numbers.get(id_, 0) for id_ in changed),
        groups=_changed_groups(record.plan_id, before, present),
    )


class _Present(NamedTuple):
    """A milestone that is there now, with its task."""

    task_id: int
    number: int
    version: int
    group_id: int
    milestone_id: int | None


def _with_used_milestones(
    present: Sequence[_Present], snapshots: Mapping[int, Any], created: set[int]
) -> set[int]:
    """The tasks whose new milestones, or new dates, something points at: a report, a reminder."""
    task_of = {each.milestone_id: each.task_id for each in present if each.milestone_id}
    before = {id_: appendix_snapshots.milestones_of(each) for id_, each in snapshots.items()}
    added = {
        id_
        for id_, task_id in task_of.items()
        if task_id in created or ((known := before.get(task_id)) is not None and id_ not in known)
    }
    revised = [id_ for each in snapshots.values() for id_ in each.get("revised", ())]
    told = (
        select(LedgerRow.milestone_id)
        .join(Milestone, Milestone.id == LedgerRow.milestone_id)
        .where(
            among(LedgerRow.milestone_id, revised),
            LedgerRow.deadline_revision == Milestone.deadline_revision,
        )
    )
    used = history.list_referred_to(Milestone.metadata.tables["milestone"], added, told)
    return {task_of[id_] for id_ in used}


def _changed_groups(
    plan_id: int, before: Mapping[str, Any], present: Sequence[_Present]
) -> list[str]:
    edited = {each["id"]: each["new"] for each in before.get("groups", ())}
    added = set(before.get("groups_added", ()))
    if not edited and not added:
        return []
    found = {
        group.id: group.title
        for group in db.session.scalars(
            select(SolutionGroup).where(SolutionGroup.plan_id == plan_id)
        )
    }
    ours = {*before["created"], *(each["id"] for each in before["tasks"])}
    changed = [id_ for id_, title in edited.items() if found.get(id_) != title]
    changed += [
        each.group_id for each in present if each.group_id in added and each.task_id not in ours
    ]
    return [found.get(id_, "") for id_ in dict.fromkeys(changed)]


def _put_groups_back(plan: Plan, before: Mapping[str, Any], act: Act) -> None:
    for each in before["groups"]:
        group = db.session.get_one(SolutionGroup, each["id"])
        texts = GroupTexts(ordinal=group.ordinal, title=each["title"], title_en=each["title_en"])
        groups.edit(plan, group, texts, act)


def _put_tasks_back(plan: Plan, snapshots: list[dict[str, Any]]) -> None:
    tasks = appendix_writing.list_tasks(plan, [each["id"] for each in snapshots])
    by_id = {agency.id: agency for agency in db.session.scalars(select(Agency))}
    by_group = {group.id: group for group in db.session.scalars(select(SolutionGroup))}
    with db.session.no_autoflush:
        for each in snapshots:
            appendix_snapshots.put_back(tasks[each["id"]], each, by_id, by_group)
    db.session.flush()
    restored_milestones.put_back(plan.id, snapshots)


def _remove(before: Mapping[str, Any], act: Act) -> None:
    """Take away what the import had made: tasks, then groups, then agencies nobody uses."""
    connection, created = db.session.connection(), before["created"]
    for part in (task_coordination, imported_milestones.MILESTONES):
        connection.execute(delete(part).where(among(part.c.task_id, created)))
    many_rows.remove(imported_tasks.TASKS, created)
    for group_id in before["groups_added"]:
        groups.remove(db.session.get_one(SolutionGroup, group_id), act)
    unused = set(before["agencies"]) - history.list_referred_to(
        Agency.metadata.tables["agency"], before["agencies"]
    )
    for agency_id in sorted(unused):
        agencies.remove(agencies.hold(agency_id), act=act)


def _record(record: AppendixImport, before: Mapping[str, Any], act: Act) -> None:
    said = journal.Entry(
        "appendix_import_undone",
        subject=("appendix_import", record.id),
        data={"changed": len(before["tasks"]), "removed": len(before["created"])},
        text=record.name,
    )
    of_tasks = [
        journal.Entry("task_import_undone", each["id"], data={"import": record.id})
        for each in before["tasks"]
    ]
    journal.record_all(
        [said, *of_tasks], now=act.now, actor_id=act.actor.user_id, plan_id=record.plan_id
    )
