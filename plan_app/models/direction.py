"""Directions of leaders on tasks, and in which mails they stood."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from plan_app.domain.directions import DirectionState
from plan_app.extensions import Base
from plan_app.models.columns import UtcInstant, slug
from plan_app.models.task import Task
from plan_app.models.user import User


class Direction(Base):
    """A leader's words on a task that ask for an answer by a day.

    `document` is where they stand, as a coordinator wrote them down. `revision` grows each time
    an answer is asked for again, with `asked_again` for what was missing; `answer` is the last.
    `note` are the words of who settled or withdrew it. `version` grows with every write.
    """

    __tablename__ = "direction"
    __table_args__ = (
        Index("ix_direction_task", "task_id"),
        # The few that ask for an answer, for the planner and for the home pages.
        Index("ix_direction_standing", "state", "answer_by"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    written_at: Mapped[datetime] = mapped_column(UtcInstant)
    body: Mapped[str] = mapped_column(Text)
    document: Mapped[str] = mapped_column(String(200), default="")
    document_date: Mapped[date | None]
    answer_by: Mapped[date]
    state: Mapped[DirectionState] = mapped_column(slug(DirectionState, "state"))
    revision: Mapped[int] = mapped_column(default=1)
    asked_again: Mapped[str] = mapped_column(Text, default="")
    # When an answer was asked for, the last time.
    asked_at: Mapped[datetime] = mapped_column(UtcInstant)
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    note: Mapped[str] = mapped_column(Text, default="")
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    closed_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    version: Mapped[int] = mapped_column(default=1)
    # Words and document without diacritics.
    search_text: Mapped[str] = mapped_column(Text, default="")

    task: Mapped[Task] = relationship()
    author: Mapped[User] = relationship(foreign_keys=[author_id])
    answered_by: Mapped[User | None] = relationship(foreign_keys=[answered_by_id])
    closed_by: Mapped[User | None] = relationship(foreign_keys=[closed_by_id])


class DirectionMail(Base):
    """A digest that tells a direction, as it was asked (`revision`), to one person.

    What became of it is the message's state: what did not arrive is told again.
    """

    __tablename__ = "direction_mail"

    direction_id: Mapped[int] = mapped_column(ForeignKey("direction.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    recipient_id: Mapped[int] = mapped_column(
        ForeignKey("user_account.id"), primary_key=True, index=True
    )
    message_id: Mapped[int] = mapped_column(
        ForeignKey("outbox_message.id"), primary_key=True, index=True
    )
