"""Agencies as the decision names them and as they are today, with their contacts."""

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, Column, ForeignKey, String, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from plan_app.extensions import Base
from plan_app.models.columns import slug

if TYPE_CHECKING:
    from plan_app.models.user import User

agency_member = Table(
    "agency_member",
    Base.metadata,
    Column("group_id", ForeignKey("agency.id"), primary_key=True),
    Column("member_id", ForeignKey("agency.id"), primary_key=True, index=True),
    CheckConstraint("group_id <> member_id", name="not_its_own_member"),
)


class Agency(Base):
    """A body of the administration, or a group of bodies with members chosen by hand.

    A body that ended keeps its row; `successor_id` says who took over, from `succession_date`.
    """

    __tablename__ = "agency"
    __table_args__ = (
        CheckConstraint("successor_id <> id", name="not_its_own_successor"),
        CheckConstraint("valid_to IS NULL OR valid_from IS NULL OR valid_from <= valid_to",
                        name="valid_in_order"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    short_name: Mapped[str] = mapped_column(String(60))
    official_order: Mapped[int] = mapped_column(index=True)
    email: Mapped[str | None] = mapped_column(String(254))
    is_group: Mapped[bool] = mapped_column(default=False)
    # Whether the body is on the list known for the province (plan-facts) or only plausible.
    is_confirmed: Mapped[bool] = mapped_column(default=True)
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    succession_date: Mapped[date | None]
    search_text: Mapped[str] = mapped_column(String(600), default="")

    successor: Mapped["Agency | None"] = relationship(remote_side=id)
    members: Mapped[list["Agency"]] = relationship(
        secondary=agency_member,
        primaryjoin=id == agency_member.c.group_id,
        secondaryjoin=id == agency_member.c.member_id,
        order_by="Agency.official_order",
    )
    contacts: Mapped[list["AgencyContact"]] = relationship(back_populates="agency")


class ContactKind(StrEnum):
    """`contact` is next in line when an owner cannot be reached; `head` is the leader in charge."""

    CONTACT = "contact"
    HEAD = "head"


class AgencyContact(Base):
    """A person who stands for an agency. Heads never receive anything automatic."""

    __tablename__ = "agency_contact"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    kind: Mapped[ContactKind] = mapped_column(slug(ContactKind, "contact_kind"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)

    agency: Mapped[Agency] = relationship(back_populates="contacts")
    user: Mapped["User"] = relationship()
