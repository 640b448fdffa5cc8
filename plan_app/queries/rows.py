"""What one row of a list shows, and the columns it is read from.

Lists read columns, not objects: thirty rows cost one statement whatever hangs on them.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Result,
    Row,
    Select,
    bindparam,
    exists,
    false,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.orm import aliased

from plan_app.domain import deadlines, permissions
from plan_app.domain.deadlines import MilestoneFacts
from plan_app.domain.extensions import OPEN as OPEN_REQUESTS
from plan_app.domain.extensions import ExtensionState
from plan_app.domain.permissions import Actor, Permission, TaskScope
from plan_app.domain.statuses import TRANSITIONS, MilestoneState, Step
from plan_app.extensions import db
from plan_app.models import (
    Agency,
    ExtensionRequest,
    Milestone,
    SolutionGroup,
    Task,
    TextStatus,
    User,
    task_coordination,
)

PAGE_SIZE: Final = 30
# For lists read to their end: so many rows are held at a time.
STREAMED: Final = {"yield_per": 1000}

_UNREPORTED: Final = TRANSITIONS[Step.REPORT_PROGRESS].sources

_FIRST: Final = aliased(Task)
COLUMNS: Final = (
    Task.id.label("task_id"),
    Task.number,
    Task.title,
    Task.title_en,
    Task.text_status,
    Task.lead_agency_id,
    SolutionGroup.ordinal.label("group_ordinal"),
    SolutionGroup.title.label("group_title"),
    SolutionGroup.title_en.label("group_title_en"),
    Agency.id.label("agency_id"),
    Agency.name.label("agency_name"),
    Agency.name_en.label("agency_name_en"),
    User.id.label("owner_id"),
    User.full_name.label("owner_name"),
    User.honorific.label("owner_honorific"),
    User.telephone.label("owner_telephone"),
    User.active.label("owner_active"),
    User.unreachable_since,
    Milestone.id.label("milestone_id"),
    Milestone.label,
    Milestone.label_en,
    Milestone.state,
    Milestone.percent,
    Milestone.due_date,
    Milestone.original_due_date,
    Milestone.waiting_for,
    Milestone.reported_on,
    Milestone.confirmed_on,
    Milestone.return_reason,
    Milestone.returned_on,
    Milestone.last_reported_at,
    select(ExtensionRequest.state)
    .where(ExtensionRequest.milestone_id == Milestone.id, ExtensionRequest.state.in_(OPEN_REQUESTS))
    .correlate(Milestone)
    .scalar_subquery()
    .label("extension"),
    select(_FIRST.number)
    .where(_FIRST.id == Task.after_id)
    .correlate(Task)
    .scalar_subquery()
    .label("after_number"),
)


def addressed(user: type[User]) -> ColumnElement[str]:
    """`User.addressed` as a column, of the table or an alias of it."""
    return func.trim(user.honorific + " " + user.full_name)


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneRow:
    """A task, one of its milestones, its group, agency and owner."""

    task_id: int
    number: int
    title: str
    title_en: str
    text_status: TextStatus
    lead_agency_id: int
    group_ordinal: int
    group_title: str
    group_title_en: str
    agency_id: int
    agency_name: str
    agency_name_en: str
    owner_id: int | None
    owner_name: str | None
    owner_honorific: str | None
    owner_telephone: str | None
    owner_active: bool | None
    unreachable_since: datetime | None
    milestone_id: int
    label: str
    label_en: str
    state: MilestoneState
    percent: int | None
    due_date: date | None
    original_due_date: date | None
    waiting_for: str | None
    reported_on: date | None
    confirmed_on: date | None
    return_reason: str | None
    returned_on: date | None
    last_reported_at: datetime | None
    # Where a request for more time stands that nobody has decided yet.
    extension: ExtensionState | None
    # The task after which this one starts.
    after_number: int | None

    @property
    def facts(self) -> MilestoneFacts:
        """What the rules need to know of the milestone."""
        return MilestoneFacts(
            state=self.state,
            due=self.due_date,
            reported_on=self.reported_on,
            confirmed_on=self.confirmed_on,
            waiting_for=self.waiting_for,
            id=self.milestone_id,
            percent=self.percent,
        )

    @property
    def is_draft(self) -> bool:
        """Whether the text was not yet compared with the decision's appendix."""
        return self.text_status is TextStatus.DRAFT

    @property
    def is_returned(self) -> bool:
        """Whether more was asked for after the last report of completion."""
        return self.state is MilestoneState.IN_PROGRESS and bool(self.return_reason)

    @property
    def is_unreported(self) -> bool:
        """Whether a report of it is what comes next."""
        return self.state in _UNREPORTED

    @property
    def is_owner_unreachable(self) -> bool:
        """Whether no mail reaches the owner."""
        return self.owner_id is not None and (
            self.unreachable_since is not None or not self.owner_active
        )

    def days_late(self, today: date) -> int:
        """By how many days the open milestone is late; 0 if it is not overdue."""
        return deadlines.days_late(self.facts, today)


def page_of(statement: Select[Any], page: int, size: int = PAGE_SIZE) -> Select[Any]:
    """One page of the statement's rows, of `size` rows.

    Both numbers are written into the statement: PostgreSQL keeps one plan for statements that
    differ in nothing else, and does not find a good one while it must guess how many rows it
    is to give. Making the plan anew takes five times as long as reading thirty rows.
    """
    first = (page - 1) * size
    statement = statement.limit(written(size))
    return statement.offset(written(first)) if first else statement


def written(number: int) -> BindParameter[int]:
    """A number that stands in the statement itself."""
    return bindparam(None, number, Integer, unique=True, literal_execute=True)


def stream(statement: Select[Any]) -> Result[Any]:
    """The rows of a list that is read to its end, so many of them held at a time.

    PostgreSQL has cursors only in a transaction, which a page that reads does not begin.
    """
    connection = db.session.connection()
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name == "postgresql" and driver.info.transaction_status.name == "IDLE":
        connection.exec_driver_sql("BEGIN READ ONLY")
    return db.session.execute(statement, execution_options=STREAMED)


def joined(statement: Select[Any]) -> Select[Any]:
    """The statement over `Milestone`, joined to all that `COLUMNS` are of."""
    return (
        statement.join(Task, Task.id == Milestone.task_id)
        .join(SolutionGroup, SolutionGroup.id == Task.group_id)
        .join(Agency, Agency.id == Task.responsible_agency_id)
        .outerjoin(User, User.id == Task.owner_id)
    )


def takes_part(agency_ids: frozenset[int]) -> ColumnElement[bool]:
    """Whether one of the agencies coordinates in the task of the row."""
    return exists().where(
        task_coordination.c.task_id == Task.id,
        task_coordination.c.agency_id.in_(sorted(agency_ids)),
    )


def may_see_details(actor: Actor, row: Row[Any]) -> bool:
    """Whether difficulties and mails of the row are for this person.

    `row` holds `COLUMNS` and `takes_part` of the agencies that the person speaks for.
    """
    scope = TaskScope(
        owner_id=row.owner_id,
        responsible_agency_id=row.agency_id,
        lead_agency_id=row.lead_agency_id,
        coordinating_agency_ids=actor.agency_ids if row.takes_part else frozenset(),
    )
    return permissions.may_see_details(actor, scope)


def sees_details(actor: Actor) -> ColumnElement[bool]:
    """Whether the details of the task are for this person, as `permissions.may_see_details` has it.

    Compared with that rule by a test.
    """
    if actor.may(Permission.SEE_ALL_DETAILS):
        return true()
    if not actor.may(Permission.SEE_PLAN):
        return false()
    agencies = sorted(actor.agency_ids)
    return or_(
        Task.responsible_agency_id.in_(agencies),
        Task.lead_agency_id.in_(agencies),
        takes_part(actor.agency_ids),
        Task.owner_id.in_(sorted(actor.answers_for)),
    )


def may_report(actor: Actor, row: MilestoneRow) -> bool:
    """Whether the person may report on the milestone of the row as it stands."""
    scope = TaskScope(row.owner_id, row.agency_id, row.lead_agency_id)
    return row.is_unreported and bool(permissions.capacities(actor, scope))


def of_columns(row: Row[Any]) -> dict[str, Any]:
    """The values of `COLUMNS` by name; further columns of the row are left out."""
    return dict(zip(_NAMES, row, strict=False))


_NAMES: Final = tuple(column.key for column in COLUMNS)
