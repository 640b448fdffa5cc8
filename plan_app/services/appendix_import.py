"""An appendix on its way into the plan: kept, read otherwise, confirmed, thrown away.

The file is read outside the transaction and handed in as it was read.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import undefer

from plan_app.domain import appendix_comparison, appendix_records
from plan_app.domain.appendix import Appendix, Corrections
from plan_app.domain.appendix_outcome import Comparison, Standing
from plan_app.errors import N_, NotFound, RuleBroken, StaleEdit
from plan_app.extensions import db
from plan_app.models import AppendixImport, ImportSource, Plan
from plan_app.queries.compared_plan import get_compared_plan
from plan_app.services import appendix_writing, changes, journal, plan_texts
from plan_app.services.acts import Act
from plan_app.services.appendix_writing import Written

LONGEST_NAME: Final = 200


class AlreadyApplied(RuleBroken):
    """The file was confirmed already."""

    def __init__(self) -> None:
        super().__init__(N_("Tệp này đã được nhập vào Kế hoạch."))


class SourceMissing(RuleBroken):
    """Nobody has said what the file is."""

    def __init__(self) -> None:
        super().__init__(N_("Đề nghị chọn tệp là gì."), field="source")


class StillInError(RuleBroken):
    """At least one row cannot be written, so none is."""

    def __init__(self) -> None:
        super().__init__(
            N_("Tệp còn nội dung chưa nhập được; chưa ghi thay đổi nào. Đề nghị xem các dòng lỗi.")
        )


class NothingToWrite(RuleBroken):
    """The plan says all this already."""

    def __init__(self) -> None:
        super().__init__(N_("Tệp không có nội dung nào khác với Kế hoạch."))


class PlanChanged(StaleEdit):
    """What would be written is no longer what the person has seen."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "Kế hoạch hoặc cách đọc tệp đã thay đổi kể từ khi Ông/Bà mở trang này; chưa ghi "
                "thay đổi nào. Đề nghị xem lại bản so sánh mới rồi xác nhận."
            )
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """How a person wants the file read, and what it is.

    `choices` are for the names that are no known agency (`domain.appendix_choices`). The three
    facts of the document count only for `ImportSource.DOCUMENT`.
    """

    corrections: Corrections
    choices: Mapping[str, str]
    source: ImportSource | None = None
    title: str = ""
    number: str = ""
    day: date | None = None


def keep(plan: Plan, content: bytes, appendix: Appendix, act: Act) -> AppendixImport:
    """Keep a file that was read; nothing of it is in the plan. Earlier ones that wait go."""
    changes.check_may_edit(act)
    db.session.execute(
        delete(AppendixImport).where(
            AppendixImport.plan_id == plan.id,
            AppendixImport.applied_at.is_(None),
            AppendixImport.uploaded_by_id == (act.actor.user_id or None),
        )
    )
    record = AppendixImport(
        plan_id=plan.id,
        name=appendix.file[-LONGEST_NAME:],
        digest=hashlib.sha256(content).hexdigest(),
        content=content,
        reading=appendix_records.write(appendix),
        uploaded_by_id=act.actor.user_id or None,
        uploaded_at=act.now,
    )
    db.session.add(record)
    db.session.flush()
    return record


def read_otherwise(record: AppendixImport, appendix: Appendix, reading: Reading, act: Act) -> None:
    """Keep how the file is to be read, and what was read so."""
    changes.check_may_edit(act)
    _check_waits(record)
    record.reading = appendix_records.write(appendix)
    record.corrections = appendix_records.write_corrections(reading.corrections)
    record.choices = dict(reading.choices)
    record.source = reading.source
    _name_document(record, reading)
    record.version += 1
    db.session.flush()


def discard(record: AppendixImport, act: Act) -> None:
    """Throw away a file that was not confirmed."""
    changes.check_may_edit(act)
    _check_waits(record)
    db.session.delete(record)
    db.session.flush()


def forget_waiting(*, before: datetime) -> int:
    """Delete the files sent before that instant that nobody has confirmed; how many."""
    gone = db.session.scalars(
        delete(AppendixImport)
        .where(AppendixImport.applied_at.is_(None), AppendixImport.uploaded_at < before)
        .returning(AppendixImport.id)
    ).all()
    return len(gone)


def lock(import_id: int, *, plan_id: int) -> AppendixImport:
    """The file with what was read, held together with its plan; raises NotFound."""
    plan_texts.hold(plan_id)
    record = db.session.scalar(
        select(AppendixImport)
        .where(AppendixImport.id == import_id, AppendixImport.plan_id == plan_id)
        .options(undefer(AppendixImport.reading), undefer(AppendixImport.before))
        .with_for_update(of=AppendixImport)
        .execution_options(populate_existing=True)
    )
    if record is None:
        raise NotFound
    return record


def appendix_of(record: AppendixImport) -> Appendix:
    """What was read from the file."""
    return appendix_records.read(record.reading)


def corrections_of(record: AppendixImport) -> Corrections:
    """How the columns of the file are read where a person has said so."""
    return appendix_records.read_corrections(record.corrections)


def compare(record: AppendixImport, *, today: date) -> Comparison:
    """The file beside the plan as it is now; nothing is written."""
    return appendix_comparison.compare(
        appendix_of(record),
        get_compared_plan(record.plan_id, today=today),
        record.choices,
        is_decided=record.is_decided,
    )


def apply(record: AppendixImport, seen: str, act: Act) -> Written:
    """Write the whole file or nothing; `record` is held, `seen` names the comparison shown.

    Raises AlreadyApplied, SourceMissing, PlanChanged, StillInError and NothingToWrite. Nobody is
    reminded of what is new or late before a coordinator has confirmed whom it would go to.
    """
    changes.check_may_edit(act)
    _check_waits(record)
    if record.source is None:
        raise SourceMissing
    appendix = appendix_of(record)
    facts = get_compared_plan(record.plan_id, today=act.today)
    comparison = appendix_comparison.compare(
        appendix, facts, record.choices, is_decided=record.is_decided
    )
    if comparison.digest != seen:
        raise PlanChanged
    if not comparison.can_be_written:
        raise StillInError
    written = appendix_writing.write(comparison, appendix, record, facts, act)
    if written.is_empty:
        raise NothingToWrite
    _close(record, comparison, written, act)
    return written


def _close(record: AppendixImport, comparison: Comparison, written: Written, act: Act) -> None:
    record.applied_at, record.applied_by_id = act.now, act.actor.user_id or None
    record.content = None
    record.before = written.before
    record.outcome = {each.value: comparison.count(each) for each in Standing} | {
        "unarmed": written.unarmed,
        "kept": sum(len(row.kept) for row in comparison.rows),
        "agencies": len(written.agencies),
    }
    said = journal.Entry(
        "appendix_imported",
        subject=("appendix_import", record.id),
        data={
            "new": len(written.created),
            "changed": comparison.count(Standing.CHANGED),
            "numbers": [each.number for each in comparison.rows if each.standing is Standing.NEW],
        },
        text="\n".join(filter(None, (record.name, record.document_title, record.document_number))),
    )
    journal.record_all(
        [said, *written.entries],
        now=act.now,
        actor_id=act.actor.user_id,
        plan_id=record.plan_id,
    )


def _check_waits(record: AppendixImport) -> None:
    if record.applied_at is not None:
        raise AlreadyApplied


def _name_document(record: AppendixImport, reading: Reading) -> None:
    """The document that the texts are taken from, by its title, number and day."""
    record.document_title, record.document_number, record.document_date = "", "", None
    if reading.source is ImportSource.DECISION:
        plan = record.plan
        record.document_title = plan.title
        record.document_number, record.document_date = plan.decision_number, plan.decision_date
    elif reading.source is ImportSource.DOCUMENT:
        record.document_title = reading.title
        record.document_number, record.document_date = reading.number, reading.day
