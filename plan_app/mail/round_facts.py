"""What a mail about a reporting round says now, and the section of a digest about one."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from plan_app.domain.rounds import RoundPart, RoundState
from plan_app.errors import N_
from plan_app.extensions import settings
from plan_app.mail.batch import Batch, ReadRound
from plan_app.mail.facts import (
    Dropped,
    Reader,
    RoundAgency,
    RoundFacts,
    RoundLine,
    RoundSection,
)
from plan_app.mail.outbox import Claimed
from plan_app.queries.askings import SilentTask
from plan_app.queries.round_board import TaskRow
from plan_app.queries.round_rows import OWED

ROUND_OVER = N_("kỳ báo cáo đã kết thúc hoặc đã hủy")
ALL_REPORTED = N_("các nhiệm vụ đã có báo cáo trong kỳ")


def facts_of(batch: Batch, message: Claimed, reader: Reader) -> RoundFacts | Dropped:
    """What the person is asked for now, or why the mail is no longer sent."""
    found = batch.rounds.get(message.context.get("round_id", 0))
    if found is None or not _is_running(found, batch.now):
        return Dropped(ROUND_OVER)
    parts = [RoundPart(each) for each in message.context.get("parts", ())]
    silent = found.audience.silent.get(reader.id, [])
    agencies = [
        _agency(found, agency_id, reader)
        for agency_id in message.context.get("agencies", ())
        if agency_id in found.audience.reviewers.get(reader.id, ())
    ]
    if not silent and not agencies:
        return Dropped(ALL_REPORTED)
    this = found.this
    return RoundFacts(
        kind=message.kind,
        reader=reader,
        support=batch.supports.get(this.plan_id),
        today=batch.today,
        plan_slug=batch.plans[this.plan_id].slug,
        round_id=this.id,
        name=this.name,
        closes_at=_local(this.closes_at),
        is_opening=RoundPart.OPENING in parts,
        lines=tuple(_lines(silent, reader)),
        agencies=tuple(each for each in agencies if each.lines),
        agency_id=silent[0].agency_id if silent else 0,
        length=batch.policies[this.plan_id].digest_length,
        is_draft=any(task.is_draft for task in silent)
        or any(row.is_draft for each in agencies for row in _shown(found, each.id)),
    )


def section_of(batch: Batch, message: Claimed, reader: Reader) -> RoundSection | None:
    """The reminder of a round within a digest; None when nothing is missing any more."""
    found = batch.rounds.get(message.context.get("round_id", 0))
    if found is None or not _is_running(found, batch.now):
        return None
    silent = found.audience.silent.get(reader.id, [])
    if not silent:
        return None
    return RoundSection(
        plan_slug=batch.plans[found.this.plan_id].slug,
        round_id=found.this.id,
        name=found.this.name,
        closes_at=_local(found.this.closes_at),
        numbers=tuple(task.number for task in silent),
        agency_id=silent[0].agency_id,
    )


def _is_running(found: ReadRound, now: datetime) -> bool:
    return found.this.state is RoundState.OPEN and now < found.this.closes_at


def _local(instant: datetime) -> tuple[date, str]:
    """The day and the hour of the office: facts hold no instants."""
    local = instant.astimezone(settings().timezone)
    return local.date(), local.strftime("%H:%M")


def _lines(silent: Iterable[SilentTask], reader: Reader) -> Iterable[RoundLine]:
    english = reader.language == "en"
    for task in silent:
        last = task.last_reported_at
        yield RoundLine(
            number=task.number,
            title=(english and task.title_en) or task.title,
            due=task.due,
            last_reported_on=last and last.astimezone(settings().timezone).date(),
            milestone_id=task.milestone_id if task.state in OWED else None,
        )


def _agency(found: ReadRound, agency_id: int, reader: Reader) -> RoundAgency:
    english = reader.language == "en"
    rows = _shown(found, agency_id)
    first = rows[0] if rows else None
    return RoundAgency(
        id=agency_id,
        name=((english and first.agency_name_en) or first.agency_name) if first else "",
        lines=tuple(
            (
                row.number,
                (english and row.title_en) or row.title,
                row.figure,
                row.due_date,
                row.said_on,
                row.has_report or not row.is_asked,
            )
            for row in rows
        ),
    )


def _shown(found: ReadRound, agency_id: int) -> Sequence[TaskRow]:
    """The agency's rows; drafts never leave the house outside the demonstration."""
    rows = found.of_agency.get(agency_id, [])
    return [row for row in rows if settings().demo or not row.is_draft]
