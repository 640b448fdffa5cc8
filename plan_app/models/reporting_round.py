"""Reporting rounds: their days, what was told of them, what agencies checked and noted."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from plan_app.domain.rounds import RoundKind, RoundPart, RoundState
from plan_app.extensions import Base
from plan_app.models.columns import UtcInstant, slug
from plan_app.models.user import User


class ReportingRound(Base):
    """A round of a plan, of which one is open at a time.

    `first_day` and `last_day` are the period that it reports on. Reports from `opens_on` on are
    reports in the round, which ends when a person closes it, due at `closes_at`.
    """

    __tablename__ = "reporting_round"
    __table_args__ = (
        Index("ix_reporting_round_plan", "plan_id", "closes_at"),
        Index(
            "uq_reporting_round_open",
            "plan_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        CheckConstraint("first_day <= last_day", name="days_in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[RoundKind] = mapped_column(slug(RoundKind, "kind"))
    first_day: Mapped[date]
    last_day: Mapped[date]
    opens_on: Mapped[date]
    closes_at: Mapped[datetime] = mapped_column(UtcInstant)
    state: Mapped[RoundState] = mapped_column(slug(RoundState, "state"), default=RoundState.OPEN)
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    opened_at: Mapped[datetime] = mapped_column(UtcInstant)
    version: Mapped[int] = mapped_column(default=1)


class RoundMail(Base):
    """What a message tells of a round: to whom, which part, in a review of which agency.

    What became of it is the message's state: what did not arrive is told again.
    """

    __tablename__ = "round_mail"
    __table_args__ = (Index("ix_round_mail_round", "round_id", "recipient_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("reporting_round.id"))
    message_id: Mapped[int] = mapped_column(ForeignKey("outbox_message.id"), index=True)
    recipient_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    part: Mapped[RoundPart] = mapped_column(slug(RoundPart, "part"))
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)


class RoundCheck(Base):
    """An agency has looked at its figures and found them right."""

    __tablename__ = "round_check"
    __table_args__ = (UniqueConstraint("round_id", "agency_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("reporting_round.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    checked_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    checked_at: Mapped[datetime] = mapped_column(UtcInstant)


class RoundNote(Base):
    """What is said of a task's figures in a round; after its closing for the next one."""

    __tablename__ = "round_note"
    __table_args__ = (Index("ix_round_note_round", "round_id", "task_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("reporting_round.id"))
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    noted_at: Mapped[datetime] = mapped_column(UtcInstant)
    is_correction: Mapped[bool] = mapped_column(default=False)
    body: Mapped[str] = mapped_column(Text)

    author: Mapped[User] = relationship()
