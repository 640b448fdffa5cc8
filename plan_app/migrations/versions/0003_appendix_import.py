"""Files with an appendix that were read into a plan, and which task's text came from one."""

import sqlalchemy as sa
from alembic import op

from plan_app.models.columns import UtcInstant

# revision identifiers, used by Alembic.
revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def _by(name):
    return sa.ForeignKeyConstraint(
        [name], ["user_account.id"], name=op.f(f"fk_appendix_import_{name}_user_account")
    )


def upgrade():
    op.create_table(
        "appendix_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("corrections", sa.JSON(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("reading", sa.JSON(), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "decision",
                "document",
                "edit",
                name="source",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("document_title", sa.String(length=300), nullable=False),
        sa.Column("document_number", sa.String(length=60), nullable=False),
        sa.Column("document_date", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=True),
        sa.Column("uploaded_at", UtcInstant(timezone=True), nullable=False),
        sa.Column("applied_by_id", sa.Integer(), nullable=True),
        sa.Column("applied_at", UtcInstant(timezone=True), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.Column("undone_at", UtcInstant(timezone=True), nullable=True),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.CheckConstraint(
            "undone_at IS NULL OR applied_at IS NOT NULL",
            name=op.f("ck_appendix_import_undone_when_applied"),
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plan.id"], name=op.f("fk_appendix_import_plan_id_plan")
        ),
        _by("uploaded_by_id"),
        _by("applied_by_id"),
        _by("undone_by_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appendix_import")),
    )
    op.create_index(op.f("ix_appendix_import_plan_id"), "appendix_import", ["plan_id"])
    # Inline: SQLite adds a reference with its column, and never to a table that is there.
    op.add_column(
        "task",
        sa.Column(
            "text_import_id",
            sa.Integer(),
            sa.ForeignKey(
                "appendix_import.id", name=op.f("fk_task_text_import_id_appendix_import")
            ),
            nullable=True,
        ),
        inline_references=True,
    )
    op.create_index(op.f("ix_task_text_import_id"), "task", ["text_import_id"])


def downgrade():
    op.drop_index(op.f("ix_task_text_import_id"), table_name="task")
    op.drop_column("task", "text_import_id")
    op.drop_table("appendix_import")
