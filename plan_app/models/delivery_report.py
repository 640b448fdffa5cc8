"""What mail servers report of messages after they were accepted."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from plan_app.domain.mailing import ReportAction
from plan_app.extensions import Base
from plan_app.models.columns import UtcInstant, slug
from plan_app.models.outbox import OutboxMessage


class DeliveryReport(Base):
    """One report (RFC 3464) about one message, read at `read_at`.

    `status` is the enhanced code, `said` the server's words in one line. `digest` names the
    report, so that the same one found a second time is known.
    """

    __tablename__ = "delivery_report"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("outbox_message.id"), index=True)
    read_at: Mapped[datetime] = mapped_column(UtcInstant)
    action: Mapped[ReportAction] = mapped_column(slug(ReportAction, "action"))
    status: Mapped[str] = mapped_column(String(12))
    said: Mapped[str] = mapped_column(String(300))
    digest: Mapped[str] = mapped_column(String(64), unique=True)

    message: Mapped[OutboxMessage] = relationship()
