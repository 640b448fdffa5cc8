"""Causes of delay that a coordinator confirmed, for one milestone or for many at once."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from plan_app.extensions import Base
from plan_app.models.columns import UtcInstant, slug
from plan_app.models.milestone import Cause, Milestone
from plan_app.models.user import User


class CauseConfirmation(Base):
    """One act of confirming; undoing it gives its milestones back what they had before."""

    __tablename__ = "cause_confirmation"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True)
    cause: Mapped[Cause] = mapped_column(slug(Cause, "cause"))
    reason: Mapped[str] = mapped_column(Text)
    document: Mapped[str | None] = mapped_column(String(200))
    document_date: Mapped[date | None]
    confirmed_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    confirmed_at: Mapped[datetime] = mapped_column(UtcInstant)
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    undone_at: Mapped[datetime | None] = mapped_column(UtcInstant)

    confirmed_by: Mapped[User] = relationship(foreign_keys=[confirmed_by_id])
    undone_by: Mapped[User | None] = relationship(foreign_keys=[undone_by_id])
    rows: Mapped[list["ConfirmedCause"]] = relationship(
        back_populates="confirmation", order_by="ConfirmedCause.milestone_id"
    )


class ConfirmedCause(Base):
    """One milestone of a confirmation, with what it had before."""

    __tablename__ = "confirmed_cause"

    confirmation_id: Mapped[int] = mapped_column(
        ForeignKey("cause_confirmation.id"), primary_key=True
    )
    milestone_id: Mapped[int] = mapped_column(
        ForeignKey("milestone.id"), primary_key=True, index=True
    )
    cause_before: Mapped[Cause | None] = mapped_column(slug(Cause, "cause_before"))
    words_before: Mapped[str] = mapped_column(Text, default="")
    confirmed_before: Mapped[bool]

    confirmation: Mapped[CauseConfirmation] = relationship(back_populates="rows")
    milestone: Mapped[Milestone] = relationship()
