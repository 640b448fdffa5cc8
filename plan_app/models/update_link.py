"""Links in mails by which a task is updated without signing in."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from plan_app.domain.update_links import LinkEnd
from plan_app.extensions import Base
from plan_app.models.columns import UtcInstant, slug
from plan_app.models.milestone import Milestone
from plan_app.models.outbox import OutboxMessage
from plan_app.models.user import User


class UpdateLink(Base):
    """A link for one person and one milestone, as one message carries it.

    The message holds the token, the row only its digest. The row is there before the message is
    sent; the moment of sending is the message's. No more indexes than needed: every mail adds a
    row for each of its tasks, and all links of a person are asked for by hand only.
    """

    __tablename__ = "update_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("outbox_message.id"), index=True)
    recipient_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    milestone_id: Mapped[int] = mapped_column(ForeignKey("milestone.id"), index=True)
    expires_at: Mapped[datetime] = mapped_column(UtcInstant)
    used_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    ended_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    ended_because: Mapped[LinkEnd | None] = mapped_column(slug(LinkEnd, "ended_because"))

    message: Mapped[OutboxMessage] = relationship()
    recipient: Mapped[User] = relationship()
    milestone: Mapped[Milestone] = relationship()
