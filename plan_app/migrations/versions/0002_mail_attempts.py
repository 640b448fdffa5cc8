"""Every attempt to send a message, which message is sent again for which, and their search."""

import sqlalchemy as sa
from alembic import op

from plan_app.domain import vietnamese
from plan_app.models.columns import UtcInstant

# revision identifiers, used by Alembic.
revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "mail_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", UtcInstant(timezone=True), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("said", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["outbox_message.id"],
            name=op.f("fk_mail_attempt_message_id_outbox_message"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_attempt")),
    )
    op.create_index(
        op.f("ix_mail_attempt_message_id"), "mail_attempt", ["message_id"], unique=False
    )
    op.create_table(
        "mail_resend",
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("original_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column(
            "cause",
            sa.Enum(
                "address_mended",
                "asked",
                name="cause",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"],
            ["user_account.id"],
            name=op.f("fk_mail_resend_asked_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["outbox_message.id"],
            name=op.f("fk_mail_resend_message_id_outbox_message"),
        ),
        sa.ForeignKeyConstraint(
            ["original_id"],
            ["outbox_message.id"],
            name=op.f("fk_mail_resend_original_id_outbox_message"),
        ),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_mail_resend")),
        sa.UniqueConstraint("original_id", name=op.f("uq_mail_resend_original_id")),
    )
    op.add_column("outbox_message", sa.Column("search_text", sa.String(length=300), nullable=True))
    _fold_subjects()


def downgrade():
    op.drop_column("outbox_message", "search_text")
    op.drop_table("mail_resend")
    op.drop_table("mail_attempt")


def _fold_subjects():
    """Each subject once: a plan's mails have few."""
    message = sa.table(
        "outbox_message", sa.column("subject", sa.String), sa.column("search_text", sa.String)
    )
    connection = op.get_bind()
    subjects = connection.execute(
        sa.select(message.c.subject).where(message.c.subject.is_not(None)).distinct()
    )
    for subject in subjects.scalars().all():
        connection.execute(
            sa.update(message)
            .where(message.c.subject == subject)
            .values(search_text=vietnamese.fold(subject)[:300])
        )
