"""Comments on tasks, and whom they mention."""

import sqlalchemy as sa
from alembic import op

from plan_app.models.columns import UtcInstant

# revision identifiers, used by Alembic.
revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("written_at", UtcInstant(timezone=True), nullable=False),
        sa.Column("text_digest", sa.String(length=64), nullable=True),
        sa.Column("withdrawn_at", UtcInstant(timezone=True), nullable=True),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        _reference("comment", "task_id", "task.id"),
        _reference("comment", "author_id", "user_account.id"),
        _reference("comment", "withdrawn_by_id", "user_account.id"),
        _reference("comment", "text_digest", "journal_text.digest"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
    )
    op.create_index("ix_comment_task", "comment", ["task_id"])
    op.create_index("ix_comment_written", "comment", ["written_at"])
    op.create_table(
        "mention",
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=True),
        _reference("mention", "comment_id", "comment.id"),
        _reference("mention", "person_id", "user_account.id"),
        _reference("mention", "message_id", "outbox_message.id"),
        sa.PrimaryKeyConstraint("comment_id", "person_id", name=op.f("pk_mention")),
    )
    for name in ("person_id", "message_id"):
        op.create_index(op.f(f"ix_mention_{name}"), "mention", [name])


def downgrade():
    """The journal keeps what was said, as far as it was not withdrawn."""
    op.drop_table("mention")
    op.drop_table("comment")


def _reference(table, column, target):
    name = op.f(f"fk_{table}_{column}_{target.partition('.')[0]}")
    return sa.ForeignKeyConstraint([column], [target], name=name)
