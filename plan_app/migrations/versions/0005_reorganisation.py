"""Agencies merged into others, or split, with what undoing needs."""

import sqlalchemy as sa
from alembic import op

from plan_app.models.columns import UtcInstant

# revision identifiers, used by Alembic.
revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def _to(name, table):
    return sa.ForeignKeyConstraint(
        [name], [f"{table}.id"], name=op.f(f"fk_reorganisation_{name}_{table}")
    )


def upgrade():
    op.create_table(
        "reorganisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "merger",
                "split",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("heir_id", sa.Integer(), nullable=True),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("document", sa.String(length=200), nullable=False),
        sa.Column("document_date", sa.Date(), nullable=False),
        sa.Column("tasks", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("done_at", UtcInstant(timezone=True), nullable=False),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.Column("undone_at", UtcInstant(timezone=True), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("heir_id <> agency_id", name=op.f("ck_reorganisation_not_its_own_heir")),
        _to("agency_id", "agency"),
        _to("heir_id", "agency"),
        _to("done_by_id", "user_account"),
        _to("undone_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reorganisation")),
    )
    for column in ("agency_id", "heir_id"):
        op.create_index(op.f(f"ix_reorganisation_{column}"), "reorganisation", [column])


def downgrade():
    """What moved stays where it is; that it can be undone is forgotten."""
    op.drop_table("reorganisation")
