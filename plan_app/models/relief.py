"""Requests of owners to be relieved of a task."""

from datetime import datetime
from typing import Final

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from plan_app.domain.reliefs import ReliefState
from plan_app.extensions import Base
from plan_app.models.columns import UtcInstant, slug
from plan_app.models.task import Task
from plan_app.models.user import User

IS_REQUESTED: Final = "state = 'requested'"


class ReliefRequest(Base):
    """An owner's wish that somebody else follow the task; one of a task is open at a time.

    `suggested` names another person in words. `words` are the coordinator's, when declining.
    """

    __tablename__ = "relief_request"
    __table_args__ = (
        Index("ix_relief_request_task", "task_id", "state"),
        Index(
            "uq_relief_request_open",
            "task_id",
            unique=True,
            sqlite_where=text(IS_REQUESTED),
            postgresql_where=text(IS_REQUESTED),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"))
    requested_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    requested_at: Mapped[datetime] = mapped_column(UtcInstant)
    reason: Mapped[str] = mapped_column(Text)
    suggested: Mapped[str] = mapped_column(String(200), default="")
    state: Mapped[ReliefState] = mapped_column(slug(ReliefState, "state"))
    words: Mapped[str] = mapped_column(Text, default="")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcInstant)

    task: Mapped[Task] = relationship()
    requested_by: Mapped[User] = relationship(foreign_keys=[requested_by_id])
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])
