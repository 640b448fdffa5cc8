"""What a letter to the leader of an agency says now, and what its owners are told of it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from plan_app.domain.deadlines import Figure, is_overdue
from plan_app.domain.mailing import MessageKind
from plan_app.domain.statuses import MilestoneState
from plan_app.errors import N_
from plan_app.extensions import db, settings
from plan_app.mail.batch import Batch, reader_of, support_of
from plan_app.mail.facts import (
    Dropped,
    LeaderLetterFacts,
    LeaderLine,
    LeaderNoticeFacts,
    Reader,
)
from plan_app.mail.outbox import Claimed
from plan_app.models import (
    Agency,
    LeaderLetter,
    LeaderListRow,
    Milestone,
    Plan,
    ProgressReport,
    Task,
    TextStatus,
    User,
)
from plan_app.queries import figures
from plan_app.queries.leader_lists import (
    NOT_SENT,
    LeaderRow,
    get_last_reports,
    is_head,
    list_held_since,
)
from plan_app.queries.versions import get_version

RECALLED = N_("chuyên viên tổng hợp đã thu hồi thư")
OTHER_HEAD = N_("lãnh đạo phụ trách của cơ quan đã thay đổi")
NOTHING_OVERDUE = N_(
    "các nhiệm vụ trong thư không còn quá hạn, đã được báo cáo hoặc đang tạm dừng nhắc"
)
NOT_SENT_TO_LEADER = N_("thư cho lãnh đạo cơ quan không được gửi")


def of_letter(batch: Batch, message: Claimed, reader: Reader) -> LeaderLetterFacts | Dropped:
    """The letter to the leader of one agency, or why it does not leave."""
    found = batch.leader_lists[message.context["leader_list"]]
    letter = next(each for each in found.letters if each.agency_id == message.context["agency"])
    if found.recalled_at is not None:
        return Dropped(RECALLED)
    if letter.head_id != reader.id or not is_head(reader.id, letter.agency_id):
        return Dropped(OTHER_HEAD)
    rows = [row for row in found.rows if row.letter_id == letter.id]
    held = list_held_since(
        [row.milestone_id for row in rows], found.confirmed_at, today=batch.today
    )
    milestones = [
        row.milestone
        for row in rows
        if row.milestone_id not in held and _still_holds(row, letter, batch)
    ]
    if not milestones:
        return Dropped(NOTHING_OVERDUE)
    plan = batch.plans[found.plan_id]
    return written(
        batch,
        plan,
        letter.agency,
        milestones,
        reader,
        found.confirmed_by,
        words=letter.words,
        letter_id=letter.id,
    )


def written(
    batch: Batch,
    plan: Plan,
    agency: Agency,
    milestones: Sequence[Milestone],
    reader: Reader,
    signer: User,
    *,
    words: str,
    letter_id: int = 0,
) -> LeaderLetterFacts:
    """The letter about these milestones, whether it stands on a list already or not."""
    reports = get_last_reports([each.id for each in milestones])
    english = reader.language == "en"
    version = get_version(plan.id)
    counts = figures.count_tasks(plan.id, version=version, today=batch.today).counts(
        agency_id=agency.id
    )
    return LeaderLetterFacts(
        kind=MessageKind.LEADER_LETTER,
        reader=reader,
        support=support_of(signer),
        today=batch.today,
        letter_id=letter_id,
        agency=_named(agency, english=english),
        standing_agency=_named(plan.standing_agency, english=english),
        plan_title=(english and plan.title_en) or plan.title,
        decision_number=plan.decision_number,
        decision_date=plan.decision_date,
        lead=sum(counts.values()),
        completed=counts[Figure.COMPLETED_ON_TIME] + counts[Figure.COMPLETED_LATE],
        within=counts[Figure.OPEN_WITHIN_TIME],
        late=counts[Figure.OPEN_OVERDUE],
        lines=tuple(_line(each, reports.get(each.id), english=english) for each in milestones),
        words=words,
        signer=support_of(signer),
        is_draft=_has_draft(milestones),
    )


def of_notice(batch: Batch, message: Claimed, reader: Reader) -> LeaderNoticeFacts | Dropped:
    """That the leader in charge was written to, or why the owner is not told."""
    found = batch.leader_lists[message.context["leader_list"]]
    if found.recalled_at is not None:
        return Dropped(RECALLED)
    sent = {
        letter.id: letter.agency for letter in found.letters if letter.message.state not in NOT_SENT
    }
    rows = [
        row
        for row in found.rows
        if row.letter_id in sent
        and row.milestone.task.owner_id == reader.id
        and _may_leave(row.milestone)
    ]
    if not rows:
        return Dropped(NOT_SENT_TO_LEADER)
    plan = batch.plans[found.plan_id]
    english = reader.language == "en"
    return LeaderNoticeFacts(
        kind=message.kind,
        reader=reader,
        support=batch.supports.get(plan.id),
        today=batch.today,
        agency=", ".join(
            dict.fromkeys(_named(sent[row.letter_id or 0], english=english) for row in rows)
        ),
        standing_agency=_named(plan.standing_agency, english=english),
        numbers=tuple(sorted({row.milestone.task.number for row in rows})),
        plan_slug=plan.slug,
        is_draft=_has_draft(row.milestone for row in rows),
    )


def _still_holds(row: LeaderListRow, letter: LeaderLetter, batch: Batch) -> bool:
    milestone = row.milestone
    return (
        is_overdue(milestone.facts, batch.today)
        and milestone.state is not MilestoneState.AWAITING_CONFIRMATION
        and milestone.deadline_revision == row.deadline_revision
        and milestone.task.responsible_agency_id == letter.agency_id
        and _may_leave(milestone)
    )


def _may_leave(milestone: Milestone) -> bool:
    """Draft texts never leave the house outside the demonstration, whatever was confirmed."""
    return settings().demo or milestone.task.text_status is TextStatus.CHECKED


def _line(milestone: Milestone, report: ProgressReport | None, *, english: bool) -> LeaderLine:
    task = milestone.task
    assert milestone.due_date is not None  # noqa: S101 (overdue work has a date)
    said = [report.result, report.difficulties] if report else []
    return LeaderLine(
        number=task.number,
        title=(english and task.title_en) or task.title,
        label=(english and milestone.label_en) or milestone.label,
        due=milestone.due_date,
        said_on=report.reported_on if report else None,
        words=" ".join(part.strip() for part in said if part.strip()),
    )


def _named(agency: Agency, *, english: bool) -> str:
    return (english and agency.name_en) or agency.name


def _has_draft(milestones: Iterable[Milestone]) -> bool:
    return any(each.task.text_status is TextStatus.DRAFT for each in milestones)


def draft(
    plan_id: int,
    chosen: Sequence[LeaderRow],
    words: Mapping[int, str],
    *,
    signer: User,
    now: datetime,
) -> list[LeaderLetterFacts]:
    """The letters that these rows would make now, by agency; for reading before confirming."""
    batch = Batch(now, now.astimezone(settings().timezone).date())
    batch.read_plans()
    milestones = {
        each.id: each
        for each in db.session.scalars(
            select(Milestone)
            .where(Milestone.id.in_([row.milestone_id for row in chosen]))
            .options(joinedload(Milestone.task).joinedload(Task.responsible_agency))
        )
    }
    heads = {
        user.id: user
        for user in db.session.scalars(
            select(User)
            .where(User.id.in_({row.head_id for row in chosen}))
            .options(joinedload(User.agency))
        )
    }
    found = []
    for agency_id, head_id in {row.agency_id: row.head_id for row in chosen}.items():
        of_agency = [milestones[row.milestone_id] for row in chosen if row.agency_id == agency_id]
        found.append(
            written(
                batch,
                batch.plans[plan_id],
                of_agency[0].task.responsible_agency,
                of_agency,
                reader_of(heads[head_id or 0]),
                signer,
                words=words.get(agency_id, ""),
            )
        )
    return found
