"""Papers attached to what people report, ask for and confirm."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from plan_app.domain.papers import PaperKind, PaperPurpose
from plan_app.extensions import Base
from plan_app.models.columns import UtcInstant, slug
from plan_app.models.milestone import Milestone
from plan_app.models.user import User


class Paper(Base):
    """A file, or a reference to a document, that goes with one act about one milestone.

    A file has `digest` (SHA-256, where its bytes lie), `name`, `kind` and `size` in bytes; a
    reference has `number`, `dated` and perhaps `subject` (trích yếu). The papers of a
    confirmation and of a report name the report, those of a request for more time the request.
    `nonce` is the draft that it was, so that a form sent again attaches nothing twice.
    """

    __tablename__ = "paper"
    __table_args__ = (
        CheckConstraint("(digest IS NULL) <> (number = '')", name="file_or_reference"),
        CheckConstraint(
            "digest IS NULL OR (name <> '' AND kind IS NOT NULL AND size IS NOT NULL)",
            name="file_is_described",
        ),
        CheckConstraint(
            "(purpose = 'extension') = (extension_id IS NOT NULL)", name="extension_named"
        ),
        CheckConstraint("purpose <> 'report' OR report_id IS NOT NULL", name="report_named"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    milestone_id: Mapped[int] = mapped_column(ForeignKey("milestone.id"), index=True)
    purpose: Mapped[PaperPurpose] = mapped_column(slug(PaperPurpose, "purpose"))
    report_id: Mapped[int | None] = mapped_column(ForeignKey("progress_report.id"), index=True)
    extension_id: Mapped[int | None] = mapped_column(ForeignKey("extension_request.id"), index=True)
    digest: Mapped[str | None] = mapped_column(String(64), index=True)
    name: Mapped[str] = mapped_column(String(200), default="")
    kind: Mapped[PaperKind | None] = mapped_column(slug(PaperKind, "kind"))
    size: Mapped[int | None]
    nonce: Mapped[str | None] = mapped_column(String(32), unique=True)
    number: Mapped[str] = mapped_column(String(200), default="")
    dated: Mapped[date | None]
    subject: Mapped[str] = mapped_column(String(500), default="")
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    added_at: Mapped[datetime] = mapped_column(UtcInstant)

    milestone: Mapped[Milestone] = relationship()
    added_by: Mapped[User | None] = relationship()

    @property
    def is_file(self) -> bool:
        """Whether it is a file and not a reference."""
        return self.digest is not None
