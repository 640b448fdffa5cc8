"""Addresses by which calendars of other programs read deadlines."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from plan_app.domain.agenda import Whose
from plan_app.extensions import Base
from plan_app.models.agency import Agency
from plan_app.models.columns import UtcInstant, slug
from plan_app.models.plan import Plan
from plan_app.models.user import User


class AgendaFeed(Base):
    """A secret address of a person; its row goes when the person ends it.

    The token is made of `seed` by the instance's key (`domain.agenda.token`) and found by its
    digest. Of an agency without `agency_id`: the agency that the person belongs to by then.
    """

    __tablename__ = "agenda_feed"
    __table_args__ = (
        CheckConstraint("whose = 'agency' OR agency_id IS NULL", name="agency_where_it_says_so"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    whose: Mapped[Whose] = mapped_column(slug(Whose, "whose"))
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    seed: Mapped[str] = mapped_column(String(32))
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(UtcInstant)

    user: Mapped[User] = relationship()
    plan: Mapped[Plan] = relationship()
    agency: Mapped[Agency | None] = relationship()
