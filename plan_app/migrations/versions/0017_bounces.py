"""What mail servers report of messages; mail that answers an objection; when calls were noted."""

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = "0017"
down_revision = "0014"
branch_labels = None
depends_on = None

KINDS_BEFORE = (
    "digest",
    "invitation",
    "password_reset",
    "password_notice",
    "confirmed",
    "returned",
    "test",
    "extension",
    "leader_letter",
    "leader_notice",
    "round",
    "update_link",
    "relief",
    "on_behalf",
    "nudge",
)
NEW_KINDS = ("objection",)
ACTIONS = ("failed", "delayed", "delivered", "relayed", "expanded")


def upgrade():
    action = sa.Enum(*ACTIONS, name="action", native_enum=False, create_constraint=True, length=40)
    op.create_table(
        "delivery_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("action", action, nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("said", sa.String(length=300), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["outbox_message.id"],
            name=op.f("fk_delivery_report_message_id_outbox_message"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_report")),
        sa.UniqueConstraint("digest", name=op.f("uq_delivery_report_digest")),
    )
    op.create_index(op.f("ix_delivery_report_message_id"), "delivery_report", ["message_id"])
    _set_kinds((*KINDS_BEFORE, *NEW_KINDS))
    op.add_column("call_note", sa.Column("noted_at", sa.DateTime(timezone=True), nullable=True))
    # Until now the day of the call counted.
    op.execute("UPDATE call_note SET noted_at = called_at")
    with op.batch_alter_table("call_note") as batch:
        batch.alter_column("noted_at", existing_type=sa.DateTime(timezone=True), nullable=False)


def downgrade():
    """A message that came back stays failed, and an address marked."""
    op.drop_column("call_note", "noted_at")
    op.drop_table("delivery_report")
    listed = ", ".join(f"'{kind}'" for kind in NEW_KINDS)
    of_kind = f"(SELECT id FROM outbox_message WHERE kind IN ({listed}))"
    for table, column in (
        ("mail_resend", "message_id"),
        ("mail_resend", "original_id"),
        ("mail_attempt", "message_id"),
        ("outbox_message_task", "message_id"),
        ("outbox_message", "id"),
    ):
        op.execute(f"DELETE FROM {table} WHERE {column} IN {of_kind}")
    _set_kinds(KINDS_BEFORE)


def _set_kinds(kinds):
    """A message is of exactly these kinds."""
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    name = op.f("ck_outbox_message_kind")
    with op.batch_alter_table("outbox_message", recreate="auto") as batch:
        batch.drop_constraint(name, type_="check")
        batch.create_check_constraint(name, sa.text(f"kind IN ({listed})"))
