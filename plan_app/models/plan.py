"""The plan and its solution groups."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from plan_app.extensions import Base
from plan_app.models.agency import Agency


class Plan(Base):
    """One action plan as a decision issued it. `policy` holds what differs from the defaults."""

    __tablename__ = "plan"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    title: Mapped[str] = mapped_column(String(300))
    title_en: Mapped[str] = mapped_column(String(300))
    decision_number: Mapped[str] = mapped_column(String(60))
    decision_date: Mapped[date]
    issued_by: Mapped[str] = mapped_column(String(200))
    first_year: Mapped[int]
    last_year: Mapped[int]
    standing_agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    policy: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    reminders_on: Mapped[bool] = mapped_column(default=False)
    # The number of messages of the preview that a coordinator confirmed (rule 19).
    confirmed_messages: Mapped[int] = mapped_column(default=0)
    # Whether a report of completion must come with a file or a reference to a document.
    completion_needs_paper: Mapped[bool] = mapped_column(default=False, server_default=false())

    standing_agency: Mapped[Agency] = relationship()
    groups: Mapped[list["SolutionGroup"]] = relationship(
        back_populates="plan", order_by="SolutionGroup.ordinal"
    )


class SolutionGroup(Base):
    """A group of tasks, numbered in Roman numerals on the page."""

    __tablename__ = "solution_group"
    __table_args__ = (UniqueConstraint("plan_id", "ordinal"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    ordinal: Mapped[int]
    title: Mapped[str] = mapped_column(String(300))
    title_en: Mapped[str] = mapped_column(String(300))

    plan: Mapped[Plan] = relationship(back_populates="groups")
