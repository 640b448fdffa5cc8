"""Comments on tasks, and whom they mention."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from plan_app.extensions import Base
from plan_app.models.columns import UtcInstant
from plan_app.models.journal import JournalText
from plan_app.models.task import Task
from plan_app.models.user import User


class Comment(Base):
    """What somebody wrote on a task; its words are the journal's, where they can be erased."""

    __tablename__ = "comment"
    __table_args__ = (
        Index("ix_comment_task", "task_id"),
        # What is news, for the planner.
        Index("ix_comment_written", "written_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    written_at: Mapped[datetime] = mapped_column(UtcInstant)
    # Filled in when the entry of the journal is written.
    text_digest: Mapped[str | None] = mapped_column(String(64), ForeignKey("journal_text.digest"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    task: Mapped[Task] = relationship()
    author: Mapped[User] = relationship(foreign_keys=[author_id])
    text: Mapped[JournalText | None] = relationship()
    mentions: Mapped[list["Mention"]] = relationship(
        back_populates="comment", order_by="Mention.person_id"
    )


class Mention(Base):
    """A person whom a comment mentions, and the digest that tells them (what became of it is the
    message's state: what did not arrive is told again).
    """

    __tablename__ = "mention"

    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(
        ForeignKey("user_account.id"), primary_key=True, index=True
    )
    message_id: Mapped[int | None] = mapped_column(ForeignKey("outbox_message.id"), index=True)

    comment: Mapped[Comment] = relationship(back_populates="mentions")
