"""Agencies merged into others, or split: what moved on the day, and what undoing needs."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from plan_app.extensions import Base
from plan_app.models.agency import Agency
from plan_app.models.columns import UtcInstant, slug
from plan_app.models.user import User


class ReorganisationKind(StrEnum):
    """All of an agency goes to one other, or some of it to several."""

    MERGER = "merger"
    SPLIT = "split"


class Reorganisation(Base):
    """One agency whose open tasks and people went to others by a document.

    `heir` has taken over what was not moved one by one: finished work, coordination, the name;
    None for an agency that goes on. `moved` holds ids and what stood before
    (`services.reorganisation_moves`).
    """

    __tablename__ = "reorganisation"
    __table_args__ = (CheckConstraint("heir_id <> agency_id", name="not_its_own_heir"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ReorganisationKind] = mapped_column(slug(ReorganisationKind, "kind"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    heir_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    first_day: Mapped[date]
    document: Mapped[str] = mapped_column(String(200))
    document_date: Mapped[date]
    tasks: Mapped[int]
    people: Mapped[int]
    moved: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True)
    done_at: Mapped[datetime] = mapped_column(UtcInstant)
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    undone_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    agency: Mapped[Agency] = relationship(foreign_keys=[agency_id])
    heir: Mapped[Agency | None] = relationship(foreign_keys=[heir_id])
    done_by: Mapped[User | None] = relationship(foreign_keys=[done_by_id])
    undone_by: Mapped[User | None] = relationship(foreign_keys=[undone_by_id])
