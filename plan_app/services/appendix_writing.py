"""Writing what the comparison of an appendix has found into the plan, many tasks at once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from plan_app.domain import appendix_choices, deadlines
from plan_app.domain.appendix import Appendix
from plan_app.domain.appendix_outcome import ComparedRow, Comparison, Standing
from plan_app.domain.appendix_plan import PlanFacts
from plan_app.domain.deadlines import MilestoneFacts
from plan_app.extensions import db
from plan_app.models import Agency, AppendixImport, Plan, SolutionGroup, Task, TextStatus
from plan_app.models.milestone import BY_APPENDIX
from plan_app.queries.ids import among
from plan_app.queries.present_milestones import PresentMilestone, list_present
from plan_app.services import (
    agencies,
    appendix_snapshots,
    extension_ends,
    groups,
    imported_milestones,
    imported_tasks,
    journal,
    search_texts,
)
from plan_app.services.acts import Act
from plan_app.services.agencies import AgencyFacts
from plan_app.services.appendix_snapshots import Snapshot
from plan_app.services.groups import GroupTexts

# The column of a task for each field that is compared.
COLUMNS: Final[Mapping[str, str]] = {
    "group": "group",
    "title": "title",
    "description": "description",
    "deliverable": "deliverable",
    "lead": "lead_agency",
    "responsible": "responsible_agency",
    "coordinating": "coordinating_agencies",
    "coordinating_as_worded": "coordinating_as_worded",
    "time": "time_as_worded",
}
# What a row may leave open, and the search text of a new task is made of.
_TEXTS: Final = ("title_en", "description", "deliverable", "coordinating_as_worded",
                 "time_as_worded")  # fmt: skip


@dataclass(slots=True)
class Written:
    """What was written: `created` are ids, `before` is what undoing needs, `unarmed` how many
    existing tasks wait for a confirmed preview before anybody is reminded of them again."""

    created: list[int] = field(default_factory=list)
    snapshots: list[Snapshot] = field(default_factory=list)
    agencies: list[Agency] = field(default_factory=list)
    groups_added: list[SolutionGroup] = field(default_factory=list)
    groups_before: list[dict[str, object]] = field(default_factory=list)
    entries: list[journal.Entry] = field(default_factory=list)
    unarmed: int = 0
    # The requests for more time that another date has ended.
    requests: list[dict[str, Any]] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether the file says nothing that is not there already."""
        return not (self.created or self.snapshots or self.groups_added or self.groups_before)

    @property
    def before(self) -> dict[str, object]:
        """The same as plain data."""
        return {
            "tasks": self.snapshots,
            "created": self.created,
            "agencies": [agency.id for agency in self.agencies],
            "groups_added": [group.id for group in self.groups_added],
            "groups": self.groups_before,
            "requests": self.requests,
        }


def write(
    comparison: Comparison, appendix: Appendix, record: AppendixImport, facts: PlanFacts, act: Act
) -> Written:
    """Take every row over; the plan is held. The caller has seen that no row is in error."""
    written = Written()
    plan = record.plan
    by_code = _agencies(comparison, appendix, written, act)
    by_ordinal = _groups(comparison, plan, written, act)
    taking = _Taking(record, by_code, by_ordinal, facts, act, written)
    present, milestones = list_tasks(plan), list_present(plan.id)
    with db.session.no_autoflush:
        for row in comparison.rows:
            if row.standing is Standing.NEW:
                taking.create(row)
            elif row.standing in {Standing.CHANGED, Standing.UNCHANGED} and row.task:
                taking.take(row, present[row.task.id], milestones[row.task.id])
    taking.settle()
    return written


def list_tasks(plan: Plan, ids: Collection[int] | None = None) -> dict[int, Task]:
    """The tasks of the plan, or these of it, by id, held until the transaction ends."""
    # Agencies and documents are few: joined to every task they would be read as often.
    wanted = (
        select(Task)
        .where(Task.plan_id == plan.id)
        .options(
            selectinload(Task.coordinating_agencies),
            selectinload(Task.lead_agency),
            selectinload(Task.responsible_agency),
            selectinload(Task.text_import),
        )
        .order_by(Task.id)
        .with_for_update(of=Task)
        .execution_options(populate_existing=True)
    )
    if ids is not None:
        wanted = wanted.where(among(Task.id, ids))
    return {task.id: task for task in db.session.scalars(wanted)}


def _agencies(
    comparison: Comparison, appendix: Appendix, written: Written, act: Act
) -> dict[str, Agency]:
    """Every agency by code, those to create by the sign and the key of their wording."""
    found = {agency.code: agency for agency in db.session.scalars(select(Agency))}
    wanted = set(_codes(comparison.rows))
    for unknown in appendix_choices.unknown_of(appendix):
        code = appendix_choices.CREATE + unknown.key
        if code in wanted:
            found[code] = agencies.create(AgencyFacts(name=unknown.name.worded), act=act)
            written.agencies.append(found[code])
    return found


def _codes(rows: Sequence[ComparedRow]) -> list[str]:
    found = []
    for row in rows:
        lead, coordinating = row.values.get("lead"), row.values.get("coordinating", ())
        found += [lead] if isinstance(lead, str) else []
        found += list(coordinating) if isinstance(coordinating, tuple) else []
    return found


def _groups(
    comparison: Comparison, plan: Plan, written: Written, act: Act
) -> dict[int, SolutionGroup]:
    for change in comparison.groups:
        if not change.old:
            texts = GroupTexts(ordinal=change.ordinal, title=change.new, title_en="")
            written.groups_added.append(groups.add(plan, texts, act))
            continue
        group = groups.get_of(plan, change.ordinal)
        written.groups_before.append(
            {"id": group.id, "title": group.title, "title_en": group.title_en, "new": change.new}
        )
        # The English title was that of the words before.
        groups.edit(plan, group, GroupTexts(ordinal=change.ordinal, title=change.new, title_en=""),
                    act)  # fmt: skip
    found = db.session.scalars(select(SolutionGroup).where(SolutionGroup.plan_id == plan.id))
    return {group.ordinal: group for group in found}


class _Taking:
    """Writes single rows, and settles the milestones of all of them together."""

    def __init__(
        self,
        record: AppendixImport,
        by_code: Mapping[str, Agency],
        by_ordinal: Mapping[int, SolutionGroup],
        facts: PlanFacts,
        act: Act,
        written: Written,
    ) -> None:
        self._record = record
        self._by_code = by_code
        self._by_ordinal = by_ordinal
        self._facts = facts
        self._act = act
        self._written = written
        self._altered: list[imported_milestones.Altered] = []
        self._new: list[imported_tasks.New] = []
        self._marks = self._marks_of(record)

    def create(self, row: ComparedRow) -> None:
        """A task nobody is reminded of: no coordinator has armed it yet."""
        values: dict[str, Any] = {**dict.fromkeys(_TEXTS, ""), **self._columns(row)}
        lead, coordinating = values["lead_agency"], values.get("coordinating_agencies", [])
        responsible = self._by_code[self._following(row, lead)]
        agencies_of = [lead, responsible, *coordinating]
        said = (str(row.number), values["title"], "", values["deliverable"])
        columns = {
            "number": row.number,
            "group_id": values["group"].id,
            "lead_agency_id": lead.id,
            "responsible_agency_id": responsible.id,
            "search_text": search_texts.of_words(
                said, agencies_of, values["coordinating_as_worded"]
            ),
        }
        texts = {name: values[name] for name in ("title", *_TEXTS)}
        self._new.append(
            imported_tasks.New(
                columns=columns | texts | self._marks,
                coordinating=[each.id for each in coordinating],
                milestones=[each.wanted for each in row.steps or () if each.wanted],
            )
        )

    def _following(self, row: ComparedRow, lead: Agency) -> str:
        """Who answers today; an agency that is only being made answers itself."""
        code = str(row.values["lead"])
        return self._facts.of_today(code) if code == lead.code else code

    def take(self, row: ComparedRow, task: Task, milestones: Sequence[PresentMilestone]) -> None:
        """What the row says otherwise; number, owner, progress and moved dates stay."""
        is_marked = self._record.is_decided and not self._is_marked(task)
        if row.standing is Standing.UNCHANGED and not is_marked:
            return
        snapshot = appendix_snapshots.take(task, milestones if row.steps is not None else None)
        was_draft = task.text_status is TextStatus.DRAFT
        columns = self._columns(row)
        if "title" in columns:
            # The English title was that of the words before.
            columns["title_en"] = ""
        for name, value in columns.items():
            setattr(task, name, value)
        altered = imported_milestones.take(task, milestones, row, self._record, self._act)
        if altered is not None:
            self._altered.append(altered)
            snapshot["revised"] = altered.revised
        if is_marked:
            self._mark(task)
        if was_draft or altered is not None:
            facts = altered.facts if altered else [each.facts for each in milestones]
            self._unarm_if_late(task, facts)
        if columns:
            task.search_text = search_texts.of_task(task)
        task.version += 1
        appendix_snapshots.note_after(snapshot, task)
        self._written.snapshots.append(snapshot)
        self._written.entries.append(self._entry(row, task))

    def settle(self) -> None:
        """Write everything, with the milestones in their places and one a task pressing."""
        db.session.flush()
        imported_milestones.settle(self._altered)
        self._overtake()
        self._written.created = imported_tasks.insert_all(self._record.plan_id, self._new)

    def _overtake(self) -> None:
        """Another date ends a request for more time, as it does on the page of the milestone."""
        dues = {id_: due for each in self._altered for id_, due in each.moved.items()}
        if dues:
            document = self._record.document_number
            because = "\n".join(filter(None, (BY_APPENDIX, document)))
            self._written.requests = extension_ends.overtake_all(dues, self._act, because=because)

    def _columns(self, row: ComparedRow) -> dict[str, object]:
        return {COLUMNS[name]: self._value(name, value) for name, value in row.values.items()}

    def _value(self, name: str, value: object) -> object:
        if name == "group" and isinstance(value, int):
            return self._by_ordinal[value]
        if name in {"lead", "responsible"}:
            return self._by_code[str(value)]
        if isinstance(value, tuple):
            chosen = [self._by_code[code] for code in value]
            return sorted(chosen, key=lambda agency: (agency.official_order, agency.id))
        return value

    def _is_marked(self, task: Task) -> bool:
        """Whether the text stands already as that of this document."""
        before, now = task.text_import, self._record
        return (
            task.text_status is TextStatus.CHECKED
            and before is not None
            and (before.source, before.document_number, before.document_date)
            == (now.source, now.document_number, now.document_date)
        )

    def _mark(self, task: Task) -> None:
        for name, value in self._marks.items():
            setattr(task, name, value)

    def _marks_of(self, record: AppendixImport) -> dict[str, Any]:
        """What says where a text comes from; without a document new texts are drafts."""
        if not record.is_decided:
            return {"text_status": TextStatus.DRAFT}
        return {
            "text_status": TextStatus.CHECKED,
            "text_checked_by_id": self._act.actor.user_id or None,
            "text_checked_at": self._act.now,
            "text_import_id": record.id,
        }

    def _unarm_if_late(self, task: Task, facts: Sequence[MilestoneFacts]) -> None:
        """Rule 10: what comes in late is told to nobody before a coordinator has seen to whom."""
        is_late = any(deadlines.is_overdue(each, self._act.today) for each in facts)
        if is_late and task.armed_at is not None:
            task.armed_at = None
            self._written.unarmed += 1

    def _entry(self, row: ComparedRow, task: Task) -> journal.Entry:
        changed = [each for each in row.differences if each.kept is None]
        fields = [COLUMNS.get(each.field, each.field) for each in changed]
        lines = [
            f"{name}: {_worded(each.old)} → {_worded(each.new)}"
            for name, each in zip(fields, changed, strict=True)
        ]
        data = {"import": self._record.id, "fields": list(dict.fromkeys(fields))}
        return journal.Entry("task_imported", task.id, data=data, text="\n".join(lines))


def _worded(text: str) -> str:
    return " ".join(text.split()) or "–"
