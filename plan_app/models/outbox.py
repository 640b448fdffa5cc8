"""Messages on their way, and the ledger of what was told to whom."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from plan_app.domain.mailing import LedgerState, MessageKind, MessageState, ResendCause
from plan_app.extensions import Base
from plan_app.models.columns import UtcInstant, slug
from plan_app.models.milestone import Milestone
from plan_app.models.user import User

# The tasks of a message about several, where the ledger does not name them.
outbox_message_task = Table(
    "outbox_message_task",
    Base.metadata,
    Column("message_id", ForeignKey("outbox_message.id"), primary_key=True),
    Column("task_id", ForeignKey("task.id"), primary_key=True, index=True),
)


class OutboxMessage(Base):
    """One message to one person.

    Unique by (kind, recipient, local day, sequence), sequence 0 for planned mail: however
    many planners run, a day is planned once. `frozen` holds the encrypted bytes between
    freezing and settling, so that a message in doubt is sent again as it was. `reason` is the
    last answer of the server, also where it accepted, or why the message was not sent.
    `address` is where it went; `text` what the log may show, links masked.
    `context` says what the message is about, in ids.
    """

    __tablename__ = "outbox_message"
    __table_args__ = (
        UniqueConstraint(
            "kind", "recipient_id", "local_day", "sequence", name="uq_outbox_message_key"
        ),
        Index("ix_outbox_message_due", "state", "not_before"),
        Index("ix_outbox_message_day", "local_day"),
        CheckConstraint("attempts >= 0", name="attempts_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[MessageKind] = mapped_column(slug(MessageKind, "kind"))
    recipient_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    local_day: Mapped[date]
    sequence: Mapped[int] = mapped_column(default=0)
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"), index=True)
    task_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"), index=True)
    context: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    # The Monday of the week whose roll-up is a section of this digest.
    roll_up_week: Mapped[date | None]

    state: Mapped[MessageState] = mapped_column(slug(MessageState, "state"),
                                                default=MessageState.PLANNED)  # fmt: skip
    created_at: Mapped[datetime] = mapped_column(UtcInstant)
    not_before: Mapped[datetime] = mapped_column(UtcInstant)
    expires_at: Mapped[datetime] = mapped_column(UtcInstant)
    attempts: Mapped[int] = mapped_column(default=0)
    claimed_by: Mapped[str | None] = mapped_column(String(80))
    claimed_until: Mapped[datetime | None] = mapped_column(UtcInstant)
    message_id: Mapped[str | None] = mapped_column(String(200), unique=True)
    dated: Mapped[datetime | None] = mapped_column(UtcInstant)
    frozen: Mapped[bytes | None] = mapped_column(LargeBinary)
    # A digest of the facts that were frozen: unchanged facts resend the same bytes.
    facts_digest: Mapped[str | None] = mapped_column(String(64))
    address: Mapped[str | None] = mapped_column(String(254))
    subject: Mapped[str | None] = mapped_column(String(300))
    # The subject without diacritics.
    search_text: Mapped[str | None] = mapped_column(String(300))
    text: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(String(500))
    maybe_twice: Mapped[bool] = mapped_column(default=False)
    settled_at: Mapped[datetime | None] = mapped_column(UtcInstant)

    recipient: Mapped[User] = relationship()
    ledger: Mapped[list["LedgerRow"]] = relationship(back_populates="message")


ACCEPTED_AT_FIRST: Final = "accepted"


class MailAttempt(Base):
    """One attempt that the server did not accept: how far it came, and what was said.

    The accepted one is the message's own, `settled_at` and `reason`, until a message comes
    back: then it stands here, as the stage `ACCEPTED_AT_FIRST`.
    """

    __tablename__ = "mail_attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("outbox_message.id"), index=True)
    number: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcInstant)
    stage: Mapped[str] = mapped_column(String(20))
    said: Mapped[str] = mapped_column(String(300))


class MailResend(Base):
    """A message that a person sent again: `message` is new and refers to `original`.

    Unique by the original, so that a double click sends nothing twice.
    """

    __tablename__ = "mail_resend"

    message_id: Mapped[int] = mapped_column(ForeignKey("outbox_message.id"), primary_key=True)
    original_id: Mapped[int] = mapped_column(ForeignKey("outbox_message.id"), unique=True)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    cause: Mapped[ResendCause] = mapped_column(slug(ResendCause, "cause"))

    asked_by: Mapped[User] = relationship()


class LedgerRow(Base):
    """A threshold of one deadline revision, told (or about to be) to one person.

    `threshold` is in days from the due date: -7 is seven days before, 0 the day itself,
    14 a fortnight after. The strongest one told settles all weaker ones, which therefore
    have no rows of their own.
    """

    __tablename__ = "reminder_ledger"
    __table_args__ = (
        UniqueConstraint(
            "milestone_id",
            "deadline_revision",
            "threshold",
            "recipient_id",
            name="uq_reminder_ledger_threshold",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    milestone_id: Mapped[int] = mapped_column(ForeignKey("milestone.id"))
    deadline_revision: Mapped[int]
    threshold: Mapped[int]
    recipient_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    state: Mapped[LedgerState] = mapped_column(slug(LedgerState, "state"))
    message_id: Mapped[int] = mapped_column(ForeignKey("outbox_message.id"), index=True)

    milestone: Mapped[Milestone] = relationship()
    message: Mapped[OutboxMessage] = relationship(back_populates="ledger")


class QueueStop(StrEnum):
    """Why nothing leaves: the server's configuration, or more messages than expected."""

    CONFIGURATION = "configuration"
    TOO_MANY = "too_many"


class MailQueue(Base):
    """The one row (id 1) that says whether mail may leave; a coordinator resumes it."""

    __tablename__ = "mail_queue"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    stopped: Mapped[QueueStop | None] = mapped_column(slug(QueueStop, "stopped"))
    stopped_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    reason: Mapped[str | None] = mapped_column(String(500))
    # The local day and the number of messages that a coordinator let pass the breaker.
    allowed_day: Mapped[date | None]
    allowed_messages: Mapped[int] = mapped_column(default=0)
