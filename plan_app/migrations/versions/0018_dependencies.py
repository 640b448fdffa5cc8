"""A task that starts after another one."""

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade():
    # Inline: SQLite adds a reference with its column, and never to a table that is there.
    op.add_column(
        "task",
        sa.Column(
            "after_id",
            sa.Integer(),
            sa.ForeignKey("task.id", name=op.f("fk_task_after_id_task")),
            nullable=True,
        ),
        inline_references=True,
    )
    op.create_index(op.f("ix_task_after_id"), "task", ["after_id"])


def downgrade():
    op.drop_index(op.f("ix_task_after_id"), table_name="task")
    op.drop_column("task", "after_id")
