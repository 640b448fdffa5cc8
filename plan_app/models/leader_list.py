"""Lists that a coordinator confirmed for the leaders of agencies, and leaders' fields."""

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Index, String, Table, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from plan_app.domain.leader_lists import LeftOut
from plan_app.extensions import Base
from plan_app.models.agency import Agency
from plan_app.models.columns import UtcInstant, slug
from plan_app.models.milestone import Milestone
from plan_app.models.outbox import OutboxMessage
from plan_app.models.plan import Plan
from plan_app.models.user import User

leader_field_agency = Table(
    "leader_field_agency",
    Base.metadata,
    Column("field_id", ForeignKey("leader_field.id"), primary_key=True),
    Column("agency_id", ForeignKey("agency.id"), primary_key=True, index=True),
)


class LeaderList(Base):
    """One confirmation: its letters leave at `sends_at`, unless it was recalled before."""

    __tablename__ = "leader_list"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True)
    confirmed_at: Mapped[datetime] = mapped_column(UtcInstant)
    confirmed_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    sends_at: Mapped[datetime] = mapped_column(UtcInstant)
    recalled_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    recalled_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    plan: Mapped[Plan] = relationship()
    confirmed_by: Mapped[User] = relationship(foreign_keys=[confirmed_by_id])
    recalled_by: Mapped[User | None] = relationship(foreign_keys=[recalled_by_id])
    letters: Mapped[list["LeaderLetter"]] = relationship(
        back_populates="leader_list", order_by="LeaderLetter.id"
    )
    rows: Mapped[list["LeaderListRow"]] = relationship(
        back_populates="leader_list", order_by="LeaderListRow.id"
    )


class LeaderLetter(Base):
    """One letter of a list, to the leader in charge of an agency; `words` is the added sentence."""

    __tablename__ = "leader_letter"
    __table_args__ = (UniqueConstraint("list_id", "agency_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("leader_list.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    head_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    words: Mapped[str] = mapped_column(Text, default="")
    message_id: Mapped[int] = mapped_column(ForeignKey("outbox_message.id"), index=True)

    leader_list: Mapped[LeaderList] = relationship(back_populates="letters")
    agency: Mapped[Agency] = relationship()
    head: Mapped[User] = relationship()
    message: Mapped[OutboxMessage] = relationship()
    rows: Mapped[list["LeaderListRow"]] = relationship(
        back_populates="letter", order_by="LeaderListRow.id"
    )


class LeaderListRow(Base):
    """One milestone that stood on the list: in a letter, or left out for a reason."""

    __tablename__ = "leader_list_row"
    __table_args__ = (
        UniqueConstraint("list_id", "milestone_id"),
        Index("ix_leader_list_row_milestone", "milestone_id", "letter_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("leader_list.id"))
    milestone_id: Mapped[int] = mapped_column(ForeignKey("milestone.id"))
    deadline_revision: Mapped[int]
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("leader_letter.id"), index=True)
    left_out: Mapped[LeftOut | None] = mapped_column(slug(LeftOut, "left_out"))

    leader_list: Mapped[LeaderList] = relationship(back_populates="rows")
    letter: Mapped[LeaderLetter | None] = relationship(back_populates="rows")
    milestone: Mapped[Milestone] = relationship()


class LeaderField(Base):
    """A field of responsibility of a leader of the province: the agencies in it."""

    __tablename__ = "leader_field"
    __table_args__ = (UniqueConstraint("plan_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    name: Mapped[str] = mapped_column(String(120))
    leader_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    leader: Mapped[User | None] = relationship()
    agencies: Mapped[list[Agency]] = relationship(
        secondary=leader_field_agency, order_by=Agency.official_order
    )
