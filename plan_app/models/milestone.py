"""Milestones: state, percent, reports and lateness belong to them, not to the task."""

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from sqlalchemy import (
    CheckConstraint,
    Computed,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from plan_app.domain.deadlines import MilestoneFacts
from plan_app.domain.statuses import MilestoneState
from plan_app.extensions import Base
from plan_app.models.columns import UtcInstant, slug

if TYPE_CHECKING:
    from plan_app.models.hold import CallNote, ExtensionRequest
    from plan_app.models.task import Task


class Cause(StrEnum):
    """Why a milestone is late, as the agency gives it; a coordinator confirms it."""

    OBJECTIVE = "objective"
    SUBJECTIVE = "subjective"


# The same three lines as `domain.deadlines.open_due`; a test compares them row by row.
OPEN_DUE = """CASE
    WHEN state IN ('not_started', 'in_progress') THEN due_date
    WHEN state = 'awaiting_confirmation' AND reported_on > due_date THEN due_date
END"""


class Milestone(Base):
    """A result due on a day, or without one.

    `open_due` is the date lateness counts from, computed by the database: the milestone
    is overdue exactly when `open_due < today`. `due_date` is the current date,
    `original_due_date` the first one, never changed. `deadline_revision` grows with every
    change of date, return and reopening, so that thresholds are told anew. Exactly one
    milestone of a task `is_pressing`: the one that `domain.deadlines.pressing` names, kept
    by the services on every write, so that lists and figures find it by an index.
    """

    __tablename__ = "milestone"
    __table_args__ = (
        UniqueConstraint("task_id", "ordinal"),
        Index(
            "uq_milestone_pressing",
            "task_id",
            unique=True,
            sqlite_where=text("is_pressing"),
            postgresql_where=text("is_pressing"),
        ),
        Index("ix_milestone_task_state", "task_id", "state"),
        Index("ix_milestone_plan_pressing", "plan_id", "is_pressing", "state", "open_due"),
        Index("ix_milestone_plan_open_due", "plan_id", "open_due"),
        Index("ix_milestone_plan_state", "plan_id", "state", "due_date"),
        CheckConstraint("percent BETWEEN 0 AND 100", name="percent_in_range"),
        CheckConstraint(
            "state NOT IN ('awaiting_confirmation', 'completed') OR reported_on IS NOT NULL",
            name="reported_when_done",
        ),
        CheckConstraint(
            "state <> 'completed' OR confirmed_on IS NOT NULL", name="confirmed_when_completed"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"))
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    ordinal: Mapped[int]
    label: Mapped[str] = mapped_column(String(200), default="")
    label_en: Mapped[str] = mapped_column(String(200), default="")
    year: Mapped[int | None]
    is_fixed: Mapped[bool] = mapped_column(default=True)
    waiting_for: Mapped[str | None] = mapped_column(String(200))
    guidance_reference: Mapped[str | None] = mapped_column(String(200))
    guidance_date: Mapped[date | None]
    due_date: Mapped[date | None]
    original_due_date: Mapped[date | None]
    deadline_revision: Mapped[int] = mapped_column(default=1)
    state: Mapped[MilestoneState] = mapped_column(slug(MilestoneState, "state"),
                                                  default=MilestoneState.NOT_STARTED)  # fmt: skip
    percent: Mapped[int | None]
    reported_on: Mapped[date | None]
    confirmed_on: Mapped[date | None]
    return_reason: Mapped[str | None] = mapped_column(Text)
    returned_on: Mapped[date | None]
    # Until when the coordinator asks for what is missing; the due date is another one.
    rework_by: Mapped[date | None]
    # The document of a suspension or withdrawal.
    state_document: Mapped[str | None] = mapped_column(String(200))
    cause: Mapped[Cause | None] = mapped_column(slug(Cause, "cause"))
    cause_confirmed: Mapped[bool] = mapped_column(default=False)
    cause_words: Mapped[str] = mapped_column(Text, default="", server_default="")
    # Since when a nudge asks for the cause; empty once it was given.
    cause_asked_on: Mapped[date | None]
    last_reported_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    version: Mapped[int] = mapped_column(default=1)
    is_pressing: Mapped[bool] = mapped_column(default=False)
    open_due: Mapped[date | None] = mapped_column(Computed(OPEN_DUE, persisted=True))

    task: Mapped["Task"] = relationship(back_populates="milestones")
    # The oldest first. They are written by themselves and never through the milestone.
    extensions: Mapped[list["ExtensionRequest"]] = relationship(
        viewonly=True, order_by="ExtensionRequest.id"
    )
    # The calls that were not taken back, the oldest first.
    calls: Mapped[list["CallNote"]] = relationship(
        viewonly=True,
        primaryjoin=(
            "and_(CallNote.milestone_id == Milestone.id, CallNote.withdrawn_at.is_(None))"
        ),
        order_by="CallNote.id",
    )

    @property
    def facts(self) -> MilestoneFacts:
        """What the rules need to know of it."""
        return MilestoneFacts(
            state=self.state,
            due=self.due_date,
            reported_on=self.reported_on,
            confirmed_on=self.confirmed_on,
            waiting_for=self.waiting_for,
            ordinal=self.ordinal,
            id=self.id,
            percent=self.percent,
        )


# The reasons of revisions that a file brought, and no person of the plan.
BY_PLAN_FILE: Final = "Cập nhật theo tệp kế hoạch"
BY_APPENDIX: Final = "Cập nhật theo Phụ lục được nhập"


class DeadlineRevision(Base):
    """One change of a milestone's date: what it was, what it became, on which document."""

    __tablename__ = "deadline_revision"
    __table_args__ = (UniqueConstraint("milestone_id", "revision"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    milestone_id: Mapped[int] = mapped_column(ForeignKey("milestone.id"))
    revision: Mapped[int]
    previous_due_date: Mapped[date | None]
    due_date: Mapped[date | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    document: Mapped[str | None] = mapped_column(String(200))
    document_date: Mapped[date | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime] = mapped_column(UtcInstant)
