"""Conditions of lists that people keep."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from plan_app.domain.saved_filters import Place
from plan_app.extensions import Base
from plan_app.models.columns import UtcInstant, slug
from plan_app.models.user import User


class SavedFilter(Base):
    """The conditions of a list under a name; shared ones stand above everybody's list.

    `conditions` are arguments of the list's address that the list understood, by their names.
    """

    __tablename__ = "saved_filter"
    __table_args__ = (UniqueConstraint("plan_id", "owner_id", "place", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    place: Mapped[Place] = mapped_column(slug(Place, "place"))
    name: Mapped[str] = mapped_column(String(80))
    conditions: Mapped[dict[str, str]] = mapped_column(JSON)
    is_shared: Mapped[bool] = mapped_column(default=False, server_default=false())
    saved_at: Mapped[datetime] = mapped_column(UtcInstant)

    owner: Mapped[User] = relationship()
