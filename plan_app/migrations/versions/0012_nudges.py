"""Reminders by hand; the cause of a delay in words, and since when it is asked for."""

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = "0012"
down_revision = "0011"
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
)
NEW_KINDS = ("nudge",)


def upgrade():
    op.add_column("milestone", sa.Column("cause_asked_on", sa.Date(), nullable=True))
    words = sa.Column("cause_words", sa.Text(), nullable=False, server_default="")
    op.add_column("milestone", words)
    _set_kinds((*KINDS_BEFORE, *NEW_KINDS))


def downgrade():
    """What was told by hand counts as told no longer: the older planner may tell it again."""
    op.drop_column("milestone", "cause_words")
    op.drop_column("milestone", "cause_asked_on")
    listed = ", ".join(f"'{kind}'" for kind in NEW_KINDS)
    of_kind = f"(SELECT id FROM outbox_message WHERE kind IN ({listed}))"
    for table, column in (
        ("reminder_ledger", "message_id"),
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
