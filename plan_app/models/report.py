"""Progress reports: never edited, only superseded or retracted."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from plan_app.domain.statuses import MilestoneState
from plan_app.extensions import Base
from plan_app.models.columns import UtcInstant, slug
from plan_app.models.milestone import Milestone
from plan_app.models.user import User

if TYPE_CHECKING:
    from plan_app.models.letter import LetterObjection


class ProgressReport(Base):
    """What an agency said of a milestone, when, and who stands behind it.

    `author_id` is the account; where it is shared, `prepared_by` names the person.
    `letter` is the reference of the agency's signed letter; when a coordinator entered it
    `on_behalf` of the agency, the letter's date is the day that counts (`reported_on`).
    `state_before` and `percent_before` let a retraction restore what was true before.
    """

    __tablename__ = "progress_report"
    __table_args__ = (
        Index("ix_progress_report_milestone", "milestone_id", "reported_at"),
        CheckConstraint("percent BETWEEN 0 AND 100", name="percent_in_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    milestone_id: Mapped[int] = mapped_column(ForeignKey("milestone.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    prepared_by: Mapped[str] = mapped_column(String(120), default="")
    prepared_position: Mapped[str] = mapped_column(String(120), default="")
    prepared_telephone: Mapped[str] = mapped_column(String(40), default="")
    approved_by: Mapped[str] = mapped_column(String(120), default="")
    approved_position: Mapped[str] = mapped_column(String(120), default="")
    letter: Mapped[str | None] = mapped_column(String(200))
    letter_date: Mapped[date | None]
    on_behalf: Mapped[bool] = mapped_column(default=False)
    agency_letter_id: Mapped[int | None] = mapped_column(ForeignKey("agency_letter.id"), index=True)
    reported_at: Mapped[datetime] = mapped_column(UtcInstant)
    reported_on: Mapped[date]
    state_before: Mapped[MilestoneState] = mapped_column(slug(MilestoneState, "state_before"))
    state: Mapped[MilestoneState] = mapped_column(slug(MilestoneState, "state"))
    percent_before: Mapped[int | None]
    percent: Mapped[int | None]
    result: Mapped[str] = mapped_column(Text, default="")
    difficulties: Mapped[str] = mapped_column(Text, default="")
    superseded_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("progress_report.id"), index=True
    )
    retracted_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    version: Mapped[int] = mapped_column(default=1)

    milestone: Mapped[Milestone] = relationship()
    author: Mapped[User] = relationship()
    objection: Mapped["LetterObjection | None"] = relationship(back_populates="report")
