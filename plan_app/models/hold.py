"""Reasons to hold a reminder back that people enter (rule 12)."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column, relationship

from plan_app.domain.extensions import OPEN, ExtensionState
from plan_app.extensions import Base
from plan_app.models.columns import UtcInstant, slug
from plan_app.models.milestone import Cause, Milestone
from plan_app.models.user import User

# As `domain.extensions.OPEN`; a test compares them.
IS_OPEN = "state IN ('requested', 'papers_asked', 'answered', 'submitted', 'offered')"


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


def _called_at(context: DefaultExecutionContext) -> datetime:
    """A call is noted at once, unless it is said otherwise."""
    called_at: datetime = context.get_current_parameters()["called_at"]  # type: ignore[no-untyped-call]
    return called_at


class CallNote(Base):
    """A call: what was promised; holds the milestone's reminder until `look_again_on`.

    The last that was not taken back counts. `noted_at` is when it was written as it stands, which
    may be days after the call. `search_text` is with whom and what, folded.
    """

    __tablename__ = "call_note"
    __table_args__ = (Index("ix_call_note_milestone", "milestone_id", "look_again_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    milestone_id: Mapped[int] = mapped_column(ForeignKey("milestone.id"))
    spoke_with: Mapped[str] = mapped_column(String(120))
    called_at: Mapped[datetime] = mapped_column(UtcInstant)
    promised: Mapped[str] = mapped_column(Text)
    look_again_on: Mapped[date]
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    noted_at: Mapped[datetime] = mapped_column(UtcInstant, default=_called_at)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    search_text: Mapped[str] = mapped_column(Text, default="", server_default="")

    milestone: Mapped[Milestone] = relationship()
    noted_by: Mapped[User | None] = relationship()


class ExtensionRequest(Base):
    """An agency's wish for another date of a milestone, and what became of it.

    One of a milestone is open at a time. While it is being submitted, reminders slow down.
    `due_date_before` is the milestone's date when it was asked for, `offered_due_date` the other
    date that the coordinator offers, `granted_due_date` the one that was approved. `words` are
    the coordinator's last (what is missing, why not, why another date), `answer` the agency's.
    """

    __tablename__ = "extension_request"
    __table_args__ = (
        Index("ix_extension_request_milestone", "milestone_id", "state"),
        Index(
            "uq_extension_request_open",
            "milestone_id",
            unique=True,
            sqlite_where=text(IS_OPEN),
            postgresql_where=text(IS_OPEN),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    milestone_id: Mapped[int] = mapped_column(ForeignKey("milestone.id"))
    requested_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    requested_at: Mapped[datetime] = mapped_column(UtcInstant)
    requested_due_date: Mapped[date]
    due_date_before: Mapped[date | None]
    reason: Mapped[str] = mapped_column(Text)
    # Requests of the first release have none.
    cause: Mapped[Cause | None] = mapped_column(slug(Cause, "cause"))
    document: Mapped[str | None] = mapped_column(String(200))
    document_date: Mapped[date | None]
    state: Mapped[ExtensionState] = mapped_column(slug(ExtensionState, "state"))
    offered_due_date: Mapped[date | None]
    answer_by: Mapped[date | None]
    words: Mapped[str] = mapped_column(Text, default="", server_default="")
    answer: Mapped[str] = mapped_column(Text, default="", server_default="")
    submission_document: Mapped[str | None] = mapped_column(String(200))
    granted_due_date: Mapped[date | None]
    approval_document: Mapped[str | None] = mapped_column(String(200))
    approval_document_date: Mapped[date | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcInstant)

    milestone: Mapped[Milestone] = relationship()
    requested_by: Mapped[User] = relationship(foreign_keys=[requested_by_id])
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided it yet."""
        return self.state in OPEN
