"""Appendices for tests: a valid one to start from, as a file and taken into a plan."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from plan_app.domain.appendix import PlanTerm
from plan_app.domain.appendix_outcome import Comparison, Standing
from plan_app.extensions import db
from plan_app.imports import appendix
from plan_app.models import (
    Agency,
    AppendixImport,
    DeadlineRevision,
    ImportSource,
    Milestone,
    Plan,
    SolutionGroup,
    Task,
    User,
    task_coordination,
)
from plan_app.queries.known_agencies import list_known_agencies
from plan_app.services import appendix_import, appendix_undo
from plan_app.services.appendix_import import Reading
from plan_app.services.transaction import transaction
from tests.acting import TODAY, act_of
from tests.conftest import NOW

HEAD = ("STT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian", "Sản phẩm")
GROUP = ("I", "Nhóm một", "", "", "", "")
FIRST = ("1", "Rà soát cơ chế, chính sách", "Sở Công Thương", "", "2027", "Báo cáo rà soát")


def csv(*rows: tuple[str, ...], head: tuple[str, ...] = HEAD) -> bytes:
    """The file of these rows, as an office saves it."""
    lines = [",".join(f'"{cell}"' for cell in row) for row in (head, *rows)]
    return "\n".join(lines).encode("utf-8-sig")


def row(*, number: int = 1, **cells: str) -> tuple[str, ...]:
    """The valid first row with other cells, by `title`, `lead`, `others`, `time`, `result`."""
    names = ("title", "lead", "others", "time", "result")
    return (str(number), *(cells.get(name, FIRST[place]) for place, name in enumerate(names, 1)))


def upload(plan: Plan, by: User, *rows: tuple[str, ...], content: bytes = b"") -> int:
    """Keep the file in the plan; gives its id."""
    content = content or csv(GROUP, *rows)
    found = appendix.read(
        "phu-luc.csv",
        content,
        known=list_known_agencies(),
        term=PlanTerm(plan.decision_date, plan.last_year),
    )
    act = act_of(by, plan)
    with transaction():
        return appendix_import.keep(plan, content, found, act).id


def decide(
    plan: Plan,
    by: User,
    import_id: int,
    source: ImportSource | None = ImportSource.DECISION,
    choices: Mapping[str, str] | None = None,
    **facts: Any,  # noqa: ANN401 (the document's)
) -> None:
    """Say what the file is, and what its unknown names mean."""
    act = act_of(by, plan)
    with transaction():
        record = appendix_import.lock(import_id, plan_id=plan.id)
        read = appendix_import.appendix_of(record)
        reading = Reading({}, choices or {}, source, **facts)
        appendix_import.read_otherwise(record, read, reading, act)


def compare(import_id: int) -> Comparison:
    """The file beside the plan as it is now."""
    db.session.expire_all()
    record = db.session.get_one(AppendixImport, import_id)
    return appendix_import.compare(record, today=TODAY)


def edits_of(plan: Plan, by: User, import_id: int) -> list[tuple[int, str, str, str]]:
    """What a table that was exported and edited says otherwise: number, field, old, new.

    For round trips: empty for a file that nobody has edited, one entry for each edited cell (and
    those that follow from it, such as another due date from another time). Rows that are new, in
    error or missing come as a field of that name.
    """
    decide(plan, by, import_id, ImportSource.EDIT)
    comparison = compare(import_id)
    assert comparison.groups == ()
    edits = []
    for each in comparison.rows:
        if each.standing in {Standing.NEW, Standing.ERROR, Standing.MISSING}:
            edits.append((each.number, each.standing.value, "", each.title))
        edits += [(each.number, one.field, one.old, one.new) for one in each.differences]
    return edits


def send(plan: Plan, by: User, name: str, content: bytes) -> int:
    """Read a file that was exported and keep it; gives its id. It is read without an error."""
    found = appendix.read(
        name,
        content,
        known=list_known_agencies(),
        term=PlanTerm(plan.decision_date, plan.last_year),
    )
    assert found.errors == ()
    act = act_of(by, plan)
    with transaction():
        return appendix_import.keep(plan, content, found, act).id


def apply(plan: Plan, by: User, import_id: int, *, seen: str = "") -> None:
    """Confirm the comparison as it is now."""
    seen = seen or compare(import_id).digest
    act = act_of(by, plan)
    with transaction():
        appendix_import.apply(appendix_import.lock(import_id, plan_id=plan.id), seen, act)


def take(
    plan: Plan, by: User, *rows: tuple[str, ...], source: ImportSource = ImportSource.DECISION
) -> int:
    """Upload, decide and confirm; gives the import's id."""
    import_id = upload(plan, by, *rows)
    decide(plan, by, import_id, source)
    apply(plan, by, import_id)
    return import_id


def undo(plan: Plan, by: User, import_id: int, *, now: datetime = NOW) -> int:
    """Take the import back; gives the number of tasks."""
    act = act_of(by, plan, now=now)
    with transaction():
        return appendix_undo.undo(appendix_import.lock(import_id, plan_id=plan.id), act)


def task_of(plan: Plan, number: int = 1) -> Task:
    """The task with this number, as the database has it now."""
    db.session.expire_all()
    return db.session.query(Task).filter_by(plan_id=plan.id, number=number).one()


# Counters of the optimistic lock go on whatever comes back.
COUNTERS = {"version"}


def everything() -> dict[str, list[dict[str, Any]]]:
    """All rows that an import writes, without their counters."""
    db.session.expire_all()
    models = (Task, Milestone, SolutionGroup, Agency, DeadlineRevision)
    names = [*(each.__tablename__ for each in models), task_coordination.name]
    found = {}
    for table in (db.metadata.tables[name] for name in names):
        rows = db.session.execute(select(table).order_by(*table.primary_key.columns)).mappings()
        found[table.name] = [
            {name: value for name, value in each.items() if name not in COUNTERS} for each in rows
        ]
    return found
