"""Files with an appendix that were read into a plan: kept, confirmed, undone."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from plan_app.extensions import Base
from plan_app.models.columns import UtcInstant, slug
from plan_app.models.plan import Plan
from plan_app.models.user import User


class ImportSource(StrEnum):
    """What the file is: the appendix of the plan's decision, of another document, or a table
    in which somebody has edited what the plan holds."""

    DECISION = "decision"
    DOCUMENT = "document"
    EDIT = "edit"


class AppendixImport(Base):
    """One file. Nothing of it is in the plan until `applied_at`, and no more after `undone_at`.

    `digest` is the SHA-256 of the file, whose `content` is kept until it is confirmed: correcting
    what a column means reads it again. `reading` is what was read (`domain.appendix_records`),
    `before` what undoing needs (`services.appendix_snapshots`). `version` grows with every change
    of how the file is read.
    """

    __tablename__ = "appendix_import"
    __table_args__ = (
        CheckConstraint("undone_at IS NULL OR applied_at IS NOT NULL", name="undone_when_applied"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    digest: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    corrections: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    choices: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    reading: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True)
    source: Mapped[ImportSource | None] = mapped_column(slug(ImportSource, "source"))
    document_title: Mapped[str] = mapped_column(String(300), default="")
    document_number: Mapped[str] = mapped_column(String(60), default="")
    document_date: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    uploaded_at: Mapped[datetime] = mapped_column(UtcInstant)
    applied_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    applied_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    undone_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    # How many rows stood how when it was confirmed, and how many tasks are unarmed by it.
    outcome: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON, deferred=True)

    plan: Mapped[Plan] = relationship()
    uploaded_by: Mapped[User | None] = relationship(foreign_keys=uploaded_by_id)
    applied_by: Mapped[User | None] = relationship(foreign_keys=applied_by_id)
    undone_by: Mapped[User | None] = relationship(foreign_keys=undone_by_id)

    @property
    def is_decided(self) -> bool:
        """Whether the texts are those of a document."""
        return self.source in {ImportSource.DECISION, ImportSource.DOCUMENT}
