"""Everything that is stored about one person, for that person."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased

from plan_app.extensions import db
from plan_app.models import (
    Absence,
    Agency,
    AgencyContact,
    AgendaFeed,
    Comment,
    JournalEntry,
    JournalText,
    Measure,
    MeasureValue,
    MemberAnswer,
    Membership,
    Mention,
    Milestone,
    OutboxMessage,
    Paper,
    Plan,
    ProgressReport,
    SavedFilter,
    Task,
    UpdateLink,
    User,
    UserSession,
)

FACTS = ("email", "honorific", "full_name", "position", "division", "telephone", "active",
         "is_administrator", "is_shared", "unreachable_since", "unreachable_reason",
         "digest_weekday", "early_lead", "skips_roll_up", "letter_keys")  # fmt: skip


def collect(user: User) -> dict[str, Any]:
    """Lists of plain values under English names; instants in UTC, days as dates.

    What they wrote in requests, objections and notes stands with their acts, as the journal has it.
    Left out: the hash of the password, and the digests of the tokens of sessions, links and
    calendars, which open doors.
    """
    return {
        "account": {name: getattr(user, name) for name in FACTS}
        | {"language": user.language.value, "agency": user.agency.name if user.agency else None},
        "roles": _rows(
            select(Plan.title.label("plan"), Membership.role)
            .join(Plan, Plan.id == Membership.plan_id)
            .where(Membership.user_id == user.id)
        ),
        "stands_for": _rows(
            select(Agency.name.label("agency"), AgencyContact.kind)
            .join(Agency, Agency.id == AgencyContact.agency_id)
            .where(AgencyContact.user_id == user.id)
        ),
        "tasks": _rows(
            select(Task.number, Task.title).where(Task.owner_id == user.id).order_by(Task.id)
        ),
        "saved_filters": _rows(
            select(
                SavedFilter.name,
                SavedFilter.place,
                SavedFilter.conditions,
                SavedFilter.is_shared,
                SavedFilter.saved_at,
            )
            .where(SavedFilter.owner_id == user.id)
            .order_by(SavedFilter.id)
        ),
        "comments": _rows(
            select(
                Comment.written_at,
                Task.number.label("task"),
                JournalText.body.label("words"),
                Comment.withdrawn_at,
            )
            .join(Task, Task.id == Comment.task_id)
            .outerjoin(JournalText, JournalText.digest == Comment.text_digest)
            .where(Comment.author_id == user.id)
            .order_by(Comment.id)
        ),
        "mentioned_in": _rows(
            select(Comment.written_at, Task.number.label("task"))
            .join(Mention, Mention.comment_id == Comment.id)
            .join(Task, Task.id == Comment.task_id)
            .where(Mention.person_id == user.id)
            .order_by(Comment.id)
        ),
        "reports": _reports(ProgressReport.author_id == user.id),
        "measured": _measured(ProgressReport.author_id == user.id),
        "papers": _papers(Paper.added_by_id == user.id),
        "absences": _absences(user.id),
        "member_answers": _member_answers(MemberAnswer.author_id == user.id),
        "sessions": _rows(
            select(
                UserSession.browser,
                UserSession.created_at,
                UserSession.expires_at,
                UserSession.revoked_at,
            )
            .where(UserSession.user_id == user.id)
            .order_by(UserSession.id)
        ),
        "update_links": _rows(
            select(
                Task.number.label("task"),
                UpdateLink.expires_at,
                UpdateLink.used_at,
                UpdateLink.ended_at,
            )
            .join(Milestone, Milestone.id == UpdateLink.milestone_id)
            .join(Task, Task.id == Milestone.task_id)
            .where(UpdateLink.recipient_id == user.id)
            .order_by(UpdateLink.id)
        ),
        "calendars": _rows(
            select(Plan.title.label("plan"), AgendaFeed.whose, AgendaFeed.made_at)
            .join(Plan, Plan.id == AgendaFeed.plan_id)
            .where(AgendaFeed.user_id == user.id)
            .order_by(AgendaFeed.id)
        ),
        "mails": _rows(
            select(
                OutboxMessage.kind,
                OutboxMessage.local_day,
                OutboxMessage.state,
                OutboxMessage.subject,
                OutboxMessage.text,
            )
            .where(OutboxMessage.recipient_id == user.id)
            .order_by(OutboxMessage.id)
        ),
        "acts": _rows(
            select(
                JournalEntry.at,
                JournalEntry.action,
                Task.number.label("task"),
                JournalText.body.label("words"),
            )
            .outerjoin(Task, Task.id == JournalEntry.task_id)
            .outerjoin(JournalText, JournalText.digest == JournalEntry.text_digest)
            .where(JournalEntry.actor_id == user.id)
            .order_by(JournalEntry.id)
        ),
    }


def _reports(condition: ColumnElement[bool]) -> list[dict[str, Any]]:
    return _rows(
        select(
            ProgressReport.reported_at,
            Task.number.label("task"),
            ProgressReport.state,
            ProgressReport.result,
            ProgressReport.difficulties,
            ProgressReport.prepared_by,
            ProgressReport.approved_by,
        )
        .join(Milestone, Milestone.id == ProgressReport.milestone_id)
        .join(Task, Task.id == Milestone.task_id)
        .where(condition)
        .order_by(ProgressReport.id)
    )


def _member_answers(condition: ColumnElement[bool]) -> list[dict[str, Any]]:
    return _rows(
        select(
            MemberAnswer.answered_at,
            Task.number.label("task"),
            Agency.name.label("agency"),
            MemberAnswer.is_done,
            MemberAnswer.result,
            MemberAnswer.difficulties,
            MemberAnswer.prepared_by,
            MemberAnswer.approved_by,
        )
        .join(Milestone, Milestone.id == MemberAnswer.milestone_id)
        .join(Task, Task.id == Milestone.task_id)
        .join(Agency, Agency.id == MemberAnswer.agency_id)
        .where(condition)
        .order_by(MemberAnswer.id)
    )


def _measured(condition: ColumnElement[bool]) -> list[dict[str, Any]]:
    return _rows(
        select(
            ProgressReport.reported_at,
            Task.number.label("task"),
            Measure.name.label("indicator"),
            Measure.unit,
            Measure.source.label("source_of_money"),
            MeasureValue.year,
            MeasureValue.amount,
        )
        .join(MeasureValue.report)
        .join(MeasureValue.measure)
        .join(Measure.task)
        .where(condition)
        .order_by(ProgressReport.id, Measure.id)
    )


def _papers(condition: ColumnElement[bool]) -> list[dict[str, Any]]:
    return _rows(
        select(
            Paper.added_at,
            Task.number.label("task"),
            Paper.purpose,
            Paper.name,
            Paper.size,
            Paper.digest.label("sha256"),
            Paper.number,
            Paper.dated,
            Paper.subject,
        )
        .join(Milestone, Milestone.id == Paper.milestone_id)
        .join(Task, Task.id == Milestone.task_id)
        .where(condition)
        .order_by(Paper.id)
    )


def _absences(user_id: int) -> list[dict[str, Any]]:
    deputy = aliased(User)
    return _rows(
        select(Absence.first_day, Absence.last_day, deputy.full_name.label("deputy"))
        .join(deputy, deputy.id == Absence.deputy_id)
        .where(Absence.user_id == user_id)
        .order_by(Absence.id)
    )


def _rows(statement: Any) -> list[dict[str, Any]]:  # noqa: ANN401 (a select of labelled columns)
    rows: Iterable[Any] = db.session.execute(statement).mappings()
    return [dict(row) for row in rows]
