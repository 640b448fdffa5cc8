"""Conditions of lists that people keep, and whether they use keys of one letter."""

import sqlalchemy as sa
from alembic import op

from plan_app.models.columns import UtcInstant

# revision identifiers, used by Alembic.
revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "saved_filter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("conditions", sa.JSON(), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("saved_at", UtcInstant(timezone=True), nullable=False),
        sa.CheckConstraint("place IN ('tasks', 'overdue')", name=op.f("ck_saved_filter_place")),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plan.id"], name=op.f("fk_saved_filter_plan_id_plan")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["user_account.id"], name=op.f("fk_saved_filter_owner_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filter")),
        sa.UniqueConstraint(
            "plan_id",
            "owner_id",
            "place",
            "name",
            name=op.f("uq_saved_filter_plan_id_owner_id_place_name"),
        ),
    )
    op.create_index(op.f("ix_saved_filter_owner_id"), "saved_filter", ["owner_id"])
    with op.batch_alter_table("user_account") as batch:
        batch.add_column(
            sa.Column("letter_keys", sa.Boolean(), nullable=False, server_default=sa.true())
        )


def downgrade():
    """The older tables have no place for either; the address of a list holds its conditions."""
    with op.batch_alter_table("user_account") as batch:
        batch.drop_column("letter_keys")
    op.drop_table("saved_filter")
