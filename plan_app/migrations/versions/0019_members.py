"""What members of a group of agencies say of their part in a task."""

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

CURRENT = sa.text("superseded_at IS NULL")


def upgrade():
    op.create_table(
        "member_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("milestone_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("deadline_revision", sa.Integer(), nullable=False),
        sa.Column("is_done", sa.Boolean(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=True),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("difficulties", sa.Text(), nullable=False),
        sa.Column("prepared_by", sa.String(length=120), nullable=False),
        sa.Column("prepared_position", sa.String(length=120), nullable=False),
        sa.Column("prepared_telephone", sa.String(length=40), nullable=False),
        sa.Column("approved_by", sa.String(length=120), nullable=False),
        sa.Column("approved_position", sa.String(length=120), nullable=False),
        sa.Column("letter", sa.String(length=200), nullable=True),
        sa.Column("letter_date", sa.Date(), nullable=True),
        sa.Column("on_behalf", sa.Boolean(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "percent BETWEEN 0 AND 100", name=op.f("ck_member_answer_percent_in_range")
        ),
        _points_at("milestone_id", "milestone"),
        _points_at("agency_id", "agency"),
        _points_at("author_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_answer")),
    )
    op.create_index(
        "uq_member_answer_current",
        "member_answer",
        ["milestone_id", "agency_id"],
        unique=True,
        sqlite_where=CURRENT,
        postgresql_where=CURRENT,
    )
    op.create_index("ix_member_answer_agency", "member_answer", ["agency_id", "milestone_id"])
    op.create_index(op.f("ix_member_answer_author_id"), "member_answer", ["author_id"])


def downgrade():
    """The older tables have no place for what members said."""
    op.drop_table("member_answer")


def _points_at(column, table):
    name = op.f(f"fk_member_answer_{column}_{table}")
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=name)
