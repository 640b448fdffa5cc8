"""Reads for lists to leaders: what is overdue so long, what was said and sent about it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, ScalarSelect, Select, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from plan_app.domain import vietnamese
from plan_app.domain.leader_lists import LeftOut, RowFacts, why_left_out
from plan_app.domain.mailing import MessageState
from plan_app.domain.statuses import OPEN
from plan_app.errors import NotFound
from plan_app.extensions import db, settings
from plan_app.models import (
    Agency,
    AgencyContact,
    CallNote,
    Cause,
    ContactKind,
    LeaderField,
    LeaderLetter,
    LeaderList,
    LeaderListRow,
    LedgerRow,
    Milestone,
    OutboxMessage,
    ProgressReport,
    ReminderPause,
    Task,
    TextStatus,
    User,
    agency_member,
    leader_field_agency,
)
from plan_app.queries import conditions, rows
from plan_app.queries.holds import Holds
from plan_app.queries.overdue import last_report
from plan_app.queries.rows import MilestoneRow

# As many rows as a person can look through before confirming.
PAGE_SIZE: Final = 100
NOT_SENT: Final = (MessageState.CANCELLED, MessageState.FAILED, MessageState.EXPIRED)

_HEAD: Final = aliased(User)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaderRow(MilestoneRow):
    """An overdue milestone, the agency's last words, what was sent, and who is in charge.

    `said_on` is the day of the report whose `result` and `difficulties` are the last words;
    `reminded_at` is of the last reminder, `sent_at` of the last letter to a leader about it.
    """

    deadline_revision: int
    cause: Cause | None
    cause_confirmed: bool
    said_on: date | None
    result: str | None
    difficulties: str | None
    reminded_at: datetime | None
    reminder_state: MessageState | None
    sent_at: datetime | None
    head_id: int | None
    head_name: str | None
    head_honorific: str | None
    head_position: str | None

    @property
    def words(self) -> str:
        """What the agency said last."""
        return " ".join(part.strip() for part in (self.result, self.difficulties) if part)

    def left_out(
        self,
        holds: Holds,
        *,
        plan_id: int,
        today: date,
        demonstration: bool,
        zone: Any,  # noqa: ANN401
    ) -> LeftOut | None:
        """Why it is not ticked beforehand; None where it is."""
        facts = RowFacts(
            state=self.state,
            is_draft=self.is_draft,
            has_head=self.head_id is not None,
            sent_on=self.sent_at.astimezone(zone).date() if self.sent_at else None,
            look_again_on=holds.look_again_on.get(self.milestone_id),
            paused_until=holds.pause_of(plan_id, self.agency_id),
            extension_submitted=self.milestone_id in holds.extension_submitted,
            objective=self.cause is Cause.OBJECTIVE and self.cause_confirmed,
        )
        return why_left_out(facts, today=today, demonstration=demonstration)


@dataclass(frozen=True, slots=True)
class LeaderFilter:
    """What a list is narrowed to; `field` is a field of responsibility."""

    words: str = ""
    agency: int | None = None
    field: int | None = None


def _last_letter() -> ScalarSelect[datetime]:
    return (
        select(func.max(LeaderList.sends_at))
        .join(LeaderListRow, LeaderListRow.list_id == LeaderList.id)
        .join(LeaderLetter, LeaderLetter.id == LeaderListRow.letter_id)
        .join(OutboxMessage, OutboxMessage.id == LeaderLetter.message_id)
        .where(
            LeaderListRow.milestone_id == Milestone.id,
            LeaderList.recalled_at.is_(None),
            OutboxMessage.state.not_in(NOT_SENT),
        )
        .correlate(Milestone)
        .scalar_subquery()
    )


def _last_reminder() -> ScalarSelect[int]:
    return (
        select(func.max(LedgerRow.message_id))
        .where(LedgerRow.milestone_id == Milestone.id)
        .correlate(Milestone)
        .scalar_subquery()
    )


_EXTRA: Final = (
    Milestone.deadline_revision,
    Milestone.cause,
    Milestone.cause_confirmed,
    ProgressReport.reported_on.label("said_on"),
    ProgressReport.result,
    ProgressReport.difficulties,
    func.coalesce(OutboxMessage.settled_at, OutboxMessage.created_at).label("reminded_at"),
    OutboxMessage.state.label("reminder_state"),
    _last_letter().label("sent_at"),
    _HEAD.id.label("head_id"),
    _HEAD.full_name.label("head_name"),
    _HEAD.honorific.label("head_honorific"),
    _HEAD.position.label("head_position"),
)
_NAMES: Final = tuple(column.key for column in _EXTRA)
_ROWS: Final = (
    rows.joined(select(*rows.COLUMNS, *_EXTRA).select_from(Milestone))
    .outerjoin(ProgressReport, ProgressReport.id == last_report())
    .outerjoin(OutboxMessage, OutboxMessage.id == _last_reminder())
    .outerjoin(
        AgencyContact,
        (AgencyContact.agency_id == Agency.id) & (AgencyContact.kind == ContactKind.HEAD),
    )
    .outerjoin(_HEAD, (_HEAD.id == AgencyContact.user_id) & _HEAD.active)
)


def list_rows(
    plan_id: int, *, today: date, latest_due: date, wanted: LeaderFilter, page: int | None = 1
) -> list[LeaderRow]:
    """What is overdue since `latest_due` or before, by agency in official order; a page or all."""
    order = Agency.official_order, Agency.id, Milestone.open_due, Milestone.id
    # First which rows, then all that is shown of them: what hangs on a row costs more than it.
    of_task = select(Milestone.id).join(Task, Task.id == Milestone.task_id)
    of_agency = of_task.join(Agency, Agency.id == Task.responsible_agency_id)
    ids = _narrowed(of_agency, plan_id, today, latest_due, wanted).order_by(*order)
    if page is not None:
        ids = rows.page_of(ids, page, PAGE_SIZE)
    statement = _ROWS.where(Milestone.id.in_(ids)).order_by(*order)
    return [_row(row) for row in db.session.execute(statement)]


def list_open(plan_id: int, agency_id: int) -> list[LeaderRow]:
    """The agency's open milestones that press their tasks, the longest overdue first.

    Drafts only in a demonstration: who reads this has a letter, and no account.
    """
    may_be_read = () if settings().demo else (Task.text_status == TextStatus.CHECKED,)
    statement = _ROWS.where(
        Milestone.plan_id == plan_id,
        Task.responsible_agency_id == agency_id,
        Milestone.is_pressing,
        Milestone.state.in_(OPEN),
        *may_be_read,
    ).order_by(Milestone.open_due.is_(None), Milestone.open_due, Task.number)
    return [_row(row) for row in db.session.execute(statement)]


def list_chosen(plan_id: int, milestone_ids: Sequence[int], *, today: date) -> list[LeaderRow]:
    """Those of the milestones that are still overdue, in the same order."""
    statement = _ROWS.where(
        Milestone.plan_id == plan_id,
        Milestone.id.in_(milestone_ids),
        conditions.is_overdue(today),
    )
    ordered = statement.order_by(Agency.official_order, Agency.id, Milestone.open_due, Milestone.id)
    return [_row(row) for row in db.session.execute(ordered)]


def count_rows(plan_id: int, *, today: date, latest_due: date, wanted: LeaderFilter) -> int:
    """How many there are in all."""
    statement = select(func.count()).select_from(Milestone)
    if wanted != LeaderFilter():
        statement = statement.join(Task, Task.id == Milestone.task_id)
    return db.session.scalar(_narrowed(statement, plan_id, today, latest_due, wanted)) or 0


def count_waiting(plan_id: int, *, latest_due: date) -> int:
    """How many stand on the list for the leaders of agencies and were not written about."""
    wanted = select(func.count()).where(
        Milestone.plan_id == plan_id, Milestone.open_due <= latest_due, _last_letter().is_(None)
    )
    return db.session.scalar(wanted) or 0


def get_list(list_id: int, *, plan_id: int) -> LeaderList:
    """One with its letters, rows and tasks at hand; raises NotFound."""
    of_rows = selectinload(LeaderList.rows)
    found = db.session.scalar(
        select(LeaderList)
        .where(LeaderList.id == list_id, LeaderList.plan_id == plan_id)
        .options(
            joinedload(LeaderList.confirmed_by),
            joinedload(LeaderList.recalled_by),
            selectinload(LeaderList.letters).options(
                joinedload(LeaderLetter.agency),
                joinedload(LeaderLetter.head),
                joinedload(LeaderLetter.message),
            ),
            of_rows.joinedload(LeaderListRow.milestone)
            .joinedload(Milestone.task)
            .joinedload(Task.responsible_agency),
        )
    )
    if found is None:
        raise NotFound
    return found


def find_letter(letter_id: int) -> LeaderLetter | None:
    """The letter with list, plan, agency and its leader."""
    return db.session.scalar(
        select(LeaderLetter)
        .where(LeaderLetter.id == letter_id)
        .options(
            joinedload(LeaderLetter.leader_list).joinedload(LeaderList.plan),
            joinedload(LeaderLetter.leader_list).joinedload(LeaderList.confirmed_by),
            joinedload(LeaderLetter.agency),
            joinedload(LeaderLetter.head),
        )
    )


def get_lists(list_ids: Collection[int]) -> dict[int, LeaderList]:
    """Several lists with letters, rows, tasks and the agency's last reports, by id."""
    found = db.session.scalars(
        select(LeaderList)
        .where(LeaderList.id.in_(list_ids))
        .options(
            joinedload(LeaderList.confirmed_by).joinedload(User.agency),
            selectinload(LeaderList.letters).joinedload(LeaderLetter.agency),
            selectinload(LeaderList.letters).joinedload(LeaderLetter.message),
            selectinload(LeaderList.rows)
            .joinedload(LeaderListRow.milestone)
            .joinedload(Milestone.task),
        )
    )
    return {each.id: each for each in found}


def get_last_reports(milestone_ids: Collection[int]) -> dict[int, ProgressReport]:
    """The report that counts of each milestone that has one."""
    found = db.session.scalars(
        select(ProgressReport)
        .where(
            ProgressReport.milestone_id.in_(milestone_ids),
            ProgressReport.superseded_by_id.is_(None),
            ProgressReport.retracted_at.is_(None),
        )
        .order_by(ProgressReport.reported_at, ProgressReport.id)
    )
    return {report.milestone_id: report for report in found}


def is_head(user_id: int, agency_id: int) -> bool:
    """Whether the person is the active leader in charge of the agency today."""
    found = (
        select(AgencyContact.user_id)
        .join(User, User.id == AgencyContact.user_id)
        .where(
            AgencyContact.agency_id == agency_id,
            AgencyContact.kind == ContactKind.HEAD,
            AgencyContact.user_id == user_id,
            User.active,
        )
    )
    return db.session.scalar(found) is not None


def list_held_since(milestone_ids: Collection[int], since: datetime, *, today: date) -> set[int]:
    """Those of the milestones that a call or a pause noted after `since` holds back today.

    The call itself may have been before. What held before was in front of the coordinator who
    confirmed the letter all the same.
    """
    calls = select(CallNote.milestone_id).where(
        CallNote.milestone_id.in_(milestone_ids),
        CallNote.noted_at > since,
        CallNote.withdrawn_at.is_(None),
        CallNote.look_again_on > today,
    )
    groups = select(agency_member.c.group_id).where(
        agency_member.c.member_id == Task.responsible_agency_id
    )
    concerns = or_(
        ReminderPause.agency_id.is_(None),
        ReminderPause.agency_id == Task.responsible_agency_id,
        ReminderPause.agency_id.in_(groups),
    )
    pauses = (
        select(Milestone.id)
        .join(Task, Task.id == Milestone.task_id)
        .join(ReminderPause, (ReminderPause.plan_id == Milestone.plan_id) & concerns)
        .where(
            Milestone.id.in_(milestone_ids),
            ReminderPause.created_at > since,
            ReminderPause.first_day <= today,
            ReminderPause.last_day >= today,
        )
    )
    return set(db.session.scalars(calls.union(pauses)))


def list_fields(plan_id: int) -> Sequence[LeaderField]:
    """The fields of responsibility with leaders and agencies, by name."""
    found = db.session.scalars(
        select(LeaderField)
        .where(LeaderField.plan_id == plan_id)
        .options(joinedload(LeaderField.leader), selectinload(LeaderField.agencies))
    ).all()
    return sorted(found, key=lambda field: vietnamese.sort_key(field.name))


def get_field(field_id: int, *, plan_id: int) -> LeaderField:
    """One of them; raises NotFound."""
    found = db.session.scalar(
        select(LeaderField)
        .where(LeaderField.id == field_id, LeaderField.plan_id == plan_id)
        .options(selectinload(LeaderField.agencies))
    )
    if found is None:
        raise NotFound
    return found


def _narrowed(
    statement: Select[Any], plan_id: int, today: date, latest_due: date, wanted: LeaderFilter
) -> Select[Any]:
    words = [
        Task.search_text.contains(word, autoescape=True)
        for word in vietnamese.fold(wanted.words).split()
    ]
    found: list[ColumnElement[bool]] = [
        Milestone.plan_id == plan_id,
        conditions.is_overdue(today),
        Milestone.open_due <= latest_due,
        *words,
    ]
    if wanted.agency is not None:
        found.append(Task.responsible_agency_id == wanted.agency)
    if wanted.field is not None:
        found.append(
            Task.responsible_agency_id.in_(
                select(leader_field_agency.c.agency_id).where(
                    leader_field_agency.c.field_id == wanted.field
                )
            )
        )
    return statement.where(*found)


def _row(row: Row[Any]) -> LeaderRow:
    extra = dict(zip(_NAMES, row[len(rows.COLUMNS) :], strict=True))
    return LeaderRow(**rows.of_columns(row), **extra)
