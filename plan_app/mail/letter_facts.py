"""What a mail about a letter entered on behalf says now."""

from collections.abc import Iterator

from plan_app.extensions import settings
from plan_app.mail.batch import Batch
from plan_app.mail.facts import DECISION_GONE, Dropped, LetterFacts, LetterLine, Reader
from plan_app.mail.outbox import Claimed
from plan_app.models import AgencyLetter, ProgressReport, TextStatus


def facts_of(batch: Batch, message: Claimed, reader: Reader) -> LetterFacts | Dropped:
    """What still holds of the reader's tasks, or why the mail is no longer sent."""
    letter = batch.letters.get(message.context.get("letter_id", 0))
    reports = list(_reports(letter, reader)) if letter else []
    if letter is None or not reports:
        return Dropped(DECISION_GONE)
    plan = batch.plans[letter.plan_id]
    return LetterFacts(
        kind=message.kind,
        reader=reader,
        support=batch.supports.get(plan.id),
        today=batch.today,
        plan_slug=plan.slug,
        letter_id=letter.id,
        reference=letter.reference,
        dated=letter.dated,
        object_by=letter.object_by,
        standing_agency=plan.standing_agency.name,
        lines=tuple(_line(report, english=reader.language == "en") for report in reports),
        is_draft=any(_is_draft(report) for report in reports),
    )


def _reports(letter: AgencyLetter, reader: Reader) -> Iterator[ProgressReport]:
    """Those of the reader's tasks that were neither taken back nor replaced, by number."""
    for report in sorted(letter.reports, key=lambda each: each.milestone.task.number):
        holds = report.retracted_at is None and report.superseded_by_id is None
        may_leave = settings().demo or not _is_draft(report)
        if holds and may_leave and report.milestone.task.owner_id == reader.id:
            yield report


def _is_draft(report: ProgressReport) -> bool:
    return report.milestone.task.text_status is TextStatus.DRAFT


def _line(report: ProgressReport, *, english: bool) -> LetterLine:
    milestone, task = report.milestone, report.milestone.task
    return LetterLine(
        number=task.number,
        title=(english and task.title_en) or task.title,
        label=(english and milestone.label_en) or milestone.label,
        state=report.state,
        result=" ".join(report.result.split()),
    )
