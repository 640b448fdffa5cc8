"""What a member of a group of agencies says of its part in a task."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from plan_app.extensions import Base
from plan_app.models.agency import Agency
from plan_app.models.columns import UtcInstant
from plan_app.models.milestone import Milestone
from plan_app.models.user import User


class MemberAnswer(Base):
    """One answer of one agency about a milestone: never edited, only superseded by the next.

    One of an agency and milestone holds at a time. `deadline_revision` is the milestone's when it
    was given. It stays when the agency leaves the group. `author_id` is the account; where it is
    shared, `prepared_by` names the person. Entered `on_behalf` it rests on the agency's `letter`.
    """

    __tablename__ = "member_answer"
    __table_args__ = (
        Index(
            "uq_member_answer_current",
            "milestone_id",
            "agency_id",
            unique=True,
            sqlite_where=text("superseded_at IS NULL"),
            postgresql_where=text("superseded_at IS NULL"),
        ),
        Index("ix_member_answer_agency", "agency_id", "milestone_id"),
        CheckConstraint("percent BETWEEN 0 AND 100", name="percent_in_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    milestone_id: Mapped[int] = mapped_column(ForeignKey("milestone.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    deadline_revision: Mapped[int]
    is_done: Mapped[bool]
    percent: Mapped[int | None]
    result: Mapped[str] = mapped_column(Text, default="")
    difficulties: Mapped[str] = mapped_column(Text, default="")
    prepared_by: Mapped[str] = mapped_column(String(120), default="")
    prepared_position: Mapped[str] = mapped_column(String(120), default="")
    prepared_telephone: Mapped[str] = mapped_column(String(40), default="")
    approved_by: Mapped[str] = mapped_column(String(120), default="")
    approved_position: Mapped[str] = mapped_column(String(120), default="")
    letter: Mapped[str | None] = mapped_column(String(200))
    letter_date: Mapped[date | None]
    on_behalf: Mapped[bool] = mapped_column(default=False)
    answered_at: Mapped[datetime] = mapped_column(UtcInstant)
    superseded_at: Mapped[datetime | None] = mapped_column(UtcInstant)

    milestone: Mapped[Milestone] = relationship()
    agency: Mapped[Agency] = relationship()
    author: Mapped[User] = relationship()
