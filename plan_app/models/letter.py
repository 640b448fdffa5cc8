"""Signed letters of agencies that were entered on their behalf, and what agencies object to."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from plan_app.extensions import Base
from plan_app.models.columns import UtcInstant
from plan_app.models.report import ProgressReport
from plan_app.models.user import User


class AgencyLetter(Base):
    """One letter that answered several tasks at once; its reports name it.

    The owners are asked to object until `object_by`. `search_text` is the reference, folded.
    """

    __tablename__ = "agency_letter"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True)
    reference: Mapped[str] = mapped_column(String(200))
    dated: Mapped[date]
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    entered_at: Mapped[datetime] = mapped_column(UtcInstant)
    object_by: Mapped[date]
    search_text: Mapped[str] = mapped_column(String(200))

    entered_by: Mapped[User] = relationship()
    reports: Mapped[list[ProgressReport]] = relationship(viewonly=True, order_by=ProgressReport.id)


class LetterObjection(Base):
    """The agency says that a report entered on its behalf is not right; one for each report."""

    __tablename__ = "letter_objection"

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("progress_report.id"), unique=True)
    words: Mapped[str] = mapped_column(Text)
    objected_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    objected_at: Mapped[datetime] = mapped_column(UtcInstant)
    answer: Mapped[str] = mapped_column(Text, default="", server_default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcInstant)

    report: Mapped[ProgressReport] = relationship(back_populates="objection")
    objected_by: Mapped[User] = relationship(foreign_keys=[objected_by_id])
    answered_by: Mapped[User | None] = relationship(foreign_keys=[answered_by_id])
