"""Directions of leaders on tasks, and in which mails they stood."""

import sqlalchemy as sa
from alembic import op

from plan_app.models.columns import UtcInstant

# revision identifiers, used by Alembic.
revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

STATES = ("open", "answered", "settled", "withdrawn")


def upgrade():
    op.create_table(
        "direction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("written_at", UtcInstant(timezone=True), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("document", sa.String(length=200), nullable=False),
        sa.Column("document_date", sa.Date(), nullable=True),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(*STATES, name="state", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("asked_again", sa.Text(), nullable=False),
        sa.Column("asked_at", UtcInstant(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", UtcInstant(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", UtcInstant(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        _reference("direction", "task_id", "task"),
        *(
            _reference("direction", name, "user_account")
            for name in ("author_id", "answered_by_id", "closed_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_direction")),
    )
    op.create_index("ix_direction_task", "direction", ["task_id"])
    op.create_index("ix_direction_standing", "direction", ["state", "answer_by"])
    op.create_table(
        "direction_mail",
        sa.Column("direction_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("recipient_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        _reference("direction_mail", "direction_id", "direction"),
        _reference("direction_mail", "recipient_id", "user_account"),
        _reference("direction_mail", "message_id", "outbox_message"),
        sa.PrimaryKeyConstraint(
            "direction_id",
            "revision",
            "recipient_id",
            "message_id",
            name=op.f("pk_direction_mail"),
        ),
    )
    for name in ("recipient_id", "message_id"):
        op.create_index(op.f(f"ix_direction_mail_{name}"), "direction_mail", [name])


def downgrade():
    """The journal keeps what was said; mails that told of it keep their tasks."""
    op.drop_table("direction_mail")
    op.drop_table("direction")


def _reference(table, column, target):
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}")
    )
