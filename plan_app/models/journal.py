"""The journal: append-only, chained by hashes, without names or addresses.

Ids and slugs stand in the entry; free text stands in `JournalText`, whose body can be
erased while the digest in the chain still verifies. Triggers refuse UPDATE and DELETE.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from plan_app.extensions import Base
from plan_app.models.columns import UtcInstant
from plan_app.models.user import User


class JournalHead(Base):
    """The last entry of a plan's chain, or of the installation's (`plan_id` empty).

    Its row is the lock under which entries are written, and `sequence` is the version of
    the plan's data that cached figures are kept under.
    """

    __tablename__ = "journal_head"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"), unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    hash: Mapped[str] = mapped_column(String(64), default="")


class JournalText(Base):
    """Free text of an entry, found by the SHA-256 digest of text and salt; `body` is erasable."""

    __tablename__ = "journal_text"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    salt: Mapped[str] = mapped_column(String(32))
    body: Mapped[str | None] = mapped_column(Text)


class JournalEntry(Base):
    """One act: who (account), what (`action` is a slug), on which task and row, when."""

    __tablename__ = "journal_entry"
    __table_args__ = (
        UniqueConstraint("head_id", "sequence"),
        Index("ix_journal_entry_task", "task_id", "sequence"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    head_id: Mapped[int] = mapped_column(ForeignKey("journal_head.id"))
    sequence: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcInstant)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    action: Mapped[str] = mapped_column(String(60))
    task_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"))
    subject_kind: Mapped[str] = mapped_column(String(40), default="")
    subject_id: Mapped[int | None]
    data: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    text_digest: Mapped[str | None] = mapped_column(ForeignKey("journal_text.digest"))
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))

    actor: Mapped[User | None] = relationship()
    text: Mapped[JournalText | None] = relationship()
