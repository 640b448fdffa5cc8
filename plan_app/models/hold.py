"""Reasons to hold a reminder back that people enter (rule 12)."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from plan_app.extensions import Base
from plan_app.models.columns import UtcInstant, slug


class ReminderPause(Base):
    """No reminders to an agency (or, without one, to the whole plan) on these days."""

    __tablename__ = "reminder_pause"
    __table_args__ = (CheckConstraint("first_day <= last_day", name="days_in_order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    first_day: Mapped[date]
    last_day: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime] = mapped_column(UtcInstant)


class CallNote(Base):
    """A call: what was promised; holds the milestone's reminder until `look_again_on`."""

    __tablename__ = "call_note"
    __table_args__ = (Index("ix_call_note_milestone", "milestone_id", "look_again_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    milestone_id: Mapped[int] = mapped_column(ForeignKey("milestone.id"))
    spoke_with: Mapped[str] = mapped_column(String(120))
    called_at: Mapped[datetime] = mapped_column(UtcInstant)
    promised: Mapped[str] = mapped_column(Text)
    look_again_on: Mapped[date]
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class ExtensionState(StrEnum):
    """Where an extension request stands."""

    REQUESTED = "requested"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    DECLINED = "declined"


class ExtensionRequest(Base):
    """A wish for another date; while it is being submitted, reminders slow down."""

    __tablename__ = "extension_request"
    __table_args__ = (Index("ix_extension_request_milestone", "milestone_id", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    milestone_id: Mapped[int] = mapped_column(ForeignKey("milestone.id"))
    requested_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    requested_at: Mapped[datetime] = mapped_column(UtcInstant)
    requested_due_date: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    state: Mapped[ExtensionState] = mapped_column(slug(ExtensionState, "state"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcInstant)
