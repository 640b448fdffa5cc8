"""Causes of delay that a coordinator confirmed, so that confirming many can be undone."""

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

CAUSES = ("objective", "subjective")


def upgrade():
    op.create_table(
        "cause_confirmation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        _cause("cause", nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("document", sa.String(length=200), nullable=True),
        sa.Column("document_date", sa.Date(), nullable=True),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plan.id"], name=op.f("fk_cause_confirmation_plan_id_plan")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"],
            ["user_account.id"],
            name=op.f("fk_cause_confirmation_confirmed_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["undone_by_id"],
            ["user_account.id"],
            name=op.f("fk_cause_confirmation_undone_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cause_confirmation")),
    )
    op.create_index(op.f("ix_cause_confirmation_plan_id"), "cause_confirmation", ["plan_id"])
    op.create_table(
        "confirmed_cause",
        sa.Column("confirmation_id", sa.Integer(), nullable=False),
        sa.Column("milestone_id", sa.Integer(), nullable=False),
        _cause("cause_before", nullable=True),
        sa.Column("words_before", sa.Text(), nullable=False),
        sa.Column("confirmed_before", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["confirmation_id"],
            ["cause_confirmation.id"],
            name=op.f("fk_confirmed_cause_confirmation_id_cause_confirmation"),
        ),
        sa.ForeignKeyConstraint(
            ["milestone_id"],
            ["milestone.id"],
            name=op.f("fk_confirmed_cause_milestone_id_milestone"),
        ),
        sa.PrimaryKeyConstraint("confirmation_id", "milestone_id", name=op.f("pk_confirmed_cause")),
    )
    op.create_index(op.f("ix_confirmed_cause_milestone_id"), "confirmed_cause", ["milestone_id"])


def downgrade():
    """Milestones keep their causes, and whether these were confirmed."""
    op.drop_table("confirmed_cause")
    op.drop_table("cause_confirmation")


def _cause(name, *, nullable):
    kind = sa.Enum(*CAUSES, name=name, native_enum=False, create_constraint=True, length=40)
    return sa.Column(name, kind, nullable=nullable)
